import type { Request, Response } from 'express';
import { findTrail } from '#domain/journal';
import { enterpriseName, parkName } from '#domain/organisations';
import {
  acceptTransfer,
  countWhatMoves,
  findTransfers,
  getTransfer,
  refuseTransfer,
  type Transfer,
  type TransferAction,
  type TransferStatus,
  transferActionsFor,
  transferLifecycle,
  withdrawTransfer,
} from '#domain/parks';
import { actsAs } from '#kernel/actor';
import { formatDate } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { actPage } from '../actPage.ts';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { presentCounts, presentStanding, presentTransferRow } from './presentTransfer.ts';

/** Transfers in and out of the person's park, of their firm, or in their region. */
export async function showTransfers(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = pagesQuery.parse(req.query);
  const { rows, nextCursor } = await findTransfers(ctx, given(query));
  res.page('transfers/index', {
    title: '园区转移',
    mayPropose: actsAs(ctx.actor, 'park-officer'),
    transfers: await Promise.all(rows.map((row) => presentTransferRow(row, ctx.actor))),
    ...pagerOf(paths.transfers, query, nextCursor),
  });
}

async function factsOf(transfer: Transfer): Promise<{ label: string; value: string }[]> {
  const facts = [
    { label: '企业', value: transfer.enterpriseId === undefined ? '' : await enterpriseName(transfer.enterpriseId) },
    { label: '转出', value: await parkName(transfer.fromParkId) },
    { label: '转入', value: await parkName(transfer.toParkId) },
    { label: '提出方', value: await parkName(transfer.proposingParkId) },
    { label: '提出日期', value: formatDate(transfer.createdAt) },
    { label: '理由', value: transfer.reason },
    { label: '不同意的理由', value: transfer.answer?.reason ?? '' },
  ];
  return facts.filter((fact) => fact.value !== '');
}

export async function showTransfer(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const transfer = await getTransfer(ctx, partOf(req, 'reference'));
  const { reference, status } = transfer;
  const trail = await findTrail({ kind: 'transfer', id: transfer._id });
  res.page('transfers/show', {
    title: `转移 ${reference}`,
    reference,
    status: statusRow(transferLifecycle, status),
    standing: await presentStanding(transfer, ctx.actor),
    actions: transferActionsFor(ctx.actor, transfer).map(({ action, label }) => ({
      label,
      href: paths.transferAct(reference, action),
      isMain: action === 'accept',
    })),
    facts: await factsOf(transfer),
    counts: status === 'proposed' ? presentCounts(await countWhatMoves(ctx, reference)) : [],
    timeline: presentTrail(trail),
  });
}

export const { showAct, postAct } = actPage<Transfer, TransferStatus, TransferAction, 'accept' | 'refuse' | 'withdraw'>(
  {
    lifecycle: transferLifecycle,
    forms: {
      accept: {
        lead: '同意后立即生效，不能撤回：隐患、项目和计划随企业归转入的园区，编号和期限不变；已报的隐患仍由原监管部门办。',
        submit: '同意，立即生效',
        said: '已同意，转移已经生效。',
        fields: [],
      },
      refuse: {
        lead: '对方会收到您写的理由，一切照旧。',
        submit: '不同意',
        said: '已答复不同意。',
        fields: [{ name: 'reason', label: '理由', kind: 'area', hint: '例如：园区没有用地。' }],
        isDanger: true,
      },
      withdraw: { lead: '撤回后一切照旧，对方会收到通知。', submit: '撤回', said: '已撤回。', fields: [] },
    },
    commands: { accept: acceptTransfer, refuse: refuseTransfer, withdraw: withdrawTransfer },
    load: getTransfer,
    statusOf: (transfer) => transfer.status,
    actionsFor: transferActionsFor,
    pathOf: (reference) => paths.transfer(reference),
    facts: factsOf,
  },
);
