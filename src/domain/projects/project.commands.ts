import type { z } from 'zod';
import { holdsPowerOn } from '#domain/competence';
import type { Effect } from '#domain/engine';
import { entryListOn } from '#domain/entryLists';
import { type Grade, gradeOn, type PublishedGrade, parksGraded } from '#domain/grades';
import {
  findBodiesOver,
  findBodyFor,
  getEnterprise,
  getPark,
  type Park,
  recallPark,
  regionPathOf,
  type Sector,
} from '#domain/organisations';
import { actsAs, personIn, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addDays, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { isExcepted, judge, passOf, regrade, stopsOn, type Verdict, verdictOf, wordedIn } from './judge.ts';
import { checkConditions } from './papers.ts';
import { reviewDue } from './project.acts.ts';
import { isBegun, type Project, ProjectModel, type ProjectStatus, UNBUILT } from './project.model.ts';
import {
  changeGate,
  fireWorksOn,
  GATES,
  type GateCode,
  gateOn,
  introducedOn,
  noticeRuleOn,
  risksOn,
  trialBounds,
} from './project.rules.ts';
import { projects } from './project.ts';
import { checkDay, firmOf, type Given, goesOn, kept, lacking, stepOf, stopped, through } from './steps.ts';
import { housingBodyOf } from './whose.ts';

const introduceInput = projects.inputOf('introduce').omit({ reference: true });
type Introduced = z.output<typeof introduceInput>;

const CODE_LENGTH = { county: 6, city: 4, 'autonomous-region': 2 } as const;

/** The emergency department of the park's own level (本级); undefined where the level has none. */
async function noticeBodyOf({ regionCode, level = 'county' }: Park): Promise<string | undefined> {
  const own = regionCode.slice(0, CODE_LENGTH[level]);
  const bodies = await findBodiesOver(regionCode);
  return bodies.find((body) => body.kind === 'general' && body.regionCode === own)?._id;
}

/** Whose project it is: the actor's own firm, or whom a park names. */
async function ownerOf(
  ctx: Context,
  typed: Introduced,
): Promise<Pick<Project, 'ownerName' | 'ownerCode' | 'enterpriseId'>> {
  const { actor } = ctx;
  if (runsEnterprise(actor)) {
    const { _id, name, creditCode } = await getEnterprise(actor.scope.enterpriseId ?? '');
    return { enterpriseId: _id, ownerName: name, ownerCode: creditCode };
  }
  const { ownerCode } = typed;
  if (ownerCode === undefined) throw invalid('common.check-fields', { ownerCode: '请填写统一社会信用代码' });
  const firm = await firmOf(ownerCode);
  const ownerName = firm?.name ?? typed.ownerName;
  if (ownerName === undefined) throw invalid('common.check-fields', { ownerName: '请填写企业名称' });
  return { ownerName, ownerCode, ...given({ enterpriseId: firm?._id }) };
}

/** @throws Invalid with a sentence at each field. */
function checkIntroduced(today: LocalDate, typed: Introduced): LocalDate {
  const { trade, risk, fireWork, ground, groundText, signedOn, filedOn, decidedOn } = typed;
  const errors: Record<string, string> = {};
  if (risk !== 'none' && !risksOn(today).some(({ code }) => code === risk)) errors['risk'] = '请从列表里选';
  if (trade === 'hazchem' && risk !== 'hazchem') errors['risk'] = '生产危险化学品的，请选生产、储存危险化学品';
  if (fireWork !== 'none' && !fireWorksOn(today).some(({ code }) => code === fireWork))
    errors['fireWork'] = '请从列表里选';
  if (ground !== undefined && groundText === undefined) errors['groundText'] = '请写明为什么属于这种例外';
  if (ground === undefined && groundText !== undefined) errors['ground'] = '请选择是哪种例外，或把理由清空';
  for (const [field, day] of Object.entries({ signedOn, filedOn, decidedOn }))
    if (day !== undefined && day > today) errors[field] = '还没有到这一天';
  const on = introducedOn(noticeRuleOn(today).value, given({ signed: signedOn, filed: filedOn, decided: decidedOn }));
  if (on === undefined) errors['signedOn'] = '签约、备案、决定入园，至少填一个日期';
  if (on === undefined || Object.keys(errors).length > 0) throw invalid('common.check-fields', errors);
  return on;
}

/**
 * Enters a project introduced to the park, by the park or by its own firm (意见（七）). The 30 days run from the earliest
 * of its events, by the rule of today, which stays with it.
 * @throws Forbidden for anybody else and for a firm outside every park, Invalid with fields.
 */
export async function introduceProject(ctx: Context, raw: z.input<typeof introduceInput>): Promise<Project> {
  const { actor } = ctx;
  if (!actsAs(actor, 'park-officer') && !runsEnterprise(actor)) throw forbidden('common.not-allowed');
  const typed = requireFields(introduceInput, raw);
  const today = localDate(ctx.now);
  const on = checkIntroduced(today, typed);
  const owner = await ownerOf(ctx, typed);
  const own = actor.scope.enterpriseId;
  const parkId = own === undefined ? actor.scope.parkId : (await getEnterprise(own)).parkId;
  if (parkId === undefined) throw forbidden('projects.no-park');
  const park = await getPark(parkId);
  const { sector } = typed;
  const bodyId = park.bodyId ?? (await findBodyFor({ regionCode: park.regionCode, sector }))._id;
  const draft = {
    ...(given(typed) as Omit<Introduced, 'ownerName' | 'ownerCode'>),
    ...owner,
    ...given({ noticeBodyId: await noticeBodyOf(park) }),
    ...{ parkId, regionPath: regionPathOf(park.regionCode), bodyId, introducedOn: on },
    noticeVersion: noticeRuleOn(today).version,
    isNoticed: false,
    isParkCompetent: await holdsPowerOn(parkId, sector as Sector, today),
    introducedBy: personIn(actor),
    ...{ passes: [], exceptions: [], reviews: [], changes: [] },
  };
  return projects.make(ctx, 'introduce', draft as never, { facts: { kind: typed.kind, introducedOn: on } });
}

/** Told the emergency department; the park's own level. */
export const notifyProject = (ctx: Context, raw: Given<'notify'>): Promise<Project> =>
  stepOf(ctx, 'notify', raw, async (project) => {
    const noticeBodyId = project.noticeBodyId ?? (await noticeBodyOf(await getPark(project.parkId)));
    if (noticeBodyId === undefined) throw conflict('projects.no-notice-body');
    return { set: { isNoticed: true, noticeAt: ctx.now, noticeBodyId } };
  });

/** The receipt, which passes G9. */
export const receiveNotice = (ctx: Context, raw: Given<'receive'>): Promise<Project> =>
  stepOf(ctx, 'receive', raw, ({ noticeAt }) => ({
    set: { receiptAt: ctx.now },
    push: through(ctx, ['G9'], '已通报并签收', noticeAt === undefined ? '' : formatYearDay(localDate(noticeAt))),
  }));

/** Which line of the list it falls under. @throws Invalid at `item` or `itemNote` */
function itemOf(
  project: Project,
  list: Parameters<typeof wordedIn>[0],
  item: string | undefined,
  note: string | undefined,
) {
  const isListed = item === undefined || [...(list?.banned ?? []), ...(list?.restricted ?? [])].includes(item);
  if (!isListed) throw invalid('common.check-fields', { item: '目录里没有这一项，请重新选' });
  const worded = item === undefined ? wordedIn(list, project) : undefined;
  if (worded !== undefined && note === undefined)
    throw invalid('common.check-fields', {
      itemNote: `目录里有“${worded}”，项目里也写了。属于的请在上面选它，不属于的请写明为什么`,
    });
  return item;
}

/**
 * Puts a project through G1 to G3 by the list, grade and law of today. A gate that refuses ends it, one that stops it
 * waits for a named approval; each verdict is kept with what it rests on.
 * @throws Invalid at `item`, `itemNote`
 */
export const screenProject = (ctx: Context, raw: Given<'screen'>): Promise<Project> =>
  stepOf(ctx, 'screen', raw, async (project, { item, itemNote }) => {
    const day = localDate(ctx.now);
    const { parkId } = project;
    const list = await entryListOn(parkId, day);
    const park = await getPark(parkId);
    const verdicts = judge(project, {
      ...{ day, park, list, grade: await gradeOn(parkId, day) },
      item: itemOf(project, list, item, itemNote),
    }).map((one) => (one.gate === 'G1' && itemNote !== undefined ? { ...one, why: `${one.why}（${itemNote}）` } : one));
    return { ...outcomeOf(project, verdicts, ctx), push: kept(ctx, verdicts) };
  });

/** Where verdicts lead a project, with the rule that says so. */
function outcomeOf(project: Project, verdicts: readonly Verdict[], ctx: Context): Effect<Project> {
  const by = { screenedBy: personIn(ctx.actor) };
  const factsOf = ({ gate, why, article, source }: Verdict) => ({ gate, reason: why, law: `${article}，${source}` });
  const refused = verdicts.find(({ result }) => result === 'refuse');
  if (refused !== undefined)
    return {
      to: 'refused',
      event: 'projects.barred',
      set: { ...by, reason: refused.why, stoppedAt: refused.gate },
      facts: factsOf(refused),
    };
  const [held] = verdicts.filter(({ result }) => result === 'stop');
  if (held !== undefined)
    return {
      to: 'conditional',
      event: 'projects.held',
      set: { ...by, reason: held.why, stoppedAt: held.gate },
      facts: factsOf(held),
    };
  const to = project.terms === undefined ? 'screened' : 'conditional';
  return { to, set: by, unset: ['reason', 'stoppedAt'] };
}

/** One of the three opinions of the joint review, in their order; a "no" refuses it by G4. @throws Invalid at `file` */
export const reviewProject = (ctx: Context, raw: Given<'review'>): Promise<Project> =>
  stepOf(ctx, 'review', raw, (project, { opinion, file }) => {
    const level = reviewDue(project);
    if (level === undefined) throw forbidden('common.not-allowed');
    const given = { level, agrees: opinion === 'yes', file, by: personIn(ctx.actor), at: ctx.now };
    const day = localDate(ctx.now);
    if (opinion === 'no') {
      const verdict = verdictOf('G4', day, { result: 'refuse', why: '联合审查不同意', file });
      const verdicts = verdict === undefined ? [] : [verdict];
      return { ...outcomeOf(project, verdicts, ctx), push: { reviews: given, ...kept(ctx, verdicts) } };
    }
    const isLast = reviewDue({ ...project, reviews: [...project.reviews, given] }) === undefined;
    return { push: { reviews: given, ...(isLast ? through(ctx, ['G4'], '三级审查同意', file) : {}) } };
  });

/** A named approval for a gate that stops it. @throws Invalid at `gate`, `until` */
export const exceptProject = (ctx: Context, raw: Given<'except'>): Promise<Project> =>
  stepOf(ctx, 'except', raw, (project, typed) => {
    const today = localDate(ctx.now);
    if (typed.until < today) throw invalid('common.check-fields', { until: '有效期已经过了' });
    const stop = stopsOn(project, today).find(({ gate }) => gate === typed.gate);
    if (stop === undefined) throw invalid('common.check-fields', { gate: '这一关没有拦下这个项目' });
    return {
      push: { exceptions: { ...typed, ...given({ grade: stop.grade }), by: personIn(ctx.actor), at: ctx.now } },
      facts: { gate: typed.gate, until: typed.until },
    };
  });

/** Attaches terms it must meet before it is admitted. @throws Invalid at `terms` */
export const conditionProject = (ctx: Context, raw: Given<'condition'>): Promise<Project> =>
  stepOf(ctx, 'condition', raw, (_, { terms }) => ({ set: { terms }, facts: { reason: terms } }));

/** Admits it: nothing stops it today, the three opinions are there, its terms are met. @throws Conflict, Invalid at `termsMet` */
export const admitProject = (ctx: Context, raw: Given<'admit'>): Promise<Project> =>
  stepOf(ctx, 'admit', raw, (project, { termsMet }) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    const row = gateOn('G4', day);
    if (row !== undefined && reviewDue(project) !== undefined)
      throw stopped({ ...row, gate: 'G4', why: '园区、市、自治区专家三级审查还没有齐' });
    if (project.terms !== undefined && termsMet === undefined)
      throw invalid('common.check-fields', { termsMet: '请写明附的条件怎样满足了' });
    return { set: given({ termsMet }), unset: ['reason', 'stoppedAt'] };
  });

