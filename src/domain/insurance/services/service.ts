import { desk } from '#domain/deadlines';
import { defineNoun, ofFirm, ofRegion, type Reach } from '#domain/engine';
import { enterpriseName, insurerName } from '#domain/organisations';
import { formatDate, formatDay } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { shorten } from '#kernel/text';
import { inWorkingDays, reckon } from '#kernel/workingDays';
import { ofInsurer } from '../reach.ts';
import { serviceClock, serviceClockOn } from '../serviceRules.ts';
import { betweenSides } from '../sides.ts';
import { complaintDue } from './complaintDue.ts';
import { serviceActs } from './service.acts.ts';
import { SERVICE_STATUSES, type Service, ServiceModel, type ServiceStatus } from './service.model.ts';

/** What a worker took part in, and nothing else of what their firm has agreed on. */
const asAttendee: Reach = ({ personId, scope }) =>
  scope.enterpriseId === undefined ? undefined : { enterpriseId: scope.enterpriseId, attendeeIds: personId };

const unasked = ({ attendeeIds, attendedIds, absentIds = [] }: Service): string[] =>
  attendedIds.length > 0 ? [] : attendeeIds.filter((id) => !absentIds.includes(id));

/** 预防服务: the firm its own, the insurer its own; bodies of the place read, and can move no fen. */
export const services = betweenSides(
  defineNoun({
    kind: 'prevention-service',
    name: '预防服务',
    letter: 'Y',
    path: '/services',
    model: ServiceModel,
    statuses: SERVICE_STATUSES,
    acts: serviceActs,
    sees: {
      worker: asAttendee,
      'enterprise-manager': ofFirm,
      'safety-officer': ofFirm,
      insurer: ofInsurer,
      regulator: ofRegion,
    },
    moves: { body: 'new' },
    holds: {
      as: '确认参加了预防服务',
      rows: (leaver) =>
        leaver.as === 'member'
          ? { enterpriseId: leaver.enterpriseId, attendeeIds: leaver.personId, status: 'accepted' as const }
          : undefined,
      isHeld: (service, { personId }) => unasked(service).includes(personId),
      // Nobody says for another that they were there: the firm names somebody else who was.
      passOn: ({ attendeeIds }, { personId }) => ({
        set: { attendeeIds: attendeeIds.filter((id) => id !== personId) },
      }),
    },
    clocks: {
      'service-agree': {
        ladder: 'service',
        title: () => '预防服务申请待答复',
        runs: ({ status }) => status === 'asked',
        dueAt: ({ since }) => inWorkingDays(since, serviceClock(since).agreeWorkingDays),
        owedBy: ({ askedBySide, insurerId, enterpriseId }) => [
          askedBySide === 'firm' ? desk.insurer(insurerId) : desk.firm(enterpriseId),
        ],
        notBy: ({ askedBy }) => [askedBy],
      },
      'service-record': {
        ladder: 'service',
        title: () => '预防服务做完要写记录',
        runs: ({ status }) => status === 'agreed',
        dueAt: ({ serviceOn }) => reckon({ from: serviceOn, workingDays: serviceClockOn(serviceOn).recordWorkingDays }),
        owedBy: ({ insurerId }) => [desk.insurer(insurerId)],
      },
      'service-accept': {
        ladder: 'service',
        title: () => '预防服务记录待确认',
        runs: ({ status }) => status === 'delivered',
        dueAt: ({ since }) => inWorkingDays(since, serviceClock(since).acceptWorkingDays),
        owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
        notBy: ({ record }) => [record?.writtenBy],
      },
      'service-attend': {
        ladder: 'service',
        title: (service) => (unasked(service).length === 0 ? '参加服务的员工要重新选' : '确认您参加了预防服务'),
        runs: ({ status, attendedIds }) => status === 'accepted' && attendedIds.length === 0,
        dueAt: ({ since }) => inWorkingDays(since, serviceClock(since).attendWorkingDays),
        // Who may not bear witness may still name somebody who does.
        notBy: (service) => {
          const { acceptedBy, record, askedBy, agreedBy } = service;
          return unasked(service).length === 0 ? [] : [acceptedBy, record?.writtenBy, askedBy, agreedBy];
        },
        owedBy: (service) => {
          const { enterpriseId } = service;
          const named = unasked(service);
          return named.length === 0 ? [desk.firm(enterpriseId)] : named.map((id) => desk.member(enterpriseId, id));
        },
      },
      'service-complaint': {
        ladder: 'service-complaint',
        title: () => '预防服务投诉待答复',
        runs: ({ isComplained }) => isComplained === true,
        dueAt: (service) => complaintDue(service) ?? service.updatedAt,
        owedBy: ({ insurerId }) => [desk.insurer(insurerId)],
      },
      'service-settle': {
        ladder: 'service',
        title: () => '预防服务待结算',
        runs: ({ status, attendedIds }) => status === 'accepted' && attendedIds.length > 0,
        dueAt: ({ since }) => inWorkingDays(since, serviceClock(since).settleWorkingDays),
        owedBy: ({ insurerId }) => [desk.insurer(insurerId)],
      },
    },
    filters: {
      status: (status: ServiceStatus) => ({ status }),
      enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
      isOpen: (_: true) => ({ isOpen: true }),
      /** A complaint waits for its answer. */
      isComplained: (_: true) => ({ isComplained: true }),
    },
    textOf: ({ itemLabel, what }) => `${itemLabel}：${what}`,
    params: async (service, { facts }) => ({
      firm: await enterpriseName(service.enterpriseId),
      insurer: await insurerName(service.insurerId),
      what: shorten(service.what),
      amount: yuanOf(service.amountFen),
      serviceOn: formatDay(service.serviceOn),
      hazards: (service.record?.hazardReferences ?? []).join('、'),
      complaint: shorten(service.complaints?.at(-1)?.text ?? ''),
      answer: shorten(service.complaints?.at(-1)?.answer ?? ''),
      due: formatDate(complaintDue(service) ?? service.updatedAt),
      reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
    }),
  }),
);
