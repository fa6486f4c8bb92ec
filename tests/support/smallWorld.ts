import mongoose from 'mongoose';
import { grantEvidence } from '#domain/accidents';
import type { AlertStatus } from '#domain/alerts';
import { beat, takeBotLease } from '#domain/chat';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { type DrillStatus, drills } from '#domain/drills';
import { askFiling } from '#domain/emergencyPlans';
import { type FilingStatus, filings } from '#domain/filings';
import {
  endorseHazard,
  type HazardAction,
  type HazardStatus,
  hazardLifecycle,
  peekHazard,
  reportHazard,
  urgeRectification,
} from '#domain/hazards';
import { type InspectionStatus, inspections, proposeInspection } from '#domain/inspections';
import { importPolicies, type Policy, policies } from '#domain/insurance';
import { peekFileOf } from '#domain/majors';
import { deliverNext, portalCarrier, reactToEvents } from '#domain/notices';
import { requestExport, runNextExport } from '#domain/oversight';
import { submitParkAssessment } from '#domain/parkAssessments';
import type { PassStatus } from '#domain/passes';
import { type ProjectStatus, projects } from '#domain/projects';
import { offerAgreement } from '#domain/rescueTeams';
import type { ReturnStatus } from '#domain/returns';
import { announceReward, approveReward, payReward } from '#domain/rewards';
import { proposeSetting } from '#domain/ruleSettings';
import { setScheme } from '#domain/schemes';
import { sharePlace, type TenancyStatus } from '#domain/tenancies';
import { addDays, localDate } from '#kernel/dates';
import { buildAccident, reportByBody } from './accidents.ts';
import { buildAlerts } from './alerts.ts';
import type { Clock } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import { buildDrill } from './drills.ts';
import { buildDuties } from './duties.ts';
import { buildEmergencyPlan } from './emergencyPlans.ts';
import { buildEnrolment } from './enrolments.ts';
import { buildExpansion } from './expansions.ts';
import { buildFacilities } from './facilities.ts';
import { buildFiling } from './filings.ts';
import { buildGates } from './gates.ts';
import { buildGrades } from './grades.ts';
import { aPhoto, buildHazard } from './hazards.ts';
import { buildInspection, startedNow, typedInspection } from './inspections.ts';
import {
  buildCatalogue,
  buildPolicyOf,
  buildService,
  makeChemical,
  sendTable,
  tableOf,
  tableRow,
} from './insurance.ts';
import { buildStop } from './majors.ts';
import { buildParkAssessment, typedReport } from './parkAssessments.ts';
import { buildPass, buildVisit } from './passes.ts';
import { buildEntryList, buildProject } from './projects.ts';
import { protect } from './protection.ts';
import { buildReferral } from './referrals.ts';
import { buildRescueTeam } from './rescueTeams.ts';
import { buildReturn } from './returns.ts';
import { buildRewardMonth, SCHEME } from './schemes.ts';
import { buildStock } from './stock.ts';
import { buildTenancy } from './tenancies.ts';
import { buildWorld, type World } from './world.ts';

type CaseName = HazardStatus | 'anonymous' | 'long' | 'late';

