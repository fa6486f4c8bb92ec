import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { hidesReports, isSamePerson, runnersOf } from '#domain/identity';
import { type PersonActor, runsEnterprise } from '#kernel/actor';
import { RECIPIENT, type Reward, type RewardStatus } from './reward.model.ts';
import { PAY_METHODS } from './reward.rules.ts';

const methods = PAY_METHODS.map(({ code }) => code);
const firm = (actor: PersonActor, { enterpriseId }: Reward): boolean =>
  runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;
/** In whatever role they act: the money is theirs. */
const itsPerson = (actor: PersonActor, { personId }: Reward): boolean => isSamePerson(actor.personId, personId);
const toFirm = ({ enterpriseId }: Reward) => runnersOf(enterpriseId);
/** Of an unnamed report only while the account does not hide what lies behind it. */
const toPerson = async ({ _id, personId, recipient }: Reward) => {
  if (recipient === undefined) return [personId];
  const behind = RECIPIENT.open(_id, recipient);
  return (await hidesReports(behind)) ? [] : [behind];
};

/** Money needs two people, and neither may be the one who gets it. */
export const rewardActs = defineActs<Reward, RewardStatus>()({
  'propose-reward': {
    label: '提出',
    from: [],
    to: 'proposed',
    // By verifying the case, or by claiming a report that was verified before it had anybody.
    // Where its reporter handed it to the competent body, that verifies it.
    may: (actor, reward) => firm(actor, reward) || itsPerson(actor, reward) || actor.role === 'regulator',
    needs: {},
    event: 'rewards.proposed',
    done: '提出奖励',
    said: '已提出奖励。',
    told: [{ to: toFirm, template: 'reward-proposed' }],
  },
  'approve-reward': {
    label: '批准',
    from: ['proposed'],
    to: 'approved',
    may: firm,
    differsFrom: ['proposedBy', 'personId'],
    needs: { amountFen: z.number({ error: '请填写金额，例如 50' }).int('请填写金额，例如 50').optional() },
    event: 'rewards.approved',
    done: '奖励已批准',
    said: '奖励已批准。',
    told: [{ to: toPerson, isSealed: true, template: 'reward-approved' }],
  },
  'pay-reward': {
    label: '登记发放',
    from: ['approved', 'declined'],
    to: 'paid',
    may: firm,
    differsFrom: ['personId'],
    needs: { method: z.enum(methods, { error: '请选择怎么发的' }) },
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
});
