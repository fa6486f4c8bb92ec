import { z } from 'zod';
import { desk, registerDeadline } from '#domain/deadlines';
import { makeOnce } from '#domain/engine';
import { type Kind, record, takeReference } from '#domain/journal';
import { type Enterprise, getEnterprise, getPark, type Park } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, reasonField, requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { type TransferAction, type TransferStatus, transferLifecycle } from './lifecycle.ts';
import { answerDueAt } from './parkRules.ts';
import { type Transfer, TransferModel } from './transfer.model.ts';

export const transferKind: Kind<Transfer, TransferStatus, TransferAction> = {
  kind: 'transfer',
  model: TransferModel,
  lifecycle: transferLifecycle,
  about: ({ enterpriseId, fromParkId, toParkId }) => [
    ...(enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
    { kind: 'park', id: fromParkId },
    { kind: 'park', id: toParkId },
  ],
};

function ownPark(ctx: Context): { actor: PersonActor; parkId: string } {
  const { actor } = ctx;
  if (!actsAs(actor, 'park-officer') || actor.scope.parkId === undefined) throw forbidden('common.not-allowed');
  return { actor, parkId: actor.scope.parkId };
}

export const proposeTransferInput = z.object({
  enterpriseId: chosenId('请选择企业'),
  toParkId: chosenId('请选择转入的园区'),
  reason: reasonField,
});

/**
 * Proposes that a firm moves from the park it lies in to another; either park may, the other answers. Nothing changes
 * before the answer.
 * @throws Forbidden `parks.not-your-park`, Conflict `parks.already-proposed`, Invalid at the fields.
 */
export async function proposeTransfer(ctx: Context, raw: z.input<typeof proposeTransferInput>): Promise<Transfer> {
  const { actor, parkId } = ownPark(ctx);
  const { enterpriseId, toParkId, reason } = requireFields(proposeTransferInput, raw);
  const firm = await getEnterprise(enterpriseId);
  if (firm.parkId === undefined) throw invalid('parks.firm-elsewhere', { enterpriseId: '这家企业不在任何园区里' });
  if (![firm.parkId, toParkId].includes(parkId)) throw forbidden('parks.not-your-park');
  return open(ctx, actor, parkId, { kind: 'firm', fromParkId: firm.parkId, toParkId, reason }, firm);
}

export const proposeMergerInput = z.object({
  fromParkId: chosenId('请选择被并入的园区'),
  toParkId: chosenId('请选择并入哪个园区'),
  reason: reasonField,
});

/**
 * Proposes that a park becomes part of another, with all its firms; either of them may, the other answers.
 * @throws Forbidden `parks.not-your-park`, Conflict `parks.already-proposed`, Invalid at the fields.
 */
export async function proposeMerger(ctx: Context, raw: z.input<typeof proposeMergerInput>): Promise<Transfer> {
  const { actor, parkId } = ownPark(ctx);
  const { fromParkId, toParkId, reason } = requireFields(proposeMergerInput, raw);
  if (![fromParkId, toParkId].includes(parkId)) throw forbidden('parks.not-your-park');
  return open(ctx, actor, parkId, { kind: 'merger', fromParkId, toParkId, reason });
}

type Wish = Pick<Transfer, 'kind' | 'fromParkId' | 'toParkId' | 'reason'>;

async function open(
  ctx: Context,
  actor: PersonActor,
  parkId: string,
  wish: Wish,
  firm?: Enterprise,
): Promise<Transfer> {
  const draw = async (): Promise<Transfer> => {
    if (wish.fromParkId === wish.toParkId) throw invalid('parks.same-park', { toParkId: '转出和转入不能是同一个园区' });
    const [from, to] = [await getPark(wish.fromParkId), await getPark(wish.toParkId)];
    if (to.mergedInto !== undefined)
      throw invalid('parks.merged', { toParkId: '这个园区已并入别的园区，请选并入后的园区' });
    if (from.mergedInto !== undefined) throw conflict('parks.merged');
    return {
      _id: newId(ctx.now),
      reference: await takeReference('T', ctx.now),
      ...wish,
      ...(firm === undefined ? {} : { enterpriseId: firm._id }),
      regionPaths: [...new Set([from, to].flatMap(pathOf))],
      proposingParkId: parkId,
      answeringParkId: parkId === from._id ? to._id : from._id,
      status: 'proposed',
      isOpen: true,
      openKey: firm === undefined ? `park:${from._id}` : `firm:${firm._id}`,
      proposedBy: actor.personId,
      dueAt: answerDueAt(ctx.now),
      movedCount: 0,
      version: 0,
      createdAt: ctx.now,
      updatedAt: ctx.now,
    };
  };
  try {
    return await makeOnce(ctx, TransferModel, draw, (transfer) => keep(ctx, transfer));
  } catch (error) {
    throw isDuplicateKey(error, 'one_open_transfer') ? conflict('parks.already-proposed') : error;
  }
}

const pathOf = ({ regionCode }: Park): string[] => [
  regionCode.slice(0, 2),
  ...(regionCode.length > 2 ? [regionCode.slice(0, 4)] : []),
  ...(regionCode.length > 4 ? [regionCode] : []),
];

/** What belongs to proposing it: its clock, and the event. */
async function keep(ctx: Context, transfer: Transfer): Promise<void> {
  const { _id: id, reference, enterpriseId } = transfer;
  const answering = await getPark(transfer.answeringParkId);
  await registerDeadline(ctx, {
    key: `transfer-answer:${id}`,
    kind: 'transfer-answer',
    subject: {
      kind: 'transfer',
      id,
      reference,
      ...(enterpriseId === undefined ? {} : { enterpriseId }),
      parkId: answering._id,
      ...(answering.bodyId === undefined ? {} : { bodyId: answering.bodyId }),
    },
    title: transfer.kind === 'firm' ? '企业转移待答复' : '园区合并待答复',
    dueAt: transfer.dueAt,
    owedBy: [desk.park(answering._id)],
    ladder: 'transfer-answer',
  });
  await record(ctx, {
    name: 'parks.transfer-proposed',
    subject: { kind: transferKind.kind, id, reference },
    about: transferKind.about(transfer),
    facts: { action: 'propose', status: 'proposed', reason: transfer.reason },
  });
}