/** A world in which every page has something to show. */
export interface Small {
  world: World;
  cases: Record<CaseName, string>;
  /** Every step with a form, and a status it is taken from. */
  acts: readonly (readonly [HazardStatus, HazardAction])[];
  rewards: readonly string[];
  /** The number of the month that is being checked. */
  rewardMonth: string;
  /** Statistics, one in every status and one that was corrected. */
  returns: Record<ReturnStatus | 'corrected', string>;
  exports: readonly string[];
  /** One in every status. */
  filings: Record<FilingStatus, string>;
  /** One in every status a person brings about. */
  passes: Record<Exclude<PassStatus, 'expired'>, string>;
  /** Of an issued pass somebody without an account asked for. */
  visitKey: string;
  /** One in every status. */
  projects: Record<ProjectStatus, string>;
  /** One proposed, one withdrawn. */
  entryLists: readonly string[];
  /** One in use, one shut; and what crossings of the first broke, one open, one closed. */
  gates: readonly string[];
  grades: readonly string[];
  conditions: readonly string[];
  /** One that the grade of the park does not allow. */
  expansion: string;
  /** One to be handed over, one the police have. */
  referrals: readonly string[];
  /** One in every status, by it. */
  inspections: Record<InspectionStatus, string>;
  /** One that is urgent, which nobody has made up yet. */
  urgentInspection: string;
  breaches: readonly string[];
  stock: readonly string[];
  /** The firm's own; the park's, which is offered to the firm. */
  rescueTeams: readonly string[];
  /** One in every status, by it. */
  tenancies: Record<TenancyStatus, string>;
  /** Of every accident, the firm's and the park's. */
  responses: readonly string[];
  /** Of the firm, one in each status. */
  drills: Record<DrillStatus, string>;
  /** The firm's by how they stand, one of its park and of its body. */
  duties: Record<'pledge' | 'test' | 'done' | 'waived' | 'park' | 'body', string>;
  /** The firm's by status, one of its park. */
  alerts: Record<AlertStatus | 'park', string>;
  /** The firm's by status, one of its park. */
  alertSources: Record<'open' | 'shut' | 'park', string>;
  /** Of the firm one in each status a person brings about; the last is the park's, in force. */
  emergencyPlans: Record<'draft' | 'reviewed' | 'signed' | 'filed' | 'withdrawn' | 'park', string>;
  /** One in every status but absent and gone. */
  facilities: Record<'usable' | 'faulty' | 'planned' | 'not-needed', string>;
  policies: Record<'pending' | 'confirmed', string>;
  /** One whose rows were answered both ways, one that could not be read, one that waits. */
  imports: readonly string[];
  majors: Record<'rectifying' | 'closure-requested', string>;
  /** One in force, one whose end is asked for. */
  stops: readonly string[];
  services: Record<'asked' | 'agreed' | 'delivered' | 'accepted' | 'settled', string>;
  /** One the firm reported with a grant of its evidence, one a body reported. */
  accidents: readonly string[];
  /** One in every status a person brings about. */
  parkAssessments: Record<'proposed' | 'due' | 'reviewing' | 'tracking' | 'declined', string>;
  /** One that waits for a second person, one that is open. */
  reveals: readonly string[];
  /** What a reporter answered, and a day's changes of accounts. */
  watches: readonly string[];
  /** Numbers of a rule that an administrator wants otherwise. */
  setting: string;
}

const LONG =
  '成型一班3号线靠北墙第二台压力机的安全光栅被人用黑胶布粘住，机器照样能动，夜班的人说已经这样半个多月了，昨天还差一点夹到手，跟班长说过两次都没有人来修，https://example.test/averylongaddresswithoutanybreakinit/0123456789012345678901234567890123456789';

