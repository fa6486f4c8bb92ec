import { setAside } from '#domain/aside';
import { getActor } from '#domain/identity';
import { tidyCreditCode } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { readDay } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { wordingOf } from '#kernel/wording';
import { inTransaction, isStoreFailure, ofText } from '#platform/mongo';
import { readTable } from '#platform/readTable';
import { coverFields } from '../policies/policy.acts.ts';
import { confirmPolicy, enterPolicy, notePremium, numberKey } from '../policies/policy.commands.ts';
import { type Policy, PolicyModel, PremiumModel } from '../policies/policy.model.ts';
import { paperOf } from '../voucher.ts';
import { COLUMNS, inputsOf } from './columns.ts';
import { type ImportLine, ImportLineModel, ImportModel, type PolicyImport } from './import.model.ts';
import { importRule } from './import.rules.ts';
import { enterTogether, likelyOf } from './together.ts';

/** Rows that are looked up together, and of these entered in one transaction. */
const BATCH = 100;
const TOGETHER = 20;
const NOT_OURS = '这一行出了意外没有登记，已告诉管理员；可以单独登记，或过后再传一次';

/**
 * Goes on with the next table that waits, until every row of it has its answer. A run that was killed is gone on with when
 * its lease has ended, from the first row without an answer: a row is entered whole, with its answer, or not at all.
 * @returns false when none waits, or the run was told to stop.
 */
export async function runNextImport(clock: () => Date, stopping: AbortSignal): Promise<boolean> {
  const now = clock();
  const { leaseSeconds } = importRule(now);
  const leaseToken = newId(now);
  const nextAt = (): Date => new Date(clock().getTime() + leaseSeconds * 1_000);
  const row = await ImportModel.findOneAndUpdate(
    { nextAt: { $lte: now } },
    { $set: { status: 'running', leaseToken, nextAt: nextAt() }, $inc: { attempts: 1 } },
    { sort: { nextAt: 1 }, returnDocument: 'after' },
  ).lean<PolicyImport>();
  if (row === null) return false;
  const own = { _id: row._id, leaseToken };
  const end = (set: Partial<PolicyImport>, unset: Partial<Record<keyof PolicyImport, 1>> = {}) =>
    ImportModel.updateOne(own, { $set: set, $unset: { nextAt: 1, leaseToken: 1, file: 1, ...unset } });
  // What could not be read may be sent again.
  const fail = (reason: string) => end({ status: 'failed', reason }, { oneOf: 1 });
  const actor = await getActor(row.personId, row.grantId);
  if (actor === undefined) {
    await fail('上传的人已不在这个岗位，请由同事再传一次');
    return true;
  }
  if (row.rows === undefined) {
    if (row.attempts > importRule(now).maxAttempts) {
      await fail('文件读不出来，请用模板另存为 xlsx 再传');
      return true;
    }
    const problem = await keepRows(row, now);
    if (problem !== undefined) {
      await fail(problem);
      return true;
    }
  }
  for (;;) {
    const lines = await ImportLineModel.find({ importId: row._id, outcome: 'waiting' })
      .sort({ number: 1 })
      .limit(BATCH)
      .lean<ImportLine[]>();
    for (let done = 0; done < lines.length; done += TOGETHER) {
      if (stopping.aborted) {
        // Whoever comes next need not wait for the lease.
        await ImportModel.updateOne(own, { $set: { nextAt: clock() } });
        return false;
      }
      const { matchedCount } = await ImportModel.updateOne(own, { $set: { nextAt: nextAt() } });
      if (matchedCount === 0) return true;
      await answerAll({ actor, now: clock(), requestId: row._id, door: 'clock' }, lines.slice(done, done + TOGETHER));
    }
    if (lines.length < BATCH) break;
  }
  await end({ status: 'done' });
  return true;
}

/** Reads the file into rows that wait. Begun again it finds its own. @returns why it cannot be read. */
async function keepRows({ _id, insurerId, file, expiresAt }: PolicyImport, now: Date): Promise<string | undefined> {
  const { mostRows, mostUnpackedBytes } = importRule(now);
  // As the store gives it back: the bytes lie in a box of its own.
  const bytes = Buffer.from((file as unknown as { buffer: Uint8Array } | undefined)?.buffer ?? []);
  const table = await readTable(
    bytes,
    { columns: COLUMNS, what: '保单', one: '张' },
    { rows: mostRows, unpackedBytes: mostUnpackedBytes },
  );
  if ('problem' in table) return table.problem;
  const lines = table.rows.map(
    ({ number, cells, problem }): ImportLine => ({
      _id: `${_id}:${String(number).padStart(7, '0')}`,
      importId: _id,
      insurerId,
      number,
      cells,
      ...(problem === undefined ? { outcome: 'waiting' } : { outcome: 'refused', reason: problem }),
      expiresAt,
    }),
  );
  await ImportLineModel.bulkWrite(
    lines.map(({ _id: line, ...set }) => ({
      updateOne: { filter: { _id: line }, update: { $setOnInsert: set }, upsert: true },
    })),
    { ordered: false },
  );
  await ImportModel.updateOne({ _id }, { $set: { rows: lines.length }, $unset: { file: 1 } });
  return undefined;
}

