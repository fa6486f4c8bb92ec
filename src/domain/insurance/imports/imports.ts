import { createHash } from 'node:crypto';
import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { DAY_MS } from '#kernel/dates';
import { forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { tidyName } from '#kernel/text';
import { inTransaction, isDuplicateKey, ofText } from '#platform/mongo';
import {
  type ImportLine,
  ImportLineModel,
  ImportModel,
  OUTCOMES,
  type Outcome,
  type PolicyImport,
} from './import.model.ts';
import { importRule } from './import.rules.ts';

/** Only an insurer sends policies in bulk, and its colleagues see what came of it. */
function insurerOf({ actor }: Context) {
  if (!actsAs(actor, 'insurer') || actor.scope.insurerId === undefined) throw forbidden('common.not-allowed');
  return { actor, insurerId: actor.scope.insurerId };
}

/**
 * Takes in a table of policies; the clock reads it and answers every row. The same file again is the same import.
 * @throws Forbidden for all but insurers; Invalid at `table`.
 */
export async function importPolicies(
  ctx: Context,
  { bytes, fileName }: { bytes: Buffer; fileName: string },
): Promise<PolicyImport> {
  const { actor, insurerId } = insurerOf(ctx);
  const { mostBytes, keepDays } = importRule(ctx.now);
  if (bytes.length === 0) throw invalid('common.check-fields', { table: '请选择一张表' });
  if (bytes.length > mostBytes)
    throw invalid('common.check-fields', { table: `文件太大，最多 ${mostBytes / 1024 / 1024} MB，请分开传` });
  const oneOf = `${insurerId}/${createHash('sha256').update(bytes).digest('hex')}`;
  const row: PolicyImport = {
    _id: newId(ctx.now),
    insurerId,
    oneOf,
    personId: actor.personId,
    grantId: actor.grantId,
    fileName: tidyName(fileName).slice(0, 80),
    file: bytes,
    status: 'waiting',
    attempts: 0,
    nextAt: ctx.now,
    createdAt: ctx.now,
    expiresAt: new Date(ctx.now.getTime() + keepDays * DAY_MS),
  };
  try {
    await inTransaction(async () => {
      await ImportModel.create([row]);
      await record(ctx, { name: 'insurance.import-sent', subject: { kind: 'policy-import', id: row._id }, facts: {} });
    });
    return row;
  } catch (error) {
    if (!isDuplicateKey(error, 'one_file')) throw error;
    const first = await ImportModel.findOne({ oneOf: ofText(oneOf) }).lean<PolicyImport>();
    if (first === null) throw error;
    return first;
  }
}

const WITHOUT_FILE = { file: 0 } as const;

/** What an insurer sent lately, the newest first. @throws Forbidden for all but insurers. */
export async function findImports(ctx: Context): Promise<PolicyImport[]> {
  const { insurerId } = insurerOf(ctx);
  return ImportModel.find({ insurerId }, WITHOUT_FILE).sort({ _id: -1 }).limit(20).lean<PolicyImport[]>();
}

/** An import with how many of its rows were answered how. @throws Forbidden; NotFound for another insurer's. */
export async function getImport(
  ctx: Context,
  id: string,
): Promise<{ row: PolicyImport; counts: Record<Outcome, number> }> {
  const { insurerId } = insurerOf(ctx);
  const row = await ImportModel.findOne({ _id: id, insurerId }, WITHOUT_FILE).lean<PolicyImport>();
  if (row === null) throw notFound('common.not-found');
  const counted = await Promise.all(
    OUTCOMES.map(async ({ code }) => [code, await ImportLineModel.countDocuments({ importId: id, outcome: code })]),
  );
  return { row, counts: Object.fromEntries(counted) as Record<Outcome, number> };
}

/** Rows of an import in their order; all of them without an outcome. @throws Forbidden; NotFound for another insurer's. */
export async function findImportLines(
  ctx: Context,
  { id, outcome, after = 0, limit = 25 }: { id: string; outcome?: Outcome | undefined; after?: number; limit?: number },
): Promise<{ rows: ImportLine[]; nextCursor?: number }> {
  const { insurerId } = insurerOf(ctx);
  const codes = outcome === undefined ? OUTCOMES.map(({ code }) => code) : [outcome];
  const found = await ImportLineModel.find({
    importId: id,
    insurerId,
    outcome: { $in: codes },
    number: { $gt: after },
  })
    .sort({ number: 1 })
    .limit(limit + 1)
    .lean<ImportLine[]>();
  const rows = found.slice(0, limit);
  const last = rows.at(-1);
  return found.length > limit && last !== undefined ? { rows, nextCursor: last.number } : { rows };
}
