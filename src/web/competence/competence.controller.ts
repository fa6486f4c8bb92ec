import type { Request, Response } from 'express';
import { z } from 'zod';
import {
  type Answer,
  answersOn,
  beginCompetence,
  endCompetence,
  endingDays,
  MATTERS,
  matterLabel,
  mayKeepCompetence,
  type ParkStanding,
  type Stretch,
  standingOf,
  stretchesOf,
  THE_PARK,
} from '#domain/competence';
import {
  bodyName,
  findBodiesOver,
  findParks,
  getPark,
  type Park,
  regionName,
  SECTORS,
  sectorLabel,
} from '#domain/organisations';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { atLocalHour, formatDate, formatDay, type LocalDate, localDate, readDay } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages, optionsOf } from '../forms.ts';
import { askedIn } from '../listAddress.ts';
import { partOf } from '../request.ts';

/** More parks than the autonomous region has. */
const MOST_PARKS = 1_000;
const listQuery = z.object({ gaps: z.literal('1').optional().catch(undefined) });
const dayQuery = z.object({ on: z.string().optional().catch(undefined) });

/** Parks whose register an actor reads: the administrator and every body of the place, a park its own. */
function mayRead(actor: Actor, park: Pick<Park, '_id' | 'regionCode'>): boolean {
  if (actor.kind !== 'person') return false;
  const { role, scope } = actor;
  if (role === 'park-officer') return scope.parkId === park._id;
  return role === 'administrator' || (role === 'regulator' && park.regionCode.startsWith(scope.regionCode ?? '-'));
}

async function parksOf(actor: Actor): Promise<Park[]> {
  if (!actsAs(actor, 'park-officer', 'regulator', 'administrator')) return [];
  const { parkId, regionCode } = actor.scope;
  if (actor.role === 'park-officer') return parkId === undefined ? [] : [await getPark(parkId)];
  return findParks({ takesFirms: true, limit: MOST_PARKS, ...(regionCode === undefined ? {} : { regionCode }) });
}

const hasGap = ({ gaps, gapFrom }: ParkStanding): boolean => gaps.length > 0 || gapFrom !== undefined;

/** Parks of the actor where nobody is competent for some firms today, for the tile; the length of its list. */
export async function countGaps({ actor, now }: Context): Promise<number> {
  const rows = await standingOf(await parksOf(actor), localDate(now), 0);
  return rows.filter(({ gaps }) => gaps.length > 0).length;
}

/** With its year: a register is read years later. */
const dayOf = (day: LocalDate): string => formatDate(atLocalHour(day, 0));
const sectorsOf = (sectors: readonly string[]): string =>
  sectors.length === 0 || sectors.length === SECTORS.length ? '全部行业' : sectors.map(sectorLabel).join('、');
const holderOf = ({ bodyId }: Stretch): Promise<string> | string =>
  bodyId === undefined ? '园区管理机构（依法赋权）' : bodyName(bodyId);

function tagsOf({ gaps, gapFrom, stretches }: ParkStanding, today: string) {
  const isPower = stretches.some((one) => one.bodyId === undefined && one.from <= today && (one.to ?? today) >= today);
  return [
    ...(gaps.length > 0
      ? [{ label: gaps.length === SECTORS.length ? '没有监管部门' : '有行业没人管', tone: 'bad' }]
      : []),
    ...(gaps.length === 0 && gapFrom !== undefined
      ? [{ label: `${formatDay(gapFrom)}起没人管`, tone: 'waiting' }]
      : []),
    isPower ? { label: '园区有监管职责', tone: 'good' } : { label: '园区只协助', tone: 'quiet' },
  ];
}

/** Parks with who is competent in them; those without anybody first. */
export async function showCompetences(req: Request, res: Response): Promise<void> {
  const today = localDate(req.now);
  const { gaps } = askedIn(listQuery, req, res);
  const days = gaps === undefined ? endingDays(req.now) : 0;
  const all = await standingOf(await parksOf(req.actor), today, days);
  const rows = gaps === undefined ? all : all.filter(({ gaps: missing }) => missing.length > 0);
  res.page('competence/index', {
    title: '谁管哪个园区',
    isGaps: gaps !== undefined,
    bad: all.filter(hasGap).length,
    rows: rows.map((row) => ({
      name: row.park.name,
      href: paths.competence(row.park._id),
      meta: [
        regionName(row.park.regionCode),
        ...(row.gaps.length > 0 ? [`没有人管：${sectorsOf(row.gaps)}`] : []),
      ].join(' · '),
      tags: tagsOf(row, today),
    })),
  });
}

const presentAnswer = async ({ matter, sectors, stretch }: Answer) => ({
  matter: matterLabel(matter),
  sectors: sectorsOf(sectors),
  who: stretch === undefined ? '没有登记监管部门' : await holderOf(stretch),
  basis: stretch?.basis ?? '',
  isBad: stretch === undefined,
});

