import type { Rung } from '#domain/deadlines';
import { findDeadline } from '#domain/deadlines';
import { type Hazard, peekHazard, peekReward, type Reward } from '#domain/hazards';
import type { JournalEvent } from '#domain/journal';
import { enterpriseName } from '#domain/organisations';
import { daysBetween, formatDay, localDate } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';
import { bodyPeople, bothOf, followers, holdersOf, managersOf, officersOf, rungPeople } from './audiences.ts';
import { deliveryRule } from './deliveryRules.ts';
import type { NoticeDraft } from './enqueue.ts';

type Draft = Omit<NoticeDraft, 'dedupeKey'>;
type People = Promise<readonly string[]> | readonly string[];

interface HazardNotice {
  to: (hazard: Hazard) => People;
  template: string;
  /** Statuses in which it is still worth saying; the status after the act when absent. */
  whileIn?: readonly string[];
  isUrgent?: (hazard: Hazard) => boolean;
}

const OPEN = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
const urgent = (hazard: Hazard): boolean => hazard.isUrgent;
const always = (): boolean => true;

/** Event → who is told, in which words. An event that tells nobody has an empty row, so that forgetting one shows. */
const HAZARD_NOTICES: Readonly<Record<string, readonly HazardNotice[]>> = {
  'hazards.reported': [
    {
      to: (h) => (h.isUrgent ? bothOf(h.enterpriseId) : officersOf(h.enterpriseId)),
      template: 'hazard-reported',
      isUrgent: urgent,
    },
  ],
  'hazards.accepted': [{ to: followers, template: 'hazard-accepted' }],
  'hazards.verified-valid': [{ to: followers, template: 'hazard-valid', whileIn: OPEN }],
  'hazards.verified-not-valid': [{ to: followers, template: 'hazard-not-valid' }],
  'hazards.marked-duplicate': [{ to: followers, template: 'hazard-duplicate' }],
  'hazards.rectification-planned': [
    {
      to: (h) => (h.rectification ? [h.rectification.ownerId] : []),
      template: 'rectification-assigned',
      isUrgent: urgent,
    },
    { to: followers, template: 'rectification-planned' },
  ],
  'hazards.fixed-on-spot': [{ to: (h) => othersInFirm(h), template: 'rectification-submitted' }],
  'hazards.rectification-submitted': [{ to: (h) => othersInFirm(h), template: 'rectification-submitted' }],
  'hazards.rectification-approved': [{ to: closedAudience, template: 'hazard-closed' }],
  'hazards.rectification-returned': [{ to: holdersOf, template: 'rectification-returned' }],
  'hazards.closure-requested': [{ to: (h) => bodyPeople(h.bodyId), template: 'closure-requested' }],
  'hazards.major-closed': [{ to: closedAudience, template: 'hazard-closed' }],
  'hazards.closure-returned': [{ to: (h) => bothOf(h.enterpriseId), template: 'closure-returned' }],
  'hazards.reopened': [{ to: (h) => bothOf(h.enterpriseId), template: 'hazard-reopened' }],
  'hazards.urged': [{ to: holdersOf, template: 'hazard-urged', whileIn: OPEN, isUrgent: always }],
  'hazards.endorsed': [],
  'hazards.marked-major': [
    {
      to: async (h) => [...(await managersOf(h.enterpriseId)), ...(await bodyPeople(h.bodyId))],
      template: 'hazard-major',
      whileIn: OPEN,
      isUrgent: always,
    },
  ],
  'hazards.downgraded': [{ to: (h) => bothOf(h.enterpriseId), template: 'hazard-downgraded', whileIn: OPEN }],
};

interface RewardNotice {
  to: (reward: Reward) => People;
  template: string;
}
const REWARD_NOTICES: Readonly<Record<string, readonly RewardNotice[]>> = {
  'rewards.proposed': [{ to: (r) => bothOf(r.enterpriseId), template: 'reward-proposed' }],
  'rewards.approved': [{ to: (r) => [r.personId], template: 'reward-approved' }],
  'rewards.paid': [{ to: (r) => [r.personId], template: 'reward-paid' }],
  'rewards.confirmed': [],
  'rewards.declined': [{ to: (r) => bothOf(r.enterpriseId), template: 'reward-declined' }],
};

/** Names of all events somebody has decided about; a test compares them with what the lifecycles can record. */
export const DECIDED_EVENTS: readonly string[] = [
  ...Object.keys(HAZARD_NOTICES),
  ...Object.keys(REWARD_NOTICES),
  'deadlines.step-reached',
];

