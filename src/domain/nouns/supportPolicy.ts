import type { RegisteredNoun } from '#domain/engine';
import { managersOf } from '#domain/identity';
import {
  enrolmentsTold,
  inForce,
  peekSupportPolicy,
  SUPPORT_POLICY_CLOCKS,
  type SupportPolicy,
  supportPolicyLifecycle,
} from '#domain/support';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { textOf } from './fact.ts';

export const supportPolicyNoun: RegisteredNoun<SupportPolicy> = {
  kind: 'support-policy',
  name: '扶持政策',
  collection: 'supportPolicies',
  lifecycle: supportPolicyLifecycle,
  peek: peekSupportPolicy,
  statusOf: (policy) => policy.status,
  pathOf: paths.supportPolicy,
  textOf: (one) => one.name,
  params: async (policy, event) => ({
    name: policy.name,
    closesOn: policy.versions.length === 0 ? '' : formatDay(inForce(policy).content.closesOn),
    isCorrected: Number(event.facts['version'] ?? 1) > 1,
  }),
  events: {
    'programme.support-drafted': { told: [] },
    'programme.support-changed': { told: [] },
    // The firms are told batch by batch, by the announcements that follow.
    'programme.support-published': { told: [] },
    'programme.support-corrected': { told: [] },
    'programme.support-correction-begun': { told: [] },
    'programme.support-correction-dropped': { told: [] },
    'programme.support-closed': { told: [] },
    'programme.support-comparing': { told: [] },
    'programme.support-settled': { told: [] },
    'programme.support-applied': { done: '一家企业提出申请', told: [] },
    'programme.support-application-withdrawn': { done: '一家企业撤回申请', told: [] },
    'programme.support-announced': {
      told: [
        {
          to: async (policy, { facts }) => {
            const told = await enrolmentsTold(policy, { after: textOf(facts['after']), until: textOf(facts['until']) });
            return (await Promise.all(told.map((one) => managersOf(one.enterpriseId)))).flat();
          },
          template: 'support-announced',
          whileIn: ['published'],
        },
      ],
    },
  },
  clocks: SUPPORT_POLICY_CLOCKS,
  moves: 'stays',
  holds: 'posts',
};
