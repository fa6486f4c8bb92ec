import {
  type Application,
  admitApplication,
  type Cohort,
  openCohort,
  recommendApplication,
  refuseApplication,
  returnApplication,
  saveDraft,
  startApplication,
  submitApplication,
  withdrawApplication,
} from '#domain/applying';
import {
  addItem,
  adoptSuggestion,
  completeItem,
  findEffective,
  findOpenPlan,
  proposeSuggestion,
  recordMonth,
  startItem,
} from '#domain/plans';
import { assignAdviser, exitProgramme, pauseEnrolment } from '#domain/stages';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { playAlerts } from './alerts.ts';
import { playAssessments } from './assessments.ts';
import { type DemoCast, demoCast, demoPerson, Timeline } from './cast.ts';
import type { Draw } from './draw.ts';
import { playDuties } from './duties.ts';
import { playEmergencies } from './emergencies.ts';
import type { DemoFirm } from './enterprises.ts';
import { playFacilities } from './facilities.ts';
import { playFilings } from './filings.ts';
import { playGates } from './gates.ts';
import { playGrades } from './grades.ts';
import { playInspections } from './inspections.ts';
import { playPasses } from './passes.ts';
import { playProjects } from './projects.ts';
import { playStages, type WalkedStage } from './stages.ts';
import { playTenancies } from './tenancies.ts';

/** 玉林 pilot (facts.md §3.1): 24 firms, 11 advisers; here in the stages they could be in after half a year. */
const WALKS: readonly (WalkedStage | 'paused' | 'exited')[] = [
  'implementing',
  'preparing',
  'improving',
  'implementing',
  'accepting',
  'implementing',
  'preparing',
  'implementing',
  'paused',
  'improving',
  'implementing',
  'exited',
];
const PILOT_FIRMS = 24;
const PILOT_DAYS_AGO = 200;

/** How far applications of the second cohort have come; the first goes to the chemical firm of the demo people. */
const APPLIED = ['submitted', 'draft', 'returned', 'resubmitted', 'recommended', 'refused', 'withdrawn'] as const;

/** Everything an application must hold beside what the system knows of the firm. */
function answers(draw: Draw, cast: DemoCast, firm: DemoFirm): Record<string, string> {
  const { employees } = firm.enterprise;
  return {
    address: `${firm.enterprise.shortName}生产厂区`,
    lastYearEmployees: String(Math.max(1, employees - draw.between(-5, 12))),
    highRiskLines: '',
    weakIndicators: draw.chance(50) ? 'no-officer,no-standard,no-training' : '',
    responsibleName: cast.manager.name,
    responsiblePhone: '0775-2800000',
    safetyOfficerName: cast.officer.name,
    motive: '想让员工一起参与找隐患、改隐患，把管理真正做起来。',
    hasCommitted: '1',
  };
}

async function submit(
  draw: Draw,
  line: Timeline,
  cast: DemoCast,
  firm: DemoFirm,
  cohort: Cohort,
): Promise<Application> {
  const started = await startApplication(line.by(cast.manager), { cohort: cohort.reference });
  const saved = await saveDraft(line.by(cast.manager), {
    reference: started.reference,
    version: started.version,
    draft: { ...started.draft, ...answers(draw, cast, firm) },
  } as never);
  return submitApplication(line.by(cast.manager), { reference: saved.reference, version: saved.version });
}

const seenHash = (application: Application): string => application.submission?.contentHash ?? '';

/** Park (where there is one) and competent body say yes. */
async function admit(line: Timeline, cast: DemoCast, application: Application): Promise<string> {
  const { reference } = application;
  const contentHash = seenHash(application);
  if (application.parkId !== undefined && cast.park !== undefined) {
    line.days(2);
    await recommendApplication(line.by(cast.park), { reference, contentHash });
  }
  line.days(3);
  const admitted = await admitApplication(line.by(cast.body), { reference, contentHash });
  return admitted.enrolmentReference as string;
}