/** Builds it by the real commands, and leaves the clock eight days on, with reminders sent. */
export async function buildSmallWorld(clock: Clock): Promise<Small> {
  const world = await buildWorld();
  const { actors, enterprise, secondLocation } = world;
  const cases = {} as Record<CaseName, string>;
  for (const { code } of hazardLifecycle.statuses) {
    cases[code] = (await buildHazard(world, { status: code, text: `${WORDS[code]}` })).reference;
  }
  cases.anonymous = (await buildHazard(world, { isAnonymous: true, text: '班长叫我们把燃气报警器关掉' })).reference;
  cases.late = (await buildHazard(world, { status: 'rectifying', isMajor: true, text: '除尘管道积灰太厚' })).reference;
  const worker = personContext(actors.worker);
  const long = await reportHazard(worker, {
    enterpriseId: enterprise._id,
    text: LONG,
    placeText: `${secondLocation.name}旁边的旁边，靠近第二道防火门和三号消防栓之间的那条人行通道尽头的配电小间里面`,
    isUrgent: true,
    photoIds: [await aPhoto(worker, '#884422'), await aPhoto(worker, '#228844')],
  });
  cases.long = long.reference;
  await endorseHazard(personContext(actors.worker2), { reference: long.reference });
  await urgeRectification(personContext(actors.manager), { reference: long.reference });

  const rewards = (
    await mongoose.connection.collection<{ reference: string }>('rewards').find().sort({ _id: 1 }).toArray()
  ).map((row) => row.reference);
  const [first = '', second = ''] = rewards;
  for (const reference of [first, second]) await approveReward(personContext(actors.manager), { reference });
  await payReward(personContext(actors.manager), { reference: first, method: 'cash' });
  await announceReward(personContext(actors.manager), { reference: second });
  await setScheme(personContext(actors.manager), { ...SCHEME, deskId: actors.worker.personId });

  // Paid by the public desk in the month before, for its page.
  await mongoose.connection.collection('rewardAdvances').insertOne({
    ...{ _id: 'a'.repeat(32), enterpriseId: enterprise._id, bodyId: enterprise.bodyId },
    ...{ month: '2026-10-01', amountFen: 5_000 },
  } as never);

  const { reference: rewardMonth } = await buildRewardMonth(world, 'checking');

  const exporters = [actors.officer, actors.regulator, actors.parkOfficer, actors.adviser, actors.manager];
  const exports = [];
  for (const actor of exporters)
    exports.push((await requestExport(personContext(actor), { kind: 'hazards', filter: {} })).id);
  while (await runNextExport(clock.now));
  exports.push((await requestExport(personContext(actors.officer), { kind: 'hazards', filter: { isOpen: true } })).id);

  clock.advance({ days: 8, hours: 1 });
  for (let days = 0; days < 2; days++) {
    for (const deadline of await findDueDeadlines(clock.now(), 100))
      await advanceDeadline(clockContext(clock.now()), deadline);
  }
  while ((await reactToEvents(clock.now())) > 0);
  clock.advance({ minutes: 1 });
  while (await deliverNext(clock.now, portalCarrier));
  const lease = await takeBotLease(clock.now(), 'small-world');
  if (lease) {
    await beat(clock.now(), lease, [
      { channel: 'webchat', isLoggedIn: true, lastHeartbeatAt: clock.now() },
      {
        channel: 'service',
        isLoggedIn: false,
        lastHeartbeatAt: clock.now(),
        qr: 'https://example.test/qr',
        lastError: 'Error',
      },
    ]);
  }
  await mongoose.connection.collection('outbox').insertOne({
    _id: '6923c0de0000000000000001',
    dedupeKey: 'dead',
    channel: 'wecom',
    status: 'dead',
    sort: 'notice',
    template: 'hazard-closed',
    lastError: 'TimeoutError',
    attempts: 5,
    createdAt: clock.now(),
  } as never);
  const acts = hazardLifecycle.actions.flatMap(({ action, from }) => {
    const status = from.at(-1);
    return status === undefined ? [] : [[status, action] as const];
  });
  await buildEnrolment(world);
  const told = {} as Record<FilingStatus, string>;
  for (const { code } of filings.lifecycle.statuses) told[code] = (await buildFiling(world, code)).reference;
  const shown = {} as Small['passes'];
  for (const status of ['applied', 'host-approved', 'issued', 'refused', 'revoked'] as const)
    shown[status] = (await buildPass(world, status)).reference;
  const built = {} as Small['projects'];
  for (const { code } of projects.lifecycle.statuses) built[code] = (await buildProject(world, code)).reference;
  const lists = [
    (await buildEntryList(world, 'proposed')).reference,
    (await buildEntryList(world, 'withdrawn')).reference,
  ];
  await makeChemical(world);
  await buildCatalogue(world);
  const insured = {
    pending: (await buildPolicyOf(world, { status: 'pending', cover: { number: 'BG-0' } })).reference,
    confirmed: (await buildPolicyOf(world, { premiumFen: 5_000_000 })).reference,
  };
  const policy = (await policies.peek(insured.confirmed)) as Policy;
  const served = {} as Small['services'];
  for (const status of ['asked', 'agreed', 'delivered', 'accepted', 'settled'] as const) {
    const amountFen = status === 'settled' ? 600_000 : 50_000;
    served[status] = (await buildService(world, policy, status, { amountFen })).reference;
  }
  const files = {
    rectifying: await fileOf(cases.late),
    'closure-requested': await fileOf(cases['closure-requested']),
  };
  const stopped = [
    (await buildStop(world, files.rectifying)).reference,
    (await buildStop(world, files.rectifying, 'resume-asked')).reference,
  ];
  const { reveals, watches, colleague } = await protect(world, clock.now(), cases.anonymous);
  const imports: string[] = [];
  for (const rows of [[tableRow(world, { number: 'BG-2026-9001' }), tableRow(world, { creditCode: '不知道' })], []])
    imports.push((await sendTable(world, await tableOf(rows), clock.now())).row._id);
  imports.push((await importPolicies(personContext(actors.insurer), await tableOf([tableRow(world)])))._id);
  const accidents = [
    (await buildAccident(world, 'investigating', clock.now())).reference,
    (await reportByBody(world, clock.now())).reference,
  ];
  await grantEvidence(personContext(colleague, { now: clock.now() }), {
    ...{ reference: accidents[0] as string, personId: actors.regulator.personId },
    ...{ fileNumber: '北政函〔2026〕12号', until: addDays(localDate(clock.now()), 20) },
  });
  const assessed = {} as Small['parkAssessments'];
  // The one that is adopted first: it stands in place of whatever else is asked of the park.
  for (const status of ['tracking', 'proposed', 'due', 'declined'] as const)
    assessed[status] = (
      await buildParkAssessment(world, status, clock.now(), { sources: '桂东化工｜液氨罐区｜12.5' })
    ).reference;
  const { reference: reviewed } = await buildParkAssessment(world, 'due', clock.now());
  const answers = { answers: '已建成\n已更新' };
  await submitParkAssessment(personContext(actors.parkOfficer, { now: clock.now() }), {
    ...{ reference: reviewed, ...typedReport(clock.now(), answers) },
  });
  assessed.reviewing = reviewed;
  const sent = {} as Small['returns'];
  for (const [i, status] of (['signed', 'corrected', 'filled', 'due'] as const).entries())
    sent[status] = (await buildReturn(world, status, `2026-Q${i + 1}`)).reference;
  const inspected = {} as Small['inspections'];
  const ordered = { cause: 'special-from-above', whyOften: '上级部署' };
  for (const { code } of inspections.lifecycle.statuses)
    inspected[code] = (await buildInspection(world, code, ordered, clock.now())).reference;
  const urgent = typedInspection(world, { kind: 'urgent', ...startedNow(clock.now()) });
  return {
    inspections: inspected,
    urgentInspection: (await proposeInspection(personContext(actors.regulator, { now: clock.now() }), urgent))
      .reference,
    returns: sent,
    accidents,
    parkAssessments: assessed,
    world,
    cases,
    acts,
    rewards,
    rewardMonth,
    exports,
    filings: told,
    passes: shown,
    visitKey: (await buildVisit(world, 'issued')).showKey ?? '',
    projects: built,
    entryLists: lists,
    ...(await buildGates(world)),
    facilities: await buildFacilities(world),
    stock: [
      (await buildStock(world, { expiresOn: '2026-12-31' })).reference,
      (await buildStock(world, { whose: 'officer', item: '堵漏工具' })).reference,
    ],
    emergencyPlans: await planned(world),
    rescueTeams: await teams(world),
    tenancies: await letOut(world),
    drills: await drilled(world),
    duties: await buildDuties(world),
    ...(await buildAlerts(world)),
    responses: await numbersIn('responses'),
    ...(await buildGrades(world)),
    expansion: (await buildExpansion(world)).reference,
    referrals: [
      (await buildReferral(world, accidents[0] as string, 'approved', clock.now())).reference,
      (await buildReferral(world, accidents[1] as string, 'handed', clock.now())).reference,
    ],
    policies: insured,
    imports,
    majors: files,
    stops: stopped,
    services: served,
    reveals,
    watches,
    setting: (
      await proposeSetting(personContext(actors.administrator, { now: clock.now() }), 'hazard-clock', {
        ...{ from: addDays(localDate(clock.now()), 30), article: '意见（九）', source: '桂应急〔2026〕1号' },
        ...{ why: '试点中三个工作日不够', numbers: { verifyWorkingDays: '5' } },
      })
    )._id,
  };
}

