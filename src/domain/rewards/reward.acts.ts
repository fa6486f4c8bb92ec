import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { hidesReports, isSamePerson, runnersOf } from '#domain/identity';
import { LEVELS } from '#domain/schemes';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { atMost, idsField, reasonField } from '#kernel/input';
import { tidy } from '#kernel/text';
import { RECIPIENT, type Reward, type RewardStatus } from './reward.model.ts';
import { PAY_METHODS } from './reward.rules.ts';

const methods = PAY_METHODS.map(({ code }) => code);
const firm = (actor: PersonActor, { enterpriseId }: Reward): boolean =>
  runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
/** One without a name is put up and paid in a batch, so that neither paper nor day is its own. */
const firmOfNamed = (actor: PersonActor, reward: Reward): boolean => firm(actor, reward) && !reward.isAnonymous;
/** In whatever role they act: the money is theirs. */
const itsPerson = (actor: PersonActor, { personId }: Reward): boolean => isSamePerson(actor.personId, personId);
const toFirm = ({ enterpriseId }: Reward) => runnersOf(enterpriseId);
/** Of an unnamed report only while the account does not hide what lies behind it. */
const toPerson = async ({ _id, personId, recipient }: Reward) => {
  if (recipient === undefined) return [personId];
  const behind = RECIPIENT.open(_id, recipient);
  return (await hidesReports(behind)) ? [] : [behind];
};

/** Of more than the scheme says, a manager is one of the two who grant it. */
export const needsManager = ({ amountFen, terms, isManagerProposed }: Reward): boolean =>
  amountFen > terms.managerAboveFen && !isManagerProposed;

// By verifying the case, by marking it as major, or by claiming a report that was verified before it had anybody.
// Where its reporter handed it to the competent body, that verifies it.
const mayPropose = (actor: PersonActor, reward: Reward): boolean =>
  firm(actor, reward) || itsPerson(actor, reward) || actor.role === 'regulator';

const levels = LEVELS.map(({ code }) => code);
/** How it was paid. */
export const methodField = z.enum(methods, { error: '请选择怎么发的' });
/** Number of the paper; may be left out. */
export const voucherField = z
  .string()
  .transform(tidy)
  .pipe(z.string().max(...atMost(60)))
  .transform((text) => (text === '' ? undefined : text))
  .optional();

