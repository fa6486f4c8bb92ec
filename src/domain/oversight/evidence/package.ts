import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import JSZip from 'jszip';
import { type accidents, accidentsInWords, noteTaken, openEvidence } from '#domain/accidents';
import { readOr } from '#domain/aside';
import { findPhotos, openPhoto } from '#domain/evidence';
import { anchorsAsLines } from '#domain/journal';
import { getBody } from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, localDate } from '#kernel/dates';
import { packageRule } from './packageRules.ts';
import { readableOf, readableTable } from './readable.ts';
import { journalLines } from './slice.ts';
import {
  asCsv,
  competenceTable,
  dutyTable,
  hazardTable,
  type Table,
  tableOf,
  toldTable,
  trainingTable,
} from './tables.ts';
import { type Thing, takenNouns, thingsOf } from './things.ts';

type Accident = Awaited<ReturnType<typeof accidents.get>>;
type Content = AsyncIterable<string | Uint8Array>;

/** One file of a package, made while it is handed over. */
interface Part {
  name: string;
  content(): Content;
  isPacked?: true;
}

/** Names a file of the package is found by. */
export const MANIFEST = 'manifest.json';
export const JOURNAL = '操作记录.jsonl';
export const ANCHORS = '锚点.jsonl';

/** The list of what is in a package, its last file. */
export interface Manifest {
  accident: string;
  madeAt: string;
  files: { name: string; bytes: number; sha256: string }[];
  /** Photos that could not be read: they are in it without a byte. */
  unreadable: string[];
}

const ABOUT = [
  '资料按负责调查的部门看得到的范围，在调取的那一刻取出。',
  '不署名上报的，上报人和联系方式不在里面；奖励、回访、合理化建议和还没到整点的不署名记录也不在里面。',
  '发给个人、封存了的消息不写企业，也不在告知记录里。',
  '「可读」里一类一个网页，一件一页，用浏览器打开就能看、能打印；同名的表格是清单。',
  `${JOURNAL} 是每件资料的完整操作记录，一行一条，用校验值连着前一条；${ANCHORS} 是每夜写到系统外面的锚点。`,
  `${MANIFEST} 列出每个文件的 SHA-256。它自己的 SHA-256 记在这起事故的经过里（「资料包交出」）。`,
  '核对：npm run evidence:verify 资料包.zip，再加上系统外面的锚点记录文件，会一并核对。',
];

/** What is in it, in a few words. */
export const packageContents = (now: Date): string[] => [
  '事故本身：经过、伤亡、等级、应急清单、报给了谁',
  `${takenNouns()
    .slice(1)
    .map(({ name }) => name)
    .join('、')}，以及隐患、培训记录`,
  '事故当天由谁监管、依据是什么',
  '谁收到过什么：途径、送达、打开、之后办了什么',
  `现场和整改照片原图，最多 ${packageRule(now).mostPhotos} 张`,
  '每一件能直接打开、打印的页面，不用本系统也能看',
  '操作记录（能核对有没有改过）、锚点、文件目录和校验值',
  '不署名上报人和封存的联系方式不在里面',
];

async function* aboutOf(row: Accident, ctx: Context): Content {
  const facts = await accidentsInWords.words.facts(row, ctx);
  const sections = (await accidentsInWords.words.sections?.(ctx, row)) ?? [];
  yield `事故 ${row.reference}\n资料取出：${formatDateTime(ctx.now)}\n\n`;
  for (const line of ABOUT) yield `${line}\n`;
  yield '\n';
  for (const { label, value } of facts) yield `${label}：${value}\n`;
  for (const { title, entries = [] } of sections) {
    yield `\n${title}\n`;
    for (const { tags = [], text = '', by = '' } of entries)
      yield `${[tags.map(({ label }) => label).join('、'), text, by].filter((part) => part !== '').join('　')}\n`;
  }
}

async function* anchorsOf(): Content {
  for (const line of await anchorsAsLines()) yield `${line}\n`;
}

interface Shown {
  id: string;
  name: string;
}
/** Photos of what goes along, each under the number of what it shows; the accident's own first. */
const shownBy = (things: readonly Thing[]): Shown[] =>
  things.flatMap(({ reference, photoIds }) =>
    photoIds.map((id, i) => ({ id, name: `照片/${reference}-${i + 1}.webp` })),
  );

const photoTable = (shown: readonly Shown[], most: number): Table => ({
  name: '照片清单',
  heads: ['照片', 'SHA-256', '原图'],
  async *rows() {
    for (const [i, { id, name }] of shown.entries()) {
      const [photo] = await findPhotos([id]);
      yield [name, photo?.sha256 ?? '', i < most ? '在里面' : '太多，到系统里看'];
    }
  },
});