/** Each with the heading of its column: a row has two dates. */
const sentencesOf = (error: AppError): string =>
  Object.entries(error.fields)
    .map(([field, sentence]) =>
      [COLUMNS.find(({ code }) => code === field)?.label, sentence].filter(Boolean).join('：'),
    )
    .join('；') ||
  (wordingOf(error) ?? wordingOf({ code: 'common.unknown', params: {} }) ?? '');

const keepAnswer = ({ _id }: ImportLine, set: Partial<ImportLine>) =>
  ImportLineModel.updateOne({ _id, outcome: 'waiting' }, { $set: set });

/**
 * Answers rows in their order. Those that nothing is likely to refuse are entered in one transaction, by what was read for
 * all of them at once; should one be refused after all, nothing of it is left and each is answered for itself.
 */
async function answerAll(ctx: Context, lines: readonly ImportLine[]): Promise<void> {
  const likely = await likelyOf(lines, ctx.now);
  const isEntered = likely.length > 1 && (await enterTogether(ctx, likely));
  const entered = new Set(isEntered ? likely.map(({ line }) => line) : []);
  for (const line of lines) if (!entered.has(line)) await answer(ctx, line);
}

/** Enters one row, or says why not. @throws when the store is away: the row waits. */
async function answer(ctx: Context, line: ImportLine): Promise<void> {
  try {
    await inTransaction(async () => {
      const { cover, terms, premium } = inputsOf(line.cells);
      const known = await standing(line.insurerId, cover, terms.ratio);
      const { reference } = known ?? (await enterPolicy(ctx, cover));
      const isNew = known === undefined || known.status === 'pending';
      if (isNew) await confirmPolicy(ctx, { reference, ...terms });
      const isPaid = premium === undefined || (known !== undefined && (await isNoted(known, premium.voucher)));
      if (!isPaid) await notePremium(ctx, { reference, ...premium });
      const outcome = isNew || !isPaid ? 'entered' : 'there';
      const { matchedCount } = await keepAnswer(line, { outcome, policyReference: reference });
      // Somebody who went on with it has answered: theirs stands.
      if (matchedCount === 0) throw new AppError('Conflict', 'common.changed-meanwhile');
    });
  } catch (error) {
    if (isStoreFailure(error) || (error instanceof AppError && error.kind === 'Unavailable')) throw error;
    if (error instanceof AppError)
      return void (await keepAnswer(line, { outcome: 'refused', reason: sentencesOf(error) }));
    await setAside(ctx, 'policy-imports', line._id, error);
    await keepAnswer(line, { outcome: 'refused', reason: NOT_OURS });
  }
}

type Typed = ReturnType<typeof inputsOf>['cover'];

/** The policy that has the number of a row already. @throws Invalid when it says something else than the row. */
async function standing(insurerId: string, cover: Typed, ratio: string): Promise<Policy | undefined> {
  if (cover.number === '') return undefined;
  const known = await PolicyModel.findOne({ oneOf: ofText(numberKey(insurerId, cover.number)) }).lean<Policy>();
  if (known === null) return undefined;
  const isSame =
    known.creditCode === tidyCreditCode(cover.creditCode) &&
    known.startsOn === readDay(cover.startsOn) &&
    known.endsOn === readDay(cover.endsOn) &&
    known.headcount === coverFields.headcount.safeParse(cover.headcount).data &&
    known.limitFen === cover.limitFen &&
    (known.ratio === undefined || known.ratio === Math.round(Number.parseFloat(ratio) * 100));
  if (isSame) return known;
  throw invalid('common.check-fields', { number: `这个保单号已登记为 ${known.reference}，和这一行写的不一样` });
}

const isNoted = async ({ _id, insurerId }: Policy, voucher: string): Promise<boolean> =>
  (await PremiumModel.exists({ policyId: _id, voucherOf: ofText(paperOf(insurerId, voucher)), kind: 'received' })) !==
  null;
