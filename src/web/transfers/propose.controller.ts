import type { Request } from 'express';
import {
  findEnterpriseByCreditCode,
  findEnterprises,
  findEnterprisesNamed,
  findParks,
  tidyCreditCode,
} from '#domain/organisations';
import { proposeMerger, proposeTransfer, type Transfer } from '#domain/parks';
import type { Context } from '#kernel/context';
import { invalid, notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages, type Input, type Option, optionsOf } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

const KINDS = ['out', 'in', 'merge'] as const;
type Kind = (typeof KINDS)[number];
const WAY_BACK = { href: paths.transfers, label: '返回转移' };

function kindOf(req: Request): Kind {
  const kind = KINDS.find((one) => one === partOf(req, 'kind'));
  if (kind === undefined) throw notFound('common.not-found');
  return kind;
}

const ownParkId = ({ actor }: Context): string => (actor.kind === 'person' ? (actor.scope.parkId ?? '') : '');

async function otherParks(ctx: Context): Promise<Option[]> {
  const parks = await findParks({ takesFirms: true, limit: 500 });
  const others = parks.filter((park) => park._id !== ownParkId(ctx));
  return optionsOf(others);
}

const reason = (hint: string): FieldSpec => ({ name: 'reason', label: '理由', kind: 'area', hint });

async function pageOf(ctx: Context, kind: Kind): Promise<FormPage> {
  const page = { action: paths.newTransfer(kind), back: WAY_BACK, submit: '提出，等对方答复' };
  if (kind === 'out') {
    const firms = await findEnterprises({ parkId: ownParkId(ctx), limit: 500 });
    return {
      ...page,
      title: '企业转出',
      lead: '对方园区同意后立即生效。隐患、项目、计划和奖励随企业转移，编号和期限不变；转移之前的统计仍归本园区。',
      fields: [
        {
          name: 'firm',
          label: '企业名称或统一社会信用代码',
          kind: 'text',
          hint: '要在本园区内。',
          list: firms.map((firm) => firm.name),
        },
        { name: 'toParkId', label: '转到哪个园区', kind: 'select', none: '请选择', options: await otherParks(ctx) },
        reason('例如：企业搬迁到对方园区。'),
      ],
    };
  }
  if (kind === 'in') {
    return {
      ...page,
      title: '企业转入',
      lead: '企业现在所在的园区同意后立即生效。',
      fields: [
        { name: 'firm', label: '统一社会信用代码', kind: 'text', hint: '18 位，可以从营业执照上抄。' },
        reason('例如：企业已搬到本园区。'),
      ],
    };
  }
  return {
    ...page,
    title: '园区合并',
    lead: '对方同意后，被并入的园区不再接收企业，它的企业逐家转过去；它的工作人员仍能查看合并之前的情况。',
    isDanger: true,
    fields: [
      {
        name: 'direction',
        label: '怎么合并',
        kind: 'radios',
        options: [
          { code: 'ours', label: '本园区并入对方' },
          { code: 'theirs', label: '对方并入本园区' },
        ],
      },
      { name: 'parkId', label: '对方园区', kind: 'select', none: '请选择', options: await otherParks(ctx) },
      reason('例如：园区整合的批复文号。'),
    ],
  };
}

async function firmOf(typed: string, ctx: Context, kind: Kind): Promise<string> {
  const byCode = await findEnterpriseByCreditCode(tidyCreditCode(typed));
  const named = byCode === undefined && kind === 'out' ? await findEnterprisesNamed(typed) : [];
  const found = byCode ?? named.find((firm) => firm.parkId === ownParkId(ctx));
  const isRight = found?.parkId !== undefined && (found.parkId === ownParkId(ctx)) === (kind === 'out');
  if (found !== undefined && isRight) return found._id;
  const sentence =
    kind === 'out'
      ? '本园区没有这家企业，请核对名称或代码'
      : found === undefined
        ? '没有找到这家企业，请核对统一社会信用代码'
        : found.parkId === undefined
          ? '这家企业现在不在任何园区，不用办转移'
          : '这家企业已经在本园区';
  throw invalid('common.check-fields', { firm: sentence });
}

async function propose(ctx: Context, kind: Kind, input: Input): Promise<Transfer> {
  const own = ownParkId(ctx);
  const { firm = '', toParkId: chosen, parkId: other, direction, reason: given } = input;
  if (kind !== 'merge') {
    const toParkId = kind === 'in' ? own : chosen;
    return proposeTransfer(ctx, { enterpriseId: await firmOf(firm.trim(), ctx, kind), toParkId, reason: given });
  }
  const fields = {
    ...(direction === 'ours' || direction === 'theirs' ? {} : { direction: '请选择怎么合并' }),
    ...(other === undefined ? { parkId: '请选择对方园区' } : {}),
  };
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields);
  const [fromParkId, toParkId] = direction === 'ours' ? [own, other] : [other, own];
  return proposeMerger(ctx, { fromParkId, toParkId, reason: given });
}

export const { show: showPropose, post: postPropose } = formPages({
  page: (req) => pageOf(contextOf(req), kindOf(req)),
  run: (ctx, input, req) => propose(ctx, kindOf(req), input),
  next: ({ reference }) => [paths.transfer(reference), '已提出，对方园区会收到通知。'],
});
