import { type Application, type ApplicationStatus, returnApplication, startApplication } from '#domain/applying';
import { proposeTransfer } from '#domain/parks';
import { draftPlan, type ItemStatus, nameTeam, type SuggestionStatus, startPlan } from '#domain/plans';
import {
  decideAcceptance,
  findTrainings,
  planVisit,
  readChecklist,
  recordTraining,
  startAssessment,
  templateVersion,
} from '#domain/stages';
import { cellName, decideSupport, fillValues, startSupportDecision } from '#domain/support';
import { aDraft, buildCohort, fillAndSubmit, registerAnother } from './applications.ts';
import type { Clock } from './clock.ts';
import { personContext } from './contexts.ts';
import { buildSecondPark } from './parks.ts';
import { as, buildItem, buildSuggestion } from './plans.ts';
import { buildAdvised, buildRound, buildVisit, doStage } from './stages.ts';
import { buildComparison, buildPolicy } from './support.ts';
import { buildWorld, type World } from './world.ts';

/** A world in which every page of the programme has something to show, made by the real commands. */
export interface ProgrammeWorld {
  world: World;
  /** Somebody who may do nothing but apply. */
  applicant: { phone: string };
  cohort: string;
  applications: Record<'draft' | 'submitted' | 'returned', string>;
  /** In continuous improvement, with its certificate. */
  enrolment: string;
  certificate: string;
  /** An item of the checklist of its stage. */
  checklistItem: string;
  training: string;
  visits: { planned: string; unsigned: string; signed: string };
  plan: string;
  items: Partial<Record<ItemStatus, string>>;
  suggestions: Partial<Record<SuggestionStatus, string>>;
  policies: { draft: string; published: string };
  decisions: { naming: string; comparing: string; asked: string; decided: string };
  transfer: string;
}

const FULL = '2026-11-24';

async function buildStages(
  world: World,
): Promise<Pick<ProgrammeWorld, 'enrolment' | 'certificate' | 'training' | 'visits' | 'checklistItem'>> {
  const { adviser, officer, regulator, manager, worker } = world.actors;
  const enrolment = await buildAdvised(world, 'accepting');
  const { reference } = enrolment;
  await buildRound(world, reference, 'baseline');
  await doStage(world, reference);
  const { items } = await templateVersion('acceptance', 1);
  const decided = await decideAcceptance(personContext(regulator), {
    reference,
    heldOn: FULL,
    panel: '韦国强 玉林市应急管理局\n陈工 市安科院\n黄老师 玉林师范学院',
    scores: Object.fromEntries(items.map((item) => [item.code, String('points' in item ? item.points : 0)])),
    templateVersion: 1,
    result: 'pass',
    opinion: '现场变化明显',
  });
  await recordTraining(personContext(officer), {
    reference,
    module: 'cooperation',
    heldOn: '2026-11-20',
    hours: 8,
    personIds: [manager.personId, worker.personId],
    managers: '周班长',
    workers: '黄大力',
  });
  await buildRound(world, reference, 'month-3', { isConfirmed: false });
  await startAssessment(personContext(adviser), { reference, round: 'month-6' });
  const signed = await buildVisit(world, reference);
  const unsigned = await buildVisit(world, reference, { isCountersigned: false });
  const planned = await planVisit(personContext(adviser), { reference, plannedOn: '2026-12-03', purpose: '复查' });
  const [training] = await findTrainings(personContext(officer), reference);
  const { lines } = await readChecklist(personContext(officer), decided.enrolment, 'improving');
  return {
    enrolment: reference,
    certificate: decided.certificateNumber ?? '',
    training: training?._id ?? '',
    visits: { planned: planned.reference, unsigned: unsigned.reference, signed: signed.reference },
    checklistItem: lines.find((line) => line.auto === undefined)?.code ?? '',
  };
}

