import { desk } from '#domain/deadlines';
import { defineNoun } from '#domain/engine';
import { PROGRAMME_SIGHT } from '#domain/programme';
import { personIn } from '#kernel/actor';
import { endOfLocalDay, formatDay } from '#kernel/dates';
import { forbidden } from '#kernel/errors';
import { shorten } from '#kernel/text';
import { inWorkingDays } from '#kernel/workingDays';
import { planRule } from '../planRules.ts';
import { seatsAfter } from '../seats.ts';
import { endsOn } from './evidence.ts';
import { ASSIGNED, itemActs } from './item.acts.ts';
import {
  ITEM_CHANGING,
  ITEM_STATUSES,
  ItemModel,
  type ItemStatus,
  type ItemType,
  type OriginKind,
  type PlanItem,
  WORKED_ON,
} from './item.model.ts';

const isWorkedOn = ({ status }: Pick<PlanItem, 'status'>): boolean => WORKED_ON.includes(status);
const owner = ({ enterpriseId, ownerId = '' }: PlanItem) => [desk.member(enterpriseId, ownerId)];

/** Not over, or proved by papers that end. */
const asksSomething = ({ isOpen, status, evidence }: PlanItem): boolean =>
  isOpen || (status === 'effective' && endsOn(evidence) !== undefined);

/** 改进事项 of a development plan. */
export const planItems = defineNoun({
  kind: 'plan-item',
  name: '改进事项',
  letter: 'J',
  path: '/items',
  model: ItemModel,
  statuses: ITEM_STATUSES,
  acts: itemActs,
  sees: PROGRAMME_SIGHT,
  about: ({ enterpriseId, planId, planReference }) => [
    { kind: 'enterprise', id: enterpriseId },
    { kind: 'plan', id: planId, reference: planReference },
  ],
  moves: { body: 'new' },
  holds: {
    as: '责任人',
    rows: (leaver) =>
      leaver.as === 'member'
        ? { enterpriseId: leaver.enterpriseId, $or: [{ ownerId: leaver.personId }, { teamIds: leaver.personId }] }
        : undefined,
    isHeld: (item, { personId }) => item.ownerId === personId && asksSomething(item),
    passOn: (item, { personId }, to) => {
      if (to?.personId === personId) return undefined;
      const isTheirs = item.ownerId === personId && asksSomething(item) && to !== undefined;
      return {
        set: {
          teamIds: seatsAfter(item.teamIds, personId, to?.personId),
          ...(isTheirs ? { ownerId: to.personId, ownerName: to.name } : {}),
        },
        isQuiet: !isTheirs,
      };
    },
  },
  changing: ITEM_CHANGING,
  refusal: (actor, action, { ownerId, doneBy }) => {
    if (action === 'cancel-item') return forbidden('plans.manager-only');
    const didIt = actor.kind === 'person' && [ownerId, doneBy].includes(actor.personId);
    return didIt && action.startsWith('check-') ? forbidden('plans.same-person') : undefined;
  },
  clocks: {
    'plan-item': {
      ladder: 'plan-item',
      title: () => '改进事项要做完',
      runs: (item) => isWorkedOn(item) && item.dueAt !== undefined,
      dueAt: ({ dueAt, since }) => dueAt ?? since,
      owedBy: owner,
    },
    'plan-item-accept': {
      ladder: 'plan-desk',
      title: () => '建议列入计划，看要不要采纳',
      runs: ({ status }) => status === 'proposed',
      dueAt: ({ createdAt }) => inWorkingDays(createdAt, planRule(createdAt).answerWorkingDays),
      owedBy: ({ enterpriseId }) => [desk.firm(enterpriseId)],
    },
    'plan-item-check': {
      ladder: 'plan-desk',
      title: () => '改进事项要检查',
      runs: ({ status }) => status === 'done',
      dueAt: ({ since }) => inWorkingDays(since, planRule(since).checkWorkingDays),
      owedBy: ({ enterpriseId, teamIds }) => [
        desk.firm(enterpriseId),
        desk.manager(enterpriseId),
        ...teamIds.map((id) => desk.member(enterpriseId, id)),
      ],
      notBy: ({ ownerId, doneBy }) => [ownerId, doneBy],
      round: ({ round }) => round,
    },
    // What ends first: an item is one thing to do, however many papers it has.
    'item-evidence': {
      ladder: 'evidence-expiry',
      title: ({ isLapsed }) => (isLapsed ? '证明材料过期，要换新的' : '证明材料有效期'),
      runs: ({ status, evidence }) =>
        (WORKED_ON.includes(status) || status === 'done' || status === 'effective') && endsOn(evidence) !== undefined,
      dueAt: ({ evidence, since }) => {
        const day = endsOn(evidence);
        return day === undefined ? since : endOfLocalDay(day);
      },
      owedBy: owner,
    },
  },
  filters: {
    planId: (planId: string) => ({ planId }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    status: (status: ItemStatus) => ({ status }),
    origin: (origin: OriginKind) => ({ 'origin.kind': origin }),
    type: (type: ItemType) => ({ type }),
    ownerId: (ownerId: string) => ({ ownerId }),
    /** Only what the actor has to do. */
    isMine: (_: true, { actor }) => ({ ownerId: personIn(actor) }),
    isOpen: (_: true) => ({ isOpen: true }),
    isOverdue: (_: true, { now }) => ({ isOpen: true, status: { $in: [...WORKED_ON] }, dueAt: { $lt: now } }),
    isLapsed: (_: true) => ({ isLapsed: true }),
  },
  standing: ['status', 'type', 'ownerId', 'isMine', 'isOpen', 'isOverdue', 'isLapsed'],
  textOf: ({ measure, problem }) => measure ?? problem,
  params: ({ problem, measure = '', ownerName = '', dueOn }, { facts: { reason } }) => ({
    problem: shorten(problem),
    measure: shorten(measure),
    owner: ownerName,
    dueOn: dueOn === undefined ? '' : formatDay(dueOn),
    reason: typeof reason === 'string' ? reason : '',
  }),
  events: { 'plans.item-handed-over': { done: '换了责任人', told: ASSIGNED } },
});

/** True once an item should have been done. */
export const isItemLate = (item: Pick<PlanItem, 'status' | 'dueAt'>, now: Date): boolean =>
  isWorkedOn(item) && item.dueAt !== undefined && item.dueAt < now;