const photosOf = (ctx: Context, shown: readonly Shown[], unreadable: string[]): Part[] =>
  shown.map(
    ({ id, name }): Part => ({
      name,
      isPacked: true,
      async *content() {
        const open = await readOr(
          ctx,
          `photo:${id}`,
          () => openPhoto(id, 'full'),
          () => undefined,
        );
        if (open === undefined) return void unreadable.push(name);
        yield* open.stream as AsyncIterable<Uint8Array>;
      },
    }),
  );

function partsOf(ctx: Context, row: Accident, things: readonly Thing[], unreadable: string[]): Part[] {
  const { enterpriseId } = row;
  const shown = shownBy(things);
  const { mostPhotos } = packageRule(ctx.now);
  const inside = new Map(shown.slice(0, mostPhotos).map(({ id, name }) => [id, name]));
  const hazards = hazardTable(ctx, enterpriseId);
  const tables: Table[] = [
    ...takenNouns().map((noun) => tableOf(ctx, noun, enterpriseId)),
    hazards,
    dutyTable(ctx, enterpriseId),
    trainingTable(ctx, row),
    competenceTable(row),
    toldTable(ctx, enterpriseId, things),
    photoTable(shown, mostPhotos),
  ];
  return [
    { name: '说明.txt', content: () => aboutOf(row, ctx) },
    ...tables.map((table) => ({ name: `${table.name}.csv`, content: () => asCsv(ctx, table) })),
    ...takenNouns().map((noun) => readableOf(ctx, noun, enterpriseId, inside)),
    readableTable(ctx, hazards, things, inside),
    { name: JOURNAL, content: () => journalLines(ctx, things) },
    { name: ANCHORS, content: anchorsOf },
    ...photosOf(ctx, shown.slice(0, mostPhotos), unreadable),
  ];
}

/** A file as it goes into the package; once it is over, it is in the list. */
async function* listed({ name, content }: Part, files: Manifest['files']): AsyncGenerator<Buffer> {
  const hash = createHash('sha256');
  let bytes = 0;
  for await (const piece of content()) {
    const buffer = Buffer.from(piece);
    hash.update(buffer);
    bytes += buffer.length;
    yield buffer;
  }
  files.push({ name, bytes, sha256: hash.digest('hex') });
}

/** What the body that investigates sees: it is their evidence, whoever carries it. */
async function asInvestigator(ctx: Context, row: Accident): Promise<Context> {
  const { _id: bodyId, regionCode, sectors } = await getBody(row.investigatorBodyId);
  const scope = { bodyId, regionCode, ...(sectors.length === 0 ? {} : { sectors }) };
  const { now, requestId, door } = ctx;
  return { now, requestId, door, actor: { ...(ctx.actor as PersonActor), scope } };
}

/**
 * The evidence of an accident as one file, made while it is sent: nothing of it lies anywhere, and no more of it is in memory
 * than the piece on its way. Each opening is an event before the first byte; the list of what was in it is another, before
 * the last.
 * @throws Forbidden for everybody but a person named for it, NotFound.
 */
export async function openPackage(
  ctx: Context,
  { reference }: { reference: string },
): Promise<{ fileName: string; stream: Readable }> {
  const row = await openEvidence(ctx, { reference });
  const reader = await asInvestigator(ctx, row);
  const manifest: Manifest = { accident: reference, madeAt: ctx.now.toISOString(), files: [], unreadable: [] };
  const parts = partsOf(reader, row, await thingsOf(reader, row.enterpriseId), manifest.unreadable);
  const zip = new JSZip();
  const add = (name: string, content: Content, isPacked = false): void =>
    void zip.file(name, Readable.from(content, { objectMode: false }), {
      compression: isPacked ? 'STORE' : 'DEFLATE',
      date: ctx.now,
    });
  for (const part of parts) add(part.name, listed(part, manifest.files), part.isPacked);
  // Asked for last, when everything before it has gone through.
  add(MANIFEST, lastOf(ctx, row, manifest));
  const stream = Readable.from(bytesOf(zip), { objectMode: false });
  return { fileName: `事故资料-${reference}-${localDate(ctx.now)}.zip`, stream };
}

/** Nothing is read of the store before somebody takes the first byte, nor after they stop. */
async function* bytesOf(zip: JSZip): AsyncGenerator<Buffer> {
  yield* new Readable().wrap(zip.generateNodeStream({ streamFiles: true, platform: 'UNIX' }));
}

async function* lastOf(ctx: Context, row: Accident, manifest: Manifest): AsyncGenerator<Buffer> {
  const text = Buffer.from(`${JSON.stringify(manifest, undefined, 2)}\n`);
  await noteTaken(ctx, row, createHash('sha256').update(text).digest('hex'));
  yield text;
}
