import type { z } from 'zod';
import { LADDERS, type Ladder } from '#domain/deadlines';
import { placeOf } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { isSamePerson } from '#domain/identity';
import {
  type Enterprise,
  findEnterpriseByCreditCode,
  findInsurerNamed,
  getEnterprise,
  getInsurer,
  isCreditCode,
} from '#domain/organisations';
import { actsAs, personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, daysBetween, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { AppError, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { yuanOf } from '#kernel/money';
import { type RuleTable, ruleOn } from '#kernel/rules';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { trueUpAll } from '../budget/ledger.ts';
import { catalogueInForce } from '../catalogues/catalogue.ts';
import { insuranceClock, insuranceTerms } from '../mustInsureRules.ts';
import { checkSides } from '../sides.ts';
import { paperOf } from '../voucher.ts';
import { type Policy, PolicyModel, type PremiumEntry, PremiumModel, type Share } from './policy.model.ts';
import { policies } from './policy.ts';

type Given<A extends Parameters<typeof policies.inputOf>[0]> = z.input<ReturnType<typeof policies.inputOf<A>>>;
const WHOLE = 10_000;
const MOST_DAYS = 366 * 5;

/** Faults of the cover itself, by field. */
export function coverFaults(cover: {
  startsOn: LocalDate;
  endsOn: LocalDate;
  limitFen: number;
}): Record<string, string> {
  const days = daysBetween(cover.startsOn, cover.endsOn) + 1;
  const { leastLimitFen } = insuranceTerms(cover.startsOn);
  return {
    ...(days < 1 ? { endsOn: '结束日期不能早于开始日期' } : {}),
    ...(days > MOST_DAYS ? { endsOn: '期限太长，请核对年份' } : {}),
    ...(cover.limitFen < leastLimitFen ? { limitFen: `每人责任限额不能低于 ${yuanOf(leastLimitFen)}` } : {}),
  };
}

/** The fault of a prevention ratio for a policy that starts on `day`, if it has one. */
export function ratioFault(ratio: number, day: LocalDate): Record<string, string> {
  const { mostRatio } = insuranceTerms(day);
  return ratio > mostRatio ? { ratio: `事故预防费用不能高于实际收取保费的 ${mostRatio / 100}%` } : {};
}

/** Whose policy somebody enters: of their own firm, or of a firm that the insurer insures. */
async function partiesOf(
  ctx: Context,
  typed: { insurerId?: string | undefined; creditCode?: string | undefined },
  known?: Enterprise,
): Promise<{ firm: Enterprise; insurerId: string; enteredByRole: Policy['enteredByRole'] }> {
  const { actor } = ctx;
  if (runsEnterprise(actor) && actor.scope.enterpriseId !== undefined) {
    if (typed.insurerId === undefined) throw invalid('common.check-fields', { insurerId: '请选择保险机构' });
    const [firm, insurer] = [await getEnterprise(actor.scope.enterpriseId), await getInsurer(typed.insurerId)];
    return { firm, insurerId: insurer._id, enteredByRole: 'firm' };
  }
  if (!actsAs(actor, 'insurer') || actor.scope.insurerId === undefined) throw forbidden('common.not-allowed');
  const { creditCode = '' } = typed;
  const found = (): Promise<Enterprise | undefined> | undefined =>
    isCreditCode(creditCode) ? findEnterpriseByCreditCode(creditCode) : undefined;
  const firm = known?.creditCode === creditCode ? known : await found();
  if (firm === undefined || firm.status !== 'active')
    throw invalid('common.check-fields', { creditCode: '没有这家企业，请对照营业执照核对代码' });
  await checkSides(ctx, firm._id);
  return { firm, insurerId: actor.scope.insurerId, enteredByRole: 'insurer' };
}

const TAKEN = { number: '这个保单号已经登记过了' };
/** A number that is taken becomes a sentence at its field. */
export async function onceNumbered<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (!isDuplicateKey(error, 'one_policy')) throw error;
    throw invalid('common.check-fields', TAKEN);
  }
}