async function planned(world: World): Promise<Small['emergencyPlans']> {
  const found = {} as Small['emergencyPlans'];
  for (const status of ['draft', 'reviewed', 'signed', 'filed', 'withdrawn'] as const)
    found[status] = (
      await buildEmergencyPlan(world, status, { kind: 'special', title: `${WORDS.reported}${status}` })
    ).reference;
  found.park = (await buildEmergencyPlan(world, 'signed', { whose: 'parkOfficer' })).reference;
  await askFiling(personContext(world.actors.parkOfficer), { reference: found.park, note: '文本和评审表' });
  return found;
}

async function letOut(world: World): Promise<Small['tenancies']> {
  const found = {} as Small['tenancies'];
  for (const status of ['proposed', 'in-force', 'ended', 'declined'] as const)
    found[status] = (await buildTenancy(world, status, { area: `${WORDS.reported}${status}` })).reference;
  await sharePlace(personContext(world.actors.officer), {
    ...{ reference: found['in-force'], part: '东侧楼梯', lead: 'tenant' },
  });
  return found;
}

async function teams(world: World): Promise<string[]> {
  const own = await buildRescueTeam(world, { whose: 'manager' });
  const shared = await buildRescueTeam(world);
  await offerAgreement(personContext(world.actors.parkOfficer), {
    ...{ reference: shared.reference, creditCode: world.enterprise.creditCode, until: '2027-12-31' },
    covers: '火灾和泄漏，十分钟赶到',
  });
  return [own.reference, shared.reference];
}

async function drilled(world: World): Promise<Small['drills']> {
  const found = {} as Small['drills'];
  for (const { code } of drills.lifecycle.statuses) found[code] = (await buildDrill(world, code)).reference;
  return found;
}

const numbersIn = async (collection: string): Promise<string[]> =>
  (await mongoose.connection.collection<{ reference: string }>(collection).find().sort({ _id: 1 }).toArray()).map(
    ({ reference }) => reference,
  );

async function fileOf(reference: string): Promise<string> {
  const hazard = await peekHazard(reference);
  return (await peekFileOf(hazard?._id ?? ''))?.reference ?? '';
}

const WORDS: Readonly<Record<HazardStatus, string>> = {
  reported: '消防通道堆了木板',
  accepted: '叉车倒车不响',
  valid: '平台护栏少了一段',
  'not-valid': '仓库灯不亮',
  duplicate: '氧气瓶没有固定',
  rectifying: '球磨机没有防护罩',
  submitted: '窑车轨道开裂',
  'closure-requested': '煤气管道法兰漏气',
  closed: '安全出口锁着',
};