/** Refuses it by a gate, which is named with its law. @throws Invalid at `gate`, `reason` */
export const refuseProject = (ctx: Context, raw: Given<'refuse'>): Promise<Project> =>
  stepOf(ctx, 'refuse', raw, (project, { gate, reason }) => {
    const verdict = verdictOf(gate, localDate(ctx.now), { result: 'refuse', why: reason });
    if (verdict === undefined) throw invalid('common.check-fields', { gate: '今天施行的规定里没有这一关' });
    const { set, facts } = outcomeOf(project, [verdict], ctx);
    const { screenedBy: _, ...rest } = set as Partial<Project>;
    return { set: rest, push: kept(ctx, [verdict]), ...given({ facts }) };
  });

/** G5: the report of an institution where the law asks for one, a written analysis elsewhere. */
export const preAssessProject = (ctx: Context, raw: Given<'pre-assess'>): Promise<Project> =>
  stepOf(ctx, 'pre-assess', raw, (project, { file, provider, on }) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    checkDay(ctx, on);
    if (project.risk !== 'none' && provider === undefined)
      throw lacking('G5', day, 'provider', '这类项目要由有资质的机构做，请填写评价机构');
    const why = project.risk === 'none' ? '书面安全分析' : `安全预评价，${provider}`;
    // What was asked of an earlier report is asked anew.
    return { push: through(ctx, ['G5'], `${why}，${formatYearDay(on)}`, file), unset: ['designReview'] };
  });

