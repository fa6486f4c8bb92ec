import { type Loop, lookThrough } from '#domain/aside';
import { forgetBreaches } from '#domain/breaches';
import { readCalendar } from '#domain/calendar';
import { expectJobs, noteDone, raiseLateJobs } from '#domain/clock';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { findDutiesToRoll, rollDuty } from '#domain/duties';
import {
  findPhotosToRead,
  findStrayFiles,
  findStrayPhotos,
  findStraySounds,
  readAgain,
  removeStrayFile,
  removeStrayPhoto,
  removeStraySound,
} from '#domain/evidence';
import { findExpansionsToStop, stopExpansion } from '#domain/expansions';
import { findOverstaying, findOwingCase, openCaseOf, openOverstay, purgeNext } from '#domain/gates';
import { findConditionsOver, lapseCondition } from '#domain/grades';
import {
  findDueAlarms,
  findHeldActs,
  findToCheckOn,
  findToOffer,
  findUnsuggested,
  findUntold,
  findVoicesOver,
  offerOutside,
  raiseAlarm,
  removeVoice,
  suggestForCase,
  takeHeldAct,
} from '#domain/hazards';
import { endHiding } from '#domain/identity';
import {
  endPolicy,
  findCoversToTurn,
  findEnded,
  findToRenew,
  findUnused,
  oweRenewal,
  rebuildCovers,
  recountBudgets,
  runNextImport,
  tellUnused,
  turnCover,
} from '#domain/insurance';
import { checkJournal, keepAnchors } from '#domain/journal';
import { escalateMajor, findToEscalate } from '#domain/majors';
import { collapseMissed, deliverNext, portalCarrier, reactToEvents, smsCarrier } from '#domain/notices';
import { findToReckon, noteReckoned, reckonDeadline } from '#domain/nouns';
import { runNextExport } from '#domain/oversight';
import { moveNextFirm } from '#domain/parks';
import { expirePass, findPassesOver, forgetPasses } from '#domain/passes';
import { findLapsing, lapseEvidence, watchRecurrence } from '#domain/plans';
import { findProjectsToStop, stopProject } from '#domain/projects';
import { askHowTheyAre, findToEnd, findUngathered, gatherDay, lapseReveal } from '#domain/protection';
import { lookForOwing, openReturn } from '#domain/returns';
import {
  closeMonth,
  findMonthsOver,
  findMonthsToClose,
  findWaitedLong,
  leaveAtPublicDesk,
  openMonth,
} from '#domain/rewards';
import { announceNextBatch } from '#domain/support';
import { foldTallies, recountBoards } from '#domain/tallies';
import { findTenancyGaps, findToGive, giveLeftCases, openTenancyGap, tellOfShared } from '#domain/tenancies';
import { type Context, systemContext } from '#kernel/context';

/** One run of a job. Once `stopping` is aborted it begins nothing more: the next worker goes on from there. */
export interface Run {
  id: string;
  now: () => Date;
  /** Anfa acting in the name of this job, at this moment. */
  context: () => Context;
  stopping: AbortSignal;
}

/** What the clock does at set times. It may run twice, or be killed anywhere, with the effect of once. */
export type Job = {
  why: string;
  run: (run: Run) => Promise<void>;
  /** How many runs a worker has at once, where it is more than one. */
  sideBySide?: number;
} & (
  | { /** Milliseconds from run to run. */ every: number; pattern?: never }
  | { /** Cron on the Shanghai clock. */ pattern: string; every?: never }
);

const BATCH = 200;
/** Events whose messages are written before the stop sign is looked at again. */
const EVENTS = 25;
/** Changes of boards that are folded in one transaction. */
const DELTAS = 500;

/** Takes one thing after the other until `next` finds none. */
async function untilNone({ stopping }: Run, next: () => Promise<boolean>): Promise<void> {
  while (!stopping.aborted && (await next()));
}

