import type { QueryFilter } from 'mongoose';
import { type Clocks, defineNoun, knownTrail, leftParkOf, ofFirm, onlyOf, SIGHT_OF_OWNED } from '#domain/engine';
import { findLatest, type JournalEvent } from '#domain/journal';
import type { Context } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import { dutyActs, isAsked } from './duty.acts.ts';
import { DUTY_CHANGING, DUTY_STATUSES, type Duty, DutyModel, type DutyStatus } from './duty.model.ts';
import { DUTY_TYPES, type DutyType, dutyLabel } from './duty.rules.ts';
import { aboutDuty, deskOfDuty, dutyOwnerName, supervisorsOf } from './owner.ts';

/** As many events as the page tells: what is done every day has hundreds a year. */
const MOST_TOLD = 60;
const LADDER: Partial<Record<DutyType, string>> = { 'pledge.daily': 'duty-pledge', 'fire.patrol': 'duty-patrol' };

/** Of what is asked every day none runs between its being done and the next midnight: nobody is asked twice a day. */
const clocks: Clocks<Duty> = Object.fromEntries(
  DUTY_TYPES.map(({ code, label }) => [
    `duty-${code.replace('.', '-')}`,
    {
      ladder: LADDER[code] ?? 'duty',
      title: () => (code === 'pledge.daily' ? '今天的安全承诺还没有做' : label),
      runs: (row: Duty) => row.type === code && row.status === 'owed' && isAsked(row),
      dueAt: ({ dueAt }: Duty) => dueAt,
      owedBy: (row: Duty) => [deskOfDuty(row)],
    },
  ]),
);

/** Late on a day, or missed the day before. */
export const redOn = (now: Date): QueryFilter<Duty> => ({
  status: 'owed',
  $or: [{ dueAt: { $lt: now } }, { lastMissedOn: { $gte: addDays(localDate(now), -1) } }],
});

/** What is wrong with one, and how far today is, as its tags say it. */
export function dutyTags(
  row: Pick<Duty, 'status' | 'rollOn' | 'dueAt' | 'dueOn' | 'lastOn' | 'lastMissedOn' | 'failedOn' | 'missedInRow'>,
  now: Date,
): { label: string; tone: 'bad' | 'waiting' | 'good'; icon?: string }[] {
  const { status, rollOn, dueAt, lastOn, lastMissedOn, failedOn, missedInRow } = row;
  if (status !== 'owed') return [];
  const today = localDate(now);
  const failed = failedOn === undefined ? [] : [{ label: '上次不合格', tone: 'bad' as const }];
  if (rollOn === undefined)
    return [...(dueAt < now ? [{ label: '过期', tone: 'bad' as const, icon: 'clock' }] : []), ...failed];
  const missed =
    missedInRow > 1
      ? [{ label: `连着 ${missedInRow} 天没有做`, tone: 'bad' as const }]
      : lastMissedOn === addDays(today, -1)
        ? [{ label: '昨天没有做', tone: 'bad' as const }]
        : [];
  if (lastOn === today) return [{ label: '今天已做', tone: 'good' }, ...missed, ...failed];
  if (!isAsked(row)) return [...missed, ...failed];
  return [{ label: '今天还没有做', tone: dueAt < now ? 'bad' : 'waiting' }, ...missed, ...failed];
}

interface DutyFilters {
  type: DutyType;
  status: DutyStatus;
  enterpriseId: string;
  parkId: string;
  /** Late, or missed the day before. */
  isRed: true;
}

const noun = defineNoun<Duty, DutyStatus, typeof dutyActs, DutyFilters>({
  kind: 'duty',
  name: '定期安全事项',
  letter: 'DQ',
  path: '/duties',
  model: DutyModel,
  statuses: DUTY_STATUSES,
  acts: dutyActs,
  // What a firm promises every day it promises to everybody who works there.
  sees: { ...SIGHT_OF_OWNED, worker: onlyOf(ofFirm, { type: 'pledge.daily' }) },
  about: aboutDuty,
  // A firm takes it along.
  moves: { body: 'new' },
  changing: DUTY_CHANGING,
  holds: 'posts',
  clocks,
  filters: {
    type: (type) => ({ type }),
    status: (status) => ({ status }),
    enterpriseId: (enterpriseId) => ({ enterpriseId }),
    parkId: (parkId) => ({ parkId }),
    isRed: (_, { now }) => redOn(now),
  },
  standing: ['status', 'isRed'],
  textOf: ({ type }) => dutyLabel(type),
  params: async (row) => ({
    owner: await dutyOwnerName(row),
    type: dutyLabel(row.type),
    reason: row.reason ?? '',
    days: row.missedInRow,
  }),
  events: {
    'duties.missed-long': {
      done: '连着几天没有做',
      told: [{ to: supervisorsOf, template: 'duty-missed', whileIn: ['owed'] }],
    },
  },
});

/** The last of what happened to it: what is done every day would make its page longer every day. */
async function trail(ctx: Context, reference: string): Promise<JournalEvent[]> {
  const row = await noun.get(ctx, reference);
  if (leftParkOf(ctx.actor, row) !== undefined) return noun.trail(ctx, reference);
  return knownTrail(ctx.actor, row, await findLatest({ kind: noun.kind, id: row._id }, MOST_TOLD));
}

/** 定期安全事项: of a firm, a park or a body, one of each type. */
export const duties = { ...noun, trail };