/** Hands in the papers of the design, where a body looks them over (G6). @throws Invalid at `papers`, Conflict */
export const askDesign = (ctx: Context, raw: Given<'ask-design'>): Promise<Project> =>
  stepOf(ctx, 'ask-design', raw, (project, { papers }) => {
    goesOn(project, localDate(ctx.now));
    return { set: { designReview: { askedAt: ctx.now, papers } }, facts: { said: papers } };
  });

const reviewing = ({ designReview, since }: Project) => designReview ?? { askedAt: since, papers: '' };

/** Takes the papers on: from now on its answer is due. */
export const acceptDesign = (ctx: Context, raw: Given<'accept-design'>): Promise<Project> =>
  stepOf(ctx, 'accept-design', raw, (project) => ({
    set: { designReview: { ...reviewing(project), acceptedAt: ctx.now } },
  }));

/** Puts its answer off once, with the reason told in writing. @throws Invalid at `reason` */
export const putOffDesign = (ctx: Context, raw: Given<'put-off-design'>): Promise<Project> =>
  stepOf(ctx, 'put-off-design', raw, (project, { reason }) => ({
    set: { designReview: { ...reviewing(project), putOff: reason } },
    facts: { reason, said: reason },
  }));

/** Sends the design back, taken on or not; it is asked for anew. @throws Invalid at `reason` */
export const returnDesign = (ctx: Context, raw: Given<'return-design'>): Promise<Project> =>
  stepOf(ctx, 'return-design', raw, (_, { reason }) => ({
    unset: ['designReview'],
    facts: { reason, said: reason },
  }));

