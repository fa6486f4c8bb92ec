import sharp from 'sharp';
import { storePhoto } from '#domain/evidence';
import {
  acceptHazard,
  approveRectification,
  fixOnSpot,
  peekHazard,
  planRectification,
  reportHazard,
  requestClosure,
  returnRectification,
  submitRectification,
  verifyHazard,
} from '#domain/hazards';
import { findPeople, getActor } from '#domain/identity';
import { acceptMajor, controlMajor, peekFileOf, reportMajor } from '#domain/majors';
import {
  approveReward,
  confirmReward,
  findMonthsOver,
  findWaiting,
  listMonth,
  makeBatch,
  openMonth,
  payReward,
  rewardMonths,
  rewards,
} from '#domain/rewards';
import { schemeOf, setScheme } from '#domain/schemes';
import type { PersonActor, Role } from '#kernel/actor';
import { type Context, type Door, systemContext } from '#kernel/context';
import { addDays, DAY_MS, HOUR_MS, localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import type { Draw } from './draw.ts';
import type { DemoFirm } from './enterprises.ts';

/** How far a demo case has come. */
type Stage =
  | 'reported'
  | 'accepted'
  | 'valid'
  | 'not-valid'
  | 'rectifying'
  | 'overdue'
  | 'returned'
  | 'submitted'
  | 'closed'
  | 'rewarded'
  | 'on-spot'
  | 'major'
  | 'closure-requested';

const STAGES: readonly Stage[] = [
  'rewarded',
  'closed',
  'reported',
  'rectifying',
  'submitted',
  'accepted',
  'overdue',
  'valid',
  'closed',
  'on-spot',
  'not-valid',
  'returned',
  'rewarded',
  'major',
  'closure-requested',
];

const SEEN: readonly string[] = [
  '配电箱门锁坏了，里面的线头露在外面',
  '叉车倒车没有声音，刚才差点碰到人',
  '二楼平台护栏松动，手一推就晃',
  '消防栓前面堆满了纸箱，拿不到水带',
  '打磨机的防护罩被拆掉了，火星乱飞',
  '楼梯灯坏了三天，晚上下班看不清台阶',
  '氧气瓶和乙炔瓶放在一起，没有固定',
  '行车吊钩的防脱卡扣掉了',
  '地面有一滩油，已经有人滑倒',
  '应急出口的门被锁住，钥匙不在旁边',
  '清洗池旁边没有洗眼器',
  '电焊的地线搭在管道上',
  '球磨机检修没有挂牌，有人在里面',
  '危化品仓库的通风机不转了',
  '压力表指针一直在红线上',
  '脚手架的跳板断了一块，还在用',
  '烘干机旁边堆着碎布，摸上去发烫',
  '污水池盖板裂开，下面很深',
  '传送带的急停按钮按了没反应',
  '粉尘堆得很厚，除尘机好像没开',
];
const MEASURES = [
  '更换损坏的部件并加锁',
  '清理通道，划线并挂牌',
  '恢复防护装置，开工前检查',
  '请有资质的单位维修后再用',
];

export const photo = async (ctx: Context, n: number): Promise<string> => {
  const tint = { r: 90 + ((n * 37) % 140), g: 110 + ((n * 53) % 120), b: 100 + ((n * 71) % 130) };
  const bytes = await sharp({ create: { width: 320, height: 240, channels: 3, background: tint } })
    .jpeg()
    .toBuffer();
  return (await storePhoto(ctx, { bytes, fileName: 'demo.jpg' }))._id;
};

interface Cast {
  worker: PersonActor;
  officer: PersonActor;
  manager: PersonActor;
}

async function castOf(enterpriseId: string, n: number): Promise<Cast | undefined> {
  const actor = async (role: Role, index: number): Promise<PersonActor | undefined> => {
    const people = await findPeople({ role, enterpriseId });
    const person = people[index % Math.max(1, people.length)];
    const grant = person?.grants.find((one) => one.role === role && one.scope.enterpriseId === enterpriseId);
    return person && grant ? getActor(person._id, grant._id) : undefined;
  };
  const [worker, officer, manager] = await Promise.all([
    actor('worker', n),
    actor('safety-officer', 0),
    actor('enterprise-manager', 0),
  ]);
  return worker && officer && manager ? { worker, officer, manager } : undefined;
}

/** Takes one case from report to `stage`, each step at its own time, all of them by now. */
async function play(draw: Draw, n: number, firm: DemoFirm, cast: Cast, stage: Stage, now: Date): Promise<void> {
  const daysAgo = stage === 'reported' ? 0 : stage === 'overdue' ? 14 : draw.between(2, 40);
  let at = new Date(now.getTime() - daysAgo * DAY_MS - draw.between(3, 9) * HOUR_MS);
  const { worker, officer, manager } = cast;
  const by = (actor: PersonActor, door: Door = 'web'): Context => {
    at = new Date(Math.min(at.getTime() + draw.between(10, 90) * 60_000, now.getTime()));
    return { actor, now: at, requestId: 'demo', door };
  };
  const location = draw.pick(firm.locations);
  const { reference, heldUntil } = await reportHazard(
    { ...by(worker, draw.chance(70) ? 'chat' : 'web'), onceKey: `demo:${n}` },
    {
      enterpriseId: firm.enterprise._id,
      text: SEEN[n % SEEN.length] as string,
      placeText: location.name,
      locationId: location._id,
      isUrgent: draw.chance(12),
      isAnonymous: draw.chance(15),
    },
  );
  // One without a name is known to the others from the next full hour on.
  if (heldUntil !== undefined && heldUntil > at) at = heldUntil;
  if (stage === 'reported') return;
  await acceptHazard(by(officer), { reference });
  if (stage === 'accepted') return;
  if (stage === 'not-valid') {
    const reason = '到现场看过，设备已停用挂牌，不会伤人';
    await verifyHazard(by(officer), { reference, result: 'not-valid', reason });
    return;
  }
  const isMajor = stage === 'major' || stage === 'closure-requested';
  await verifyHazard(
    by(officer),
    isMajor
      ? { reference, result: 'valid', grade: 'major', majorBasis: '工贸企业重大事故隐患判定标准第十一条' }
      : { reference, result: 'valid', grade: 'general' },
  );
  if (stage === 'valid') return;
  if (stage === 'rewarded') await reward(by, cast, reference, now);
  if (stage === 'on-spot') {
    await fixOnSpot(by(officer), { reference, text: '当场换好并检查', photoIds: [await photo(by(officer), n)] });
    return;
  }
  if (isMajor) await demoFile(by, cast, reference);
  const dueOn = addDays(localDate(at), stage === 'overdue' ? 7 : daysAgo + 5);
  await planRectification(by(manager), {
    reference,
    ownerId: officer.personId,
    measure: draw.pick(MEASURES),
    fundFen: draw.between(0, 80) * 10_000,
    dueOn,
    contingency: '改好之前停用，拉警戒线，派人看守',
    ...(isMajor ? TREATMENT : {}),
  });
  if (stage === 'rectifying' || stage === 'overdue' || stage === 'major') return;
  const ctx = by(officer);
  await submitRectification(ctx, { reference, text: '已按要求改好，试运行正常', photoIds: [await photo(ctx, n)] });
  if (stage === 'submitted') return;
  if (stage === 'returned') {
    await returnRectification(by(manager), { reference, reason: '警示标识还没有贴，请补上' });
    return;
  }
  if (stage === 'closure-requested') {
    await demoFile(by, cast, reference);
    await requestClosure(by(manager), { reference });
  } else await approveRectification(by(manager), { reference });
}

const TREATMENT = {
  goal: '消除隐患，恢复正常生产，全员重新培训',
  supplies: '材料、配件已经到货，费用列入安全投入',
  crew: '安全管理部门牵头，设备、班组参加',
  stages: '先停用隔离，再更换维修，试运行三天后自验',
};

/** The file of a major case, as far as the firm can take it now. */
async function demoFile(
  by: (actor: PersonActor) => Context,
  { officer, manager }: Cast,
  hazard: string,
): Promise<void> {
  const file = await peekFileOf((await peekHazard(hazard))?._id ?? '');
  if (file === undefined) return;
  const { reference } = file;
  if (file.control === undefined) {
    const interim = '停用有关设备，拉警戒线，专人看守，每两小时巡查一次';
    await controlMajor(by(officer), { reference, measures: ['stop-part', 'evacuate', 'warn'], interim });
    const ctx = by(manager);
    const congress = { congress: 'delegates' as const, congressOn: localDate(ctx.now) };
    const state = '设备老化，长期没有检修';
    await reportMajor(ctx, { reference, state, harm: '可能造成多人伤亡，停用后一个月内可以改好', ...congress });
  } else if (file.status === 'submitted') {
    const finding = '按方案完成，试运行正常，符合标准';
    await acceptMajor(by(manager), { reference, kind: 'own', who: '总工程师和外请专家两人', finding });
  }
}

async function reward(by: (actor: PersonActor) => Context, cast: Cast, reference: string, now: Date): Promise<void> {
  const { manager, worker } = cast;
  const found = await rewards.find({ ...by(manager), now }, { status: 'proposed', limit: 50 });
  const mine = found.rows.find((row) => row.hazardReference === reference);
  if (mine === undefined) return;
  await approveReward(by(manager), { reference: mine.reference });
  if (mine.isAnonymous) return;
  await payReward(by(manager), { reference: mine.reference, method: 'payroll' });
  await confirmReward(by(worker), { reference: mine.reference });
}

const REPORTER = '韦小妹';
const DESK = '黄大力';
/** Which of the firm's workers somebody is; the first where there is no such. */
const numberOf = async (name: string, enterpriseId: string): Promise<number> =>
  Math.max(
    0,
    (await findPeople({ enterpriseId, role: 'worker' })).findIndex((one) => one.name === name),
  );

/** The first firm has a scheme of its own, with a worker at whose desk unnamed rewards are fetched. */
async function demoScheme(firm: DemoFirm, now: Date): Promise<void> {
  const enterpriseId = firm.enterprise._id;
  const [cast, workers] = await Promise.all([castOf(enterpriseId, 0), findPeople({ enterpriseId, role: 'worker' })]);
  // Both can be signed in as: who fetches a reward by a code, and who takes the code.
  const deskId = workers.find(({ name }) => name === DESK)?._id;
  if (cast === undefined || deskId === undefined) return;
  const at = new Date(now.getTime() - 60 * DAY_MS);
  const { levels, ...terms } = (await schemeOf(enterpriseId, at)).terms;
  const ctx: Context = { actor: cast.manager, now: at, requestId: 'demo', door: 'web' };
  await setScheme(ctx, { ...levels, ...terms, dayCapFen: 200_000, deskId, basedOn: 0 });
}

/** A report somebody of the firm made, found valid by its manager and granted by its officer. */
async function granted(cast: Cast, by: (actor: PersonActor) => Context, said: Parameters<typeof reportHazard>[1]) {
  // One without a name is known to the others from the next full hour on: it was said an hour ago.
  const worker = by(cast.worker);
  const unnamed = { ...worker, now: new Date(worker.now.getTime() - HOUR_MS) };
  const { reference } = await reportHazard(said.isAnonymous === true ? unnamed : by(cast.officer), said);
  await acceptHazard(by(cast.manager), { reference });
  await verifyHazard(by(cast.manager), { reference, result: 'valid', grade: 'general' });
  const { rows } = await rewards.find(by(cast.officer), { status: 'proposed', limit: 50 });
  for (const one of rows.filter(({ hazardReference }) => hazardReference === reference))
    await approveReward(by(cast.officer), { reference: one.reference });
}

/** Its safety officer reported too, and reads why that earns nothing; what waits without a name lies at the desk. */
async function demoRewards(firm: DemoFirm, now: Date): Promise<void> {
  const cast = await castOf(firm.enterprise._id, await numberOf(REPORTER, firm.enterprise._id));
  if (cast === undefined) return;
  const by = (actor: PersonActor): Context => ({ actor, now, requestId: 'demo', door: 'web' });
  const place = { enterpriseId: firm.enterprise._id, placeText: firm.locations[0]?.name ?? '' };
  await granted(cast, by, { ...place, text: '例行检查：灭火器压力不足' });
  const first = await numberOf(REPORTER, firm.enterprise._id);
  for (const [n, text] of ['煤气报警器被人关了', '夜班没有人看护动火', '班长叫我们拆了光栅'].entries()) {
    const one = await castOf(firm.enterprise._id, first + n);
    if (one !== undefined) await granted(one, by, { ...place, text, isAnonymous: true });
  }
  // All of them are granted before any is paid.
  const { rows } = await rewards.find(by(cast.officer), { status: 'proposed', limit: 200 });
  for (const { reference, isAnonymous } of rows) {
    const row = await rewards.get(by(cast.officer), reference);
    const who = [cast.officer, cast.manager].find((actor) => rewards.can(actor, 'approve-reward', row));
    if (isAnonymous && who !== undefined) await approveReward(by(who), { reference });
  }
  const { count, deskId, totalFen } = await findWaiting(by(cast.officer));
  if (count > 0 && deskId !== undefined) await makeBatch(by(cast.officer), { method: 'cash', totalFen });
  for (const over of await findMonthsOver(now, 200, []))
    await openMonth(systemContext(now, 'reward-months', 'demo'), over);
  const [latest] = (await rewardMonths.find(by(cast.officer), { status: 'due', limit: 1 })).rows;
  if (latest !== undefined) await listMonth(by(cast.officer), { reference: latest.reference });
}

/**
 * Cases in every state, made by the commands people use, so that each has its events, deadlines and rewards. The first
 * firms, where the listed demo people work, have the most.
 *
 * @returns how many cases were made.
 */
export async function demoHazards(draw: Draw, firms: readonly DemoFirm[], count: number, now: Date): Promise<number> {
  const [first] = firms;
  if (first !== undefined) await demoScheme(first, now);
  let made = 0;
  for (let n = 0; n < count; n++) {
    const firm = firms[n % 3 === 2 ? draw.between(1, Math.min(firms.length, 12) - 1) : 0] as DemoFirm;
    const cast = await castOf(firm.enterprise._id, n);
    if (cast === undefined) continue;
    // One commit a case instead of one a step: most of the time would go in waiting for them.
    await inTransaction(() => play(draw, n, firm, cast, STAGES[n % STAGES.length] as Stage, now));
    made += 1;
  }
  if (first !== undefined) await demoRewards(first, now);
  return made;
}
