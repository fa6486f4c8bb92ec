import mongoose from 'mongoose';
import { findDialogue } from '#domain/chat';
import { askReporter } from '#domain/hazards';
import { superviseMajor } from '#domain/majors';
import { askHowTheyAre } from '#domain/protection';
import { approveReward, payReward } from '#domain/rewards';
import { newId } from '#kernel/ids';
import { renderText } from '#platform/texts';
import { CONVERSATIONS } from '../../bots/conversations/index.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { buildEnrolment } from '../support/enrolments.ts';
import { aPhoto, buildHazard } from '../support/hazards.ts';
import { buildInsured, buildService } from '../support/insurance.ts';
import { fileOf } from '../support/majors.ts';
import { buildPass } from '../support/passes.ts';
import { buildItem, buildSuggestion } from '../support/plans.ts';
import { buildAdvised } from '../support/stages.ts';
import { useOneWorld, useStores } from '../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../support/world.ts';
import { boundTalk, type Said, type Talk, talkAs } from './support/talk.ts';

let world: World;
let clock = createClock();
async function begin(): Promise<void> {
  clock = createClock();
  world = await buildWorld();
}

interface StepRow {
  /** `conversation step`, as the dialogue says it. */
  at: string;
  who: WorldActor | 'visitor';
  /** What must be there first. */
  before?: () => Promise<unknown>;
  /** What leads there. */
  say: readonly string[];
}

const H1 = 'H2026-0001';
const F1 = 'F2026-0001';
const J1 = 'J2026-0001';
const S1 = 'S2026-0001';
const aPass = (status: 'applied' | 'host-approved') => () => buildPass(world, status);
const anItem = (status: 'doing' | 'done') => () => buildItem(world, status);
const aSuggestion = (status: 'proposed' | 'carried-out') => () => buildSuggestion(world, status);
const inStatus = (status: 'accepted' | 'rectifying' | 'submitted' | 'closed') => () => buildHazard(world, { status });
const aMajor = () => buildHazard(world, { status: 'rectifying', isMajor: true });
const anOrder = async () => {
  const { reference } = await fileOf(await aMajor());
  const order = { reference, what: '七天内换好', answerBy: '2026-12-01' };
  await superviseMajor(personContext(world.actors.parkOfficer), order);
};
const paidReward = async () => {
  await buildHazard(world, { status: 'valid' });
  const manager = personContext(world.actors.manager);
  await approveReward(manager, { reference: 'R2026-0001' });
  await payReward(manager, { reference: 'R2026-0001', method: 'cash' });
};

const servedWorker = async () => buildService(world, await buildInsured(world), 'accepted');

const twoFirms = async () => {
  await buildAdvised(world);
  const { _id: enterpriseId, creditCode, name } = world.otherEnterprise;
  await buildEnrolment(world, { enterpriseId, creditCode, name });
  const own = { _id: world.actors.adviser.personId } as never;
  const more = { $push: { 'grants.0.scope.enterpriseIds': enterpriseId } } as never;
  await mongoose.connection.collection('accounts').updateOne(own, more);
};

/** A case without a name, under a number that is written here: its own is drawn by lot. */
async function unnamedCase() {
  const hazard = await buildHazard(world, { isAnonymous: true });
  await mongoose.connection.collection('hazards').updateOne({ _id: hazard._id as never }, { $set: { reference: H1 } });
  return { ...hazard, reference: H1 };
}
const askedCase = async () => {
  const { reference } = await unnamedCase();
  await askReporter(personContext(world.actors.officer), { reference, question: '哪个班？' });
};
const oldCase = async () => {
  await unnamedCase();
  clock.advance({ days: 7 });
};
const checkedCase = async () => {
  const hazard = await unnamedCase();
  clock.advance({ days: 30 });
  await askHowTheyAre(clockContext(clock.now()), hazard);
};