/** Money needs two people, and neither may be the one who gets it. */
export const rewardActs = defineActs<Reward, RewardStatus>()({
  'propose-reward': {
    label: '提出',
    from: [],
    to: 'proposed',
    may: mayPropose,
    needs: {},
    event: 'rewards.proposed',
    done: '提出奖励',
    said: '已提出奖励。',
    told: [{ to: toFirm, template: 'reward-proposed' }],
  },
  'grant-reward': {
    label: '即时奖励',
    from: [],
    to: 'approved',
    may: mayPropose,
    needs: {},
    event: 'rewards.granted',
    done: '按企业标准即时批准奖励',
    said: '奖励已批准。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-approved' }],
  },
  'recognise-reward': {
    label: '记为表扬',
    from: [],
    to: 'recognised',
    may: mayPropose,
    needs: {},
    event: 'rewards.recognised',
    done: '超过企业标准的上限，记为表扬',
    said: '已记为表扬。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-recognised' }],
  },
  'exclude-reward': {
    label: '本职，不另发',
    from: [],
    to: 'excluded',
    may: mayPropose,
    needs: {},
    event: 'rewards.excluded',
    done: '属于本职，不另发奖励',
    said: '属于本职，不另发奖励。',
    told: [],
  },
  'raise-reward': {
    label: '按重大隐患提高',
    from: ['proposed'],
    to: 'stay',
    // By judging the case, with the permission of that.
    may: 'clock',
    needs: {},
    event: 'rewards.raised',
    done: '列为重大隐患，奖励提高',
    said: '奖励已提高。',
    told: [],
  },
  'approve-reward': {
    label: '批准',
    from: ['proposed'],
    to: 'approved',
    may: (actor, reward) => firm(actor, reward) && (!needsManager(reward) || actsAs(actor, 'enterprise-manager')),
    differsFrom: ['proposedBy', 'personId'],
    needs: {
      level: z.enum(levels, { error: '请选择奖励等级' }).optional(),
      isOutsideDuty: z.boolean().default(false),
    },
    event: 'rewards.approved',
    done: '奖励已批准',
    said: '奖励已批准。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-approved' }],
  },
  'announce-reward': {
    label: '公示',
    from: ['approved', 'paid', 'confirmed', 'declined'],
    to: 'announced',
    may: firmOfNamed,
    // What was paid first is put up afterwards; nothing is put up twice.
    when: ({ announcedAt }) => announcedAt === undefined,
    needs: {},
    event: 'rewards.announced',
    done: '奖励已公示',
    said: '已记为公示。',
    told: [],
  },
  'deposit-reward': {
    label: '备在领奖点',
    from: ['approved', 'announced'],
    to: 'deposited',
    // With all that are ready, in a batch.
    may: 'clock',
    needs: {},
    event: 'rewards.deposited',
    done: '随一批匿名奖励备在领奖点',
    said: '已备在领奖点。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-deposited' }],
  },
  'deposit-part': {
    label: '一部分备在领奖点',
    from: ['approved', 'announced'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'rewards.part-deposited',
    done: '随一批匿名奖励先备一部分在领奖点',
    said: '已备一部分在领奖点。',
    told: [
      {
        to: toPerson,
        isSealed: true,
        template: 'reward-deposited',
        whileIn: ['approved', 'announced', 'deposited'],
      },
    ],
  },
  'pay-reward': {
    label: '登记发放',
    from: ['approved', 'announced', 'declined'],
    to: 'paid',
    may: firmOfNamed,
    differsFrom: ['personId'],
    when: ({ status, terms }) => status !== 'approved' || !terms.announcesFirst,
    needs: { method: methodField, voucher: voucherField, photoIds: idsField, fileIds: idsField },
    event: 'rewards.paid',
    done: '奖励已发放',
    said: '奖励已发放，会请本人确认。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-paid' }],
  },
  'confirm-reward': {
    label: '确认收到',
    from: ['paid'],
    to: 'confirmed',
    may: itsPerson,
    needs: {},
    event: 'rewards.confirmed',
    done: '本人确认收到',
    said: '已确认收到。',
    told: [],
  },
  'decline-reward': {
    label: '没有收到',
    from: ['paid'],
    to: 'declined',
    may: itsPerson,
    needs: {},
    event: 'rewards.declined',
    done: '本人说没有收到',
    said: '已告诉企业没有收到。',
    told: [{ to: toFirm, template: 'reward-declined' }],
  },
  'reverse-reward': {
    label: '冲销发放',
    from: ['paid', 'declined', 'confirmed'],
    to: 'approved',
    may: firm,
    differsFrom: ['personId'],
    needs: { reason: reasonField },
    event: 'rewards.reversed',
    done: '发放有误，已冲销',
    said: '已冲销，要重新发放、登记。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-reversed' }],
  },
  'show-name': {
    label: '同意公示我的名字',
    from: ['proposed', 'approved', 'announced', 'paid', 'confirmed'],
    to: 'stay',
    may: (actor, reward) => itsPerson(actor, reward) && !reward.isAnonymous,
    when: ({ isNameShown }) => isNameShown !== true,
    needs: {},
    event: 'rewards.name-shown',
    done: '本人同意公示名字',
    said: '公示时会写您的名字，随时可以收回。',
    told: [],
  },
  'hide-name': {
    label: '不公示我的名字',
    from: ['proposed', 'approved', 'announced', 'paid', 'confirmed'],
    to: 'stay',
    may: itsPerson,
    when: ({ isNameShown }) => isNameShown === true,
    needs: {},
    event: 'rewards.name-hidden',
    done: '本人不再同意公示名字',
    said: '公示时不写您的名字。',
    told: [],
  },
});
