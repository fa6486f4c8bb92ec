import type { Request, Response } from 'express';
import { getHazard, isUnnamed } from '#domain/hazards';
import { personName } from '#domain/identity';
import { bodyName } from '#domain/organisations';
import {
  askReveal,
  endCustodian,
  findCustodians,
  findWhoMayBe,
  isCustodian,
  nameCustodian,
  reveals,
} from '#domain/protection';
import type { PersonActor } from '#kernel/actor';
import { formatDay, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages, optionsOf } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

const bodyOf = (req: Request): string => (req.actor as PersonActor).scope.bodyId ?? '';

/** Who of the body may open a reporter's contact, and since when. */
export async function showCustodians(req: Request, res: Response): Promise<void> {
  const rows = await findCustodians(bodyOf(req));
  res.page('protection/custodians', {
    title: '保密专员',
    body: await bodyName(bodyOf(req)),
    custodians: await Promise.all(
      rows.map(async ({ _id, personId, from }) => ({
        name: await personName(personId),
        since: from > localDate(req.now) ? `${formatDay(from)}起` : `${formatDay(from)}起担任`,
        endHref: paths.endCustodian(_id),
      })),
    ),
    newHref: paths.nameCustodian,
  });
}

export const { show: showNameCustodian, post: postNameCustodian } = formPages({
  page: async (req): Promise<FormPage> => ({
    title: '指定保密专员',
    lead: '保密专员可以申请打开匿名上报人的联系方式，每次都要写理由、由另一个人同意，上报人会知道。不能指定自己，也不能指定在企业任职的人。',
    back: { href: paths.custodians, label: '返回保密专员' },
    action: paths.nameCustodian,
    submit: '指定',
    fields: [
      {
        name: 'personId',
        label: '谁',
        kind: 'select',
        none: '请选择',
        options: optionsOf(await findWhoMayBe(contextOf(req))),
      },
      { name: 'from', label: '从哪天起', kind: 'date' },
    ],
    values: { from: localDate(req.now) },
  }),
  run: nameCustodian,
  next: () => [paths.custodians, '已指定。'],
});

export async function postEndCustodian(req: Request, res: Response): Promise<void> {
  await endCustodian(contextOf(req), { id: partOf(req, 'id') });
  res.goTo(paths.custodians, '已不再是保密专员，马上看不到联系方式。');
}

/** @throws NotFound for who may not ask, and of a case whose reporter stands openly in it */
async function askPage(req: Request): Promise<FormPage> {
  const ctx = contextOf(req);
  const { hazard } = await getHazard(ctx, partOf(req, 'reference'));
  if (!isUnnamed(hazard) || !(await isCustodian(ctx, hazard.bodyId))) throw notFound('common.not-found');
  const { reference } = hazard;
  return {
    title: `打开联系方式 ${reference}`,
    lead: '上报人会知道是哪个部门打开的、为什么。能在隐患页面问到的，请先问。',
    action: paths.askReveal(reference),
    submit: '申请打开',
    fields: [{ name: 'reason', label: '为什么必须联系到上报人', kind: 'area' }],
    back: { href: paths.hazard(reference), label: `返回 ${reference}` },
  };
}

export const { show: showAskReveal, post: postAskReveal } = formPages({
  page: askPage,
  run: askReveal,
  next: ({ reference, status }) => [
    reveals.pathOf(reference),
    status === 'open' ? '上报人同意联系，已打开。' : '已申请，等本部门另一个人同意。',
  ],
});