/** G6: approved by the body where the law asks for it, by the firm's own review elsewhere. */
export const approveDesign = (ctx: Context, raw: Given<'approve-design'>): Promise<Project> =>
  stepOf(ctx, 'approve-design', raw, (project, { file, on }) => {
    goesOn(project, localDate(ctx.now));
    checkConditions(project, localDate(ctx.now));
    checkDay(ctx, on);
    const why = project.risk === 'none' ? '自行审查' : '审查同意';
    return { push: through(ctx, ['G6'], `${why}，${formatYearDay(on)}`, file) };
  });

/** Building begins: of special works only with the review of fire safety (G7). @throws Invalid at `fireFile`, Conflict */
export const beginBuilding = (ctx: Context, raw: Given<'build'>): Promise<Project> =>
  stepOf(ctx, 'build', raw, (project, typed) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    // What was designed before the law asked for an opinion has none that could run out.
    if (project.conditions?.opinion !== undefined) checkConditions(project, day);
    const { fireReview } = project;
    if (fireReview !== undefined && fireReview.opinion === undefined)
      throw lacking('G7', day, 'fireFile', '消防设计审查还没有答复');
    const fireFile = fireReview?.opinion?.file ?? typed.fireFile;
    if (project.fireWork !== 'none' && fireFile === undefined)
      throw lacking('G7', day, 'fireFile', '特殊建设工程先要消防设计审查意见，请写编号');
    const push = fireFile === undefined ? {} : { push: through(ctx, ['G7'], '消防设计审查', fireFile) };
    return { set: { begunOn: project.begunOn ?? day }, ...push };
  });

