/**
 * Adds to package-lock.json the optional packages of other platforms that the registry in use did not offer.
 *
 * A registry mirror may carry only the packages of one platform; `npm install` then leaves the others out of the
 * lock file, and `npm ci` refuses the lock on that same mirror ("Missing: … from lock file"). The entries below
 * name what the parent package already pins (exact version, platform from the package's own name), so that
 * `npm ci` accepts the lock everywhere and fetches only the packages of the platform it runs on.
 * Run after every `npm install`; a second run changes nothing.
 */
import { readFileSync, writeFileSync } from 'node:fs';

interface LockEntry {
  version?: string;
  optional?: boolean;
  dev?: boolean;
  cpu?: string[];
  os?: string[];
  libc?: string[];
  optionalDependencies?: Record<string, string>;
}

const lockPath = new URL('../package-lock.json', import.meta.url);
const systems = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32', 'aix', 'netbsd', 'openbsd', 'sunos'];
const processors = ['arm64', 'x64', 'ia32', 'arm', 'ppc64', 'riscv64', 's390x', 'loong64', 'mips64el', 'wasm32'];

/** The platform a prebuilt package is for, read from its name as `napi` and `esbuild` build it. */
function platformOf(name: string): Pick<LockEntry, 'cpu' | 'os' | 'libc'> | undefined {
  const words = (name.split('/').at(-1) ?? name).split(/[-_.]/);
  const system = systems.find((word) => words.includes(word));
  const processor = processors.find((word) => words.includes(word));
  if (system === undefined || processor === undefined) return undefined;
  const libc = words.includes('musl') ? 'musl' : words.includes('gnu') ? 'glibc' : undefined;
  return { cpu: [processor], ...(libc === undefined ? {} : { libc: [libc] }), os: [system] };
}

const lock = JSON.parse(readFileSync(lockPath, 'utf8')) as { packages: Record<string, LockEntry> };
const added: string[] = [];
for (const [parentPath, parent] of Object.entries(lock.packages)) {
  for (const [name, version] of Object.entries(parent.optionalDependencies ?? {})) {
    const present = [`${parentPath}/node_modules/${name}`, `node_modules/${name}`].some((path) => lock.packages[path]);
    const platform = platformOf(name);
    if (present || platform === undefined || !/^\d+\.\d+\.\d+/.test(version)) continue;
    lock.packages[`node_modules/${name}`] = {
      version,
      ...(parent.dev === true ? { dev: true } : {}),
      optional: true,
      ...platform,
    };
    added.push(`${name}@${version}`);
  }
}
const [root, ...rest] = Object.entries(lock.packages);
if (root === undefined) throw new Error('package-lock.json has no root package');
lock.packages = Object.fromEntries([root, ...rest.sort(([a], [b]) => a.localeCompare(b, 'en'))]);
writeFileSync(lockPath, `${JSON.stringify(lock, null, 2)}\n`);
console.log(added.length === 0 ? '锁文件已完整' : `补入 ${added.length} 个其他平台的可选包`);
