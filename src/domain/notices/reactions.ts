import { LOOPS, type Loop } from '#domain/aside';
import type { Rung } from '#domain/deadlines';
import { findDeadline, isExpected } from '#domain/deadlines';
import { findPeople } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { NOUNS, nounOf, titleOf } from '#domain/nouns';
import { enterpriseName } from '#domain/organisations';
import { findAgreers } from '#domain/ruleSettings';
import type { BoardCheck } from '#domain/tallies';
import { daysBetween, formatDay, localDate, nextHour } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { formatReckoned } from '#kernel/workingDays';
import { ACCOUNT_EVENTS } from './accountLetters.ts';
import { rungPeople } from './audiences.ts';
import { deliveryRule } from './deliveryRules.ts';
import type { NoticeDraft } from './enqueue.ts';

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

type Draft = Omit<NoticeDraft, 'dedupeKey'> & Partial<Pick<NoticeDraft, 'dedupeKey'>>;

type Alarm = (
  event: JournalEvent,
) => (Pick<NoticeDraft, 'template' | 'params' | 'isUrgent'> & { once: string; linkPath?: string }) | undefined;

/** Checks that found what nobody may overlook; `once` tells apart what is told apart. */
const ALARMS: Readonly<Record<string, Alarm>> = {
  // Somebody has touched the journal: told again only when more is found.
  'journal.broken': ({ _id, facts }) =>
    facts['isWorse'] === true
      ? {
          template: 'journal-broken',
          params: { faults: facts['faultCount'], missing: facts['missing'] },
          isUrgent: true,
          once: _id,
        }
      : undefined,
  // Once a day for each loop, however many of its rows lie there.
  'aside.set': ({ subject: { id }, at }) => ({
    template: 'set-aside',
    params: { what: LOOPS[id as Loop] },
    isUrgent: true,
    once: `${id}:${localDate(at)}`,
    linkPath: paths.asides,
  }),
  // Once a day for each job.
  'clock.behind': ({ _id, facts }) => ({
    template: 'clock-behind',
    params: { what: facts['label'], minutes: facts['minutes'] },
    isUrgent: true,
    once: _id,
    linkPath: paths.asides,
  }),
  // Somebody has written past the ledger of prevention services.
  'insurance.budgets-differ': ({ _id, facts }) => ({
    template: 'budgets-differ',
    params: { count: facts['count'] },
    isUrgent: true,
    once: _id,
  }),
  // Once a night, however often the check was begun anew.
  'tallies.put-right': ({ at, facts }) => {
    // Absent from those of the version before, which told nobody.
    const boards = ((facts['boards'] ?? []) as BoardCheck['boards']).filter(({ wrong }) => wrong > 0);
    if (boards.length === 0) return undefined;
    return { template: 'boards-put-right', params: { boards }, isUrgent: false, once: localDate(at) };
  },
};

/** What is asked of a rule is told to those who may agree; what became of it, to whoever asked. */
const RULE_LETTERS: Readonly<Record<string, { template: string; to(event: JournalEvent): Promise<string[]> }>> = {
  'rules.proposed': { template: 'rule-proposed', to: findAgreers },
  'rules.agreed': { template: 'rule-agreed', to: async ({ facts }) => [textOf(facts['proposedBy'])] },
  'rules.declined': { template: 'rule-declined', to: async ({ facts }) => [textOf(facts['proposedBy'])] },
  'rules.withdrawn': { template: '', to: async () => [] },
};

/** Names of all events somebody has decided about; a test compares them with what the lifecycles can record. */
export const DECIDED_EVENTS: readonly string[] = [
  ...NOUNS.flatMap((noun) => Object.keys(noun.events)),
  'deadlines.step-reached',
  'deadlines.moved',
  ...Object.keys(ALARMS),
  ...Object.keys(RULE_LETTERS),
  ...ACCOUNT_EVENTS,
];

/** The messages an event leads to. Whoever did it themselves is not told. */
export async function draftsFor(event: JournalEvent, now: Date): Promise<NoticeDraft[]> {
  const drafts = await draftsOf(event, now);
  return drafts
    .filter((draft) => draft.personId !== event.actor.personId)
    .map((draft) => ({ dedupeKey: `${event._id}:${draft.template}:${draft.personId}`, ...draft }));
}

function draftsOf(event: JournalEvent, now: Date): Promise<Draft[]> {
  if (event.name === 'deadlines.step-reached') return reminders(event, now);
  if (event.name === 'deadlines.moved') return moved(event);
  if (event.name in RULE_LETTERS) return ruleLetters(event);
  const alarm = ALARMS[event.name];
  return alarm === undefined ? notices(event, now) : alarms(event, alarm);
}

/** What a nightly check has found is told to every administrator. */
async function alarms(event: JournalEvent, alarm: Alarm): Promise<Draft[]> {
  const found = alarm(event);
  if (found === undefined) return [];
  const { once, ...told } = found;
  return (await findPeople({ role: 'administrator' })).map(({ _id: personId }) => ({
    sort: 'notice',
    personId,
    linkPath: paths.journal,
    still: { kind: 'always' },
    ...told,
    dedupeKey: `${event.name}:${once}:${personId}`,
  }));
}