/** Of one park: who was competent on a day, by what paper, and every stretch that was ever entered. */
export async function showCompetence(req: Request, res: Response): Promise<void> {
  const park = await readablePark(req);
  const today = localDate(req.now);
  const on = readDay(dayQuery.parse(req.query).on ?? '') ?? today;
  const stretches = await stretchesOf(park._id);
  const mayKeep = mayKeepCompetence(req.actor, park);
  res.page('competence/show', {
    title: park.name,
    back: { href: paths.competences, label: '返回各园区' },
    action: paths.competence(park._id),
    on,
    day: dayOf(on),
    isToday: on === today,
    answers: await Promise.all(answersOn(stretches, on).map(presentAnswer)),
    beginHref: mayKeep ? paths.beginCompetence(park._id) : '',
    stretches: await Promise.all(
      stretches.toReversed().map(async (one) => ({
        ...{ matter: matterLabel(one.matter), sectors: sectorsOf(one.sectors), who: await holderOf(one) },
        from: dayOf(one.from),
        to: one.to === undefined ? '' : dayOf(one.to),
        basis: one.basis,
        endBasis: one.endBasis ?? '',
        isNow: one.from <= today && (one.to ?? today) >= today,
        endHref: mayKeep && one.to === undefined ? paths.endCompetence(park._id, one.id) : '',
      })),
    ),
  });
}

async function readablePark(req: Request): Promise<Park> {
  const park = await getPark(partOf(req, 'id'));
  if (!mayRead(req.actor, park)) throw notFound('common.not-found');
  return park;
}

/** @throws NotFound for whoever may not say who is competent there. */
async function keptPark(req: Request): Promise<Park> {
  const park = await getPark(partOf(req, 'id'));
  if (!mayKeepCompetence(req.actor, park)) throw notFound('common.not-found');
  return park;
}

async function beginPage(req: Request): Promise<FormPage> {
  const park = await keptPark(req);
  return {
    title: '登记监管职责',
    lead: `${park.name}。从填的那天起由新的负责，原来的到前一天为止；已经报的隐患还是原来的负责，不跟着走。`,
    back: { href: paths.competence(park._id), label: `返回${park.name}` },
    action: paths.beginCompetence(park._id),
    submit: '登记',
    fields: [
      {
        name: 'matter',
        label: '哪一类事项',
        kind: 'radios',
        options: MATTERS.map(({ code, label, who }) => ({ code, label, hint: `一般由${who}负责。` })),
      },
      {
        name: 'holder',
        label: '由谁负责',
        kind: 'select',
        none: '请选择',
        options: [
          { code: THE_PARK, label: '园区管理机构（依法赋权）' },
          ...optionsOf(await findBodiesOver(park.regionCode)),
        ],
      },
      { name: 'sectors', label: '哪些行业', kind: 'checks', hint: '一个也不选就是全部行业。', options: SECTORS },
      { name: 'basis', label: '依据的文件和文号', kind: 'text', hint: '例如：北政办发〔2026〕12号。' },
      { name: 'from', label: '从哪天起', kind: 'date' },
    ],
    values: { from: localDate(req.now) },
  };
}

export const { show: showBegin, post: postBegin } = formPages({
  page: beginPage,
  run: (ctx, { id, ...input }) => beginCompetence(ctx, { ...input, parkId: id }),
  next: (_done, { id }) => [paths.competence(id), '已登记。'],
});

async function endPage(req: Request): Promise<FormPage> {
  const park = await keptPark(req);
  const one = (await stretchesOf(park._id)).find(({ id }) => id === partOf(req, 'stretch'));
  if (one === undefined) throw notFound('common.not-found');
  return {
    title: '监管职责到期或收回',
    lead: '后面没有人接上，这个园区会用红色标出，并报给上级。',
    back: { href: paths.competence(park._id), label: `返回${park.name}` },
    action: paths.endCompetence(park._id, one.id),
    submit: '登记到期',
    facts: [
      { label: '事项', value: matterLabel(one.matter) },
      { label: '行业', value: sectorsOf(one.sectors) },
      { label: '由谁负责', value: await holderOf(one) },
    ],
    fields: [
      { name: 'to', label: '最后一天', kind: 'date' },
      { name: 'basis', label: '依据的文件和文号', kind: 'text' },
    ],
    values: { to: localDate(req.now) },
  };
}

export const { show: showEnd, post: postEnd } = formPages({
  page: endPage,
  run: (ctx, { id, stretch, ...input }) => endCompetence(ctx, { ...input, parkId: id, id: stretch }),
  next: (_done, { id }) => [paths.competence(id), '已登记。'],
});