/**
 * Takes everything that is due, a batch at a time; another worker at the same time finds nothing left to take. What fails
 * is set aside and holds up no other, however many of them stand before it.
 */
async function takeDue<T>(
  run: Run,
  loop: Loop,
  find: (now: Date, limit: number, without: readonly string[]) => Promise<T[]>,
  keyOf: (one: T) => string,
  take: (ctx: Context, one: T) => Promise<boolean>,
): Promise<void> {
  await untilNone(run, async () => {
    const ctx = run.context();
    const look = await lookThrough(ctx, loop);
    const due = await find(ctx.now, BATCH, look.resting);
    let moved = 0;
    for (const one of due) {
      if (run.stopping.aborted) return false;
      // Set aside is out of the way too; what another worker took meanwhile is not asked for again.
      if ((await look.take(keyOf(one), () => take(ctx, one))) !== false) moved += 1;
    }
    return due.length === BATCH && moved > 0;
  });
}

/** The whole timetable. What stands in no row is never done; the key names the row's scheduler and runs in Redis. */
export const TIMETABLE = {
  deadlines: {
    every: 5_000,
    why: '到期提醒与升级',
    run: (run) => takeDue(run, 'deadlines', findDueDeadlines, ({ _id }) => _id, advanceDeadline),
  },
  alarms: {
    every: 5_000,
    why: '紧急上报没有人受理，按分钟升级',
    run: (run) => takeDue(run, 'alarms', findDueAlarms, ({ _id }) => _id, raiseAlarm),
  },
  'held-acts': {
    every: 5_000,
    why: '不署名的人说的话到整点办',
    run: (run) => takeDue(run, 'held-acts', findHeldActs, ({ _id }) => _id, takeHeldAct),
  },
  majors: {
    every: 60_000,
    why: '重大隐患逾期，逐级升级',
    run: (run) => takeDue(run, 'majors-late', findToEscalate, ({ _id }) => _id, escalateMajor),
  },
  calendar: {
    every: 60_000,
    why: '放假安排公布后重算期限',
    run: async (run) => {
      await readCalendar(run.context());
      await takeDue(run, 'reckoning', findToReckon, ({ _id }) => _id, reckonDeadline);
      if (!run.stopping.aborted) await noteReckoned(run.now());
    },
  },
  notices: {
    every: 1_000,
    why: '事件变成消息，积下的提醒合成一条',
    run: async (run) => {
      await untilNone(run, async () => (await reactToEvents(run.now(), EVENTS)) === EVENTS);
      if (!run.stopping.aborted) await collapseMissed(run.now());
    },
  },
  portal: { every: 1_000, why: '站内消息', run: (run) => untilNone(run, () => deliverNext(run.now, portalCarrier)) },
  sms: { every: 1_000, why: '短信', run: (run) => untilNone(run, () => deliverNext(run.now, smsCarrier)) },
  recoveries: {
    every: 60_000,
    why: '重置密码后藏起的内容到期再显示',
    run: async (run) => void (await endHiding(run.now())),
  },
  exports: {
    every: 1_000,
    why: '导出表格',
    run: (run) => untilNone(run, () => runNextExport(run.now)),
    sideBySide: 3, // a long spreadsheet holds up no other
  },
  'park-mergers': {
    every: 5_000,
    why: '园区合并时逐家迁移企业',
    run: (run) => untilNone(run, () => moveNextFirm(run.context())),
  },
  insurance: {
    every: 60_000,
    why: '保险到期，提醒没用完的预防服务额度',
    run: async (run) => {
      await takeDue(run, 'policies-to-renew', findToRenew, ({ _id }) => _id, oweRenewal);
      await takeDue(run, 'policies-over', findEnded, ({ _id }) => _id, endPolicy);
      await takeDue(run, 'covers-to-turn', findCoversToTurn, ({ _id }) => _id, turnCover);
      await takeDue(run, 'budgets-unused', findUnused, ({ _id }) => _id, tellUnused);
    },
  },
  'policy-imports': {
    every: 1_000,
    why: '逐行登记成批传来的保单',
    run: (run) => untilNone(run, () => runNextImport(run.now, run.stopping)),
    sideBySide: 2, // a long table holds up no other
  },
  budgets: {
    pattern: '20 4 * * *',
    why: '核对预防服务额度和每一笔记录、投保情况',
    run: async (run) => {
      await recountBudgets(run.context());
      await rebuildCovers(run.context());
    },
  },
  'reward-months': {
    pattern: '30 0 * * *',
    why: '一个月过完请企业核对奖励，核对期满月结；等得太久的匿名奖励交给公共领奖点',
    run: async (run) => {
      await takeDue(run, 'reward-months', findMonthsOver, ({ key }) => key, openMonth);
      await takeDue(run, 'reward-months-over', findMonthsToClose, ({ _id }) => _id, closeMonth);
      await takeDue(run, 'rewards-waiting', findWaitedLong, ({ enterpriseId }) => enterpriseId, leaveAtPublicDesk);
    },
  },
  returns: {
    pattern: '45 0 * * *',
    why: '一个季度、一年过完，给企业备好隐患统计表',
    run: (run) => takeDue(run, 'returns-to-open', lookForOwing(), ({ key }) => key, openReturn),
  },
  'policy-news': {
    every: 5_000,
    why: '扶持政策分批通知企业',
    run: (run) => untilNone(run, () => announceNextBatch(run.context())),
  },
  reporters: {
    every: 60_000,
    why: '没人核实的提醒上报人可以转交，到时回访上报人、收回打开的联系方式',
    run: async (run) => {
      await takeDue(run, 'outside-offers', findToOffer, ({ _id }) => _id, offerOutside);
      await takeDue(run, 'check-ins', findToCheckOn, ({ _id }) => _id, askHowTheyAre);
      await takeDue(run, 'reveals', findToEnd, ({ _id }) => _id, lapseReveal);
    },
  },
  'account-changes': {
    pattern: '10 6 * * *',
    why: '汇总前一天的账号变动，给监管部门看有没有打击报复',
    run: (run) => takeDue(run, 'account-changes', findUngathered, ({ key }) => key, gatherDay),
  },
  plans: {
    every: 30_000,
    why: '过期的证明材料变黄、反复出现的隐患列入计划',
    run: async (run) => {
      await takeDue(run, 'lapsing', findLapsing, (reference) => reference, lapseEvidence);
      await watchRecurrence(run.now(), run.id, run.stopping);
    },
  },
  suggestions: {
    every: 5_000,
    why: '新上报的隐患对照重大隐患判定标准',
    run: (run) => takeDue(run, 'suggestions', findUnsuggested, ({ _id }) => _id, suggestForCase),
  },
  'photos-to-read': {
    every: 60_000,
    why: '给以前的照片记指纹，认得出再用一次的',
    run: (run) => takeDue(run, 'photos-to-read', findPhotosToRead, ({ _id }) => _id, readAgain),
  },
  'stray-photos': {
    pattern: '30 3 * * *',
    why: '清理没有用上的照片、语音和文件，删除留存期满的语音',
    run: async (run) => {
      await takeDue(run, 'stray-photos', findStrayPhotos, ({ _id }) => _id, removeStrayPhoto);
      await takeDue(run, 'stray-sounds', findStraySounds, ({ _id }) => _id, removeStraySound);
      await takeDue(run, 'voices-over', findVoicesOver, ({ _id }) => _id, removeVoice);
      await takeDue(run, 'stray-files', findStrayFiles, ({ _id }) => _id, removeStrayFile);
    },
  },
  passes: {
    every: 3_600_000,
    why: '通行证过期；到期清除通行证和违规进出上的姓名和车牌',
    run: async (run) => {
      await takeDue(run, 'passes-over', findPassesOver, ({ _id }) => _id, expirePass);
      if (!run.stopping.aborted) await forgetPasses(run.context());
      if (!run.stopping.aborted) await forgetBreaches(run.context());
    },
  },
  grades: {
    every: 60_000,
    why: '园区等级掉了，停下没开工的项目和没决定的扩区申请，列出来等决定',
    run: async (run) => {
      await takeDue(run, 'projects-to-stop', findProjectsToStop, ({ _id }) => _id, stopProject);
      await takeDue(run, 'expansions-to-stop', findExpansionsToStop, ({ _id }) => _id, stopExpansion);
    },
  },
  tenancies: {
    every: 5_000,
    why: '共用部位的隐患告诉另一方，退租时没能交给出租方的隐患再交一次，租赁没有有效协议的提出来',
    run: async (run) => {
      await takeDue(run, 'tenancies-told', findUntold, ({ _id }) => _id, tellOfShared);
      await takeDue(run, 'tenancies-to-give', findToGive, ({ _id }) => _id, giveLeftCases);
      await takeDue(run, 'tenancies-gap', findTenancyGaps, ({ _id }) => _id, openTenancyGap);
    },
  },
  duties: {
    every: 60_000,
    why: '每天要做的安全事项开始新的一天，前一天没有做的记下来',
    run: (run) => takeDue(run, 'duties-to-roll', findDutiesToRoll, ({ _id }) => _id, rollDuty),
  },
  conditions: {
    every: 3_600_000,
    why: '十有两禁的材料过期',
    run: (run) => takeDue(run, 'conditions-over', findConditionsOver, ({ _id }) => _id, lapseCondition),
  },
  gates: {
    every: 5_000,
    why: '卡口发现的违规进出立件，到期没有出园的提醒',
    run: async (run) => {
      await takeDue(run, 'crossings-to-case', findOwingCase, ({ _id }) => _id, openCaseOf);
      await takeDue(run, 'overstaying', findOverstaying, ({ _id }) => _id, openOverstay);
    },
  },
  crossings: {
    pattern: '40 3 * * *',
    why: '清除到期的进出记录',
    run: (run) => untilNone(run, () => purgeNext(run.context())),
  },
  tallies: {
    every: 1_000,
    why: '看板的增减并入数字',
    run: (run) => untilNone(run, async () => (await foldTallies(run.context(), DELTAS)) === DELTAS),
  },
  boards: {
    pattern: '0 4 * * *',
    why: '核对看板的数字',
    run: async (run) => void (await recountBoards(run.context())),
  },
  clock: {
    every: 60_000,
    why: '后台落后时提醒管理员',
    run: async (run) => {
      await raiseLateJobs(run.context());
      // What nobody has met again for long can be read, or is gone.
      await lookThrough(run.context(), 'unreadable');
    },
  },
  journal: {
    pattern: '0 5 * * *',
    why: '核对操作记录有没有被人改动，把当天的锚点写到数据库以外',
    run: async (run) => {
      await checkJournal(run.context());
      await keepAnchors();
    },
  },
} as const satisfies Record<string, Job>;

export type JobId = keyof typeof TIMETABLE;

/** Makes every job of the timetable known to whoever watches that it ends. */
export const expectTimetable = (now: Date): Promise<void> =>
  expectJobs(
    now,
    Object.entries<Job>(TIMETABLE).map(([_id, { why, pattern }]) => ({
      _id,
      label: why,
      isNightly: pattern !== undefined,
    })),
  );

/** Does one job of the timetable now, until nothing is left to do. */
export async function runJob(id: JobId, now: () => Date, runId: string, stopping: AbortSignal): Promise<void> {
  const job: Job = TIMETABLE[id];
  await job.run({ id: runId, now, context: () => systemContext(now(), id, runId), stopping });
  if (!stopping.aborted) await noteDone(now(), id);
}
