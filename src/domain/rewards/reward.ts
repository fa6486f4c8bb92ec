import type { QueryFilter } from 'mongoose';
import sift from 'sift';
import { desk } from '#domain/deadlines';
import { anyOf, defineNoun, ofFirm, type Reach } from '#domain/engine';
import { isSamePerson, pseudonymsOf } from '#domain/identity';
import { REWARD_CLOCK, rewardDue } from '#domain/schemes';
import { actsAs, personIn, ROLES, type Role } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { ruleOn } from '#kernel/rules';
import { maySeePaper, PAPER } from './papers/papers.ts';
import { needsManager, rewardActs } from './reward.acts.ts';
import { REWARD_STATUSES, type Reward, RewardModel, type RewardStatus } from './reward.model.ts';

const UNPAID = ['proposed', 'approved', 'announced', 'declined'] satisfies RewardStatus[];
const laterOf = (one: Date, other: Date): Date => (one > other ? one : other);
/** Nobody has none: sights are asked for nobody at the start, before the keys of pseudonyms are there. */
const namesOf = (personId: string) => ({ $in: personId === '' ? [] : [personId, ...pseudonymsOf(personId)] });
/** While the account hides what lies behind it, none that tells of an unnamed report. */
const own: Reach = ({ personId, hidesSince }) => ({
  personId: hidesSince === undefined ? namesOf(personId) : personId,
});
/** Whoever gets it sees it, in whatever role they act. */
const everybody = Object.fromEntries(ROLES.map(({ code }) => [code, own])) as Record<Role, Reach>;

/**
 * What should have been paid by `now`: the same rows whose clock of payment is over. One without a name is owed only from
 * the hour enough others are there.
 */
export function lateNow(now: Date): QueryFilter<Reward> {
  const { payAgainDays } = ruleOn(REWARD_CLOCK, localDate(now)).value;
  const longReady = { readyAt: { $lt: atLocalHour(addDays(localDate(now), -payAgainDays), 0) } };
  return {
    $or: [
      { status: { $in: ['proposed', 'announced'] }, dueAt: { $lt: now } },
      { status: 'approved', isAnonymous: false, dueAt: { $lt: now } },
      { status: 'approved', isAnonymous: true, dueAt: { $lt: now }, ...longReady },
      { status: 'declined', since: { $lt: atLocalHour(addDays(localDate(now), -payAgainDays), 0) } },
    ],
  };
}

/** Whether a reward should have been paid by `now`. */
export const isLateNow = (reward: Reward, now: Date): boolean => sift.default<object>(lateNow(now))(reward);