/** A trial within the days of the rule. @throws Invalid at `trialFrom`, `trialTo`, Conflict */
export const beginTrial = (ctx: Context, raw: Given<'start-trial'>): Promise<Project> =>
  stepOf(ctx, 'start-trial', raw, (project, { trialFrom, trialTo, file }) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    if (trialFrom > day) throw invalid('common.check-fields', { trialFrom: '还没有到这一天' });
    const { first, last } = trialBounds(trialFrom, project.trade === 'hazchem');
    if (trialTo < first || trialTo > last)
      throw lacking('G8', day, 'trialTo', `试运行应在${formatYearDay(first)}到${formatYearDay(last)}之间结束`);
    return { set: { trialFrom, trialTo }, facts: { file } };
  });

/**
 * G8 and the last of G7. Projects of the list are tried first, and accepted within the days of the rule.
 * @throws Invalid at `on`, Conflict
 */
export const acceptProject = (ctx: Context, raw: Given<'accept'>): Promise<Project> =>
  stepOf(ctx, 'accept', raw, async (project, { on, file, fireFile }) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    checkDay(ctx, on);
    if (project.fireWork !== 'none' && fireFile === undefined)
      throw invalid('common.check-fields', { fireFile: '请写明消防验收意见或备案凭证的编号' });
    const { trialFrom, risk, trade, status } = project;
    const row = gateOn('G8', day);
    if (row !== undefined && status === 'building' && risk !== 'none')
      throw stopped({ ...row, gate: 'G8', why: '这类项目先试运行，再验收' });
    if (status === 'trial' && trialFrom !== undefined) {
      const { first, last } = trialBounds(trialFrom, trade === 'hazchem');
      if (on < first || on > last)
        throw lacking('G8', day, 'on', `验收应在${formatYearDay(first)}到${formatYearDay(last)}之间`);
    }
    // Other works are filed within days of their acceptance; a number that is there already is taken.
    const fire =
      fireFile === undefined
        ? undefined
        : verdictOf('G7', day, { result: 'pass', why: '消防验收或备案', file: fireFile });
    const done = verdictOf('G8', day, { result: 'pass', why: `竣工验收，${formatYearDay(on)}`, file });
    return {
      set: { acceptedOn: on, ...(fireFile === undefined ? { housingBodyId: await housingBodyOf(project, day) } : {}) },
      push: kept(
        ctx,
        [fire, done].filter((one) => one !== undefined),
      ),
    };
  });

