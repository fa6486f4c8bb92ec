import { readFileSync } from 'node:fs';

/** compose.yaml as it is laid: what each service says of itself and takes from the blocks it names. No parser of YAML is ours. */
const lines = readFileSync('compose.yaml', 'utf8')
  .split('\n')
  .filter((line) => line.trim() !== '' && !line.trim().startsWith('#'));
type Keys = ReadonlyMap<string, string>;

/** The lines under the line at `index`, that are further in. */
function under(index: number): string[] {
  const depth = (line: string): number => line.length - line.trimStart().length;
  const end = lines.findIndex((line, i) => i > index && depth(line) <= depth(lines[index] ?? ''));
  return lines.slice(index + 1, end < 0 ? lines.length : end);
}

/** What a block says, its nested lines joined to their key; of what it takes from another (`<<`), what it does not say itself. */
function keysAt(index: number): Keys {
  const body = under(index);
  const inline = /\{(.*)\}\s*$/.exec(body.length === 0 ? (lines[index] ?? '') : '')?.[1];
  const entries: [string, string][] = [];
  if (inline !== undefined)
    for (const [, key = '', value = ''] of inline.matchAll(/([\w<-]+): (\[[^\]]*\]|[^,]+)/g))
      entries.push([key, value.trim()]);
  const indent = body[0]?.match(/^ */)?.[0] ?? '';
  for (const line of body) {
    const [, key, value = ''] = new RegExp(`^${indent}([\\w<-]+):\\s*(.*)$`).exec(line) ?? [];
    const last = entries.at(-1);
    if (key !== undefined) entries.push([key, value]);
    else if (last !== undefined) last[1] += `\n${line.trim()}`;
  }
  const taken = entries.find(([key]) => key === '<<')?.[1]?.replace('*', '');
  const from = taken === undefined ? -1 : lines.findIndex((line) => line.includes(`&${taken}`));
  return new Map([...(from < 0 ? [] : keysAt(from)), ...entries]);
}

const at = (line: string): number => lines.findIndex((one) => one.startsWith(line));
const names = (under(at('services:')).filter((line) => /^ {2}[\w-]+:/.test(line)) ?? []).map(
  (line) => line.trim().split(':')[0] ?? '',
);
const services = new Map(names.map((name) => [name, keysAt(at(`  ${name}:`))] as const));
const of = (name: string, key: string): string => services.get(name)?.get(key) ?? '';

describe('what a container is denied', () => {
  it('is read of every service there is', () => {
    expect([...services.keys()].sort()).toEqual([
      ...['bot', 'migrate', 'mongo-init', 'mongo1', 'mongo2', 'mongo3', 'redis', 'web', 'worker'],
    ]);
  });

  it.each(names)(
    '%s: nothing is written to it, no power is kept or gained, memory and processes are bounded',
    (name) => {
      expect(of(name, 'read_only')).toBe('true');
      expect(of(name, 'cap_drop')).toBe('[ALL]');
      expect(of(name, 'security_opt')).toBe("['no-new-privileges:true']");
      expect(of(name, 'tmpfs')).toMatch(/noexec,nosuid/);
      expect(of(name, 'mem_limit')).toMatch(/^\d+[mg]$/);
      expect(Number(of(name, 'pids_limit'))).toBeGreaterThan(0);
      expect(of(name, 'privileged') + of(name, 'cap_add') + of(name, 'devices')).toBe('');
    },
  );

  it.each(names)('%s runs an image named by its digest, or nothing starts', (name) => {
    expect(of(name, 'image')).toMatch(/^\$\{\w+:\?.*@sha256:…\}$/);
  });

  it('stores are reached by ours alone and have no way out; web alone is reached, from the machine itself', () => {
    for (const store of ['mongo1', 'mongo2', 'mongo3', 'redis'])
      expect([store, of(store, 'networks')]).toEqual([store, '[stores]']);
    expect(of('mongo-init', 'network_mode')).toBe('service:mongo1');
    expect(keysAt(at('networks:')).get('stores')).toContain('internal: true');
    for (const name of names) {
      const ports = of(name, 'ports');
      expect([name, ports === '' || (name === 'web' && ports.startsWith("['127.0.0.1:"))]).toEqual([name, true]);
    }
  });

  it('secrets are files: what is told of one is where it lies, and each that is told of is given', () => {
    const given = new Set(under(at('secrets:')).map((line) => line.trim().split(':')[0]));
    const env = of('worker', 'environment');
    const files = [...env.matchAll(/_FILE: \/run\/secrets\/(\w+)/g)].map(([, file]) => file ?? '');
    expect(files.length).toBeGreaterThanOrEqual(5);
    for (const name of names)
      for (const file of of(name, 'secrets')
        .replace(/[[\]\s]/g, '')
        .split(',')
        .filter(Boolean))
        expect([name, file, given.has(file)]).toEqual([name, file, true]);
    for (const file of files) expect(of('worker', 'secrets')).toContain(file);
    // What is left in the open of a key or password is empty unless the operator says otherwise.
    for (const [, name, value] of env.matchAll(/^(\w*(?:PASSWORD|SECRET|TOKEN|KEYS|URI)): (.*)$/gm))
      expect([name, value]).toEqual([name, `\${${name}:-}`]);
  });

  it('mongod writes no slow question down: it would name a person and a case on one line', () => {
    for (const name of ['mongo1', 'mongo2', 'mongo3'])
      expect([name, of(name, 'command')]).toEqual([name, expect.stringContaining("--slowOpSampleRate, '0'")]);
  });

  it('stores ask for a password, and Valkey stands in for Redis', () => {
    expect(of('mongo1', 'command')).toMatch(/--auth, --keyFile/);
    expect(of('redis', 'command')).toMatch(/^\[valkey-server,.*--aclfile/);
  });
});