/** Every place a person can stand in a conversation with the bot. */
const STEPS: readonly StepRow[] = [
  { at: 'menu menu', who: 'visitor', say: ['帮助'] },
  { at: 'menu menu', who: 'worker', say: ['帮助'] },
  { at: 'menu menu', who: 'officer', say: ['帮助'] },
  { at: 'offer offer', who: 'visitor', say: ['那个东西又那样了'] },
  { at: 'bind code', who: 'visitor', say: ['绑定'] },
  { at: 'join code', who: 'visitor', say: ['加入班组'] },
  { at: 'join person', who: 'visitor', say: ['加入 BWTEAM23'] },
  { at: 'join proof', who: 'visitor', say: ['加入 BWTEAM23', '新工友 13700001111'] },
  { at: 'report words', who: 'visitor', say: ['上报'] },
  { at: 'report enterprise', who: 'visitor', say: ['消防通道被堆满了'] },
  { at: 'report confirm', who: 'visitor', say: ['消防通道被堆满了', '桂宝陶瓷 北门'] },
  { at: 'report words', who: 'worker', say: ['上报'] },
  { at: 'report place', who: 'worker', say: ['3号线电箱漏电'] },
  { at: 'report confirm', who: 'worker', say: ['3号线电箱漏电', '1'] },
  { at: 'report confirm', who: 'officer', say: ['替韦小妹报 原料仓库漏雨'] },
  { at: 'alarm told', who: 'worker', say: ['3号线配电房着火了'] },
  { at: 'alarm told', who: 'visitor', say: ['北流市这边着火了'] },
  { at: 'alarm asked', who: 'worker', say: ['3号线配电房着火了', '我姓覃在这里做了三年'] },
  {
    ...{ at: 'alarm doubted', who: 'worker', before: () => buildHazard(world) },
    say: ['3号线配电房着火了', '取消', '撤回'],
  },
  { at: 'reward choose', who: 'worker', before: paidReward, say: ['奖励'] },
  { at: 'toDos choose', who: 'officer', before: inStatus('accepted'), say: ['待办'] },
  { at: 'programme firm', who: 'worker', before: () => buildAdvised(world, 'implementing'), say: ['我的项目'] },
  { at: 'programme more', who: 'officer', before: () => buildAdvised(world, 'implementing'), say: ['我的项目', '1'] },
  { at: 'programme firm', who: 'adviser', before: () => buildAdvised(world), say: ['我的项目'] },
  { at: 'programme firms', who: 'adviser', before: twoFirms, say: ['我的项目'] },
  { at: 'programme more', who: 'adviser', before: twoFirms, say: ['我的项目', '1', '3'] },
  { at: 'caseAct verify', who: 'officer', before: inStatus('accepted'), say: [`核实 ${H1}`] },
  { at: 'caseAct not-valid', who: 'officer', before: inStatus('accepted'), say: [`核实 ${H1}`, '2'] },
  { at: 'caseAct submit', who: 'worker2', before: inStatus('rectifying'), say: [`提交 ${H1}`] },
  { at: 'caseAct submit', who: 'worker2', before: inStatus('rectifying'), say: [`提交 ${H1} 换了新线`] },
  { at: 'caseAct approve', who: 'officer', before: inStatus('submitted'), say: [`验收 ${H1}`] },
  { at: 'caseAct return', who: 'officer', before: inStatus('submitted'), say: [`验收 ${H1}`, '2'] },
  { at: 'caseAct reopen', who: 'worker', before: inStatus('closed'), say: [`还没有 ${H1}`] },
  { at: 'majorAct progress', who: 'officer', before: aMajor, say: [`报进展 ${H1}`] },
  { at: 'majorAct note', who: 'officer', before: aMajor, say: [`备注 ${H1}`] },
  { at: 'majorAct supervise', who: 'parkOfficer', before: aMajor, say: [`督办 ${H1}`] },
  { at: 'majorAct answer', who: 'officer', before: anOrder, say: [`答复督办 ${H1}`] },
  { at: 'ownCase answer', who: 'worker', before: askedCase, say: [`回答 ${H1}`] },
  { at: 'ownCase outside', who: 'worker', before: oldCase, say: [`转交 ${H1}`] },
  { at: 'ownCase contact', who: 'worker', before: checkedCase, say: [`被为难 ${H1} 被调岗`] },
  { at: 'visit firm', who: 'visitor', say: ['来访'] },
  { at: 'visit who', who: 'visitor', say: ['来访', '桂宝陶瓷'] },
  { at: 'visit purpose', who: 'visitor', say: ['来访', '桂宝陶瓷', '莫来访 桂K54321'] },
  { at: 'visit day', who: 'visitor', say: ['来访', '桂宝陶瓷', '莫来访', '送窑炉配件'] },
  { at: 'visit confirm', who: 'visitor', say: ['来访', '桂宝陶瓷', '莫来访', '送窑炉配件', '明天'] },
  { at: 'suggest words', who: 'worker', say: ['提建议'] },
  { at: 'suggest confirm', who: 'worker', say: ['提建议 加装护栏'] },
  { at: 'itemAct complete', who: 'worker2', before: anItem('doing'), say: [`完成 ${J1}`] },
  { at: 'itemAct complete', who: 'worker2', before: anItem('doing'), say: [`完成 ${J1} 做好了，已签字`] },
  { at: 'itemAct check', who: 'officer', before: anItem('done'), say: ['待办', '1'] },
  { at: 'itemAct redo', who: 'officer', before: anItem('done'), say: [`无效 ${J1}`] },
  { at: 'serviceAct attend', who: 'worker', before: servedWorker, say: ['待办', '1'] },
  { at: 'passAct host', who: 'officer', before: aPass('applied'), say: ['待办', '1'] },
  { at: 'passAct park', who: 'parkOfficer', before: aPass('host-approved'), say: ['待办', '1'] },
  { at: 'passAct refuse', who: 'officer', before: aPass('applied'), say: [`不同意 ${F1}`] },
  { at: 'suggestionAct answer', who: 'officer', before: aSuggestion('proposed'), say: ['待办', '1'] },
  { at: 'suggestionAct decline', who: 'officer', before: aSuggestion('proposed'), say: [`不采纳 ${S1}`] },
  { at: 'suggestionAct confirm', who: 'worker', before: aSuggestion('carried-out'), say: ['待办', '1'] },
  { at: 'suggestionAct not-yet', who: 'worker', before: aSuggestion('carried-out'), say: [`还没有 ${S1}`] },
];

