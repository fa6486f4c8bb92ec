import { createHash } from 'node:crypto';
import JSZip from 'jszip';
import { type Anchor, CHECKS, hashOf, type JournalEvent, readAnchors } from '#domain/journal';
import { ANCHORS, JOURNAL, MANIFEST, type Manifest } from './package.ts';

/** What is found when a package is looked over: sentences, the first of which names the first file or event that does not fit. */
export interface VerifiedPackage {
  accident: string;
  files: number;
  events: number;
  anchors: number;
  /** SHA-256 of the list, to be held beside what the accident's own trail says. */
  manifest: string;
  faults: string[];
}

const GENESIS = '0'.repeat(64);
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const linesOf = (text: string): string[] => text.split('\n').filter((line) => line !== '');

/** Files that are not as the list says, are missing, or are in no list. */
async function wrongFiles(zip: JSZip, { files }: Manifest): Promise<string[]> {
  const faults: string[] = [];
  for (const { name, sha256: said } of files) {
    const bytes = await zip
      .file(name)
      ?.async('nodebuffer')
      .catch(() => undefined);
    if (bytes === undefined) faults.push(`缺文件，或者读不出：${name}`);
    else if (sha256(bytes) !== said) faults.push(`文件和目录对不上：${name}`);
  }
  const named = new Set([MANIFEST, ...files.map(({ name }) => name)]);
  const more = Object.values(zip.files).filter(({ name, dir }) => !dir && !named.has(name));
  return [...faults, ...more.map(({ name }) => `目录里没有这个文件：${name}`)];
}

/** The first event that does not follow from the one before. */
function brokenEvent(lines: readonly string[]): string[] {
  let before: JournalEvent | undefined;
  for (const [i, line] of lines.entries()) {
    let event: JournalEvent;
    try {
      event = JSON.parse(line);
      const { kind, id } = event.subject;
      const isSame = before?.subject.kind === kind && before.subject.id === id;
      const fits = isSame
        ? event.seq === (before?.seq ?? 0) + 1 && event.prevHash === before?.hash
        : event.seq === 1 && event.prevHash === GENESIS;
      if (fits && hashOf(event) === event.hash) {
        before = event;
        continue;
      }
      const { reference = id } = event.subject;
      return [`第一个对不上的事件：${kind} ${reference} 第 ${event.seq} 条 ${event.name}（${String(event.at)}）`];
    } catch {
      return [`操作记录第 ${i + 1} 行读不出`];
    }
  }
  return [];
}

/** Anchors of the package that are not those of its nightly checks, or of a log from outside. */
function wrongAnchors(anchors: readonly Anchor[], lines: readonly string[], outside?: readonly Anchor[]): string[] {
  const said = new Map(
    lines.flatMap((line) => {
      try {
        const { subject, facts } = JSON.parse(line) as JournalEvent;
        const anchor = facts['anchor'] as Anchor | undefined;
        return subject.kind === CHECKS.kind && anchor !== undefined ? [[anchor.day, anchor.digest]] : [];
      } catch {
        return []; // named as the first line that cannot be read
      }
    }) as [string, string][],
  );
  const faults = anchors.filter(({ day, digest }) => said.get(day) !== digest);
  const known = outside && new Map(outside.map(({ day, digest }) => [day, digest]));
  const strange = known === undefined ? [] : anchors.filter(({ day, digest }) => known.get(day) !== digest);
  return [
    ...faults.map(({ day }) => `${day} 的锚点和当夜的核对记录对不上`),
    ...strange.map(({ day }) => `${day} 的锚点和系统外面的锚点记录对不上`),
  ];
}

/**
 * Looks over a package: every file by the list, every chain of the journal, the anchors among each other, beside the nightly
 * checks, and beside a log from outside where one is given. Needs no store.
 * @throws Error for a file that is no package.
 */
export async function verifyPackage(bytes: Uint8Array, outside?: readonly Anchor[]): Promise<VerifiedPackage> {
  const zip = await JSZip.loadAsync(bytes);
  const listed = await zip.file(MANIFEST)?.async('nodebuffer');
  if (listed === undefined) throw new Error(`没有 ${MANIFEST}，不是事故资料包，或者没有传完`);
  const manifest = JSON.parse(listed.toString()) as Manifest;
  const textOf = async (name: string): Promise<string[]> =>
    linesOf(
      (await zip
        .file(name)
        ?.async('string')
        .catch(() => '')) ?? '',
    );
  const events = await textOf(JOURNAL);
  let anchors: Anchor[] = [];
  const faults = [...(await wrongFiles(zip, manifest)), ...brokenEvent(events)];
  try {
    anchors = readAnchors(await textOf(ANCHORS));
  } catch (error) {
    faults.push((error as Error).message);
  }
  faults.push(...wrongAnchors(anchors, events, outside));
  const { accident, files } = manifest;
  return {
    accident,
    files: files.length,
    events: events.length,
    anchors: anchors.length,
    manifest: sha256(listed),
    faults,
  };
}
