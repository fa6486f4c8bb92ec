import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { officersOf, runnersOf } from '#domain/identity';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { chosenId, dayField, fenField, lineField, optionalWords, reasonField, wordsField } from '#kernel/input';
import { evidenceFields, proofFields } from './evidence.ts';
import {
  ITEM_TYPES,
  type ItemStatus,
  type ItemType,
  ORIGINS,
  type OriginKind,
  type PlanItem,
  WORKED_ON,
} from './item.model.ts';

const codesOf = <T extends string>(rows: readonly { code: T }[]): [T, ...T[]] =>
  rows.map((row) => row.code) as [T, ...T[]];

/** What is agreed on for an item: what to do, who does it, by when, with what, and how one will see that it worked. */
const agreed = {
  problem: wordsField('请写明问题是什么'),
  rootCause: optionalWords(1_000),
  measure: wordsField('请写明怎么做'),
  ownerId: chosenId('请选择谁来做'),
  dueOn: dayField('请选择哪天之前做完'),
  resources: optionalWords(500),
  fundFen: fenField('请填写金额，不花钱就填 0').default(0),
  indicator: wordsField('请写明怎样算有效，例如“三个月内没有再发生”', 500),
  type: z.enum(codesOf<ItemType>(ITEM_TYPES), { error: '请选择事项的类型' }),
};

type Is = (actor: PersonActor, item: PlanItem) => boolean;
/** People of the firm act; others who see it read. */
const ofFirm: Is = ({ scope }, { enterpriseId }) => scope.enterpriseId === enterpriseId;
const firm: Is = (actor, item) => runsEnterprise(actor) && ofFirm(actor, item);
const doer: Is = (actor, item) => firm(actor, item) || (item.ownerId === actor.personId && ofFirm(actor, item));
const checker: Is = (actor, item) =>
  firm(actor, item) || (item.teamIds.includes(actor.personId) && ofFirm(actor, item));
const manager: Is = (actor, item) => actsAs(actor, 'enterprise-manager') && ofFirm(actor, item);

export const ownerOf = ({ ownerId }: PlanItem): string[] => (ownerId === undefined ? [] : [ownerId]);
const officers = ({ enterpriseId }: PlanItem): Promise<string[]> => officersOf(enterpriseId);
/** Those who may check: never whoever owned it or said that it was done. */
const checkers = async ({ enterpriseId, ownerId, doneBy }: PlanItem): Promise<string[]> =>
  (await runnersOf(enterpriseId)).filter((id) => id !== ownerId && id !== doneBy);
/** Told to whoever does it from now on. */
export const ASSIGNED = [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }];

/** Four eyes by person: neither whose task it was nor who said it was done. */
const OTHERS = ['ownerId', 'doneBy'];
const KEPT: readonly ItemStatus[] = [...WORKED_ON, 'done', 'effective'];

/** 改进事项: plan, do, check, act. What was found not effective is done again, in its next round. */
export const itemActs = defineActs<PlanItem, ItemStatus>()({
  'propose-item': {
    label: '提出',
    from: [],
    to: 'proposed',
    may: 'clock',
    needs: {},
    event: 'plans.item-proposed',
    done: '同一处反复出现隐患，建议列入计划',
    said: '已提出。',
    told: [{ to: officers, template: 'item-proposed' }],
  },
  'add-item': {
    label: '增加事项',
    from: [],
    to: 'planned',
    may: firm,
    needs: {
      origin: z.enum(codesOf<OriginKind>(ORIGINS), { error: '请选择事项从哪里来' }).default('other'),
      /** Number of what it came from: a hazard, a suggestion, a visit. */
      originReference: lineField('编号不对').pipe(z.string().max(40, '编号太长')).optional(),
      ...agreed,
    },
    event: 'plans.item-added',
    done: '列入计划',
    said: '已列入计划，责任人会收到通知。',
    told: ASSIGNED,
  },
  'accept-item': {
    label: '采纳，列入计划',
    from: ['proposed'],
    to: 'planned',
    may: firm,
    needs: agreed,
    event: 'plans.item-accepted',
    done: '采纳，列入计划',
    said: '已列入计划。',
    told: ASSIGNED,
  },
  'dismiss-item': {
    label: '不采纳',
    from: ['proposed'],
    to: 'dismissed',
    may: firm,
    needs: { reason: reasonField },
    event: 'plans.item-dismissed',
    done: '没有采纳',
    said: '已记下，没有采纳。',
    told: [],
  },
  'start-item': {
    label: '开始做',
    from: ['planned'],
    to: 'doing',
    may: doer,
    needs: {},
    event: 'plans.item-started',
    done: '开始做',
    said: '已经开始。',
    told: [],
  },
  'complete-item': {
    label: '做完了',
    from: WORKED_ON,
    to: 'done',
    may: doer,
    needs: proofFields,
    event: 'plans.item-done',
    done: '做完，等另一个人检查',
    said: '已记下做完，等另一个人检查。',
    told: [{ to: checkers, template: 'item-done' }],
  },
  'check-effective': {
    label: '检查有效',
    from: ['done'],
    to: 'effective',
    may: checker,
    differsFrom: OTHERS,
    needs: { note: optionalWords(500) },
    event: 'plans.item-effective',
    done: '检查有效',
    said: '已检查有效。',
    told: [{ to: ownerOf, template: 'item-effective' }],
  },
  'check-not-effective': {
    label: '没有效果，重做',
    from: ['done'],
    to: 'doing',
    may: checker,
    differsFrom: OTHERS,
    needs: { reason: reasonField },
    event: 'plans.item-not-effective',
    done: '检查没有效果，重做',
    said: '已请责任人重做。',
    told: [{ to: ownerOf, template: 'item-not-effective' }],
  },
  'add-evidence': {
    label: '加证明材料',
    from: KEPT,
    to: 'stay',
    may: doer,
    needs: evidenceFields,
    event: 'plans.evidence-added',
    done: '加了证明材料',
    said: '已加上证明材料。',
    told: [],
  },
  'change-item': {
    label: '修改事项',
    from: WORKED_ON,
    to: 'stay',
    may: firm,
    needs: agreed,
    event: 'plans.item-changed',
    done: '修改了事项',
    said: '已修改。',
    told: [{ to: ownerOf, template: 'item-changed', whileIn: WORKED_ON }],
  },
  'cancel-item': {
    label: '取消事项',
    from: [...WORKED_ON, 'done'],
    to: 'cancelled',
    may: manager,
    needs: { reason: reasonField },
    event: 'plans.item-cancelled',
    done: '取消了事项',
    said: '已取消。',
    told: [{ to: ownerOf, template: 'item-cancelled' }],
  },
  'lapse-evidence': {
    label: '材料过期',
    from: KEPT,
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'plans.evidence-lapsed',
    done: '证明材料过期',
    said: '证明材料过期。',
    told: [
      { to: async (item) => [...ownerOf(item), ...(await officers(item))], template: 'evidence-lapsed', whileIn: KEPT },
    ],
  },
});
export type ItemAction = keyof typeof itemActs;