/** Letters and digits of a policy number, so that blanks and widths make no second policy. */
export const numberKey = (insurerId: string, number: string): string =>
  `${insurerId}/${number.normalize('NFKC').toUpperCase().replace(/\s/g, '')}`;

export const enterPolicyInput = policies.inputOf('enter').omit({ reference: true });

/** What whoever enters many policies at once has read for all of them. */
interface ReadBefore {
  firm: Enterprise;
  reference: string;
}

/**
 * Enters a policy of 安责险. It counts for nothing until the insurer has confirmed it.
 * @param before Its firm and number, where they were read for many at once.
 * @throws Forbidden for all but firms and insurers; Invalid with fields: a limit under that of the rule of its first day,
 * a number that is there, a firm or insurer there is not.
 */
export async function enterPolicy(
  ctx: Context,
  raw: z.input<typeof enterPolicyInput>,
  before?: ReadBefore,
): Promise<Policy> {
  const { insurerId: chosen, creditCode, photoIds, fileIds, ...cover } = requireFields(enterPolicyInput, raw);
  const { firm, insurerId, enteredByRole } = await partiesOf(ctx, { insurerId: chosen, creditCode }, before?.firm);
  const faults = coverFaults(cover);
  if (Object.keys(faults).length > 0) throw invalid('common.check-fields', faults);
  const enteredBy = personIn(ctx.actor);
  return onceNumbered(() =>
    policies.make(
      ctx,
      'enter',
      {
        ...placeOf(firm),
        ...cover,
        photoIds,
        fileIds,
        insurerId,
        insurerIds: [insurerId],
        oneOf: numberKey(insurerId, cover.number),
        creditCode: firm.creditCode,
        premiumFen: 0,
        enteredBy,
        enteredByRole,
        ...(before === undefined ? {} : { reference: before.reference }),
      },
      {
        facts: { startsOn: cover.startsOn, endsOn: cover.endsOn },
        also: (row) => attachFiles(ctx, { fileIds, subject: policies.subjectOf(row) }),
      },
    ),
  );
}

/**
 * The shares of a co-insurance as somebody wrote them, `机构全称 60%` a line.
 * @throws Invalid at `shares`: an institution there is not, the policy's own missing, shares that do not come to a hundred.
 */
export async function readShares(lines: readonly string[], insurerId: string): Promise<Share[]> {
  if (lines.length === 0) return [];
  const refuse = (sentence: string): AppError => invalid('common.check-fields', { shares: sentence });
  const shares: Share[] = [];
  for (const line of lines) {
    const [, name = '', typed = ''] = /^(.+?)\s+(\d{1,3}(?:\.\d{1,2})?)\s*%?$/.exec(line.normalize('NFKC')) ?? [];
    const found = name === '' ? undefined : await findInsurerNamed(name);
    if (found === undefined) throw refuse(`「${line}」没有读懂，请一行写一家：机构全称、空格、比例`);
    shares.push({ insurerId: found._id, share: Math.round(Number(typed) * 100) });
  }
  if (!shares.some((one) => one.insurerId === insurerId)) throw refuse('请把本机构和它的比例也写上');
  if (new Set(shares.map((one) => one.insurerId)).size < shares.length) throw refuse('有一家写了两次');
  if (shares.reduce((sum, { share }) => sum + share, 0) !== WHOLE) throw refuse('各家比例合起来应当正好是百分之百');
  return shares;
}

/** Faults of the codes of a firm's affiliates. */
export const affiliateFaults = (codes: readonly string[]): Record<string, string> => {
  const wrong = codes.find((code) => !isCreditCode(code));
  return wrong === undefined ? {} : { affiliates: `「${wrong}」不是统一社会信用代码` };
};

/** From when a policy counts: what was told of after it had begun opens no days gone by, whoever told of it. */
export const opensOn = ({ startsOn, createdAt }: Policy, now: Date): LocalDate =>
  startsOn < localDate(createdAt) ? localDate(now) : startsOn;

