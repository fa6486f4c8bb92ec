import { hazardsBehind, watchedCases } from '#domain/hazards';
import { getPerson } from '#domain/identity';
import { findNamed, type JournalEvent } from '#domain/journal';
import { findEnterprises } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { addDays, DAY_MS, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { ofText } from '#platform/mongo';
import { watchRule } from '../protectionRules.ts';
import { keep } from './checkIn.ts';
import { WatchModel } from './watch.model.ts';
import { watches } from './watch.ts';

/** What may be done to somebody's account, by others or in their name by others. */
const CHANGES = [
  'identity.disabled',
  'identity.role-removed',
  'identity.totp-reset',
  'identity.chat-unbound',
  'identity.password-reset',
  'identity.slip-printed',
];
/** A day is gathered once it is over; after an outage those before it, too. */
const DAYS_BACK = 7;
/** At most so many cases stand in one row; a day with more names these. */
const MOST_CASES = 100;

/** Our own chat page ties and loosens itself. */
const counts = ({ facts }: JournalEvent): boolean => facts['channel'] !== 'webchat';

/** Firms a change of an account concerns: those it was in, and those it is in. */
async function firmsOf({ about, subject }: JournalEvent): Promise<string[]> {
  const person = await getPerson(subject.id).catch(() => undefined);
  const now = person?.grants.flatMap(({ scope }) => scope.enterpriseId ?? []) ?? [];
  return [...new Set([...about.filter(({ kind }) => kind === 'enterprise').map(({ id }) => id), ...now])];
}

/** What happened to accounts of one body's firms on one day: whose, and in which of the firms. */
export interface DayOfBody {
  key: string;
  bodyId: string;
  day: LocalDate;
  people: ReadonlyMap<string, ReadonlySet<string>>;
}

/**
 * Days of bodies that nothing was gathered of yet, the oldest first. A body gets one for every day on which any account
 * changed, whether anybody among them had reported or not, at one hour of the morning after: what can be seen from outside,
 * also in the store, follows from what everybody knows.
 */
export async function findUngathered(now: Date, limit: number, without: readonly string[]): Promise<DayOfBody[]> {
  const days = Array.from({ length: DAYS_BACK }, (_, n) => addDays(localDate(now), n - DAYS_BACK));
  const found = (await Promise.all(days.map(changesOn))).flat();
  const keys = found.map(({ key }) => key);
  const gathered = new Set(await WatchModel.distinct('onceKey', { onceKey: ofText({ $in: keys }) }));
  return found.filter(({ key }) => !gathered.has(key) && !without.includes(key)).slice(0, limit);
}

async function changesOn(day: LocalDate): Promise<DayOfBody[]> {
  const from = new Date(endOfLocalDay(addDays(day, -1)).getTime() + 1);
  const events = (await findNamed(CHANGES, from, endOfLocalDay(day))).filter(counts);
  const ofBody = new Map<string, Map<string, Set<string>>>();
  for (const event of events) {
    for (const firm of await findEnterprises({ ids: await firmsOf(event), isActiveOnly: false })) {
      const people = ofBody.get(firm.bodyId) ?? new Map<string, Set<string>>();
      const firms = people.get(event.subject.id) ?? new Set<string>();
      ofBody.set(firm.bodyId, people.set(event.subject.id, firms.add(firm._id)));
    }
  }
  return [...ofBody].map(([bodyId, people]) => ({ key: `accounts:${bodyId}:${day}`, bodyId, day, people }));
}

/**
 * Gathers one of them as one matter to look at, with the cases of those among them who reported without a name sealed
 * inside. Done again it changes nothing.
 */
export async function gatherDay(ctx: Context, { key, bodyId, day, people }: DayOfBody): Promise<boolean> {
  const since = new Date(ctx.now.getTime() - watchRule(ctx.now).days * DAY_MS);
  const cases = new Set<string>();
  for (const [personId, firms] of people)
    for (const reference of await watchedCases(await hazardsBehind({ personId }), [...firms], since))
      cases.add(reference);
  const secret = { changes: people.size, cases: [...cases].sort().slice(0, MOST_CASES) };
  await watches.make(
    { ...ctx, onceKey: key },
    'gather',
    { kind: 'accounts' as const, bodyId, day, secret: '' },
    { also: ({ _id }) => keep(_id, secret) },
  );
  return true;
}
