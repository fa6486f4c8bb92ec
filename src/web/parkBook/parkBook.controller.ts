import type { Request, Response } from 'express';
import { type Alert, alerts } from '#domain/alerts';
import { readEach, UNREADABLE } from '#domain/aside';
import { answersOn, matterLabel, stretchesOf } from '#domain/competence';
import type { Desk } from '#domain/deadlines';
import { drillLacks, drills } from '#domain/drills';
import { type Duty, duties, dutyLabel, dutyTags } from '#domain/duties';
import { emergencyPlans, lacksOf } from '#domain/emergencyPlans';
import { findOwedIn, ownerName, type Section, type Tag } from '#domain/engine';
import { expansions } from '#domain/expansions';
import {
  type FacilityStanding,
  facilities,
  facilityStandingOn,
  facilityStandings,
  isGapOn,
  type TypeStanding,
  testDueOn,
} from '#domain/facilities';
import { gates } from '#domain/gates';
import { conditions, gradeLabel, gradeOn, grades } from '#domain/grades';
import {
  bodyName,
  enterpriseName,
  findParks,
  getPark,
  PARK_LEVELS,
  type Park,
  regionName,
  sectorLabel,
} from '#domain/organisations';
import { type ParkRegisters, parkRegisters, parkRegistersThen } from '#domain/oversight';
import { type ParkAssessment, parkAssessments } from '#domain/parkAssessments';
import { isBegun, projects, UNBUILT } from '#domain/projects';
import { rescueTeams, teamLacks } from '#domain/rescueTeams';
import { isExpired, type Stock, stock, stockOf } from '#domain/stock';
import { type Actor, actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { endOfLocalDay, formatDate, formatYearDay, type LocalDate, localDate, readDay } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { labelIn } from '#kernel/labels';
import { type Lifecycle, statusRow } from '#kernel/lifecycle';
import { paths, pathsUnder } from '#kernel/paths';
import { presentSection } from '../nouns/section.ts';
import { contextOf, partOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import { drawMap } from './map.ts';

/** More parks than the autonomous region has. */
const MOST_PARKS = 1_000;
/** As many firms that have not entered something as one page names. */
const MOST_SHOWN = 20;
/** As many clocks as one page shows. */
const MOST_CLOCKS = 30;
/** What firms have too: the park's book lists the park's own of these. */
const OWNED = [stock, emergencyPlans, rescueTeams, drills, duties, alerts].map(({ kind }) => kind);
const OF_PARK = [facilities, grades, conditions, expansions, parkAssessments, projects].map(({ kind }) => kind);

/** A park its own, a general body those of its region; a department of a sector has no part in a whole park. */
function mayRead(actor: Actor, park: Pick<Park, '_id' | 'regionCode'>): boolean {
  if (!actsAs(actor, 'park-officer', 'regulator')) return false;
  const { parkId, regionCode, sectors } = actor.scope;
  if (actor.role === 'park-officer') return parkId === park._id;
  return sectors === undefined && park.regionCode.startsWith(regionCode ?? '-');
}

async function parksOf(actor: Actor): Promise<Park[]> {
  if (!actsAs(actor, 'regulator')) return [];
  const { regionCode, sectors } = actor.scope;
  return regionCode === undefined || sectors !== undefined
    ? []
    : findParks({ takesFirms: true, limit: MOST_PARKS, regionCode });
}

const bad = (label: string) => ({ label, tone: 'bad' as const });
const chemical = { label: '化工园区', tone: 'waiting' as const };

const unmetIn = ({ conditions: twelve }: ParkRegisters): number =>
  twelve.filter(({ status }) => status !== 'met').length;

/** What a chemical park must have beside its facilities. */
const chemicalTags = (held: ParkRegisters) => [
  ...(held.grade === undefined ? [bad('没有等级')] : []),
  ...(unmetIn(held) > 0 ? [bad(`十有两禁差 ${unmetIn(held)} 条`)] : []),
];

function tagsOf({ isChemical, bodyId, level }: Park, { gaps, untested }: FacilityStanding) {
  return [
    ...(isChemical ? [chemical] : []),
    ...(bodyId === undefined ? [bad('没有监管部门')] : []),
    ...(level === undefined ? [bad('没有填级别')] : []),
    ...(gaps > 0 ? [bad(`设施缺口 ${gaps}`)] : []),
    ...(untested > 0 ? [bad(`检测过期 ${untested}`)] : []),
  ];
}

/** Parks of the actor, those that miss the most first; a park officer is led to their own. */
export async function showParkBooks(req: Request, res: Response): Promise<void> {
  const { actor } = req;
  if (actsAs(actor, 'park-officer')) return res.redirect(303, paths.parkBook(actor.scope.parkId ?? ''));
  const parks = await parksOf(actor);
  const standings = await facilityStandings(parks, req.now);
  const rows = parks.map((park) => {
    const tags = tagsOf(park, standings.get(park._id) as FacilityStanding);
    return { park, tags, missing: tags.filter(({ tone }) => tone === 'bad').length };
  });
  const gapsOf = ({ park }: { park: Park }): number => standings.get(park._id)?.gaps ?? 0;
  res.page('parks/index', {
    title: '园区一本账',
    rows: rows
      .toSorted((one, other) => other.missing - one.missing || gapsOf(other) - gapsOf(one))
      .map(({ park, tags }) => ({
        name: park.name,
        href: paths.parkBook(park._id),
        meta: regionName(park.regionCode),
        tags,
      })),
  });
}

/** One type of facility with what the register says of it; numbered as on the map. */
async function presentType(
  ctx: Context,
  { label, rows, isMissing }: TypeStanding,
  numbers: ReadonlyMap<string, number>,
) {
  const day = localDate(ctx.now);
  return {
    label,
    isMissing,
    rows: await presentEach(ctx, facilities.kind, rows, (row) => {
      const isLate = row.status === 'usable' && testDueOn(row) < day;
      const { label: state, tone } = statusRow(facilities.lifecycle, row.status);
      const isOver = row.status === 'planned' && isGapOn(day, row);
      return {
        number: numbers.get(row._id) ?? '',
        name: row.name,
        href: facilities.pathOf(row.reference),
        tags: [{ label: state, tone }, ...(isOver ? [bad('过了计划日期')] : []), ...(isLate ? [bad('检测过期')] : [])],
        meta: [
          ...(row.capacity === undefined ? [] : [row.capacity]),
          ...(row.custodian === undefined
            ? []
            : [`管护：${[row.custodian, row.custodianPhone].filter(Boolean).join(' ')}`]),
          ...(row.lastTestedOn === undefined ? [] : [`上次检测 ${formatYearDay(row.lastTestedOn)}`]),
          ...(row.status === 'usable' ? [`下次检测 ${formatYearDay(testDueOn(row))}`] : []),
          ...(row.status === 'planned' ? [`计划 ${formatYearDay(row.plannedOn ?? '')} 建成`] : []),
          ...(row.status === 'usable' || row.reason === undefined ? [] : [row.reason]),
        ].join(' · '),
      };
    }),
  };
}

/** Facilities by type, and where they lie. */
async function presentFacilities(ctx: Context, standing: FacilityStanding) {
  const day = localDate(ctx.now);
  const located = standing.types.flatMap(({ rows }) => rows.flatMap((row) => (row.at === undefined ? [] : [row])));
  const numbers = new Map(located.map(({ _id }, n) => [_id, n + 1]));
  return {
    gaps: standing.gaps,
    untested: standing.untested,
    unread: standing.unread.map(({ reference }) => ({ reference })),
    types: await Promise.all(standing.types.map((type) => presentType(ctx, type, numbers))),
    map: drawMap(
      located.map((row, n) => ({
        number: n + 1,
        label: row.name,
        lon: row.at?.lon ?? 0,
        lat: row.at?.lat ?? 0,
        isGap: isGapOn(day, row),
      })),
    ),
  };
}

/** Who holds the power on a day, matter by matter, and by what paper. */
async function powerOf({ _id }: Park, day: LocalDate, title: string): Promise<Section> {
  const answers = answersOn(await stretchesOf(_id), day);
  const sectorsOf = (sectors: readonly string[]): string =>
    sectors.length === 0 ? '全部行业' : sectors.map(sectorLabel).join('、');
  return {
    title,
    link: { label: '看哪一天、改登记', href: paths.competence(_id) },
    table: {
      heads: ['事项', '由谁负责', '依据'],
      rows: await Promise.all(
        answers.map(async ({ matter, sectors, stretch }) => [
          `${matterLabel(matter)}（${sectorsOf(sectors)}）`,
          stretch === undefined
            ? '没有人管'
            : stretch.bodyId === undefined
              ? '园区管理机构（依法赋权）'
              : await bodyName(stretch.bodyId),
          stretch?.basis ?? '缺少',
        ]),
      ),
    },
  };
}

/** What there is for an emergency, and whom to call for it. */
async function stockSectionOf(ctx: Context, { _id }: Park): Promise<Section> {
  const rows = await stockOf(_id);
  const { now } = ctx;
  const wrongWith = (row: Stock): string =>
    [...(row.status === 'short' ? [`低于最低数 ${row.min}`] : []), ...(isExpired(row, now) ? ['过了保质期'] : [])].join(
      '，',
    );
  return {
    title: '应急物资',
    link: { label: '看登记', href: ofPark(stock.path, _id) },
    table: {
      heads: ['物资', '现在有', '放在哪里', '找谁'],
      rows: await readEach(
        ctx,
        stock.kind,
        rows,
        (row) => [
          [row.item, wrongWith(row)].filter(Boolean).join('：'),
          `${row.have} ${row.unit}`,
          row.place,
          `${row.custodian} ${row.custodianPhone}`,
        ],
        ({ reference }) => [reference, UNREADABLE, '', ''],
      ),
    },
    none: '缺少：还没有登记应急物资。',
  };
}

/** Whoever owes something in a park, as people call them. */
async function deskName(of: Desk): Promise<string> {
  const [post, id = ''] = of.split(':');
  if (post === 'park') return '园区管理机构';
  if (post === 'body') return bodyName(id);
  if (post === 'firm' || post === 'manager') return enterpriseName(id);
  return '经办人';
}

/** What falls due in the park, the soonest first, each with whose it is: the park, a firm or a body. */
async function clocksOf(ctx: Context, { _id }: Park): Promise<Section> {
  const owed = await findOwedIn(ctx, _id, { kinds: [...OF_PARK, ...OWNED], but: OWNED, limit: MOST_CLOCKS });
  return {
    title: '到期提醒',
    table: {
      heads: ['哪一天前', '办什么', '谁办'],
      rows: await Promise.all(
        owed.map(async ({ dueAt, title, text, owedBy }) => [
          `${formatDate(dueAt)}${dueAt < ctx.now ? '（逾期）' : ''}`,
          title || text,
          (await Promise.all(owedBy.map(deskName))).join('、') || '没有人',
        ]),
      ),
    },
    none: '现在没有到期的事。',
  };
}

/** The list a number of this page opens: a body sees those of every park of its region in the bare one. */
const ofPark = (list: string, park: string, more: Record<string, string> = {}): string =>
  `${list}?${new URLSearchParams({ park, ...more })}`;

/** Grade, conditions, assessments, projects and gates, each with where it is read. */
async function registersSection(ctx: Context, { _id, isChemical }: Park, held: ParkRegisters): Promise<Section> {
  const { grade } = held;
  const unbuilt = held.projects.filter((one) => (UNBUILT as readonly string[]).includes(one.status) && !isBegun(one));
  const stopped = held.projects.filter(({ status }) => status === 'paused');
  const state = (one: ParkAssessment) => statusRow(parkAssessments.lifecycle, one.status);
  return {
    title: '等级、评估、项目和卡口',
    entries: [
      ...(isChemical
        ? [
            grade?.grade === undefined
              ? {
                  text: '等级',
                  tags: [bad('缺少，没有公布过')],
                  link: { label: '看登记', href: ofPark(grades.path, _id) },
                }
              : {
                  text: `等级：${gradeLabel(grade.grade)}，${formatYearDay(grade.publishedOn ?? '')}公布`,
                  link: { label: grade.reference, href: grades.pathOf(grade.reference) },
                },
            {
              text: `十有两禁：${held.conditions.length} 条，达到 ${held.conditions.length - unmetIn(held)} 条`,
              tags: held.conditions.filter(({ status }) => status !== 'met').map(({ label }) => bad(label)),
              link: { label: '看登记', href: ofPark(conditions.path, _id) },
            },
            {
              text: `扩区申请：${held.expansions.length} 件等自治区决定`,
              tags: [],
              link: { label: '看登记', href: ofPark(expansions.path, _id) },
            },
          ]
        : []),
      ...(held.assessments.length === 0
        ? [
            {
              text: '整体评估',
              tags: [bad('缺少，没有登记')],
              link: { label: '看登记', href: ofPark(parkAssessments.path, _id) },
            },
          ]
        : await readEach(
            ctx,
            parkAssessments.kind,
            held.assessments,
            (one) => ({
              text: `整体评估：${parkAssessments.textOf(one)}`,
              tags: [{ label: state(one).label, tone: state(one).tone }],
              link: { label: one.reference, href: parkAssessments.pathOf(one.reference) },
            }),
            ({ reference }) => ({ text: `整体评估 ${reference}：${UNREADABLE}` }),
          )),
      {
        text: `建设项目：${held.projects.length} 个在办，其中没动工 ${unbuilt.length} 个`,
        tags: stopped.length === 0 ? [] : [bad(`停下待决定 ${stopped.length} 个`)],
        link: { label: '看登记', href: ofPark(projects.path, _id, { open: '1' }) },
      },
      {
        text: held.gates.length === 0 ? '卡口：没有登记' : `在用卡口：${held.gates.map(({ name }) => name).join('、')}`,
        tags: isChemical && held.gates.length === 0 ? [bad('封闭化管理没有卡口')] : [],
        link: { label: '看登记', href: ofPark(gates.path, _id) },
      },
    ],
  };
}

type Held = Readonly<{ _id: string; reference: string }>;
interface Kept<T extends Held> {
  kind: string;
  path: string;
  pathOf(reference: string): string;
  textOf(row: T): string;
}

/** Rows of one register of the park, each with what it lacks; a line that says so where there is none. */
async function linesOf<T extends Held>(
  ctx: Context,
  label: string,
  noun: Kept<T>,
  rows: readonly T[],
  wrongWith: (row: T) => readonly Tag[],
) {
  return readEach(
    ctx,
    noun.kind,
    rows,
    (row) => ({
      text: `${label}：${noun.textOf(row)}`,
      tags: wrongWith(row),
      link: { label: row.reference, href: noun.pathOf(row.reference) },
    }),
    ({ reference }) => ({ text: `${label} ${reference}：${UNREADABLE}`, tags: [], link: { label: '', href: '' } }),
  );
}

/** Plans, teams and drills of the park: what is missing or overdue is red, what is not as it should be amber (意见（十三）). */
async function emergencySection(ctx: Context, { _id }: Park, held: ParkRegisters): Promise<Section> {
  const { now } = ctx;
  const missing = (label: string, path: string) => ({
    text: label,
    tags: [bad('缺少')],
    link: { label: '看登记', href: ofPark(path, _id) },
  });
  const plans = await linesOf(ctx, '应急预案', emergencyPlans, held.emergencyPlans, (row) => lacksOf(row, now));
  const teams = await linesOf(ctx, '队伍', rescueTeams, held.rescueTeams, (row) => teamLacks(row, now));
  return {
    title: '预案、队伍和演练',
    entries: [
      ...(plans.length === 0 ? [missing('有效的应急预案', emergencyPlans.path)] : plans),
      ...(teams.length === 0 ? [missing('应急救援队伍', rescueTeams.path)] : teams),
      ...(await linesOf(ctx, '演练', drills, held.drills, (row) => [
        { label: statusRow(drills.lifecycle, row.status).label, tone: statusRow(drills.lifecycle, row.status).tone },
        ...drillLacks(row, now),
      ])),
    ],
  };
}

/** What law asks again and again, of the park and of its firms: what is late or was missed is red (意见（十三）). */
async function dutySection(ctx: Context, { _id }: Park, held: ParkRegisters): Promise<Section> {
  const { now } = ctx;
  const { own, red, hasMoreRed, pledges, missing } = held.duties;
  const late = red.filter(({ enterpriseId }) => enterpriseId !== undefined);
  const stateOf = ({ status }: Duty): Tag => {
    const { label, tone } = statusRow(duties.lifecycle, status);
    return { label, tone };
  };
  const line = (row: Duty, whose: string) => ({
    text: `${whose}：${duties.textOf(row)}`,
    tags: [stateOf(row), ...dutyTags(row, now)],
    link: { label: row.reference, href: duties.pathOf(row.reference) },
  });
  const unread = ({ reference }: Duty) => ({ text: `${reference}：${UNREADABLE}` });
  return {
    title: '定期安全事项',
    link: { label: '看登记', href: ofPark(duties.path, _id) },
    ...(pledges.owed === 0 ? {} : { text: `今天该做安全承诺的企业 ${pledges.owed} 家，已做 ${pledges.done} 家。` }),
    entries: [
      ...(red.length === 0
        ? []
        : [
            {
              text: hasMoreRed ? `过期、漏做的超过 ${red.length} 件` : `过期、漏做的一共 ${red.length} 件`,
              tags: [bad('过期、漏做')],
              link: { label: '全部', href: ofPark(duties.path, _id, { red: '1' }) },
            },
          ]),
      ...(missing.length > MOST_SHOWN
        ? [{ text: `没有登记全的企业一共 ${missing.length} 家`, tags: [bad(`${missing.length} 家`)] }]
        : []),
      ...missing.slice(0, MOST_SHOWN).map(({ name, firmId, types }) => ({
        text: `${name}：${types.map(dutyLabel).join('、')}`,
        tags: [bad('缺少，没有登记')],
        link: { label: '看企业', href: paths.firm(firmId) },
      })),
      ...(await readEach(ctx, duties.kind, own, (row) => line(row, '园区'), unread)),
      ...(await readEach(ctx, duties.kind, late, async (row) => line(row, await ownerName(row)), unread)),
    ],
    none: '还没有登记定期安全事项。',
  };
}

/** What devices of the park and its firms have raised and nobody has closed (意见（十二）). */
async function alertSection(
  ctx: Context,
  { _id }: Park,
  { alerts: rows, hasMoreAlerts }: ParkRegisters,
): Promise<Section> {
  const line = async (row: Alert) => {
    const { label, tone } = statusRow(alerts.lifecycle, row.status);
    return {
      text: `${await ownerName(row)}：${alerts.textOf(row)}`,
      tags: [{ label, tone }],
      link: { label: row.reference, href: alerts.pathOf(row.reference) },
    };
  };
  const unread = ({ reference }: Alert) => ({ text: `${reference}：${UNREADABLE}` });
  return {
    title: '设备报警',
    link: { label: '看全部', href: ofPark(alerts.path, _id, { open: '1' }) },
    ...(hasMoreAlerts ? { text: `没关闭的超过 ${rows.length} 件，这里列出 ${rows.length} 件。` } : {}),
    entries: await readEach(ctx, alerts.kind, rows, line, unread),
    none: '没有没关闭的设备报警。',
  };
}

/** The grade of a chemical park on a day. */
async function gradeSection({ _id }: Park, day: LocalDate): Promise<Section> {
  const grade = await gradeOn(_id, day);
  return {
    title: '等级',
    entries: [
      grade === undefined
        ? { text: '等级', tags: [bad('缺少，没有公布过')] }
        : {
            text: `等级：${gradeLabel(grade.grade)}，${formatYearDay(grade.publishedOn)}公布`,
            link: { label: grade.reference, href: grades.pathOf(grade.reference) },
          },
    ],
  };
}

type NounOf<T> = Kept<T & Held> & { lifecycle: Lifecycle<string, string> };
/** Rows as they stood on a past day, each with its status of then. */
const linesThen = <T extends Held & { status: string }>(
  ctx: Context,
  label: string,
  noun: NounOf<T>,
  rows: readonly T[],
): ReturnType<typeof linesOf> =>
  linesOf(ctx, label, noun, rows, ({ status }) => [
    { label: statusRow(noun.lifecycle, status).label, tone: statusRow(noun.lifecycle, status).tone },
  ]);

/** What the registers of a park held at the end of a past day, what was missing in red. */
async function registersThen(ctx: Context, { _id, isChemical }: Park, day: LocalDate): Promise<Section[]> {
  const held = await parkRegistersThen(_id, day);
  const missing = (text: string) => ({ text, tags: [bad('缺少')] });
  const unbuilt = held.projects.filter(({ status }) => (UNBUILT as readonly string[]).includes(status)).length;
  const assessments = await linesThen(ctx, '整体评估', parkAssessments, held.assessments);
  const plans = await linesThen(ctx, '应急预案', emergencyPlans, held.emergencyPlans);
  const teams = await linesThen(ctx, '队伍', rescueTeams, held.rescueTeams);
  const openGates = held.gates.map(({ name }) => name).join('、');
  return [
    {
      title: '评估、项目和卡口',
      entries: [
        ...(assessments.length === 0 ? [missing('整体评估')] : assessments),
        { text: `建设项目：${held.projects.length} 个在办，其中没动工 ${unbuilt} 个` },
        ...(await linesThen(ctx, '项目', projects, held.projects)),
        ...(isChemical && openGates === ''
          ? [missing('在用卡口')]
          : [{ text: openGates === '' ? '卡口：没有登记' : `在用卡口：${openGates}` }]),
      ],
    },
    {
      title: '预案、队伍和演练',
      entries: [
        ...(plans.length === 0 ? [missing('有效的应急预案')] : plans),
        ...(teams.length === 0 ? [missing('应急救援队伍')] : teams),
        ...(await linesThen(ctx, '演练', drills, held.drills)),
      ],
    },
  ];
}

/** What a past day can still say of a park: who held the power, its grade, facilities and how each row of its registers stood. */
async function showParkThen(req: Request, res: Response, park: Park, on: LocalDate): Promise<void> {
  const ctx = contextOf(req);
  const day = formatYearDay(on);
  const sections = [
    await powerOf(park, on, `${day}由谁负责`),
    ...(park.isChemical ? [await gradeSection(park, on)] : []),
    ...(await registersThen(ctx, park, on)),
  ];
  res.page('parks/book', {
    title: `${park.name}，${day}`,
    back: { href: paths.parkBook(park._id), label: '返回今天' },
    tags: park.isChemical ? [chemical] : [],
    on,
    lead: '这一天由谁负责，等级、设施、评估、项目、预案、队伍和演练各是什么状态。名称和内容照现在的登记。',
    facts: [{ label: '所在地', value: regionName(park.regionCode), isMissing: false }],
    facilities: await presentFacilities({ ...ctx, now: endOfLocalDay(on) }, await facilityStandingOn(park, on)),
    facilitiesHref: ofPark(facilities.path, park._id),
    enterHref: '',
    sections: await Promise.all(sections.map((section) => presentSection(section, ctx))),
  });
}

/** The book of one park: everything it must have on one page, what is missing in red (意见（一）（六））. */
export async function showParkBook(req: Request, res: Response): Promise<void> {
  const park = await getPark(partOf(req, 'id'));
  if (!mayRead(req.actor, park)) throw notFound('common.not-found');
  const ctx = contextOf(req);
  const today = localDate(req.now);
  const asked = typeof req.query['on'] === 'string' ? req.query['on'] : '';
  const on = readDay(asked) ?? today;
  if (on < today) return showParkThen(req, res, park, on);
  const standing = (await facilityStandings([park], req.now)).get(park._id) as FacilityStanding;
  const isOwn = actsAs(req.actor, 'park-officer');
  const held = await parkRegisters(park._id, req.now);
  const sections = [
    await powerOf(park, today, '今天由谁负责'),
    await clocksOf(ctx, park),
    await registersSection(ctx, park, held),
    await emergencySection(ctx, park, held),
    await dutySection(ctx, park, held),
    await alertSection(ctx, park, held),
    await stockSectionOf(ctx, park),
  ];
  res.page('parks/book', {
    title: park.name,
    on: today,
    back: isOwn ? undefined : { href: paths.parkBooks, label: '返回园区一本账' },
    tags: [...tagsOf(park, standing), ...(park.isChemical ? chemicalTags(held) : [])],
    facts: [
      { label: '所在地', value: regionName(park.regionCode) },
      { label: '级别', value: park.level === undefined ? '' : labelIn(PARK_LEVELS, park.level) },
      { label: '监管部门', value: park.bodyId === undefined ? '' : await bodyName(park.bodyId) },
      { label: '化工园区', value: park.isChemical ? '是' : '不是' },
    ].map((fact) => ({ ...fact, isMissing: fact.value === '' })),
    facilities: await presentFacilities(ctx, standing),
    facilitiesHref: ofPark(facilities.path, park._id),
    enterHref: isOwn ? pathsUnder(facilities.path).making : '',
    sections: await Promise.all(sections.map((section) => presentSection(section, ctx))),
  });
}
