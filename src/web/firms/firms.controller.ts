import type { Request, Response } from 'express';
import { countHazards } from '#domain/hazards';
import {
  bodyName,
  type Enterprise,
  findFirms,
  firmLeftOn,
  getFirm,
  industryLabel,
  parkName,
  regionName,
  sectorLabel,
} from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { addressOf, pagerOf } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';
import { SHELVES, type Shelf, TABS } from './lines.ts';

const SHOWN = 10;

/** One line of a list of firms. */
export const presentFirmRow = async (firm: Enterprise) => ({
  reference: firm.creditCode,
  href: paths.firm(firm._id),
  text: firm.name,
  meta: [
    regionName(firm.regionCode),
    sectorLabel(firm.sector),
    firm.parkId === undefined ? '不在园区' : await parkName(firm.parkId),
  ].join(' · '),
  tags: firm.isHighRisk ? [{ label: '高危行业', tone: 'waiting' }] : [],
});

/** Firms in the actor's charge; somebody of a firm is led to their own. */
export async function showFirms(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { enterpriseId } = (req.actor as PersonActor).scope;
  if (enterpriseId !== undefined) return res.redirect(303, paths.firm(enterpriseId));
  const { q, after } = req.query as Record<string, string | undefined>;
  const words = q?.trim() || undefined;
  const { rows, nextCursor } = await findFirms(ctx, { q: words, after });
  res.page('firms/index', {
    title: '企业',
    q: words ?? '',
    firms: await Promise.all(rows.map(presentFirmRow)),
    ...pagerOf(paths.firms, { q: words, after }, nextCursor),
  });
}

/** What the register says of the firm; to a park it has left no more than who it is. */
async function factsOf(firm: Enterprise, hasLeft: boolean): Promise<{ label: string; value: string }[]> {
  const who = [
    { label: '信用代码', value: firm.creditCode },
    { label: '所在地', value: regionName(firm.regionCode) },
  ];
  if (hasLeft) return who;
  return [
    ...who,
    { label: '园区', value: firm.parkId === undefined ? '不在园区' : await parkName(firm.parkId) },
    { label: '监管部门', value: await bodyName(firm.bodyId) },
    {
      label: '行业',
      value: firm.division === undefined ? sectorLabel(firm.sector) : industryLabel(`${firm.sector}${firm.division}`),
    },
    ...(firm.employees === 0 ? [] : [{ label: '从业人员', value: `${firm.employees} 人` }]),
    { label: '高危行业', value: firm.isHighRisk ? '是' : '否' },
    ...(firm.address === undefined ? [] : [{ label: '地址', value: firm.address }]),
    ...(firm.dutyPhone === undefined ? [] : [{ label: '值班电话', value: firm.dutyPhone }]),
  ];
}

/** Its cases in three numbers, each leading to its list. */
async function tilesOf(ctx: Context, { _id }: Enterprise) {
  const asked = [
    { label: '未办结隐患', isBad: false, query: { open: '1' }, filter: { isOpen: true } },
    { label: '逾期', isBad: true, query: { overdue: '1' }, filter: { isOverdue: true } },
    { label: '重大未销号', isBad: true, query: { major: '1', open: '1' }, filter: { isMajor: true, isOpen: true } },
  ];
  return Promise.all(
    asked.map(async ({ label, isBad, query, filter }) => {
      const value = await countHazards(ctx, { ...filter, enterpriseId: _id });
      return { label, value, isBad: isBad && value > 0, href: addressOf(paths.hazards, { ...query, enterprise: _id }) };
    }),
  );
}

const drawShelf = async (ctx: Context, firm: Enterprise, { title, path, find }: Shelf, isOwn: boolean) => {
  const found = await find(ctx, firm, SHOWN + 1);
  const list = path.replace('/:reference', '');
  return {
    title,
    lines: found.slice(0, SHOWN),
    more: found.length > SHOWN ? addressOf(list, isOwn ? {} : { enterprise: firm._id }) : '',
  };
};

/** A firm: everything there is of it at one address, each part to those who may see it. */
export async function showFirm(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { role, scope } = req.actor as PersonActor;
  const firm = await getFirm(ctx, partOf(req, 'id'));
  const shelves = SHELVES.filter(({ path }) => res.locals.navigation.isOpenTo(role, path));
  const tabs = TABS.filter(({ code }) => shelves.some(({ tab }) => tab === code));
  const chosen = tabs.find(({ code }) => code === req.query['tab'])?.code;
  const address = paths.firm(firm._id);
  const leftOn = firmLeftOn(ctx.actor, firm);
  const isOwn = scope.enterpriseId === firm._id;
  const seesCases = leftOn === undefined && res.locals.navigation.isOpenTo(role, paths.hazards);
  res.page('firms/show', {
    title: firm.name,
    name: firm.name,
    left: leftOn === undefined ? '' : formatDay(leftOn),
    tabs: [
      { label: '概况', href: address, isCurrent: chosen === undefined },
      ...tabs.map(({ code, label }) => ({
        label,
        href: `${paths.firm(firm._id)}?tab=${code}`,
        isCurrent: code === chosen,
      })),
    ],
    facts: chosen === undefined ? await factsOf(firm, leftOn !== undefined) : [],
    setPhone:
      isOwn && chosen === undefined && res.locals.navigation.isOpenTo(role, paths.dutyPhone) ? paths.dutyPhone : '',
    tiles: chosen === undefined && seesCases ? await tilesOf(ctx, firm) : [],
    shelves: await Promise.all(
      shelves.filter(({ tab }) => tab === chosen).map((shelf) => drawShelf(ctx, firm, shelf, isOwn)),
    ),
  });
}