/** Items in every state and suggestions, so that the plan of the firm has something to show. */
async function playPlan(line: Timeline, cast: DemoCast, reference: string): Promise<void> {
  const { manager, officer, workers } = cast;
  const item = (problem: string, measure: string, ownerId: string, days: number, origin: 'baseline' | 'visit' | '5s') =>
    addItem(line.by(officer), {
      planReference: reference,
      origin,
      problem,
      rootCause: '没有人专门管，也没有检查表',
      measure,
      ownerId,
      dueOn: addDays(localDate(line.now), days),
      fundFen: 200_000,
      indicator: '连续三个月检查没有再发现',
      type: 'improvement',
    });
  const [first = manager, second = manager] = workers;
  const done = await item('配电箱没有专人管', '每个配电箱挂责任牌，每周检查一次', first.personId, 20, '5s');
  await startItem(line.by(first), { reference: done.reference });
  line.days(6);
  await completeItem(line.by(first), { reference: done.reference, note: '12 个配电箱都挂了牌，第一周检查表已填' });
  await findEffective(line.by(officer), { reference: done.reference, note: '现场抽查 5 个，都有记录' });
  const waiting = await item('新员工没有岗前培训记录', '建立三级教育卡，上岗前签字', second.personId, 30, 'baseline');
  await startItem(line.by(second), { reference: waiting.reference });
  line.days(4);
  await completeItem(line.by(second), { reference: waiting.reference, note: '教育卡已建，8 月以来新员工都补签' });
  const doing = await item('行车吊具没有定期检查', '请有资质的单位检测，合格后挂牌', first.personId, 25, 'visit');
  await startItem(line.by(first), { reference: doing.reference });
  await item('应急物资过期', '清点更换，做有效期台账', second.personId, 60, 'baseline');
  const one = await proposeSuggestion(line.by(first), { text: '叉车道口装一面转角镜，倒车能看见人' });
  await adoptSuggestion(line.by(officer), { reference: one.reference, note: '本月装好' });
  await proposeSuggestion(line.by(second), { text: '休息室放一块看板，谁提的建议、办到哪一步都写上' });
}

/** Three months of injuries and heads, as a careful firm tells them. */
async function playMonths(line: Timeline, cast: DemoCast, firm: DemoFirm): Promise<void> {
  const today = localDate(line.now);
  for (const back of [3, 2, 1]) {
    const month = addDays(`${today.slice(0, 7)}-15`, -30 * back).slice(0, 7);
    await recordMonth(line.by(cast.officer), {
      month,
      lostTimeInjuries: back === 3 ? 1 : 0,
      employees: firm.enterprise.employees,
      contractors: Math.round(firm.enterprise.employees / 12),
    });
  }
}

async function playPilotFirm(
  draw: Draw,
  world: { cohort: Cohort; advisers: readonly string[]; now: Date },
  { firm, cast }: { firm: DemoFirm; cast: DemoCast },
  n: number,
): Promise<void> {
  const walk = WALKS[n % WALKS.length] as (typeof WALKS)[number];
  const line = new Timeline(world.now, PILOT_DAYS_AGO - 10 - draw.between(0, 12));
  const reference = await admit(line, cast, await submit(draw, line, cast, firm, world.cohort));
  line.days(3);
  await assignAdviser(line.by(cast.body), {
    reference,
    adviserId: world.advisers[n % world.advisers.length] as string,
  });
  const adviser = await demoPerson(world.advisers[n % world.advisers.length] as string, 'adviser');
  if (adviser === undefined) return;
  const stage = walk === 'paused' || walk === 'exited' ? 'implementing' : walk;
  await playStages(draw, line, { ...cast, adviser }, reference, stage);
  const plan = n === 0 ? await findOpenPlan(firm.enterprise._id) : undefined;
  if (plan !== undefined) {
    await playPlan(line, cast, plan.reference);
    await playMonths(line, cast, firm);
    await playFilings(new Timeline(world.now, 6), cast);
  }
  if (walk === 'paused') {
    await pauseEnrolment(line.by(cast.body), { reference, reason: '车间整体搬迁，预计两个月后恢复' });
  }
  if (walk === 'exited') {
    await exitProgramme(line.by(cast.manager), { reference, reasonCode: 'own-wish', reason: '企业转产，暂不参加' });
  }
}

async function playApplicant(
  draw: Draw,
  world: { cohort: Cohort; now: Date },
  { firm, cast }: { firm: DemoFirm; cast: DemoCast },
  n: number,
): Promise<void> {
  const stage = APPLIED[n % APPLIED.length] as (typeof APPLIED)[number];
  const line = new Timeline(world.now, draw.between(6, 24));
  if (stage === 'draft') {
    await startApplication(line.by(cast.manager), { cohort: world.cohort.reference });
    return;
  }
  const application = await submit(draw, line, cast, firm, world.cohort);
  const { reference } = application;
  const contentHash = seenHash(application);
  const reviewer: PersonActor = application.parkId !== undefined && cast.park ? cast.park : cast.body;
  line.days(1);
  if (stage === 'withdrawn') await withdrawApplication(line.by(cast.manager), { reference, reasonCode: 'later' });
  else if (stage === 'returned' || stage === 'resubmitted') {
    const returned = await returnApplication(line.by(reviewer), {
      reference,
      contentHash,
      reasonCode: 'missing',
      reason: '请写明专职安全管理人员，并补上一年平均人数',
    });
    if (stage === 'returned') return;
    const saved = await saveDraft(line.by(cast.manager), {
      reference,
      version: returned.version,
      draft: { ...returned.draft, safetyOfficerName: cast.officer.name, motive: '补正：已配专职安全员，想系统改进。' },
    } as never);
    await submitApplication(line.by(cast.manager), { reference, version: saved.version });
  } else if (stage === 'recommended' && reviewer === cast.park) {
    await recommendApplication(line.by(reviewer), { reference, contentHash });
  } else if (stage === 'refused') {
    if (reviewer === cast.park) await recommendApplication(line.by(reviewer), { reference, contentHash });
    await refuseApplication(line.by(cast.body), {
      reference,
      contentHash,
      reasonCode: 'not-eligible',
      reason: '三条理由都不成立，详见核对结果',
      wouldChange: '人数或营业收入低于大型标准，或属于规定的高危行业',
    });
  }
}