/**
 * The insurer's word that the policy is theirs, with what was agreed on prevention.
 * @throws Forbidden `common.same-person` for whoever entered it for the firm; Invalid at `ratio` above the cap of the rule, at `shares` or `affiliates`.
 */
export const confirmPolicy = (ctx: Context, raw: Given<'confirm'>): Promise<Policy> =>
  policies.step(ctx, 'confirm', raw, async (policy, { affiliates, shares: lines, clause, ...terms }) => {
    // What somebody told for the firm they do not confirm for the insurer, though they have left the firm since.
    if (policy.enteredByRole === 'firm' && isSamePerson(personIn(ctx.actor), policy.enteredBy))
      throw forbidden('common.same-person');
    const faults = { ...ratioFault(terms.ratio, policy.startsOn), ...affiliateFaults(affiliates) };
    if (Object.keys(faults).length > 0) throw invalid('common.check-fields', faults);
    const shares = await readShares(lines, policy.insurerId);
    const catalogue = await catalogueInForce(policy.insurerId);
    const others = shares.map(({ insurerId }) => insurerId).filter((id) => id !== policy.insurerId);
    return {
      set: {
        ...terms,
        ...(clause === undefined ? {} : { clause }),
        shares,
        affiliateCodes: affiliates,
        insurerIds: [policy.insurerId, ...others],
        opensOn: opensOn(policy, ctx.now),
        ...(catalogue === undefined ? {} : { catalogueReference: catalogue.reference }),
      },
      facts: { ratio: terms.ratio, hasClause: clause !== undefined },
    };
  });

/** The insurer says that the policy is none of theirs; its number is free again. */
export const rejectPolicy = (ctx: Context, raw: Given<'reject'>): Promise<Policy> =>
  policies.step(ctx, 'reject', raw, (_, { reason }) => ({ set: { reason }, unset: ['oneOf'], facts: { reason } }));

/** Surrendered or cancelled: from today on it covers nobody. What was served before is still settled. */
export const cancelPolicy = (ctx: Context, raw: Given<'cancel'>): Promise<Policy> =>
  policies.step(ctx, 'cancel', raw, (_, { reason }) => ({
    set: { reason, cancelledOn: localDate(ctx.now) },
    facts: { reason },
  }));

/** The entry is written before the policy says its sum: a second with the same voucher is refused by the store. */
async function enterPremium(
  ctx: Context,
  policy: Policy,
  entry: Pick<PremiumEntry, 'kind' | 'amountFen' | 'day' | 'voucher'> & { photoIds: string[]; fileIds: string[] },
) {
  const by = personIn(ctx.actor);
  try {
    const voucherOf = paperOf(policy.insurerId, entry.voucher);
    await PremiumModel.create([{ _id: newId(ctx.now), policyId: policy._id, ...entry, voucherOf, by, at: ctx.now }]);
  } catch (error) {
    if (!isDuplicateKey(error, 'one_paper')) throw error;
    throw invalid('common.check-fields', { voucher: '这个凭证号已经记过了，一张凭证只记一次' });
  }
  const subject = policies.subjectOf(policy);
  await attachPhotos(ctx, { photoIds: entry.photoIds, subject, proves: 'there' });
  await attachFiles(ctx, { fileIds: entry.fileIds, subject });
}

/** Faults of a premium itself, by field; of several the first. */
export function premiumFaults(
  { amountFen, day }: { amountFen: number; day: LocalDate },
  startsOn: LocalDate,
  now: Date,
): Record<string, string> {
  if (amountFen === 0) return { amountFen: '请填写金额，例如 30000' };
  if (day > localDate(now)) return { day: '不能是还没有到的日期' };
  const first = addDays(startsOn, -insuranceClock(now).premiumDaysBefore);
  return day < first ? { day: `不能早于 ${formatYearDay(first)}，请核对年份` } : {};
}