/** It produces: through every gate, and the notice received. @throws Conflict */
export const beginProducing = (ctx: Context, raw: Given<'produce'>): Promise<Project> =>
  stepOf(ctx, 'produce', raw, (project) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    const row = gateOn('G9', day);
    if (row !== undefined && project.receiptAt === undefined)
      throw stopped({ ...row, gate: 'G9', why: '通报还没有签收' });
    const fire = gateOn('G7', day);
    if (fire !== undefined && passOf(project, 'G7') === undefined)
      throw stopped({ ...fire, gate: 'G7', why: '验收以后还没有消防备案' });
    return {};
  });

const STATION: Partial<Record<GateCode, ProjectStatus>> = { G5: 'admitted' };
const ORDER: readonly ProjectStatus[] = ['introduced', 'screened', 'conditional', 'admitted', 'pre-assessed'];
const rankOf = (status: ProjectStatus): number => (ORDER.includes(status) ? ORDER.indexOf(status) : ORDER.length);

/**
 * What changed, and from which gate on it must be passed again; what was decided by the gates before stays. The project
 * falls back to where that gate stands.
 * @throws Invalid at `after`
 */
export const changeProject = (ctx: Context, raw: Given<'change'>): Promise<Project> =>
  stepOf(ctx, 'change', raw, (project, { what, after, reason }) => {
    const before = project[what];
    if (before === after) throw invalid('common.check-fields', { after: '和原来一样，没有变' });
    const gate = changeGate(what, ctx.now);
    const again: readonly GateCode[] = GATES.slice(GATES.indexOf(gate)).filter((one) => one !== 'G9');
    const reopened = <T extends { reopenedAt?: Date }>(rows: readonly T[], isOne: (row: T) => boolean): T[] =>
      rows.map((row) => (row.reopenedAt === undefined && isOne(row) ? { ...row, reopenedAt: ctx.now } : row));
    const station = STATION[gate] ?? 'introduced';
    const to = rankOf(project.status) > rankOf(station) ? station : project.status;
    return {
      to,
      set: {
        [what]: after,
        ...(isBegun(project) ? { begunOn: project.begunOn ?? localDate(ctx.now) } : {}),
        passes: reopened(project.passes, (pass) => again.includes(pass.gate)),
        reviews: reopened(project.reviews, () => again.includes('G4')),
      },
      // What is looked over is asked anew, as the gates are.
      unset: ['trialFrom', 'trialTo', 'conditions', 'fireReview', 'acceptedOn'],
      push: { changes: { what, before, after, reason, gate, by: personIn(ctx.actor), at: ctx.now } },
      facts: { what, gate, reason },
    };
  });

/** Stops it for a decision. @throws Invalid at `reason` */
export const pauseProject = (ctx: Context, raw: Given<'pause'>): Promise<Project> =>
  stepOf(ctx, 'pause', raw, ({ status }, { reason }) => ({ set: { pausedFrom: status, reason }, facts: { reason } }));

/** G3 of one that it stopped, once the grade of today stops it no more. */
async function easedOf(project: Project, day: LocalDate): Promise<Verdict[]> {
  if (passOf(project, 'G3')?.result !== 'stop') return [];
  const park = await getPark(project.parkId);
  const found = regrade(project, { day, park, grade: await gradeOn(project.parkId, day) });
  return found?.result === 'pass' ? [found] : [];
}

/**
 * It goes on where it stopped, once nothing stops it: where the grade has fallen, by a named approval, or once it has risen
 * again. @throws Conflict
 */
export const resumeProject = (ctx: Context, raw: Given<'resume'>): Promise<Project> =>
  stepOf(ctx, 'resume', raw, async (project, { decision }) => {
    const day = localDate(ctx.now);
    const push = kept(ctx, await easedOf(project, day));
    const [stop] = stopsOn({ ...project, passes: [...project.passes, ...push.passes.$each] }, day);
    if (stop !== undefined) throw stopped(stop);
    const to = project.pausedFrom ?? 'introduced';
    return { to, unset: ['pausedFrom', 'reason', 'stoppedAt'], push, facts: { reason: decision } };
  });

