import type { Request, Response } from 'express';
import { readOr, UNREADABLE } from '#domain/aside';
import { matterLabel } from '#domain/competence';
import { leftParkOf } from '#domain/engine';
import { evidenceRule, linksToFiles, wordsOfPlaces } from '#domain/evidence';
import {
  actionsFor,
  categoryLabel,
  countShown,
  findAlarmSteps,
  findCaseTrail,
  findLadder,
  findPossiblySame,
  firmNameOf,
  getHazard,
  type Hazard,
  hazardLifecycle,
  heldActOf,
  isParks,
  isReportedApart,
  isToldApart,
  isUnnamed,
  mayAsk,
  mayHaveFile,
  mayKnowOthers,
  oftenReported,
  queryCodeOf,
  readsApart,
  type SeenHazard,
  seenOf,
  suggestedClauses,
  talkIn,
  VOICE_ALONE,
  voiceIn,
  voicesOf,
  wasSpokenTo,
  wordsOf,
  wordsToldTo,
} from '#domain/hazards';
import { personName } from '#domain/identity';
import { lateWords } from '#domain/journal';
import { fileSeenBy, majors, majorsInWords } from '#domain/majors';
import { bodyName, parkName, regionName } from '#domain/organisations';
import { custodiansOn } from '#domain/protection';
import { rewardIdsOf, rewards } from '#domain/rewards';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { atLocalHour, formatDate, formatDateTime, formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { photosOf } from '../photos.ts';
import { contextOf, partOf } from '../request.ts';
import { voicesIn } from '../sounds.ts';
import { ACT_FORMS } from './actForms.ts';
import { presentOwn } from './own.controller.ts';
import { presentCaseTrail } from './presentCaseTrail.ts';
import { presentClaim, presentLastDay } from './presentDecision.ts';
import { presentDue, presentStanding, presentTags, reportedAt } from './presentHazard.ts';
import { presentHeldAct } from './presentHeldAct.ts';
import { presentLadder } from './presentLadder.ts';

/** Buttons for what this person may do now; the step that leads on comes first. */
function presentActions({ hazard }: SeenHazard, actions: ReturnType<typeof actionsFor>) {
  const href = (action: string) => paths.hazardAct(hazard.reference, action);
  // What it may be the same as stands with its own buttons.
  return actions
    .filter(({ action }) => action !== 'tell-apart')
    .map((row, index) => ({
      label: row.label,
      href: href(row.action),
      // A step without questions is one press.
      isDirect: ACT_FORMS[row.action].fields.length === 0,
      hidden: [{ name: 'seen', value: seenOf(hazard, row.action) }],
      isMain: index === 0,
    }));
}

function presentPlan(hazard: Hazard) {
  const plan = hazard.rectification;
  if (plan === undefined) return undefined;
  return {
    owner: plan.ownerName,
    measure: plan.measure,
    fund: yuanOf(plan.fundFen),
    dueOn: formatDay(plan.dueOn),
    contingency: plan.contingency,
  };
}

/** Who is competent for it, by what paper, as was decided the day it came. */
async function presentCompetent(hazard: Hazard): Promise<string> {
  const { competence, bodyId, parkId = '' } = hazard;
  const who = isParks(hazard) ? await parkName(parkId) : await bodyName(bodyId);
  if (competence === undefined) return who;
  const { matter, on, basis = '' } = competence;
  if (competence.isGap) return `${who}（园区没有登记监管部门，先由企业的监管部门负责）`;
  return `${who}（${matterLabel(matter)}，${formatDate(atLocalHour(on, 0))}按${basis}）`;
}

/** Its file, where it is or may be a major hazard, for whoever may open that. */
async function presentFile(ctx: Context, hazard: Hazard) {
  const file = mayHaveFile(hazard) ? await fileSeenBy(ctx, hazard._id) : undefined;
  if (file === undefined) return undefined;
  const named = { href: majors.pathOf(file.reference), reference: file.reference };
  return readOr(
    ctx,
    `major-hazard:${file._id}`,
    async () => {
      const { holder, next } = await majorsInWords.words.standing(file, ctx);
      return { ...named, holder, next, status: statusRow(majors.lifecycle, file.status) };
    },
    // The case itself can be read, and goes on.
    () => ({ ...named, holder: '', next: '', status: { label: UNREADABLE, tone: 'bad' } }),
  );
}

/** The voices of a case for whoever may listen, how long they are kept, and whether they are gone by now. */
async function presentVoices({ actor, now }: Context, seen: SeenHazard) {
  const voices = voicesIn(await voicesOf(actor, seen));
  return {
    voices,
    voiceDays: evidenceRule(now).sound.keptDays,
    areVoicesGone: voices.length === 0 && wasSpokenTo(actor, seen),
  };
}

/** @param isHeard They may hear and read what was told apart. */
async function presentFacts(hazard: Hazard, isHeard: boolean, now: Date) {
  const joined = countShown(hazard, now);
  const facts = [
    { label: '企业', value: await firmNameOf(hazard) },
    {
      label: '不经企业',
      value: hazard.aboutFirmId === undefined ? '' : '上报人说的是企业负责人或管理人员，企业看不到',
    },
    { label: '所在地', value: regionName(hazard.regionPath.at(-1) ?? '') },
    { label: '由谁监管', value: await presentCompetent(hazard) },
    {
      label: '转写',
      value:
        isToldApart(hazard) && !isHeard && (hazard.inChinese === undefined || isReportedApart(hazard))
          ? ''
          : hazard.inChinese === undefined
            ? hazard.awaitsWords
              ? isToldApart(hazard)
                ? `由${await bodyName(hazard.bodyId)}写成中文，企业只看到写下来的话`
                : '待转写成中文'
              : ''
            : `${hazard.inChinese.text}（${hazard.inChinese.byName}转写，${formatDay(localDate(hazard.inChinese.at))}）`,
    },
    { label: '地点', value: hazard.placeText },
    {
      label: '共用部位',
      value:
        hazard.shared === undefined
          ? ''
          : `${hazard.shared.part}（几家企业共用，由${await firmNameOf(hazard)}牵头；其他企业也收到，看不到上报人）`,
    },
    { label: '类型', value: categoryLabel(hazard.category) },
    { label: '上报时间', value: reportedAt(hazard) },
    {
      label: '上报人',
      value: hazard.isAnonymous ? `${voiceIn(hazard)}（匿名）` : isUnnamed(hazard) ? '未登录的人' : '',
    },
    {
      label: oftenReported(hazard.recurring, hazard.createdAt) === undefined ? '以前也有' : '反复出现',
      value: hazard.recurring
        ? `同样的问题第 ${hazard.recurring.times} 次报，之前关闭过：${hazard.recurring.earlier.join('、')}`
        : '',
    },
    { label: '附议', value: joined > 0 ? `${joined} 人` : '' },
    { label: '重大隐患依据', value: hazard.majorBasis ?? '' },
    { label: '不属重大隐患的理由', value: hazard.notMajor?.reason ?? '' },
    { label: '不属实的理由', value: hazard.notValidReason ?? '' },
    {
      label: '申请延期',
      value:
        hazard.extension === undefined
          ? ''
          : `到${formatDay(hazard.extension.dueOn)}，等答复：${hazard.extension.reason}`,
    },
    ...(hazard.isMajor && hazard.status === 'rectifying' ? presentLastDay(hazard, now) : []),
    { label: '完成日期', value: presentClaim(hazard) },
    {
      label: '现场核查',
      value:
        hazard.review === undefined
          ? ''
          : `${formatDay(hazard.review.visitedOn)}${lateWords(hazard.review.visitedOn, hazard.review.at)}，${hazard.review.byName}${hazard.review.note === undefined ? '' : `：${hazard.review.note}`}`,
    },
    {
      label: '销号异议',
      value: `${hazard.dispute?.isAbove ? '由上一级监管部门复核：' : ''}${hazard.dispute?.reason ?? ''}`,
    },
    { label: '另立', value: hazard.succeededBy ?? '' },
    { label: '退回的理由', value: hazard.returnReason ?? '' },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** Of a case without a name, for its competent body: who could open the reporter's contact; nobody is said plainly. */
async function presentCustody(ctx: Context, hazard: Hazard) {
  const { actor, now } = ctx;
  if (!isUnnamed(hazard) || !actsAs(actor, 'regulator') || actor.scope.bodyId !== hazard.bodyId) return undefined;
  const custodians = await custodiansOn(hazard.bodyId, now);
  return {
    names: (await Promise.all(custodians.map(({ personId }) => personName(personId)))).join('、'),
    askHref: custodians.some(({ personId }) => personId === actor.personId) ? paths.askReveal(hazard.reference) : '',
    listHref: paths.custodians,
  };
}

/** What a case may be the same as, for whoever sorts it: merged or told apart by one press each. */
async function presentSame({ hazard }: SeenHazard, actions: ReturnType<typeof actionsFor>, now: Date) {
  if (!actions.some(({ action }) => action === 'tell-apart')) return [];
  const found = await findPossiblySame(now, hazard);
  return found.map(({ reference, text, placeText }) => ({
    reference,
    href: paths.hazard(reference),
    text,
    placeText,
    mergeHref: actions.some(({ action }) => action === 'mark-duplicate')
      ? paths.hazardAct(hazard.reference, 'mark-duplicate')
      : '',
    apartHref: paths.hazardAct(hazard.reference, 'tell-apart'),
  }));
}

/** What the actor sees of its rewards; where there is none, nothing more is asked. */
const rewardsSeen = async (ctx: Context, { _id: hazardId }: Hazard) =>
  (await rewardIdsOf(ctx, hazardId)).length === 0 ? { rows: [] } : rewards.find(ctx, { hazardId });

/** One case: what it is, who has it, what this person may do, and everything that happened. */
export async function showCase(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const seen = await getHazard(ctx, partOf(req, 'reference'));
  const { hazard } = seen;
  const mayPay = runsEnterprise(ctx.actor);
  const [trail, earned, standing, facts] = await Promise.all([
    findCaseTrail(ctx, hazard.reference),
    mayPay || seen.isOwn ? rewardsSeen(ctx, hazard) : { rows: [] },
    presentStanding(hazard, mayKnowOthers(ctx.actor, seen)),
    presentFacts(hazard, readsApart(ctx.actor, seen), ctx.now),
  ]);
  const due = presentDue(hazard, ctx.now);
  const left = leftParkOf(ctx.actor, hazard);
  // Who is reminded from now on is no longer the business of a park the firm has left.
  const ladder =
    left === undefined
      ? await presentLadder(await findLadder(hazard, trail), hazard, findAlarmSteps(hazard, trail))
      : undefined;
  const actions = actionsFor(ctx.actor, seen);
  const judges = actions.some(({ action }) => action === 'verify-valid' || action === 'mark-major');
  const own = seen.isOwn ? await presentOwn(ctx, hazard) : undefined;
  const talk = talkIn(trail);
  const isWaiting = talk.at(-1)?.answer === undefined && talk.length > 0;
  res.page('hazards/show', {
    title: `隐患 ${hazard.reference}`,
    reference: hazard.reference,
    ...presentTags(hazard, ctx.now),
    text: hazard.text === VOICE_ALONE ? wordsOf(hazard) : hazard.text,
    ...(await presentVoices(ctx, seen)),
    isVoiceApart: isReportedApart(hazard),
    told: wordsToldTo(ctx.actor, seen),
    left: left === undefined ? '' : formatDay(left.until),
    file: left === undefined ? await presentFile(ctx, hazard) : undefined,
    standing: { ...standing, due: due?.text ?? '', isBad: due?.isOverdue ?? false },
    facts,
    duplicateOf: hazard.duplicateOf,
    isMergedApart:
      hazard.duplicateOf !== undefined && hazard.aboutFirmId !== undefined && !mayKnowOthers(ctx.actor, seen),
    photos: photosOf(hazard.photoIds, '隐患照片'),
    plan: presentPlan(hazard),
    ladder,
    fix: hazard.fix && {
      text: hazard.fix.text,
      by: hazard.fix.byName,
      at: formatDateTime(hazard.fix.at),
      photos: photosOf(hazard.fix.photoIds, '整改后照片'),
      files: await linksToFiles(hazard.fix.fileIds),
      seenBefore: wordsOfPlaces(hazard, hazard.fix.seenBefore ?? []),
    },
    onSite: photosOf(hazard.review?.photoIds ?? [], '现场核查照片'),
    onSiteFiles: await linksToFiles(hazard.review?.fileIds),
    actions: presentActions(seen, actions),
    clauses: judges
      ? (await suggestedClauses(ctx, hazard)).map(({ id, clause, words }) => ({
          href: paths.criterion(id),
          clause,
          words: words.join('、'),
        }))
      : [],
    same: await presentSame(seen, actions, ctx.now),
    rewards: earned.rows.map((reward) => ({
      href: rewards.pathOf(reward.reference),
      reference: reward.reference,
      amount: yuanOf(reward.amountFen),
      status: statusRow(rewards.lifecycle, reward.status),
    })),
    timeline: presentCaseTrail(trail, hazard),
    talk,
    voice: hazard.isAnonymous ? voiceIn(hazard) : '上报人',
    askHref: !isWaiting && mayAsk(ctx.actor, seen) ? paths.askReporter(hazard.reference) : '',
    answerHref: isWaiting && seen.isOwn ? paths.answerAsked(hazard.reference) : '',
    isOwn: seen.isOwn,
    heldAct: own === undefined ? presentHeldAct(await heldActOf(hazard, seen)) : own.held,
    own,
    custody: await presentCustody(ctx, hazard),
    queryCode: seen.isOwn ? queryCodeOf(hazard) : '',
    statusLabel: statusRow(hazardLifecycle, hazard.status).label,
  });
}
