import { readOr, UNREADABLE } from '#domain/aside';
import type { DrawnNoun, Entry, Fact, Section } from '#domain/engine';
import { findTrail, type JournalEvent } from '#domain/journal';
import { nounOf } from '#domain/nouns';
import { roleLabel } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { untilHeld } from './slice.ts';
import { type Table, textOf } from './tables.ts';
import { everyOf, type Thing } from './things.ts';

/** A file of pages: one for each thing, to be read and printed without our system. */
export interface Pages {
  name: string;
  content(): AsyncGenerator<string>;
}
/** Under which name a photo lies in the package, by its id; those that are not in it have none. */
export type PhotoNames = ReadonlyMap<string, string>;
interface Article {
  title: string;
  text: string;
  facts: readonly Fact[];
  sections: readonly Section[];
  photoIds: readonly string[];
  trail: readonly JournalEvent[];
}

const SIGNS: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const escaped = (text: string): string => text.replace(/[&<>"']/g, (sign) => SIGNS[sign] ?? sign);
const inside = (tag: string, texts: readonly string[]): string =>
  texts
    .filter((text) => text !== '')
    .map((text) => `<${tag}>${escaped(text)}</${tag}>`)
    .join('');

const STYLE = `body{font:16px/1.6 sans-serif;max-width:50rem;margin:0 auto;padding:1rem}
article{border-top:2px solid #333;margin-top:2rem}dt{font-weight:bold}dd{margin:0 0 .4rem;white-space:pre-wrap}
p{white-space:pre-wrap}table{border-collapse:collapse}td,th{border:1px solid #999;padding:.2rem .5rem;text-align:left}
img{max-width:100%;max-height:18cm}@media print{article{break-before:page;border:0}}`;

function photosIn(ids: readonly string[] = [], names: PhotoNames): string {
  const shown = ids.flatMap((id) => names.get(id) ?? []);
  return shown
    .map((name) => {
      const from = escaped(`../${name}`);
      return `<figure><a href="${from}"><img src="${from}" alt="${escaped(name)}" loading="lazy"></a></figure>`;
    })
    .join('');
}

const entryIn = ({ tags = [], text = '', by = '', files = [], photoIds }: Entry, names: PhotoNames): string => {
  const labels = tags.map(({ label }) => label).join('、');
  return `<li>${inside('p', [labels, text, by, files.map(({ label }) => label).join('、')])}${photosIn(photoIds, names)}</li>`;
};
const tableIn = ({ heads, rows }: NonNullable<Section['table']>): string =>
  `<table><tr>${inside('th', heads)}</tr>${rows.map((row) => `<tr>${row.map((cell) => `<td>${escaped(cell)}</td>`).join('')}</tr>`).join('')}</table>`;
function sectionIn({ title, text = '', points = [], table, entries = [] }: Section, names: PhotoNames): string {
  const rows = table === undefined || table.rows.length === 0 ? '' : tableIn(table);
  const listed = entries.length === 0 ? '' : `<ul>${entries.map((one) => entryIn(one, names)).join('')}</ul>`;
  const held = `${inside('p', [text, ...points])}${rows}${listed}`;
  return held === '' ? '' : `<h3>${escaped(title)}</h3>${held}`;
}

/** One act in words; of whoever left no name nothing but what was done. */
function actIn({ name, subject, at, actor, facts }: JournalEvent): string {
  const done = nounOf(subject.kind)?.events[name]?.done ?? name;
  const role = actor.role === undefined ? '' : `（${roleLabel(actor.role)}）`;
  const who = actor.kind === 'system' ? '系统定时' : actor.name === undefined ? '' : `${actor.name}${role}`;
  const said = ['said', 'reason', 'note', 'photoReason'].flatMap((key) => {
    const fact = facts[key];
    return typeof fact === 'string' ? [fact] : [];
  });
  return [formatDateTime(at), done, who, [...new Set(said)].join('；')].filter(Boolean).join('　');
}

const articleIn = ({ title, text, facts, sections, photoIds, trail }: Article, names: PhotoNames): string => {
  const rows = facts
    .filter(({ value }) => value !== '')
    .map(({ label, value }) => `<dt>${escaped(label)}</dt><dd>${escaped(value)}</dd>`);
  const photos = photosIn(photoIds, names);
  return [
    `<article><h2>${escaped(title)}</h2>${inside('p', [text])}<dl>${rows.join('')}</dl>`,
    ...sections.map((section) => sectionIn(section, names)),
    photos === '' ? '' : `<h3>照片</h3>${photos}`,
    `<h3>经过</h3><ol>${inside('li', trail.map(actIn))}</ol></article>\n`,
  ].join('');
};

async function* pagesOf(ctx: Context, title: string, articles: AsyncIterable<string>): AsyncGenerator<string> {
  const told = `资料取出：${formatDateTime(ctx.now)}。一件一页，可以直接打印。`;
  yield `<!doctype html><html lang="zh-CN"><meta charset="utf-8"><meta name="viewport" content="width=device-width">`;
  yield `<title>${escaped(title)}</title><style>${STYLE}</style><h1>${escaped(title)}</h1>${inside('p', [told])}\n`;
  yield* articles;
  yield '</html>\n';
}

/** What is made of one; its number alone where it cannot be read: nothing that is broken stops the package. */
const articleOr = (ctx: Context, key: string, reference: string, read: () => Promise<string>): Promise<string> =>
  readOr(ctx, key, read, () => `<article><h2>${escaped(reference)}</h2>${inside('p', [UNREADABLE])}</article>\n`);

const nameOf = (name: string): string => `可读/${name}.html`;

/** Every row of a noun as its page says it, with what happened to it. */
export function readableOf(ctx: Context, noun: DrawnNoun, enterpriseId: string, names: PhotoNames): Pages {
  const { words, lifecycle } = noun;
  async function* articles(): AsyncGenerator<string> {
    for await (const row of everyOf((paging) => noun.find(ctx, { enterpriseId, ...paging }))) {
      const { _id, reference, photoIds } = row as { _id: string; reference: string; photoIds: readonly string[] };
      yield await articleOr(ctx, `${noun.kind}:${_id}`, reference, async () =>
        articleIn(
          {
            title: `${noun.name} ${reference} · ${statusRow(lifecycle, noun.statusOf(row)).label}`,
            text: noun.textOf(row),
            facts: await words.facts(row, ctx),
            sections: (await words.sections?.(ctx, row)) ?? [],
            photoIds: words.photoIds?.(row) ?? photoIds,
            trail: untilHeld(await findTrail({ kind: noun.kind, id: _id }), ctx.now),
          },
          names,
        ),
      );
    }
  }
  return { name: nameOf(noun.name), content: () => pagesOf(ctx, noun.name, articles()) };
}

/** The same of a table whose first column is the number of a thing: what stands in its row, and what happened to it. */
export function readableTable(ctx: Context, table: Table, things: readonly Thing[], names: PhotoNames): Pages {
  const byReference = new Map(things.map((thing) => [thing.reference, thing]));
  async function* articles(): AsyncGenerator<string> {
    for await (const cells of table.rows()) {
      const reference = String(cells[0]);
      const thing = byReference.get(reference);
      yield await articleOr(ctx, `${thing?.kind}:${thing?.id}`, reference, async () =>
        articleIn(
          {
            title: `${table.name} ${reference}`,
            text: '',
            facts: table.heads.map((label, at) => ({ label, value: textOf(cells[at] ?? '') })),
            sections: [],
            photoIds: thing?.photoIds ?? [],
            trail: thing === undefined ? [] : untilHeld(await findTrail(thing), ctx.now),
          },
          names,
        ),
      );
    }
  }
  return { name: nameOf(table.name), content: () => pagesOf(ctx, table.name, articles()) };
}