/**
 * Writes down premium that came in or went back. Only what was received counts for the prevention budget; a policy of which
 * so much went back that less is left than the rule asks for each person covers nobody from today on.
 * @throws Invalid at `amountFen` for nought or more going back than came in, at `day` for one that is not there yet or long
 * before cover, at `voucher` for a paper of the insurer that was written down before, of whichever policy.
 */
export const notePremium = (ctx: Context, raw: Given<'note-premium'>): Promise<Policy> =>
  policies.step(ctx, 'note-premium', raw, async (policy, { kind, amountFen, day, voucher, photoIds, fileIds }) => {
    const isBack = kind === 'reduced' || kind === 'refunded';
    const faults = premiumFaults({ amountFen, day }, policy.startsOn, ctx.now);
    if (Object.keys(faults).length > 0) throw invalid('common.check-fields', faults);
    if (isBack && amountFen > policy.premiumFen)
      throw invalid('common.check-fields', {
        amountFen: `退还的不能多于收到的 ${yuanOf(policy.premiumFen)}`,
      });
    const signed = isBack ? -amountFen : amountFen;
    await enterPremium(ctx, policy, { kind, amountFen: signed, day, voucher, photoIds, fileIds });
    const premiumFen = policy.premiumFen + signed;
    // All of it went back, in whichever name, or all but a few fen: nothing is left that could cover anybody.
    const { leastPerHeadFen } = insuranceTerms(policy.startsOn);
    const isOver = isBack && premiumFen < policy.headcount * leastPerHeadFen && policy.status === 'confirmed';
    const over = { to: 'cancelled' as const, event: 'insurance.policy-cancelled' };
    return {
      ...(isOver ? over : {}),
      set: { premiumFen, ...(isOver ? { cancelledOn: localDate(ctx.now) } : {}) },
      facts: { premium: kind, amountFen: signed, day },
      also: (after) => trueUpAll(ctx, after, `${after._id}:${after.version}`),
    };
  });

/** Policies whose last day is over. */
export const findEnded = (now: Date, limit: number, without: readonly string[]): Promise<Policy[]> =>
  PolicyModel.find({ status: 'confirmed', endsOn: { $lt: localDate(now) }, _id: { $nin: [...without] } })
    .sort({ endsOn: 1, _id: 1 })
    .limit(limit)
    .lean<Policy[]>();

/** Cover is over. @returns false when somebody was faster. */
export async function endPolicy(ctx: Context, { reference }: Policy): Promise<boolean> {
  try {
    await policies.step(ctx, 'end', { reference });
    return true;
  } catch (error) {
    if (error instanceof AppError && error.kind === 'Conflict') return false;
    throw error;
  }
}

/** Confirmed policies whose first reminder of the renewal is today or was before, and whose firm does not owe it yet. */
export function findToRenew(now: Date, limit: number, without: readonly string[]): Promise<Policy[]> {
  const today = localDate(now);
  const first = Math.min(
    ...ruleOn(LADDERS['policy-expiry'] as RuleTable<Ladder>, today).value.steps.map((one) => one.offsetDays),
  );
  return PolicyModel.find({
    status: 'confirmed',
    endsOn: { $lte: addDays(today, -first) },
    isRenewalDue: { $exists: false },
    _id: { $nin: [...without] },
  })
    .sort({ endsOn: 1, _id: 1 })
    .limit(limit)
    .lean<Policy[]>();
}

/** From now on its firm owes the renewal. @returns false when somebody was faster. */
export const oweRenewal = (ctx: Context, { _id }: Policy): Promise<boolean> =>
  inTransaction(async () => {
    const after = await PolicyModel.findOneAndUpdate(
      { _id, status: 'confirmed', isRenewalDue: { $exists: false } },
      { $set: { isRenewalDue: true } },
      { returnDocument: 'after' },
    ).lean<Policy>();
    if (after !== null) await policies.keepClocks(ctx, after);
    return after !== null;
  });