/** Whoever brought it takes it back. @throws Invalid at `reason` */
export const withdrawProject = (ctx: Context, raw: Given<'withdraw'>): Promise<Project> =>
  stepOf(ctx, 'withdraw', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/**
 * What a grade stops at G3 that was not stopped before: of one that no gate was asked of, a grade of after it came; of one
 * that goes on by a named approval, a grade below that of the approval. What is built goes on.
 */
function fallenOf(project: Project, { park, grade }: Judged, day: LocalDate): Verdict | undefined {
  const before = passOf(project, 'G3');
  if (grade === undefined || isBegun(project)) return undefined;
  if (before === undefined && grade.publishedOn <= localDate(project.createdAt)) return undefined;
  if (before?.result === 'stop' && !isExcepted(project, before, day)) return undefined;
  const found = regrade(project, { day, park, grade });
  return found?.result === 'stop' ? found : undefined;
}

interface Judged {
  park: Park;
  grade: PublishedGrade | undefined;
}

/** Of the projects of a park that somebody sees and nothing stands of yet, those another grade would stop. */
export async function findStoppedBy(ctx: Context, parkId: string, grade: Grade): Promise<Project[]> {
  const day = localDate(ctx.now);
  const asked = { parkId, trade: 'hazchem', status: { $in: [...UNBUILT] } };
  // Published after whatever there is.
  const supposed = { park: await getPark(parkId), grade: { grade, reference: '', publishedOn: addDays(day, 1) } };
  const rows = await ProjectModel.find({ $and: [projects.query(ctx, {}), asked] } as never)
    .sort({ _id: -1 })
    .lean<Project[]>();
  return rows.filter((row) => fallenOf(row, supposed, day) !== undefined);
}

/** One that cannot be judged is listed too: it is set aside where it is taken, and keeps none of the others. */
function isToStop(project: Project, judged: Judged, day: LocalDate): boolean {
  try {
    return fallenOf(project, judged, day) !== undefined;
  } catch {
    return true;
  }
}

/**
 * Projects that nothing stands of yet, and that the grade their park has today would stop: a grade that fell lists them
 * for a decision. Parks of a grade that stops nothing are not asked.
 */
export async function findProjectsToStop(now: Date, limit: number, without: readonly string[]): Promise<Project[]> {
  const day = localDate(now);
  const found: Project[] = [];
  for (const parkId of await parksGraded(gateOn('G3', day)?.grades ?? [])) {
    const park = await recallPark(parkId);
    if (park === undefined) continue;
    const judged = { park, grade: await gradeOn(parkId, day) };
    const asked = { parkId, trade: 'hazchem', status: { $in: [...UNBUILT] }, _id: { $nin: [...without] } } as const;
    for await (const project of ProjectModel.find(asked).sort({ _id: 1 }).lean<Project[]>().cursor()) {
      if (isToStop(project, judged, day)) found.push(project);
      if (found.length >= limit) return found;
    }
  }
  return found;
}

/**
 * Stops one for a decision because its park's grade fell; what was decided yesterday stays as it was.
 * @returns false when nothing stops it any more.
 */
export async function stopProject(ctx: Context, { reference }: Pick<Project, 'reference'>): Promise<boolean> {
  const project = await projects.peek(reference);
  if (project === undefined || !projects.can(ctx.actor, 'stop', project)) return false;
  const day = localDate(ctx.now);
  const { parkId } = project;
  const verdict = fallenOf(project, { park: await getPark(parkId), grade: await gradeOn(parkId, day) }, day);
  if (verdict === undefined) return false;
  await projects.step(ctx, 'stop', { reference }, ({ status }) => ({
    set: { pausedFrom: status, stoppedAt: 'G3', reason: verdict.why },
    push: kept(ctx, [verdict]),
    facts: { gate: 'G3', reason: verdict.why, law: `${verdict.article}，${verdict.source}` },
  }));
  return true;
}
