import { managersOf } from '#domain/identity';
import { enrolmentsTold, inForce, peekSupportPolicy, type SupportPolicy } from '#domain/support';
import { formatDay } from '#kernel/dates';
import { type Noun, textOf } from './noun.ts';

export const supportPolicyNoun: Noun<SupportPolicy> = {
  kind: 'support-policy',
  peek: peekSupportPolicy,
  statusOf: (policy) => policy.status,
  linkPath: (reference) => `/support/${reference}`,
  params: async (policy, event) => ({
    name: policy.name,
    closesOn: policy.versions.length === 0 ? '' : formatDay(inForce(policy).content.closesOn),
    isCorrected: Number(event.facts['version'] ?? 1) > 1,
  }),
  notices: {
    'programme.support-drafted': [],
    'programme.support-changed': [],
    // The firms are told batch by batch, by the announcements that follow.
    'programme.support-published': [],
    'programme.support-corrected': [],
    'programme.support-correction-begun': [],
    'programme.support-correction-dropped': [],
    'programme.support-closed': [],
    'programme.support-comparing': [],
    'programme.support-settled': [],
    'programme.support-announced': [
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
};