async function buildPlanning(world: World): Promise<Pick<ProgrammeWorld, 'plan' | 'items' | 'suggestions'>> {
  const { manager, officer, worker } = world.actors;
  const { reference: plan } = await draftPlan(as(world, 'officer'), {
    year: 2026,
    goals: '零重伤\n隐患按时整改率 95%',
  });
  await nameTeam(as(world, 'officer'), {
    reference: plan,
    leaderId: manager.personId,
    secretaryId: officer.personId,
    liaisonIds: [worker.personId],
  });
  await startPlan(as(world, 'manager'), { reference: plan });
  const items: ProgrammeWorld['items'] = {};
  for (const status of ['planned', 'doing', 'done', 'effective', 'cancelled'] as const) {
    items[status] = (await buildItem(world, status, plan)).reference;
  }
  items.proposed = (await buildItem(world, 'proposed', plan)).reference;
  const suggestions: ProgrammeWorld['suggestions'] = {};
  for (const status of ['proposed', 'adopted', 'carried-out', 'confirmed', 'declined', 'converted'] as const) {
    suggestions[status] = (await buildSuggestion(world, status)).reference;
  }
  return { plan, items, suggestions };
}

async function buildApplications(
  world: World,
  cohort: string,
): Promise<Pick<ProgrammeWorld, 'applications' | 'applicant'>> {
  const { enterprise } = world;
  const apply = async (status: ApplicationStatus & ('draft' | 'submitted' | 'returned')) => {
    const firm = await registerAnother();
    const ctx = personContext(firm.actor);
    const started = await startApplication(ctx, { cohort });
    const draft = aDraft(world, { name: '北流市测试家具厂', creditCode: firm.creditCode, parkId: '' });
    const sent: Application = status === 'draft' ? started : await fillAndSubmit(ctx, started, draft);
    if (status === 'returned') {
      await returnApplication(personContext(world.actors.regulator), {
        reference: sent.reference,
        contentHash: sent.submission?.contentHash ?? '',
        reasonCode: 'other',
        reason: '请写清楚安全管理人员',
      });
    }
    return { reference: sent.reference, phone: firm.phone };
  };
  if (enterprise.regionCode !== '450981') throw new Error('the regulator looks after the county of the others');
  const submitted = await apply('submitted');
  const draft = await apply('draft');
  const returned = await apply('returned');
  return {
    applications: { draft: draft.reference, submitted: submitted.reference, returned: returned.reference },
    applicant: { phone: returned.phone },
  };
}

async function buildSupport(world: World): Promise<Pick<ProgrammeWorld, 'policies' | 'decisions'>> {
  const ctx = personContext(world.actors.regulator);
  const draft = await buildPolicy(world, { isPublished: false });
  const published = await buildPolicy(world, { isOpenToFirms: true });
  const naming = await startSupportDecision(ctx, { reference: published });
  const comparing = await buildComparison(world);
  const { reference: decided, seenHash } = await buildComparison(world, { quota: 3 });
  await decideSupport(ctx, { reference: decided, seenHash });
  // One whose ranking was seen and that is to be changed.
  const asked = await buildComparison(world);
  const [first] = asked.decision.candidates;
  const cells = { [cellName(first?._id ?? '', 'c2')]: '3' };
  await fillValues(ctx, { reference: asked.reference, cells, reason: '核对台账后更正' });
  return {
    policies: { draft, published },
    decisions: { naming: naming.reference, comparing: comparing.reference, asked: asked.reference, decided },
  };
}

export async function buildProgrammeWorld(clock: Clock): Promise<ProgrammeWorld> {
  const world = await buildWorld();
  const second = await buildSecondPark(world);
  const cohort = (await buildCohort(world)).reference;
  const stages = await buildStages(world);
  const planning = await buildPlanning(world);
  const applying = await buildApplications(world, cohort);
  const support = await buildSupport(world);
  const { reference: transfer } = await proposeTransfer(as(world, 'parkOfficer', clock.now()), {
    enterpriseId: world.enterprise._id,
    toParkId: second.park._id,
    reason: '企业搬迁到青秀',
  });
  return { world, cohort, transfer, ...stages, ...planning, ...applying, ...support };
}
