import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { findHeld } from '#domain/journal';
import { getEnterprise } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, daysBetween, localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { type Pass, type PassContent, PassModel } from './pass.model.ts';
import { type PassKind, passTerms } from './pass.rules.ts';
import { passes } from './pass.ts';

type Given<A extends keyof typeof passes.acts> = z.input<ReturnType<typeof passes.inputOf<A>>>;

/** What a kind cannot do without; each is asked for at its field. */
const NEEDED: Readonly<Record<PassKind, Readonly<Partial<Record<keyof PassContent, string>>>>> = {
  visitor: {},
  fixed: {},
  contractor: {
    company: '请填写承包单位名称',
    cardUntil: '请填写上岗证或培训有效期',
    contractUntil: '请填写安全协议有效期',
  },
  hazchem: {
    plate: '请填写车牌',
    cardUntil: '请填写司机从业资格证有效期',
    insuranceUntil: '请填写承运人责任险有效期',
    goods: '请填写品名',
    un: '请填写 UN 编号',
    tonnes: '请填写吨数',
    waybill: '请填写电子运单号',
  },
  material: { plate: '请填写车牌', goods: '请填写品名', waybill: '请填写运单号' },
};

/** @throws Invalid with a sentence at each field. */
function checkContent(
  now: Date,
  kind: PassKind,
  typed: Partial<PassContent> & Pick<PassContent, 'startsOn' | 'endsOn'>,
) {
  const errors: Record<string, string> = {};
  for (const [field, ask] of Object.entries(NEEDED[kind])) {
    if (typed[field as keyof PassContent] === undefined) errors[field] = ask;
  }
  const most = passTerms(now).mostDays[kind];
  const days = daysBetween(typed.startsOn, typed.endsOn) + 1;
  if (days < 1) errors['endsOn'] = '结束日期不能早于开始日期';
  else if (days > most) errors['endsOn'] = `这种通行证最长 ${most} 天`;
  if (typed.endsOn < localDate(now)) errors['endsOn'] = '结束日期已经过了';
  if (Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
}

const applyForPassInput = passes.inputOf('apply').omit({ reference: true });

/**
 * Asks for a pass into the park one's firm lies in; the firm is the host (意见（十八）).
 * @throws Forbidden for anybody who is not of a firm or whose firm lies in no park, Invalid with fields.
 */
export async function applyForPass(ctx: Context, raw: z.input<typeof applyForPassInput>): Promise<Pass> {
  const { actor } = ctx;
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  if (enterpriseId === undefined) throw forbidden('common.not-allowed');
  const typed = requireFields(applyForPassInput, raw);
  const { kind, ...rest } = typed;
  const content = Object.fromEntries(
    Object.entries(rest).filter(([, value]) => value !== undefined),
  ) as unknown as PassContent;
  checkContent(ctx.now, kind, content);
  const place = placeOf(await getEnterprise(enterpriseId));
  if (place.parkId === undefined) throw forbidden('passes.no-park');
  return passes.make(ctx, 'apply', { ...place, kind, ...content, appliedBy: personIn(actor) }, { facts: { kind } });
}

/** The host says that it expects them. */
export const approvePass = (ctx: Context, raw: Given<'approve'>): Promise<Pass> =>
  passes.step(ctx, 'approve', raw, () => ({ set: { approvedBy: personIn(ctx.actor) } }));

/** The park issues it; another person than whoever asked. */
export const issuePass = (ctx: Context, raw: Given<'issue'>): Promise<Pass> =>
  passes.step(ctx, 'issue', raw, () => ({ set: { issuedBy: personIn(ctx.actor) } }));

/** Host or park does not want it. @throws Invalid at `reason` */
export const refusePass = (ctx: Context, raw: Given<'refuse'>): Promise<Pass> =>
  passes.step(ctx, 'refuse', raw, (_, { reason }) => ({ set: { reason } }));

/** Ends it before its day; the gates read it at once. @throws Invalid at `reason` */
export const revokePass = (ctx: Context, raw: Given<'revoke'>): Promise<Pass> =>
  passes.step(ctx, 'revoke', raw, (_, { reason }) => ({ set: { reason } }));

/** The first of two words for one entry into the core zone. @throws Invalid at `coreOn` */
export const askCore = (ctx: Context, raw: Given<'ask-core'>): Promise<Pass> =>
  passes.step(ctx, 'ask-core', raw, ({ startsOn, endsOn }, { coreOn, coreWhy }) => {
    if (coreOn < startsOn || coreOn > endsOn || coreOn < localDate(ctx.now))
      throw invalid('common.check-fields', { coreOn: '这一天不在通行证的日期里' });
    return {
      set: { coreOn, coreWhy, coreAskedBy: personIn(ctx.actor) },
      unset: ['coreConfirmedBy', 'coreKey'],
    };
  });

/** The second word: from now on one entry that day. */
export const confirmCore = (ctx: Context, raw: Given<'confirm-core'>): Promise<Pass> =>
  passes.step(ctx, 'confirm-core', raw, () => ({
    set: { coreConfirmedBy: personIn(ctx.actor), coreKey: newId(ctx.now) },
  }));

/** Passes whose last day is over, answered or not. */
export const findPassesOver = (now: Date, limit: number, without: readonly string[]): Promise<Pass[]> =>
  PassModel.find({
    status: { $in: ['applied', 'host-approved', 'issued'] },
    endsOn: { $lt: localDate(now) },
    _id: { $nin: [...without] },
  })
    .limit(limit)
    .lean<Pass[]>();

/** Ends one whose last day is over; false when it was ended meanwhile. */
export async function expirePass(ctx: Context, { reference }: Pick<Pass, 'reference'>): Promise<boolean> {
  const pass = await passes.peek(reference);
  if (pass === undefined || !passes.can(ctx.actor, 'expire', pass)) return false;
  await passes.step(ctx, 'expire', { reference });
  return true;
}

/** What leads from a pass to a chat. */
const CHAT = { visitorKey: 1, showKey: 1 } as const;

/**
 * Forgets whoever passes name that ended longer ago than the rule keeps them, but for what an accident keeps. @returns how
 * many.
 */
export async function forgetPasses({ now }: Context): Promise<number> {
  const before = addDays(localDate(now), -passTerms(now).keepDays);
  const { enterpriseIds, parkIds } = await findHeld();
  const over = {
    ...{ isOpen: false, isForgotten: { $ne: true }, endsOn: { $lt: before } },
    ...{ enterpriseId: { $nin: enterpriseIds }, parkId: { $nin: parkIds } },
  } as const;
  const gone = {
    plate: 1,
    company: 1,
    cardUntil: 1,
    contractUntil: 1,
    insuranceUntil: 1,
    waybill: 1,
    ...CHAT,
  } as const;
  const { modifiedCount } = await PassModel.updateMany(over, {
    $set: { holder: '（已清除）', isForgotten: true },
    $unset: gone,
    $inc: { version: 1 },
  });
  return modifiedCount;
}

/** What a gate is shown, and when. */
export interface Shown {
  reference?: string;
  plate?: string;
  at: Date;
}

/**
 * The passes a gate is shown, each by its number or by a plate: of several of one plate the one that runs that day, else
 * the latest. No permission is asked: the gate is the park's.
 */
export async function findShownPasses(parkId: string, shown: readonly Shown[]): Promise<(Pass | undefined)[]> {
  const references = shown.flatMap(({ reference }) => (reference === undefined ? [] : [reference]));
  const named =
    references.length === 0 ? [] : await PassModel.find({ parkId, reference: { $in: references } }).lean<Pass[]>();
  const byPlate = shown.filter(({ reference, plate }) => reference === undefined && plate !== undefined);
  const running = await findRunning(parkId, byPlate);
  const runs = ({ plate, at }: Shown): Pass | undefined =>
    running.find((pass) => pass.plate === plate && pass.startsOn <= localDate(at) && pass.endsOn >= localDate(at));
  const others = byPlate.flatMap((one) => (runs(one) === undefined ? [one.plate ?? ''] : []));
  const latest = await findLatest(parkId, others);
  return shown.map((one) =>
    one.reference === undefined
      ? (runs(one) ?? latest.find(({ plate }) => plate === one.plate))
      : named.find(({ reference }) => reference === one.reference),
  );
}

/** Whom passes name, by their numbers: of those that were not forgotten. */
export async function findHolders(references: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const rows = await PassModel.find({ reference: { $in: [...references] }, isForgotten: { $ne: true } })
    .select({ reference: 1, holder: 1 })
    .lean<Pick<Pass, 'reference' | 'holder'>[]>();
  return new Map(rows.map(({ reference, holder }) => [reference, holder]));
}

/** Issued passes of the plates that run on any of the days, the longest first. */
async function findRunning(parkId: string, shown: readonly Shown[]): Promise<Pass[]> {
  const plates = shown.flatMap(({ plate }) => (plate === undefined ? [] : [plate]));
  if (plates.length === 0) return [];
  const days = shown.map(({ at }) => localDate(at)).toSorted();
  return PassModel.find({
    parkId,
    plate: { $in: [...new Set(plates)] },
    status: 'issued',
    startsOn: { $lte: days.at(-1) ?? '' },
    endsOn: { $gte: days[0] ?? '' },
  })
    .sort({ endsOn: -1 })
    .lean<Pass[]>();
}

/** Of each plate the pass that ends last. */
async function findLatest(parkId: string, plates: readonly string[]): Promise<Pass[]> {
  if (plates.length === 0) return [];
  const rows = await PassModel.aggregate<{ row: Pass }>([
    { $match: { parkId, plate: { $in: [...new Set(plates)] } } },
    { $sort: { parkId: 1, plate: 1, endsOn: -1 } },
    { $group: { _id: '$plate', row: { $first: '$$ROOT' } } },
  ]);
  return rows.map(({ row }) => row);
}
