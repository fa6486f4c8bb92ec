import { lookThrough } from '#domain/aside';
import { categoryLabel, findClosedBetween, type Hazard, peekHazard } from '#domain/hazards';
import { readJournal } from '#domain/journal';
import { type Context, systemContext } from '#kernel/context';
import { DAY_MS, localDate } from '#kernel/dates';
import { ruleOn } from '#kernel/rules';
import { isDuplicateKey } from '#platform/mongo';
import { OUTCOME_RULE } from '../outcomes/outcomeRules.ts';
import { findOpenPlan } from '../plan/plan.ts';
import { emptyItem, touchOpenPlan } from './item.commands.ts';
import { ItemModel } from './item.model.ts';
import { planItems } from './item.ts';

const UNTRUE: readonly Hazard['status'][] = ['reported', 'accepted', 'not-valid', 'duplicate'];
const placeKeyOf = (hazard: Pick<Hazard, 'locationId' | 'placeText' | 'category'>): string =>
  `${hazard.locationId ?? hazard.placeText}|${hazard.category}`;

/**
 * Proposes an item for the firm's plan when a hazard that was found true came back: another one of the same kind at the
 * same place had been closed not long before it was reported (意见（九）长效机制). Once a hazard, and not while an item
 * about that place is still open; a firm without a plan is left alone.
 * @returns the number of the item this call has made.
 */
export async function proposeFromHazard(ctx: Context, hazardReference: string): Promise<string | undefined> {
  const hazard = await peekHazard(hazardReference);
  if (hazard === undefined || UNTRUE.includes(hazard.status)) return undefined;
  const plan = await findOpenPlan(hazard.enterpriseId);
  if (plan === undefined) return undefined;
  const { recurrenceDays } = ruleOn(OUTCOME_RULE, localDate(hazard.createdAt)).value;
  const since = new Date(hazard.createdAt.getTime() - recurrenceDays * DAY_MS);
  const placeKey = placeKeyOf(hazard);
  const earlier = (await findClosedBetween(hazard.enterpriseId, since, hazard.createdAt)).findLast(
    (one) => one._id !== hazard._id && one.status === 'closed' && placeKeyOf(one) === placeKey,
  );
  if (earlier === undefined) return undefined;
  const originKey = `hazard:${hazard._id}`;
  const isKnown = { $or: [{ originKey }, { planId: plan._id, isOpen: true, 'origin.placeKey': placeKey }] };
  if ((await ItemModel.exists(isKnown)) !== null) return undefined;
  const draft = {
    ...emptyItem(plan),
    origin: { kind: 'hazard' as const, reference: hazard.reference, placeKey },
    originKey,
    problem: `「${hazard.placeText}」的${categoryLabel(hazard.category)}隐患反复出现：${earlier.reference} 关闭后 ${recurrenceDays} 天内又有 ${hazard.reference}（${hazard.text}）`,
    type: 'preventive' as const,
  };
  try {
    const { reference } = await planItems.make(ctx, 'propose-item', draft, {
      facts: { origin: draft.origin.kind, from: hazard.reference },
      also: (item) => touchOpenPlan(ctx, item),
    });
    return reference;
  } catch (error) {
    if (isDuplicateKey(error, 'one_item_an_origin')) return undefined;
    throw error;
  }
}

/** Acts after which a case may turn out to have come back. */
const TELLING = ['hazards.verified-valid', 'hazards.rectification-approved', 'hazards.major-closed'];

/** Listens to what happens to hazards; they know nothing of plans. */
export async function watchRecurrence(now: Date, requestId: string, stopping?: AbortSignal): Promise<void> {
  const ctx = systemContext(now, 'plans', requestId);
  const { rested, take } = await lookThrough(ctx, 'recurrence');
  const propose = (reference: string) => take(reference, () => proposeFromHazard(ctx, reference));
  // The reader has long passed what was set aside.
  for (const reference of rested) await propose(reference);
  await readJournal(
    'plans-recurrence',
    TELLING,
    now,
    async ({ subject }) => {
      if (subject.reference !== undefined) await propose(subject.reference);
    },
    stopping,
  );
}
