import { desk } from '#domain/deadlines';
import { defineNoun } from '#domain/engine';
import { bodyName } from '#domain/organisations';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { custodyHeld } from '../custodians.ts';
import { OF_BODY_ALONE } from '../ofBody.ts';
import { custodyRule } from '../protectionRules.ts';
import { revealActs } from './reveal.acts.ts';
import { REVEAL_STATUSES, RevealModel, type RevealStatus } from './reveal.model.ts';

const noun = defineNoun({
  kind: 'reveal',
  name: '打开联系方式',
  letter: 'K',
  path: '/reveals',
  model: RevealModel,
  statuses: REVEAL_STATUSES,
  acts: revealActs,
  // What is open for a custodian who leaves goes to nobody: it cannot be looked at any more, and ends by itself.
  ...OF_BODY_ALONE,
  clocks: {
    'reveal-agree': {
      ladder: 'protection',
      title: () => '有人申请打开上报人的联系方式',
      runs: ({ status }) => status === 'asked',
      dueAt: ({ createdAt }) => inWorkingDays(createdAt, custodyRule(createdAt).agreeWorkingDays),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ askedBy }) => [askedBy],
    },
  },
  filters: {
    status: (status: RevealStatus) => ({ status }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ hazardReference }) => `隐患 ${hazardReference} 上报人的联系方式`,
  params: async ({ hazardReference, bodyId, reason, basis, createdAt, declinedBecause }) => {
    const { hours, givenDays } = custodyRule(createdAt);
    return {
      hazard: hazardReference,
      body: await bodyName(bodyId),
      reason: shorten(reason),
      isGiven: basis === 'given',
      lasts: basis === 'given' ? `${givenDays} 天` : `${hours} 小时`,
      because: shorten(declinedBecause ?? ''),
    };
  },
});

/** 打开联系方式: who reported without a name is found by a named custodian, for a reason and a time, and knows of it. */
export const reveals = { ...noun, holds: custodyHeld };