async function ruleLetters(event: JournalEvent): Promise<Draft[]> {
  const { template = '', to } = RULE_LETTERS[event.name] ?? {};
  const { label, from, reason } = event.facts;
  const params = { label, from: formatDay(textOf(from)), reason: textOf(reason) };
  const told: Omit<Draft, 'personId'> = {
    ...{ sort: 'notice', template, params, isUrgent: false, still: { kind: 'always' } },
    linkPath: paths.rule(event.subject.id),
  };
  return ((await to?.(event)) ?? []).map((personId): Draft => ({ ...told, personId }));
}

async function notices(event: JournalEvent, now: Date): Promise<Draft[]> {
  const { reference, kind } = event.subject;
  const noun = nounOf(kind);
  const rows = noun?.events[event.name]?.told ?? [];
  if (noun === undefined || reference === undefined || rows.length === 0) return [];
  const subject = await noun.peek(reference);
  if (subject === undefined) return [];
  const params = { reference, ...(await noun.params(subject, event)) };
  const isByTheHour = noun.isByTheHour?.(subject) ?? false;
  const isNameless = event.door === 'hidden' || (isByTheHour && event.actor.kind === 'visitor');
  const after = textOf(event.facts['status']) || noun.statusOf(subject);
  const drafts = await Promise.all(
    rows.map(async (row) => {
      const people = new Set(await row.to(subject, event));
      const isUrgent = row.isUrgent?.(subject) ?? false;
      return [...people].map(
        (personId): Draft => ({
          sort: 'notice',
          personId,
          template: row.template,
          params,
          linkPath: row.leadsTo?.(subject) ?? noun.pathOf(reference),
          isUrgent,
          ...(noun.ringsAtNight?.(subject) ? { ringsAtNight: true } : {}),
          isSealed: isByTheHour || (row.isSealed ?? false),
          // When a message rings says when somebody without a name did something: it rings on the hour.
          ...(isNameless && !isUrgent ? { notBefore: nextHour(now) } : {}),
          still: { kind: 'noun', noun: kind, reference, statuses: [...(row.whileIn ?? [after])] },
        }),
      );
    }),
  );
  return drafts.flat();
}

/** A reminder to everybody on the rungs of the step; one that should have gone out long ago waits for the digest. */
async function reminders(event: JournalEvent, now: Date): Promise<Draft[]> {
  const { facts, subject } = event;
  const deadline = await findDeadline(textOf(facts['key']));
  if (deadline === undefined) return [];
  const { staleMinutes, gatherSeconds } = deliveryRule(now);
  const stepAt = new Date(textOf(facts['stepAt']));
  const isMissed = now.getTime() - stepAt.getTime() > staleMinutes * 60_000;
  const days = daysBetween(localDate(now), localDate(deadline.dueAt));
  const tell = facts['tell'] as Rung[];
  const people = await rungPeople(deadline, tell);
  const own = await rungPeople(
    deadline,
    tell.filter((rung) => rung === 'owner' || rung === 'manager'),
  );
  const reference = subject.reference ?? '';
  const noun = nounOf(subject.kind);
  const row = await noun?.peek(reference);
  const path = noun?.pathOf(reference) ?? '/';
  const outsidePath = row === undefined ? path : (noun?.outsidePathOf?.(row) ?? path);
  const params = {
    reference,
    title: titleOf(deadline, row),
    firm: deadline.subject.enterpriseId === undefined ? '' : await enterpriseName(deadline.subject.enterpriseId),
    dueOn: isExpected(deadline) ? formatReckoned(localDate(deadline.dueAt)) : formatDay(localDate(deadline.dueAt)),
    when: days > 0 ? `还有 ${days} 天` : days === 0 ? '今天到期' : `已逾期 ${-days} 天`,
  };
  return people.map((personId) => ({
    sort: 'reminder',
    personId,
    template: 'reminder',
    params,
    linkPath: own.includes(personId) ? path : outsidePath,
    isUrgent: facts['isUrgent'] === true,
    ...(row !== undefined && noun?.ringsAtNight?.(row) ? { ringsAtNight: true } : {}),
    still: { kind: 'deadline', key: deadline.key, dueAt: deadline.dueAt },
    ...(isMissed ? { isMissed, notBefore: new Date(now.getTime() + gatherSeconds * 1_000) } : {}),
  }));
}

/** That holidays published since have moved a day, to everybody who owes what is due on it. */
async function moved({ facts, subject }: JournalEvent): Promise<Draft[]> {
  const deadline = await findDeadline(textOf(facts['key']));
  const to = textOf(facts['to']);
  // Moved on since, by a correction: that is told instead.
  if (deadline === undefined || !deadline.isOpen || localDate(deadline.dueAt) !== to) return [];
  const reference = subject.reference ?? '';
  const params = {
    reference,
    title: titleOf(deadline, await nounOf(subject.kind)?.peek(reference)),
    from: formatDay(textOf(facts['from'])),
    to: formatDay(to),
  };
  return (await rungPeople(deadline, ['owner'])).map((personId) => ({
    sort: 'notice',
    personId,
    template: 'due-moved',
    params,
    linkPath: nounOf(subject.kind)?.pathOf(reference) ?? '/',
    isUrgent: false,
    still: { kind: 'deadline', key: deadline.key, dueAt: deadline.dueAt },
  }));
}