/** The people of each firm, read before its transaction: a transaction cannot begin with several reads at once. */
async function castAll(firms: readonly DemoFirm[]): Promise<{ firm: DemoFirm; cast: DemoCast }[]> {
  const all = await Promise.all(firms.map(async (firm) => ({ firm, cast: await demoCast(firm.enterprise) })));
  return all.filter((one): one is { firm: DemoFirm; cast: DemoCast } => one.cast !== undefined);
}

/**
 * The programme of the demo world, made by the commands people use: a pilot cohort of 玉林 in mixed stages, and a second
 * one of the whole 自治区 with applications in every status. A firm's whole way is one transaction: waiting for hundreds
 * of commits would take longer than the work.
 *
 * @returns how many firms took part.
 */
export async function demoProgramme(draw: Draw, firms: readonly DemoFirm[], now: Date): Promise<number> {
  const head = await demoPerson(draw.id('person:13900000014'), 'regulator');
  if (head === undefined) return 0;
  const begun = new Timeline(now, PILOT_DAYS_AGO);
  const pilot = await openCohort(begun.by(head), {
    name: '玉林市企业安全发展项目首批',
    regionCode: '4509',
    opensOn: localDate(begun.now),
    closesOn: addDays(localDate(begun.now), 60),
    capacity: 30,
  } as never);
  const later = new Timeline(now, 30);
  const second = await openCohort(later.by(head), {
    name: '广西企业安全发展项目第二批',
    regionCode: '45',
    opensOn: localDate(later.now),
    closesOn: addDays(localDate(now), 60),
    capacity: 200,
  } as never);
  const advisers = Array.from({ length: 11 }, (_, n) => draw.id(`person:adviser:${n}`));
  const inYulin = firms.filter((firm) => firm.enterprise.regionCode.startsWith('4509')).slice(0, PILOT_FIRMS);
  for (const [n, one] of (await castAll(inYulin)).entries()) {
    await inTransaction(() => playPilotFirm(draw, { cohort: pilot, advisers, now }, one, n));
  }
  const others = firms.filter((firm) => !firm.enterprise.regionCode.startsWith('4509')).slice(0, 14);
  for (const [n, one] of (await castAll(others)).entries()) {
    await inTransaction(() => playApplicant(draw, { cohort: second, now }, one, n));
  }
  // The first of them lies in the chemical park, whose entrances are kept.
  const [inChemicalPark] = await castAll(others.slice(0, 1));
  if (inChemicalPark !== undefined)
    await inTransaction(async () => {
      await playPasses(new Timeline(now, 0), inChemicalPark.cast);
      await playGates(new Timeline(now, 0), inChemicalPark.cast);
      await playGrades(new Timeline(now, 500), head, inChemicalPark.cast);
      await playProjects(new Timeline(now, 35), inChemicalPark.cast, true);
    });
  const [inOrdinaryPark, beside] = await castAll(inYulin.slice(0, 2));
  if (inOrdinaryPark !== undefined && beside !== undefined)
    await inTransaction(() => playTenancies(new Timeline(now, 40), inOrdinaryPark.cast, beside.cast));
  if (inOrdinaryPark !== undefined)
    await inTransaction(async () => {
      await playProjects(new Timeline(now, 35), inOrdinaryPark.cast, false);
      await playInspections(new Timeline(now, 2), inOrdinaryPark.cast);
    });
  // Three months ago, so that a date is over and tests have fallen due since.
  const registers = [
    { cast: inChemicalPark?.cast, isChemical: true, at: { lon: 108.62, lat: 21.75 } },
    { cast: inOrdinaryPark?.cast, isChemical: false, at: { lon: 110.354, lat: 22.708 } },
  ];
  for (const { cast, ...park } of registers)
    if (cast !== undefined) {
      await inTransaction(() => playFacilities(new Timeline(now, 90), cast, park));
      // Thirteen months ago, so that what is due every year has fallen due.
      await inTransaction(() => playEmergencies(new Timeline(now, 395), cast, park.isChemical));
      await inTransaction(() => playDuties(now, cast, park.isChemical));
      await inTransaction(() => playAlerts(now, cast, park.isChemical));
      await inTransaction(() => playAssessments(new Timeline(now, 800), cast, park.isChemical));
    }
  return inYulin.length + others.length;
}
