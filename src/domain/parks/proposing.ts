import { z } from 'zod';
import {
  bodyInPark,
  type Enterprise,
  findEnterpriseByCreditCode,
  findEnterprisesNamed,
  getEnterprise,
  getPark,
  ownPark,
  type Park,
  regionPathOf,
  tidyCreditCode,
} from '#domain/organisations';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { chosenId, reasonField, requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import type { TransferWish } from './transfer.acts.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';
import { answerDueAt } from './transfer.rules.ts';
import { transfers } from './transfer.ts';

const proposeTransferInput = z.object({
  enterpriseId: chosenId('请选择企业'),
  toParkId: chosenId('请选择转入的园区'),
  reason: reasonField,
});

/**
 * Proposes that a firm moves from the park it lies in to another; either park may, the other answers. Nothing changes
 * before the answer; between two cities nothing before the firm and the body that takes it on have said yes too.
 * @throws Forbidden `parks.not-your-park`, Conflict `parks.already-proposed`, Invalid at the fields.
 */
export async function proposeTransfer(ctx: Context, raw: z.input<typeof proposeTransferInput>): Promise<Transfer> {
  const { parkId } = ownPark(ctx);
  const { enterpriseId, toParkId, reason } = requireFields(proposeTransferInput, raw);
  const firm = await getEnterprise(enterpriseId);
  if (firm.parkId === undefined) throw invalid('parks.firm-elsewhere', { enterpriseId: '这家企业不在任何园区里' });
  if (![firm.parkId, toParkId].includes(parkId)) throw forbidden('parks.not-your-park');
  return open(ctx, { kind: 'firm', fromParkId: firm.parkId, toParkId, reason }, firm);
}

const proposeMergerInput = z.object({
  fromParkId: chosenId('请选择被并入的园区'),
  toParkId: chosenId('请选择并入哪个园区'),
  reason: reasonField,
});

/**
 * Proposes that a park becomes part of another, with all its firms; either of them may, the other answers.
 * @throws Forbidden `parks.not-your-park`, Conflict `parks.already-proposed`, Invalid at the fields.
 */
export async function proposeMerger(ctx: Context, raw: z.input<typeof proposeMergerInput>): Promise<Transfer> {
  const { parkId } = ownPark(ctx);
  const { fromParkId, toParkId, reason } = requireFields(proposeMergerInput, raw);
  if (![fromParkId, toParkId].includes(parkId)) throw forbidden('parks.not-your-park');
  return open(ctx, { kind: 'merger', fromParkId, toParkId, reason });
}

const proposeInput = transfers.inputOf('propose').omit({ reference: true });

/**
 * Proposes what an officer wants for their own park, with the firm as they typed it: a firm goes to another park, one
 * comes, or two parks become one.
 * @throws Forbidden, Conflict `parks.already-proposed`, Invalid at the fields.
 */
export async function proposeWish(ctx: Context, raw: z.input<typeof proposeInput>): Promise<Transfer> {
  const { parkId: own } = ownPark(ctx);
  const {
    kind,
    firm = '',
    toParkId: chosen = '',
    direction,
    parkId: other = '',
    reason,
  } = requireFields(proposeInput, raw);
  if (kind !== 'merge') {
    const enterpriseId = await findFirm(firm, kind, own);
    return proposeTransfer(ctx, { enterpriseId, toParkId: kind === 'in' ? own : chosen, reason });
  }
  const fields = {
    ...(direction === undefined ? { direction: '请选择怎么合并' } : {}),
    ...(other === '' ? { parkId: '请选择对方园区' } : {}),
  };
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields);
  const [fromParkId, toParkId] = direction === 'ours' ? [own, other] : [other, own];
  return proposeMerger(ctx, { fromParkId, toParkId, reason });
}

/**
 * The firm somebody typed: one of their own park also by its name, one of another by its code alone.
 * @throws Invalid at `firm`
 */