const talkOf = async (who: StepRow['who']): Promise<Talk> =>
  who === 'visitor' ? talkAs(who, clock) : boundTalk(who, { personId: world.actors[who].personId }, clock);

async function standing(who: string): Promise<string> {
  const row = await findDialogue('mock', who);
  return row?.state ? `${row.state.conversation} ${row.state.step}` : '';
}

async function reach({ who, before, say, at }: StepRow): Promise<Talk> {
  await before?.();
  const talk = await talkOf(who);
  for (const words of say) await talk.say(words);
  expect(await standing(who)).toBe(at);
  return talk;
}

/** Words a person can go on from: numbers to choose, or what to send next. */
function nextStepIn(said: readonly Said[]): string {
  const text = said.map(({ template, params }) => renderText('chat', template, params)).join('\n');
  expect(text).toMatch(/^\d{1,2} \S/m.test(text) ? /\S/ : /回复|请发|请写|请说|直接发/);
  return text;
}

const name = ({ who, at, say }: StepRow) => [`${who}: ${at} (${say.at(-1)})`, { who, at, say }] as const;
const rows = STEPS.map((row) => [name(row)[0], row] as const);

it('every step of every conversation is walked here', () => {
  const steps = CONVERSATIONS.flatMap(({ name, steps }) => Object.keys(steps).map((step) => `${name} ${step}`));
  expect(new Set(STEPS.map((row) => row.at))).toEqual(new Set(steps));
});

describe.each(rows)('wherever a person stands, as %s:', (_name, row) => {
  let talk: Talk;
  let there: object[];
  const dialogues = () => mongoose.connection.collection('dialogues');
  useOneWorld(async () => {
    await begin();
    talk = await reach(row);
    there = await dialogues().find().toArray();
  });
  // None of these steps changes more than where the person stands: they are put back there.
  beforeEach(async () => {
    await dialogues().deleteMany({});
    if (there.length > 0) await dialogues().insertMany(there as never);
    expect(await standing(row.who)).toBe(row.at);
  });

  it('返回 leads to the menu in the end, a word at a time', async () => {
    for (let presses = 0; presses < 6; presses++) {
      const said = await talk.say('返回');
      expect(said).toHaveLength(1);
      nextStepIn(said);
      if (said[0]?.template === 'help') return;
    }
    throw new Error('返回 never reached the menu');
  });

  it('nonsense, a number too high, a voice message and 帮助 are answered with a way on', async () => {
    for (const content of ['%%%', '99', { kind: 'other' as const }, { kind: 'sound' as const, soundId: 'voice' }]) {
      const said = await talk.say(content);
      expect(said.length).toBeGreaterThan(0);
      nextStepIn(said);
      expect(said[0]?.template).not.toMatch(/^(case-done|hazard-reported|bound|joined|reward-confirmed)$/);
    }
    const help = await talk.say('幫 助');
    expect(help).toMatchObject([{ template: 'help' }]);
    nextStepIn(help);
  });

  it('取消 ends it, and the next danger is taken', async () => {
    const said = await talk.say('取消');
    expect(said).toMatchObject([{ template: 'cancelled' }]);
    nextStepIn(said);
    expect(await standing(row.who)).toBe('');
    expect((await talk.ask('冲床没有防护罩，夹到手')).template).toMatch(/^report-(place|enterprise|confirm)$/);
  });

  // The last one here: it files a case.
  it('a cry for help is filed before anything else, and 继续 goes on where they stood without a word of it', async () => {
    const before = await findDialogue('mock', row.who);
    const said = await talk.say('氨气漏了有人倒了快来人');
    expect(said[0]?.isUrgent).toBe(true);
    expect(nextStepIn(said)).toMatch(/撤离.*120.*119/);
    const filed = await mongoose.connection.collection('hazards').find({ isUrgent: true }).toArray();
    expect(filed.map(({ text }) => text).join()).toContain('氨气漏了有人倒了快来人');
    if (/^(report|alarm|menu)/.test(row.at)) return;
    await talk.say('继续');
    const { state, draft } = (await findDialogue('mock', row.who)) ?? {};
    expect(draft).toBeUndefined();
    // A list is made anew, with what has come since.
    if (/^(toDos|programme)/.test(row.at)) return expect(state?.conversation).toBe(before?.state?.conversation);
    expect(await standing(row.who)).toBe(row.at);
    expect(state?.draft).toEqual(before?.state?.draft);
  });
});

