import { desk } from '#domain/deadlines';
import { defineNoun, type Sight } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { addDays, endOfLocalDay, formatDateTime, HOUR_MS, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { referralActs } from './referral.acts.ts';
import { REFERRAL_STATUSES, type Referral, ReferralModel, type ReferralStatus } from './referral.model.ts';
import { offencesOn, referralTerms } from './referral.rules.ts';

/** That body and those above it: no firm, no park, nobody beside. */
const SIGHT: Sight = {
  regulator: ({ scope }) => (scope.bodyId === undefined ? undefined : { bodyIds: scope.bodyId }),
};
export const offenceLabel = ({ offence, createdAt }: Pick<Referral, 'offence' | 'createdAt'>): string =>
  labelIn(offencesOn(localDate(createdAt)), offence);

/** Until when it is with the police. */
export const handDue = ({ approvedAt, since }: Referral): Date => {
  const from = approvedAt ?? since;
  return new Date(from.getTime() + referralTerms(from).handHours * HOUR_MS);
};

/** 涉嫌犯罪案件移送: about nobody but itself, so that no firm reads of it anywhere. */
export const referrals = defineNoun({
  kind: 'referral',
  name: '涉嫌犯罪案件移送',
  letter: 'YS',
  path: paths.referrals,
  model: ReferralModel,
  statuses: REFERRAL_STATUSES,
  acts: referralActs,
  sees: SIGHT,
  about: () => [],
  // It is its body's, wherever the firm goes.
  moves: 'stays',
  holds: 'posts',
  ringsAtNight: ({ status }) => status === 'approved',
  clocks: {
    'referral-decide': {
      ladder: 'referral-decide',
      title: ({ fromReference }) => `决定要不要移送公安（${fromReference}）`,
      runs: ({ status }) => status === 'proposed',
      dueAt: ({ createdAt }) => endOfLocalDay(addDays(localDate(createdAt), referralTerms(createdAt).decideDays)),
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      notBy: ({ proposedBy }) => [proposedBy],
      isUrgent: () => true,
    },
    'referral-hand': {
      ladder: 'referral-hours',
      title: (row) => `移送公安（${formatDateTime(handDue(row))} 以前，${row.fromReference}）`,
      runs: ({ status }) => status === 'approved',
      dueAt: handDue,
      owedBy: ({ bodyId }) => [desk.body(bodyId)],
      isUrgent: () => true,
    },
  },
  filters: {
    status: (status: ReferralStatus) => ({ status }),
    fromId: (fromId: string) => ({ fromId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: (row) => `${offenceLabel(row)}（${row.fromReference}）`,
  params: async (row) => ({
    firm: await enterpriseName(row.firmId),
    from: row.fromReference,
    offence: offenceLabel(row),
    police: row.police ?? '',
    state: labelIn(REFERRAL_STATUSES, row.status),
    reason: shorten(row.reason ?? ''),
  }),
});