async function othersInFirm(hazard: Hazard): Promise<string[]> {
  return (await officersOf(hazard.enterpriseId)).length > 1
    ? (await officersOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by)
    : (await bothOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by);
}

async function closedAudience(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.rectification?.ownerId;
  return [...(await followers(hazard)), ...(ownerId === undefined ? [] : [ownerId])];
}

/** The messages an event leads to. Whoever did it themselves is not told. */
export async function draftsFor(event: JournalEvent, now: Date): Promise<NoticeDraft[]> {
  const drafts = await draftsOf(event, now);
  return drafts
    .filter((draft) => draft.personId !== event.actor.personId)
    .map((draft) => ({ ...draft, dedupeKey: `${event._id}:${draft.template}:${draft.personId}` }));
}

async function draftsOf(event: JournalEvent, now: Date): Promise<Draft[]> {
  if (event.name === 'deadlines.step-reached') return reminders(event, now);
  const { reference } = event.subject;
  if (reference === undefined) return [];
  const hazardNotices = HAZARD_NOTICES[event.name];
  if (hazardNotices !== undefined) return hazardDrafts(event, reference, hazardNotices);
  const rewardNotices = REWARD_NOTICES[event.name];
  return rewardNotices === undefined ? [] : rewardDrafts(reference, rewardNotices);
}

async function hazardDrafts(
  event: JournalEvent,
  reference: string,
  notices: readonly HazardNotice[],
): Promise<Draft[]> {
  const hazard = notices.length === 0 ? undefined : await peekHazard(reference);
  if (hazard === undefined) return [];
  const { status } = event.facts;
  const params = {
    reference,
    text: shorten(hazard.text),
    place: hazard.placeText,
    firm: await enterpriseName(hazard.enterpriseId),
    isUrgent: hazard.isUrgent,
    reason: textOf(event.facts['reason']),
    basis: textOf(event.facts['majorBasis']),
    duplicateOf: hazard.duplicateOf ?? '',
    dueOn: hazard.rectification ? formatDay(hazard.rectification.dueOn) : '',
    owner: hazard.rectification?.ownerName ?? '',
    fixed: hazard.fix?.text ?? '',
  };
  const drafts = await Promise.all(
    notices.map(async (notice) => {
      const statuses = [...(notice.whileIn ?? [String(status)])];
      return [...new Set(await notice.to(hazard))].map(
        (personId): Draft => ({
          sort: 'notice',
          personId,
          template: notice.template,
          params,
          linkPath: `/hazards/${reference}`,
          isUrgent: notice.isUrgent?.(hazard) ?? false,
          still: { kind: 'hazard', reference, statuses },
        }),
      );
    }),
  );
  return drafts.flat();
}

async function rewardDrafts(reference: string, notices: readonly RewardNotice[]): Promise<Draft[]> {
  const reward = notices.length === 0 ? undefined : await peekReward(reference);
  if (reward === undefined) return [];
  const params = {
    reference,
    hazard: reward.hazardReference,
    amount: formatYuan(reward.amountFen as Fen),
    method: reward.payMethod ?? '',
  };
  const drafts = await Promise.all(
    notices.map(async (notice) =>
      [...new Set(await notice.to(reward))].map(
        (personId): Draft => ({
          sort: 'notice',
          personId,
          template: notice.template,
          params,
          linkPath: `/rewards/${reference}`,
          isUrgent: false,
          still: { kind: 'reward', reference, statuses: [reward.status] },
        }),
      ),
    ),
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
  const people = await rungPeople(deadline, facts['tell'] as Rung[]);
  const params = {
    reference: subject.reference ?? '',
    title: deadline.title,
    firm: deadline.subject.enterpriseId === undefined ? '' : await enterpriseName(deadline.subject.enterpriseId),
    dueOn: formatDay(localDate(deadline.dueAt)),
    when: days > 0 ? `还有 ${days} 天` : days === 0 ? '今天到期' : `已逾期 ${-days} 天`,
  };
  return people.map((personId) => ({
    sort: 'reminder',
    personId,
    template: 'reminder',
    params,
    linkPath: subject.kind === 'reward' ? `/rewards/${params.reference}` : `/hazards/${params.reference}`,
    isUrgent: facts['isUrgent'] === true,
    still: { kind: 'deadline', key: deadline.key, dueAt: deadline.dueAt },
    ...(isMissed ? { isMissed, notBefore: new Date(now.getTime() + gatherSeconds * 1_000) } : {}),
  }));
}

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

const LONGEST = 40;
const shorten = (text: string): string => {
  const letters = [...text];
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
};
