import { takeReferences } from '#domain/journal';
import { type Enterprise, findEnterprisesByCreditCodes, tidyCreditCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { AppError } from '#kernel/errors';
import { inTransaction, isStoreFailure, ofText } from '#platform/mongo';
import { settleTogether } from '../cover/covers.ts';
import {
  affiliateFaults,
  confirmPolicy,
  coverFaults,
  enterPolicy,
  enterPolicyInput,
  notePremium,
  numberKey,
  premiumFaults,
  ratioFault,
} from '../policies/policy.commands.ts';
import { type Policy, PolicyModel } from '../policies/policy.model.ts';
import { policies } from '../policies/policy.ts';
import { paperOf } from '../voucher.ts';
import { inputsOf } from './columns.ts';
import { type ImportLine, ImportLineModel } from './import.model.ts';

/** A row that nothing is likely to refuse, with its firm, which was read with those of the others. */
interface Likely {
  line: ImportLine;
  firm: Enterprise;
}

/** New policies of firms there are, whose cover, terms and premium have no fault, and none that a row before it stands in the way of. */
export async function likelyOf(lines: readonly ImportLine[], now: Date): Promise<Likely[]> {
  const given = lines.map((line) => ({ line, ...inputsOf(line.cells) }));
  const codes = given.map(({ cover }) => tidyCreditCode(cover.creditCode));
  const [insurerId = ''] = lines.map((line) => line.insurerId);
  const [firms, known] = await Promise.all([
    findEnterprisesByCreditCodes(codes),
    PolicyModel.find(
      { oneOf: ofText({ $in: given.map(({ cover }) => numberKey(insurerId, cover.number)) }) },
      { oneOf: 1 },
    ).lean<Pick<Policy, 'oneOf'>[]>(),
  ]);
  const taken = new Set(known.map(({ oneOf = '' }) => oneOf));
  return given.flatMap(({ line, cover, terms, premium }, n) => {
    const firm = firms.find(({ creditCode }) => creditCode === codes[n]);
    const keys = [
      numberKey(insurerId, cover.number),
      ...(premium === undefined ? [] : [paperOf(insurerId, premium.voucher)]),
    ];
    const isFree = !keys.some((key) => taken.has(key));
    for (const key of keys) taken.add(key);
    return firm !== undefined && isFree && isFaultless(cover, terms, premium, now) ? [{ line, firm }] : [];
  });
}

type Inputs = ReturnType<typeof inputsOf>;
/** Whether the steps would take what was typed, as far as that can be said of the row alone. */
function isFaultless(cover: Inputs['cover'], terms: Inputs['terms'], premium: Inputs['premium'], now: Date): boolean {
  const entering = enterPolicyInput.safeParse(cover);
  const confirming = policies.inputOf('confirm').omit({ reference: true }).safeParse(terms);
  if (!entering.success || !confirming.success) return false;
  const { startsOn } = entering.data;
  const { ratio, affiliates } = confirming.data;
  const faults = { ...coverFaults(entering.data), ...ratioFault(ratio, startsOn), ...affiliateFaults(affiliates) };
  if (Object.keys(faults).length > 0) return false;
  if (premium === undefined) return true;
  const noting = policies.inputOf('note-premium').omit({ reference: true }).safeParse(premium);
  return noting.success && Object.keys(premiumFaults(noting.data, startsOn, now)).length === 0;
}

/** Enters rows in one transaction, with their answers. @returns false when one of them was refused: nothing of any is left. */
export async function enterTogether(ctx: Context, rows: readonly Likely[]): Promise<boolean> {
  const references = await takeReferences('B', ctx.now, rows.length);
  try {
    await inTransaction(() =>
      settleTogether(ctx.now, async () => {
        for (const [n, { line, firm }] of rows.entries()) {
          const { cover, terms, premium } = inputsOf(line.cells);
          const { reference } = await enterPolicy(ctx, cover, { firm, reference: references[n] as string });
          await confirmPolicy(ctx, { reference, ...terms });
          if (premium !== undefined) await notePremium(ctx, { reference, ...premium });
        }
        const { matchedCount } = await ImportLineModel.bulkWrite(
          rows.map(({ line: { _id } }, n) => ({
            updateOne: {
              filter: { _id, outcome: 'waiting' },
              update: { $set: { outcome: 'entered', policyReference: references[n] as string } },
            },
          })),
        );
        // Somebody who went on with them has answered: theirs stands.
        if (matchedCount !== rows.length) throw new AppError('Conflict', 'common.changed-meanwhile');
      }),
    );
    return true;
  } catch (error) {
    if (isStoreFailure(error) || (error instanceof AppError && error.kind === 'Unavailable')) throw error;
    return false;
  }
}
