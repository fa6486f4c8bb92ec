import type { RegisteredNoun } from '#domain/engine';
import { officersOf, runnersOf } from '#domain/identity';
import { itemLifecycle, maySeePlanAttachment, type PlanItem, peekItem } from '#domain/plans';
import { formatDay } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

const WORKED_ON = ['planned', 'doing'];
const ownerOf = (item: PlanItem): string[] => (item.ownerId === undefined ? [] : [item.ownerId]);

/** Those who may check: never whoever owned it or said that it was done. */
const checkersOf = async (item: PlanItem): Promise<string[]> =>
  (await runnersOf(item.enterpriseId)).filter((id) => id !== item.ownerId && id !== item.doneBy);

export const planItemNoun: RegisteredNoun<PlanItem> = {
  kind: 'plan-item',
  name: '改进事项',
  collection: 'planItems',
  lifecycle: itemLifecycle,
  peek: peekItem,
  statusOf: (item) => item.status,
  pathOf: (reference) => `/items/${reference}`,
  textOf: (one) => one.problem,
  params: async (item, event) => ({
    problem: shorten(item.problem),
    measure: shorten(item.measure ?? ''),
    owner: item.ownerName ?? '',
    dueOn: item.dueOn === undefined ? '' : formatDay(item.dueOn),
    reason: textOf(event.facts['reason']),
  }),
  events: {
    'plans.item-proposed': { told: [{ to: (i) => officersOf(i.enterpriseId), template: 'item-proposed' }] },
    'plans.item-added': { told: [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }] },
    'plans.item-accepted': { told: [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }] },
    'plans.item-handed-over': { told: [{ to: ownerOf, template: 'item-assigned', whileIn: WORKED_ON }] },
    'plans.item-changed': { told: [{ to: ownerOf, template: 'item-changed', whileIn: WORKED_ON }] },
    'plans.item-dismissed': { told: [] },
    'plans.item-started': { told: [] },
    'plans.evidence-added': { told: [] },
    'plans.item-done': { told: [{ to: checkersOf, template: 'item-done' }] },
    'plans.item-effective': { told: [{ to: ownerOf, template: 'item-effective' }] },
    'plans.item-not-effective': { told: [{ to: ownerOf, template: 'item-not-effective' }] },
    'plans.item-cancelled': { told: [{ to: ownerOf, template: 'item-cancelled' }] },
    'plans.evidence-lapsed': {
      told: [
        {
          to: async (i) => [...ownerOf(i), ...(await officersOf(i.enterpriseId))],
          template: 'evidence-lapsed',
          whileIn: [...WORKED_ON, 'done', 'effective'],
        },
      ],
    },
  },
  clocks: {},
  maySeePhoto: (ctx, id, photoId) => maySeePlanAttachment(ctx, { kind: 'plan-item', id }, photoId),
};