/** 奖励: the firm gives it, the worker gets it, and nobody else has a part in it. */
export const rewards = defineNoun({
  kind: 'reward',
  name: '奖励',
  letter: 'R',
  path: '/rewards',
  model: RewardModel,
  statuses: REWARD_STATUSES,
  acts: rewardActs,
  sees: { ...everybody, 'enterprise-manager': anyOf(ofFirm, own), 'safety-officer': anyOf(ofFirm, own) },
  about: ({ hazardId, hazardReference, enterpriseId }) => [
    { kind: 'hazard', id: hazardId, reference: hazardReference },
    { kind: 'enterprise', id: enterpriseId },
  ],
  photosOf: { [PAPER]: maySeePaper },
  moves: { body: 'kept' },
  // Their money, and not to be listed: it may be for a report without a name.
  holds: 'alone',
  // What they do in their work they do by name, whosever it is: a step without one beside others with it would say that it is
  // theirs. What is refused because it is theirs says so by itself, and bears none.
  isNameless: (actor, { isAnonymous, personId }, isRefused) =>
    isAnonymous && isSamePerson(actor.personId, personId) && (isRefused || actsAs(actor, 'worker')),
  isByTheHour: ({ isAnonymous }) => isAnonymous,
  clocks: {
    'reward-payment': {
      ladder: 'reward-payment',
      title: ({ status }) => (status === 'proposed' ? '奖励待审批、发放' : '奖励待发放'),
      // An unnamed one is owed once there are enough to pay it with, and then for some days at least.
      runs: ({ status, isAnonymous, readyAt }) =>
        status === 'proposed' ||
        status === 'announced' ||
        (status === 'approved' && (!isAnonymous || readyAt !== undefined)),
      dueAt: ({ status, dueAt, readyAt }) =>
        status === 'proposed' || readyAt === undefined ? dueAt : laterOf(dueAt, rewardDue(readyAt, 'payAgainDays')),
      owedBy: (reward) => [
        reward.status === 'proposed' && needsManager(reward)
          ? desk.manager(reward.enterpriseId)
          : desk.firm(reward.enterpriseId),
      ],
      // Who proposed it may still pay it once it is approved.
      notBy: ({ status, proposedBy, personId }) => [personId, ...(status === 'proposed' ? [proposedBy] : [])],
    },
    'reward-again': {
      ladder: 'reward-payment',
      title: () => '奖励本人没有收到，请核对、补发',
      runs: ({ status }) => status === 'declined',
      dueAt: ({ since }) => rewardDue(since, 'payAgainDays'),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
      notBy: ({ personId }) => [personId],
    },
    'reward-confirm': {
      ladder: 'reward-confirm',
      title: () => '奖励收到没有，请您确认',
      // An unnamed one is fetched by a code: nobody is asked, and no clock names them.
      runs: ({ status, isAnonymous }) => status === 'paid' && !isAnonymous,
      dueAt: ({ since }) => rewardDue(since, 'confirmDays'),
      owedBy: ({ personId }) => [desk.person(personId)],
    },
  },
  filters: {
    status: (status: RewardStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    hazardId: (hazardId: string) => ({ hazardId }),
    /** Waits for the actor's own word. */
    isToConfirm: (_: true, { actor }) => ({
      personId: namesOf(personIn(actor)),
      status: 'paid' as const,
    }),
    /** Is the actor's own, whatever they run. */
    isOwn: (_: true, { actor }) => ({ personId: namesOf(personIn(actor)) }),
    /** Was granted, or paid already, and is not on the notice board. */
    isToAnnounce: (_: true) => ({
      status: { $in: ['approved', 'paid', 'confirmed', 'declined'] as RewardStatus[] },
      isAnonymous: false,
      announcedAt: { $exists: false },
    }),
    /** Should have been paid by now. */
    isLate: (_: true, { now }) => lateNow(now),
    /** Is still to be paid. */
    isUnpaid: (_: true) => ({ status: { $in: [...UNPAID] } }),
    /** Lies at the desk for the actor, whole or in part. */
    isDeposited: (_: true, { actor }) => ({
      personId: namesOf(personIn(actor)),
      claim: { $exists: true },
    }),
  },
  // Whose money is late is the firm's and the person's; that it is, everybody on the ladder learns.
  outsidePathOf: ({ enterpriseId }) => paths.firm(enterpriseId),
  textOf: ({ hazardReference }) => `隐患 ${hazardReference} 的奖励`,
  params: ({ hazardReference, amountFen }, { facts }) => ({
    hazard: hazardReference,
    // Of what was paid in parts, the part.
    amount: yuanOf(typeof facts['amountFen'] === 'number' ? facts['amountFen'] : amountFen),
  }),
});

/** How many rewards of this status the actor gets, or their firm gives. */
export const countRewards = (ctx: Parameters<typeof rewards.query>[0], status: RewardStatus): Promise<number> =>
  RewardModel.countDocuments(rewards.query(ctx, { status }));

/** Rewards of a firm that are still to be paid, as `countEach` asks for them. No permission is asked. */
export const unpaidOf = (enterpriseId: string) =>
  [RewardModel, { enterpriseId, status: { $in: [...UNPAID] } }] as const;

/** Ids of the rewards of a case, for its trail; read once a request. No permission is asked. */
export const rewardIdsOf = (ctx: Context, hazardId: string): Promise<string[]> =>
  readOnce(ctx, `rewards-of:${hazardId}`, async () =>
    (await RewardModel.find({ hazardId }).select({ _id: 1 }).lean()).map(({ _id }) => _id),
  );