describe('a danger comes first', () => {
  useStores();
  beforeEach(begin);
  const waiting = STEPS.filter(({ at }) => /^(bind|join|toDos|reward)|caseAct (verify|approve)/.test(at));
  it.each(waiting.map((row) => [name(row)[0], row] as const))('%s', async (_name, row) => {
    const talk = await reach(row);
    // Filed already, before anything is asked.
    expect((await talk.ask('电箱正在冒烟')).template).toBe('alarm');
    expect(await mongoose.connection.collection('hazards').findOne({ text: '电箱正在冒烟' })).toMatchObject({
      isUrgent: true,
    });
    const photo = await talkAs('somebody-else', clock).say({
      kind: 'photo',
      photoId: await aPhoto(personContext(world.actors.worker)),
    });
    expect(photo[0]?.template).toBe('report-enterprise');
  });
});

describe('an unfinished report', () => {
  useStores();
  beforeEach(begin);
  it('outlives 绑定 and its 取消, and 继续 takes it up again', async () => {
    const talk = await talkOf('worker');
    await talk.say('3号线电箱漏电');
    expect((await talk.ask('我的待办')).template).toBe('to-dos');
    expect((await talk.ask('帮助')).params['hasDraft']).toBe(true);
    expect((await talk.ask('继续')).template).toBe('report-place');
    clock.advance({ days: 6 });
    expect((await talk.ask('1')).params['text']).toBe('3号线电箱漏电');
  });
});

describe('for a colleague', () => {
  useStores();
  beforeEach(begin);
  it('the officer writes it down, the worker is the reporter', async () => {
    const talk = await talkOf('officer');
    const check = await talk.ask('替韦小妹报 原料仓库漏雨');
    expect(check).toMatchObject({ template: 'report-confirm', params: { onBehalf: '韦小妹', text: '原料仓库漏雨' } });
    await talk.say('1');
    expect(await mongoose.connection.collection('hazards').findOne()).toMatchObject({
      reporter: { kind: 'person', personId: world.actors.worker.personId, recordedBy: world.actors.officer.personId },
    });
  });

  it('whoever came after two hundred others is found by their name too', async () => {
    const scope = { enterpriseId: world.enterprise._id, teamId: world.team._id };
    const hired = Array.from({ length: 250 }, (_, nth) => ({
      ...{
        _id: newId(),
        name: nth === 249 ? '石晚来' : `工人${nth}`,
        phone: `1370000${1_000 + nth}`,
        status: 'active',
      },
      grants: [{ _id: newId(), role: 'worker', scope }],
    }));
    await mongoose.connection.collection('accounts').insertMany(hired as never);
    const talk = await talkOf('officer');
    expect(await talk.ask('替石晚来报 原料仓库漏雨')).toMatchObject({
      params: { onBehalf: '石晚来', text: '原料仓库漏雨' },
    });
  });

  it('a name nobody bears is part of the danger', async () => {
    const talk = await talkOf('officer');
    expect((await talk.ask('替换的阀门报警了，在漏油')).params['text']).toBe('替换的阀门报警了，在漏油');
  });
});
