import { officersOf } from '#domain/identity';
import { type PlanItem, peekItem } from '#domain/plans';
import { formatDay } from '#kernel/dates';
import { bothOf } from '../audiences.ts';
import { type Noun, shorten, textOf } from './noun.ts';

const WORKED_ON = ['planned', 'doing'];
const ownerOf = (item: PlanItem): string[] => (item.ownerId === undefined ? [] : [item.ownerId]);

/** Those who may check: never whoever owned it or said that it was done. */
const checkersOf = async (item: PlanItem): Promise<string[]> =>
  (await bothOf(item.enterpriseId)).filter((id) => id !== item.ownerId && id !== item.doneBy);

export const planItemNoun: Noun<PlanItem> = {
  kind: 'plan-item',
  peek: peekItem,
  statusOf: (item) => item.status,
  linkPath: (reference) => `/items/${reference}`,
  params: async (item, event) => ({
    problem: shorten(item.problem),
    measure: shorten(item.measure ?? ''),
    owner: item.ownerName ?? '',
    dueOn: item.dueOn === undefined ? '' : formatDay(item.dueOn),
    reason: textOf(event.facts['reason']),
  }),
  notices: {
    'plans.item-proposed': [{ to: (i) => officersOf(i.enterpriseId), template: 'item-proposed' }],
    'plans.item-added': [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }],
    'plans.item-accepted': [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }],
    'plans.item-handed-over': [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }],
    'plans.item-changed': [{ to: ownerOf, template: 'item-changed', whileIn: WORKED_ON }],
    'plans.item-dismissed': [],
    'plans.item-started': [],
    'plans.evidence-added': [],
    'plans.item-done': [{ to: checkersOf, template: 'item-done' }],
    'plans.item-effective': [{ to: ownerOf, template: 'item-effective' }],
    'plans.item-not-effective': [{ to: ownerOf, template: 'item-not-effective' }],
    'plans.item-cancelled': [{ to: ownerOf, template: 'item-cancelled' }],
    'plans.evidence-lapsed': [
      {
        to: async (i) => [...ownerOf(i), ...(await officersOf(i.enterpriseId))],
        template: 'evidence-lapsed',
        whileIn: [...WORKED_ON, 'done', 'effective'],
      },
    ],
  },
};
