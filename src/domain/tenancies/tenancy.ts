import { desk } from '#domain/deadlines';
import { anyOf, defineNoun, ofAdvised, ofFirm, ofPark, ofRegion, type Reach } from '#domain/engine';
import { enterpriseName } from '#domain/organisations';
import { addDays, addMonths, endOfLocalDay, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { tenancyActs } from './tenancy.acts.ts';
import {
  type SharedPlace,
  type Side,
  TENANCY_STATUSES,
  type Tenancy,
  TenancyModel,
  type TenancyStatus,
} from './tenancy.model.ts';
import { tenancyTerms } from './tenancy.rules.ts';

const ofTenant: Reach = ({ scope }) =>
  scope.enterpriseId === undefined ? undefined : { tenantId: scope.enterpriseId };
const ofEither = anyOf(ofFirm, ofTenant);

/** Who leads in a shared part: the tenant only where it has said so. */
export const leadsIn = ({ lead, isAgreed }: SharedPlace): Side =>
  lead === 'tenant' && isAgreed === true ? 'tenant' : 'landlord';

/** Whether there is an agreement in force on a day. */
export const hasAgreement = ({ agreement }: Pick<Tenancy, 'agreement'>, day: LocalDate): boolean =>
  agreement !== undefined && agreement.until >= day;

/** Whether the tenant is there on a day without an agreement in force: before its first day nobody is. */
export const lacksAgreement = (row: Pick<Tenancy, 'agreement' | 'startsOn' | 'status'>, day: LocalDate): boolean =>
  row.status === 'in-force' && row.startsOn <= day && !hasAgreement(row, day);

/** The same of many, as the store is asked. */
export const lackingOn = (day: LocalDate) => ({
  status: 'in-force' as const,
  startsOn: { $lte: day },
  $or: [{ agreement: { $exists: false } }, { 'agreement.until': { $lt: day } }],
});

/** The day by which the next joint check is due, after the last, or after both are there. */
const checkBy = ({ checkedOn, since, startsOn }: Pick<Tenancy, 'checkedOn' | 'since' | 'startsOn'>): LocalDate => {
  const begun = localDate(since);
  const from = checkedOn ?? (startsOn > begun ? startsOn : begun);
  return addMonths(from, tenancyTerms(since).checkMonths);
};
export const isCheckLate = (row: Tenancy, now: Date): boolean =>
  row.status === 'in-force' && checkBy(row) < localDate(now);

const factOf = (value: unknown): string => (typeof value === 'string' ? value : '');
const desksOf = ({ enterpriseId, tenantId, enteredFor }: Tenancy) =>
  [enterpriseId, tenantId].filter((one) => one !== enteredFor).map((one) => desk.firm(one));

/** 租赁: a firm's premises with another firm in them; both read it whole. */
export const tenancies = defineNoun({
  kind: 'tenancy',
  name: '租赁',
  letter: 'ZL',
  path: '/tenancies',
  model: TenancyModel,
  statuses: TENANCY_STATUSES,
  acts: tenancyActs,
  sees: {
    'enterprise-manager': ofEither,
    'safety-officer': ofEither,
    adviser: ofAdvised,
    'park-officer': ofPark,
    regulator: ofRegion,
  },
  about: ({ enterpriseId, tenantId }) => [
    { kind: 'enterprise', id: enterpriseId },
    { kind: 'enterprise', id: tenantId },
  ],
  // It speaks of premises at that place.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'tenancy-answer': {
      ladder: 'tenancy',
      title: ({ area }) => `确认租赁：${shorten(area)}`,
      runs: ({ status }) => status === 'proposed',
      dueAt: ({ since }) => inWorkingDays(since, tenancyTerms(since).answerWorkingDays),
      owedBy: desksOf,
    },
    'tenancy-agreement': {
      ladder: 'evidence-expiry',
      title: ({ area }) => `安全生产管理协议到期：${shorten(area)}`,
      runs: ({ status, agreement }) => status === 'in-force' && agreement !== undefined,
      dueAt: ({ agreement }) => endOfLocalDay(agreement?.until ?? ''),
      owedBy: ({ enterpriseId, tenantId }) => [desk.firm(enterpriseId), desk.firm(tenantId)],
    },
    'tenancy-check': {
      ladder: 'tenancy',
      title: ({ area }) => `联合检查：${shorten(area)}`,
      runs: ({ status }) => status === 'in-force',
      dueAt: (row) => endOfLocalDay(checkBy(row)),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'tenancy-apart': {
      ladder: 'tenancy',
      title: ({ area }) => `双方不在同一个园区了，退租或者说明：${shorten(area)}`,
      runs: ({ status, apartSince }) => status === 'in-force' && apartSince !== undefined,
      dueAt: ({ apartSince = new Date(0) }) =>
        endOfLocalDay(addDays(localDate(apartSince), tenancyTerms(apartSince).apartDays)),
      owedBy: ({ enterpriseId, tenantId }) => [desk.firm(enterpriseId), desk.firm(tenantId)],
    },
  },
  filters: {
    status: (status: TenancyStatus) => ({ status }),
    isOpen: (_: true) => ({ isOpen: true }),
    /** Of a firm, whichever side it is. */
    enterpriseId: (enterpriseId: string) => ({ $or: [{ enterpriseId }, { tenantId: enterpriseId }] }),
    /** The tenant is there, without an agreement in force. */
    isGap: (_: true, { now }) => lackingOn(localDate(now)),
  },
  events: { 'tenancies.parted': { done: '双方不在同一个园区了', told: [] } },
  textOf: ({ area }) => `租赁：${area}`,
  params: async (row, { facts }) => ({
    landlord: await enterpriseName(row.enterpriseId),
    tenant: await enterpriseName(row.tenantId),
    area: shorten(row.area),
    until: row.agreement === undefined ? '' : formatYearDay(row.agreement.until),
    part: factOf(facts['part']),
    lead: factOf(facts['leadId']) === '' ? '' : await enterpriseName(factOf(facts['leadId'])),
    hazard: factOf(facts['hazard']),
    reason: shorten(factOf(facts['reason'])),
    found: shorten(factOf(facts['found'])),
  }),
});
