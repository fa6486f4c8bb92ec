import { askApproval, draftPlan, nameTeam, startPlan } from '#domain/plans';
import { type Enrolment, peekEnrolment, type Round } from '#domain/programme';
import {
  acceptanceSheet,
  assessments,
  confirmAssessment,
  countersignVisit,
  decideAcceptance,
  findTemplates,
  planVisit,
  readChecklist,
  recordTraining,
  signVisit,
  startAcceptance,
  startAssessment,
  startImplementing,
  submitAssessment,
  tickItem,
  visits,
  writeVisit,
} from '#domain/stages';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';
import type { Draw } from './draw.ts';

export type WalkedStage = 'preparing' | 'implementing' | 'accepting' | 'improving';
type StageCast = DemoCast & { adviser: PersonActor };

/** One round of the questionnaire; later rounds find more in place than the first. */
async function assess(draw: Draw, line: Timeline, cast: StageCast, reference: string, round: Round): Promise<void> {
  const isFirst = round === 'baseline';
  await startAssessment(line.by(cast.adviser), { reference, round });
  const [template] = await findTemplates('assessment');
  const answers: Record<string, string> = {};
  for (const item of template?.items ?? []) {
    if (!('kind' in item)) continue;
    if (item.kind === 'practice') answers[item.code] = draw.chance(isFirst ? 45 : 85) ? 'yes' : 'no';
    else if (item.kind === 'score') answers[item.code] = String(draw.between(isFirst ? 1 : 3, isFirst ? 3 : 5));
    else answers[item.code] = String(draw.between(0, isFirst ? 8 : 30));
  }
  const note = isFirst ? '现场管理靠老师傅经验，没有成文标准。' : '班组早会和建议制度已经运转起来。';
  await submitAssessment(line.by(cast.adviser), { reference, round, answers, note, photoIds: [] });
  const one = await assessments.peek(`${reference}/${round}`);
  line.days(1);
  await confirmAssessment(line.by(cast.manager), { reference, round, contentHash: one?.contentHash ?? '' });
}

async function visit(line: Timeline, cast: StageCast, reference: string, n: number): Promise<void> {
  const planned = await planVisit(line.by(cast.adviser), {
    reference,
    plannedOn: addDays(localDate(line.now), 2),
    purpose: `第 ${n} 次入企辅导：跟进改进事项`,
  });
  line.days(2);
  await writeVisit(line.by(cast.adviser), {
    reference: planned.reference,
    visitedOn: localDate(line.now),
    summary: '看了现场和台账，参加了班组早会，和改进小组一起定了下一步。',
    findings: [{ text: '二车间通道堆放半成品，宽度不够', isForPlan: true }],
    homework: [{ text: '把通道划线，半成品定位', dueOn: addDays(localDate(line.now), 14) }],
    photoIds: [],
  });
  const written = await visits.get(line.by(cast.adviser), planned.reference);
  const seen = { reference: planned.reference, contentHash: written.contentHash ?? '' };
  await signVisit(line.by(cast.adviser), seen);
  line.days(1);
  await countersignVisit(line.by(cast.officer), seen);
}

/** Ticks everything of the current checklist that people tick. */
async function tickAll(line: Timeline, cast: StageCast, reference: string): Promise<void> {
  const enrolment = (await peekEnrolment(reference)) as Enrolment;
  const { lines } = await readChecklist(line.by(cast.officer), enrolment, enrolment.status as WalkedStage);
  for (const { code, auto } of lines.filter((row) => row.auto === undefined && row.isRequired)) {
    if (auto === undefined) await tickItem(line.by(cast.officer), { reference, code, note: '' });
  }
}

const GOALS = '全年不发生损失工时的工伤\n每个班组每月至少提 2 条建议\n配电、起重、窑炉三类隐患不再重复发生';

/** Drafts the firm's plan and names its improvement team, as 准备动员 asks for. */
async function foundTeam(line: Timeline, { manager, officer, workers }: StageCast): Promise<string> {
  const year = Number(localDate(line.now).slice(0, 4));
  const { reference } = await draftPlan(line.by(officer), { year, goals: GOALS });
  await nameTeam(line.by(officer), {
    reference,
    leaderId: manager.personId,
    secretaryId: officer.personId,
    liaisonIds: workers.map((worker) => worker.personId),
  });
  return reference;
}

/** Takes a firm with an adviser from 准备动员 to `until`, each step at its own time. */
export async function playStages(
  draw: Draw,
  line: Timeline,
  cast: StageCast,
  reference: string,
  until: WalkedStage,
): Promise<void> {
  line.days(5);
  if (until === 'preparing') return;
  await assess(draw, line, cast, reference, 'baseline');
  await tickAll(line, cast, reference);
  const plan = await foundTeam(line, cast);
  line.days(4);
  await startImplementing(line.by(cast.adviser), { reference });
  await askApproval(line.by(cast.officer), { reference: plan });
  await startPlan(line.by(cast.manager), { reference: plan });
  line.days(20);
  await recordTraining(line.by(cast.adviser), {
    reference,
    module: 'cooperation',
    heldOn: localDate(line.now),
    hours: 16,
    personIds: [cast.manager, cast.officer, ...cast.workers].map((person) => person.personId),
    managers: '',
    workers: '',
    note: '',
    photoIds: [],
  });
  const count = until === 'implementing' ? draw.between(1, 2) : 3;
  for (let n = 1; n <= count; n++) {
    line.days(22);
    await visit(line, cast, reference, n);
  }
  if (until === 'implementing') return;
  await tickAll(line, cast, reference);
  await startAcceptance(line.by(cast.manager), { reference });
  if (until === 'accepting') return;
  line.days(6);
  await assess(draw, line, cast, reference, 'acceptance');
  await tickAll(line, cast, reference);
  const enrolment = (await peekEnrolment(reference)) as Enrolment;
  const sheet = await acceptanceSheet(enrolment);
  await decideAcceptance(line.by(cast.body), {
    reference,
    heldOn: localDate(line.now),
    panel: '韦国强 玉林市应急管理局\n黄丽华 玉林市工业和信息化局\n覃志远 广西安全生产科学研究院',
    scores: Object.fromEntries(
      sheet.items.map((item) => [item.code, String('points' in item ? item.points - draw.between(0, 3) : 0)]),
    ),
    templateVersion: sheet.version,
    result: 'pass',
    opinion: '管理人员和员工都参与，改进事项有证据，同意通过验收。',
  });
}
