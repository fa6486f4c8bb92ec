import type { accidents } from '#domain/accidents';
import { readOr, UNREADABLE } from '#domain/aside';
import { answersOn, matterLabel, stretchesOf } from '#domain/competence';
import { duties, ENTRY_RESULTS, everyEntry } from '#domain/duties';
import type { Cell, DrawnNoun } from '#domain/engine';
import { personName } from '#domain/identity';
import { findTrail, type JournalEvent } from '#domain/journal';
import { findTold, OUTBOX_STATUSES } from '#domain/notices';
import { nounOf } from '#domain/nouns';
import { bodyName, parkName, sectorLabel } from '#domain/organisations';
import { moduleLabel, readTrainings } from '#domain/stages';
import type { Context } from '#kernel/context';
import { formatDateTime, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { hazardSheet } from '../sheets/hazards.ts';
import { safeText } from '../sheets/sheet.ts';
import { everyOf, type Thing } from './things.ts';

type Accident = Awaited<ReturnType<typeof accidents.get>>;

/** One table: the name of its file, its headings and its rows. */
export interface Table {
  name: string;
  heads: readonly string[];
  rows(): AsyncIterable<readonly Cell[]>;
}

/** A cell in words, as it stands in a table or on a page. */
export function textOf(cell: Cell): string {
  if (cell instanceof Date) return formatDateTime(cell);
  if (typeof cell === 'object') return cell.day;
  return typeof cell === 'number' ? String(cell) : safeText(cell);
}
const lineOf = (cells: readonly Cell[]): string =>
  `${cells.map((cell) => `"${textOf(cell).replaceAll('"', '""')}"`).join(',')}\r\n`;

/** What `read` makes of one thing; its number alone where it cannot be read: nothing that is broken stops the package. */
const rowOr = (
  ctx: Context,
  key: string,
  reference: string,
  read: () => Promise<readonly Cell[]> | readonly Cell[],
): Promise<readonly Cell[]> => readOr(ctx, key, read, () => [reference, UNREADABLE]);

/** A table as a file every spreadsheet program opens: the mark in front says that it is UTF-8. */
export async function* asCsv(ctx: Context, { name, heads, rows }: Table): AsyncGenerator<string> {
  yield `\uFEFF${lineOf(heads)}`;
  for await (const cells of rows()) {
    const first = String(cells[0]);
    yield await readOr(
      ctx,
      `${name}:${first}`,
      () => lineOf(cells),
      () => lineOf([first, UNREADABLE]),
    );
  }
}

/** Rows of a noun: the columns of its sheet, or what its page says where it has none. */
export function tableOf(ctx: Context, noun: DrawnNoun, enterpriseId: string): Table {
  const { words, lifecycle } = noun;
  const every = () => everyOf((paging) => noun.find(ctx, { enterpriseId, ...paging }));
  const columns = words.sheet?.columns;
  return {
    name: noun.name,
    heads: columns?.map(({ header }) => header) ?? ['编号', '状态', '内容', '情况'],
    async *rows() {
      for await (const row of every()) {
        const { _id, reference } = row as { _id: string; reference: string };
        yield await rowOr(ctx, `${noun.kind}:${_id}`, reference, async () => {
          if (columns !== undefined) return Promise.all(columns.map(({ cell }) => cell(row, ctx.now)));
          const facts = (await words.facts(row, ctx)).filter(({ value }) => value !== '');
          return [
            reference,
            statusRow(lifecycle, noun.statusOf(row)).label,
            noun.textOf(row),
            facts.map(({ label, value }) => `${label}：${value}`).join('；'),
          ];
        });
      }
    },
  };
}

/** The hazards, as the sheet of hazards has them: a report without a name never finer than its day. */
export const hazardTable = (ctx: Context, enterpriseId: string): Table => ({
  name: hazardSheet.name,
  heads: hazardSheet.columns.map(({ header }) => header),
  rows: () => everyOf(({ after, limit }) => hazardSheet.page(ctx, { enterpriseId }, after, limit)),
});

/** Each time what law asks again and again was done, and each day it was not. */
export const dutyTable = (ctx: Context, enterpriseId: string): Table => ({
  name: '定期安全事项每一次',
  heads: ['编号', '事项', '日期', '结果', '谁做的', '说明', '登记人', '登记时间'],
  async *rows() {
    for await (const row of everyOf((paging) => duties.find(ctx, { enterpriseId, ...paging })))
      for await (const entry of everyEntry(ctx, row))
        yield await rowOr(ctx, `duty-entry:${entry._id}`, row.reference, async () => {
          const { day, result, isLate, who, note, by, at } = entry;
          const came = `${labelIn(ENTRY_RESULTS, result)}${isLate ? '，过了时间' : ''}`;
          const named = by === '' ? '' : await personName(by);
          return [row.reference, duties.textOf(row), { day }, came, who, note, named, formatDateTime(at)];
        });
  },
});

/** Classes people of the firm went to, with their names. */
export const trainingTable = (ctx: Context, { enterpriseId }: Accident): Table => ({
  name: '培训记录',
  heads: ['日期', '内容', '课时', '管理人员', '员工', '说明', '登记人', '作废'],
  async *rows() {
    for (const row of await readTrainings(ctx, { enterpriseId }))
      yield await rowOr(ctx, `training:${row._id}`, '', () => {
        const { heldOn, module, hours, attendees, note, recordedByName, voided } = row;
        const named = (side: 'manager' | 'worker') =>
          attendees.flatMap((one) => (one.side === side ? [one.name] : [])).join('、');
        const undone = voided === undefined ? '' : voided.reason;
        return [
          ...[{ day: heldOn }, moduleLabel(module), hours, named('manager'), named('worker')],
          ...[note, recordedByName, undone],
        ];
      });
  },
});

/** Who was competent in the firm's park on the day of the accident, and by what. */
export const competenceTable = ({ parkId, happenedAt }: Accident): Table => ({
  name: '当天由谁监管',
  heads: ['哪天', '园区', '事项', '行业', '由谁监管', '依据', '从哪天', '到哪天'],
  async *rows() {
    if (parkId === undefined) return;
    const day = localDate(happenedAt);
    const park = await parkName(parkId);
    for (const { matter, sectors, stretch } of answersOn(await stretchesOf(parkId), day)) {
      const who =
        stretch === undefined ? '没有人' : stretch.bodyId === undefined ? park : await bodyName(stretch.bodyId);
      const which = sectors.length === 0 ? '全部' : sectors.map(sectorLabel).join('、');
      const until = stretch?.to === undefined ? '' : { day: stretch.to };
      const from = stretch === undefined ? '' : { day: stretch.from };
      yield [{ day }, park, matterLabel(matter), which, who, stretch?.basis ?? '', from, until];
    }
  },
});

const CHANNELS: Readonly<Record<string, string>> = {
  portal: '站内消息',
  sms: '短信',
  webchat: '网页聊天',
  wecom: '企业微信',
  service: '微信',
};
export const channelLabel = (channel: string): string => CHANNELS[channel] ?? channel;

/** What somebody did about a thing after they were told of it: their first act from then on. */
function didAfter(events: readonly JournalEvent[], personId: string | undefined, at: Date): string {
  const act = events.find((one) => one.actor.personId === personId && one.at >= at);
  if (personId === undefined || act === undefined) return '';
  return `${nounOf(act.subject.kind)?.events[act.name]?.done ?? act.name}（${formatDateTime(act.at)}）`;
}

/** Who was told what about what goes along, by which way, when it came, when it was read, and what they did then. */
export const toldTable = (ctx: Context, enterpriseId: string, things: readonly Thing[]): Table => ({
  name: '告知记录',
  heads: ['编号', '告诉谁', '说了什么', '发出', '途径', '现在', '送达', '打开', '之后办的第一件事'],
  async *rows() {
    const byPath = new Map(things.map((thing) => [thing.path, thing]));
    const trails = new Map<string, readonly JournalEvent[]>();
    for await (const one of findTold(enterpriseId)) {
      const thing = byPath.get(one.linkPath ?? '');
      if (thing === undefined) continue;
      const trail = trails.get(thing.id) ?? (await findTrail(thing));
      if (trails.size > 500) trails.clear();
      trails.set(thing.id, trail);
      yield await rowOr(ctx, `outbox:${one._id}`, thing.reference, async () => {
        const who = one.personId === undefined ? '' : await personName(one.personId);
        const way = [one.channel, one.fellBackFrom].flatMap((way) => (way === undefined ? [] : [channelLabel(way)]));
        const now = labelIn(OUTBOX_STATUSES, one.status);
        return [
          ...[thing.reference, who, one.text, one.createdAt, way.join('，先试过'), now],
          ...[one.sentAt ?? '', one.readAt ?? '', didAfter(trail, one.personId, one.createdAt)],
        ];
      });
    }
  },
});