async function findFirm(typed: string, kind: Exclude<TransferWish, 'merge'>, own: string): Promise<string> {
  const byCode = await findEnterpriseByCreditCode(tidyCreditCode(typed));
  const named =
    byCode === undefined && kind === 'out' ? await findEnterprisesNamed(typed, { status: 'active', parkId: own }) : [];
  if (named.length > 1)
    throw invalid('common.check-fields', { firm: `请写全名：${named.map(({ name }) => name).join('、')}` });
  const found = byCode ?? named[0];
  if (found?.parkId !== undefined && (found.parkId === own) === (kind === 'out')) return found._id;
  throw invalid('common.check-fields', { firm: notThere(kind, found) });
}

function notThere(kind: TransferWish, found: Enterprise | undefined): string {
  if (kind === 'out') return '本园区没有这家企业，请核对名称或代码';
  if (found === undefined) return '没有找到这家企业，请核对统一社会信用代码';
  return found.parkId === undefined ? '这家企业现在不在任何园区，不用办转移' : '这家企业已经在本园区';
}

type Wish = Pick<Transfer, 'kind' | 'fromParkId' | 'toParkId' | 'reason'>;

async function open(ctx: Context, wish: Wish, firm?: Enterprise): Promise<Transfer> {
  const { actor, parkId: proposingParkId } = ownPark(ctx);
  if (wish.fromParkId === wish.toParkId) throw invalid('parks.same-park', { toParkId: '转出和转入不能是同一个园区' });
  const [from, to] = [await getPark(wish.fromParkId), await getPark(wish.toParkId)];
  if (to.mergedInto !== undefined)
    throw invalid('parks.merged', { toParkId: '这个园区已并入别的园区，请选并入后的园区' });
  if (from.mergedInto !== undefined) throw conflict('parks.merged');
  const answering = proposingParkId === from._id ? to : from;
  const draft = {
    ...wish,
    ...(firm === undefined ? {} : { enterpriseId: firm._id }),
    regionPaths: regionsOf(from, to),
    proposingParkId,
    parkId: answering._id,
    ...(answering.bodyId === undefined ? {} : { bodyId: answering.bodyId }),
    ...(firm === undefined ? {} : await receivingIn(firm, from, to)),
    openKey: firm === undefined ? `park:${from._id}` : `firm:${firm._id}`,
    proposedBy: actor.personId,
    dueAt: answerDueAt(ctx.now),
    movedCount: 0,
  };
  try {
    return await transfers.make(ctx, 'propose', draft, { facts: { reason: wish.reason } });
  } catch (error) {
    throw isDuplicateKey(error, 'one_open_transfer') ? conflict('parks.already-proposed') : error;
  }
}

/** The body that would take the firm on; none within a city. */
const receivingIn = async (firm: Enterprise, from: Park, to: Park): Promise<Pick<Transfer, 'receivingBodyId'>> =>
  isSameCity(from, to) ? {} : { receivingBodyId: await bodyInPark(firm, from, to) };

/**
 * Lets proposals of before the body there was asked, and not yet answered, ask it too: agreed to as they stood, the firm
 * would be gone without its word. One that cannot be read holds up none. @returns how many.
 */
export async function askReceivingBodies(): Promise<number> {
  let asked = 0;
  const old = { kind: 'firm', status: 'proposed', receivingBodyId: { $exists: false } } as const;
  for (const { _id, enterpriseId = '', fromParkId, toParkId } of await TransferModel.find(old).lean<Transfer[]>()) {
    const found = await Promise.all([getEnterprise(enterpriseId), getPark(fromParkId), getPark(toParkId)]).catch(
      () => undefined,
    );
    const its = found === undefined ? {} : await receivingIn(...found);
    if (its.receivingBodyId === undefined) continue;
    asked += (await TransferModel.updateOne({ _id, status: 'proposed' }, { $set: its })).modifiedCount;
  }
  return asked;
}

const isSameCity = (from: Park, to: Park): boolean => from.regionCode.slice(0, 4) === to.regionCode.slice(0, 4);

const regionsOf = (...parks: readonly Park[]): string[] => [
  ...new Set(parks.flatMap(({ regionCode }) => regionPathOf(regionCode))),
];

/** Lets a transfer show the day its clock has by holidays published since. Called in the transaction of the clock. */
export async function moveTransferDue(id: string, from: Date, dueAt: Date): Promise<void> {
  await TransferModel.updateOne({ _id: id, dueAt: from }, { $set: { dueAt } });
}
