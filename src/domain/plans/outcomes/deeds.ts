import { readTrainings, trainedIn } from '#domain/stages';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour } from '#kernel/dates';
import { firstIdAt } from '#kernel/ids';
import { ItemModel, type PlanItem } from '../items/item.model.ts';
import { type Suggestion, SuggestionModel } from '../suggestions/suggestion.model.ts';
import type { OutcomeWindow } from './outcomeRules.ts';

/** A firm with more than this in a year is read up to here. */
const MOST = 20_000;

/** Something a person of the firm did beside cases. */
export interface Deed {
  personId: string;
  what: string;
  at: Date;
}
/** Who took part in what, beside the cases. */
export type Deeds = ReadonlyMap<string, readonly string[]>;

/** What people of a firm did from one day to another beside cases, so that taking part is more than reporting. */
export async function readDeeds(ctx: Context, enterpriseId: string, { from, to }: OutcomeWindow): Promise<Deed[]> {
  const [start, end] = [atLocalHour(from, 0), atLocalHour(to, 0)];
  const proposed = { enterpriseId, _id: { $gte: firstIdAt(start), $lt: firstIdAt(end) } };
  const [trainings, rows] = await Promise.all([
    readTrainings(ctx, { enterpriseId, from, until: addDays(to, -1) }),
    ItemModel.aggregate<Pick<PlanItem, 'evidence' | 'checks'> | Pick<Suggestion, 'proposerId' | 'createdAt'>>([
      { $match: { enterpriseId, updatedAt: { $gte: start } } },
      { $limit: MOST },
      { $project: { evidence: 1, checks: 1 } },
      {
        $unionWith: {
          coll: SuggestionModel.collection.collectionName,
          pipeline: [{ $match: proposed }, { $limit: MOST }, { $project: { proposerId: 1, createdAt: 1 } }],
        },
      },
    ]),
  ]);
  return [
    ...trainings.flatMap((one) =>
      trainedIn([one]).personIds.map((personId) => ({ personId, what: '培训', at: atLocalHour(one.heldOn, 0) })),
    ),
    ...rows.flatMap((row) =>
      'proposerId' in row
        ? [{ personId: row.proposerId, what: '建议', at: row.createdAt }]
        : [
            ...row.evidence.map(({ by, at }) => ({ personId: by, what: '改进事项', at })),
            ...row.checks.map(({ by, at }) => ({ personId: by, what: '检查改进', at })),
          ],
    ),
  ];
}

/** Those of a span of time, by person. */
export function deedsIn(deeds: readonly Deed[], from: Date, to: Date): Deeds {
  const did = new Map<string, string[]>();
  for (const { personId, what, at } of deeds) {
    if (at >= from && at < to) did.set(personId, [...(did.get(personId) ?? []), what]);
  }
  return did;
}
