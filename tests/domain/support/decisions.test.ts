import mongoose from 'mongoose';
import { findBrokenLink } from '#domain/journal';
import { reactToEvents } from '#domain/notices';
import {
  agreeToChange,
  announceNextBatch,
  beginCorrection,
  decideSupport,
  declareInterest,
  draftSupportPolicy,
  editSupportPolicy,
  fillValues,
  findSupportPolicies,
  fixList,
  hashOfContent,
  nameCandidate,
  openComparison,
  peekSupportPolicy,
  publishCorrection,
  reopenList,
  seenRows,
  startSupportDecision,
  supportDecisions,
  supportPolicyQuery,
  withdrawSupportDecision,
} from '#domain/support';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { buildEnrolment } from '../../support/enrolments.ts';
import { useStores } from '../../support/stores.ts';
import { buildComparison, buildPolicy, cellsOf, codeOf, nameThree } from '../../support/support.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor) => personContext(world.actors[who]);
/** A second official of the same body. */
function colleague() {
  const { regulator } = world.actors;
  return personContext({ ...regulator, personId: 'f'.repeat(24), name: '另一位' });
}
const outcomesOf = async (reference: string) => {
  const decision = await supportDecisions.peek(reference);
  const { candidates = [], rows = [] } = decision?.verdict?.comparison ?? {};
  return Object.fromEntries(rows.map((row) => [candidates.find((one) => one._id === row.id)?.name, row.outcome]));
};

describe('a decision (S21)', () => {
  it('gives to the better firm outside, and the tie alone to the one in the programme', async () => {
    await buildEnrolment(world, { stage: 'implementing' });
    const { reference, seenHash } = await buildComparison(world);
    await decideSupport(as('regulator'), { reference, seenHash });
    expect(await outcomesOf(reference)).toEqual({
      北流市外来优秀有限公司: 'won',
      广西北流桂宝陶瓷有限公司: 'won-tie',
      南宁邕江机械制造有限公司: 'lost-tie',
    });
  });

  it.each(['paused', 'exited'] as const)('prefers nobody whose enrolment is %s', async (stage) => {
    await buildEnrolment(world, { stage });
    const { reference, seenHash } = await buildComparison(world);
    const choose = decideSupport(as('regulator'), { reference, seenHash });
    await expect(choose).rejects.toMatchObject({ code: 'support.tie-open', fields: { chosenIds: expect.any(String) } });
  });

  it('needs a written reason where equals stand alike', async () => {
    const { reference, seenHash, decision } = await buildComparison(world);
    const chosenIds = [decision.candidates[1]?._id as string];
    const without = decideSupport(as('regulator'), { reference, seenHash, chosenIds });
    await expect(without).rejects.toMatchObject({ fields: { tieReason: '请写明为什么选这几家' } });
    await decideSupport(as('regulator'), { reference, seenHash, chosenIds, tieReason: '先递交材料' });
    expect(await outcomesOf(reference)).toMatchObject({ 南宁邕江机械制造有限公司: 'won-choice' });
    expect((await supportDecisions.peek(reference))?.verdict?.tieReason).toBe('先递交材料');
  });

  it('is refused while a condition is not filled, with a sentence at each cell', async () => {
    const { reference, seenHash, decision } = await buildComparison(world, {
      isUnseen: true,
      answers: [
        ['1', ''],
        ['', '5'],
        ['1', '9'],
      ],
    });
    const [first, second] = decision.candidates.map((one) => one._id);
    await expect(decideSupport(as('regulator'), { reference, seenHash })).rejects.toMatchObject({
      code: 'support.cells-missing',
      fields: { [`v-${first}-c2`]: '请填写“整改隐患数”的数值', [`v-${second}-c1`]: '请选择“通过标准化定级”是或否' },
    });
  });

  it('says at the cell what cannot be read, and keeps nothing of that try', async () => {
    const { reference, decision } = await buildComparison(world);
    const cell = `v-${decision.candidates[0]?._id}-c2`;
    await expect(fillValues(as('regulator'), { reference, cells: { [cell]: '很多' } })).rejects.toMatchObject({
      fields: { [cell]: '请填写“整改隐患数”的数值' },
    });
    expect((await supportDecisions.peek(reference))?.candidates).toEqual(decision.candidates);
  });

  it('binds to what was seen: a firm paused meanwhile, or a value changed, is shown first', async () => {
    const enrolment = await buildEnrolment(world, { stage: 'implementing' });
    const { reference, seenHash, decision } = await buildComparison(world);
    await mongoose.connection
      .collection('enrolments')
      .updateOne({ _id: enrolment._id as never }, { $set: { status: 'paused' } });
    const stale = { code: 'support.comparison-changed' };
    await expect(decideSupport(as('regulator'), { reference, seenHash })).rejects.toMatchObject(stale);
    await fillValues(as('regulator'), {
      reference,
      cells: cellsOf(decision, [
        ['0', '5'],
        ['1', '5'],
        ['1', '9'],
      ]),
      reason: '核对证书后更正',
    });
    await declareInterest(colleague(), { reference, kind: 'none' });
    await agreeToChange(colleague(), { reference });
    await expect(decideSupport(as('regulator'), { reference, seenHash })).rejects.toMatchObject(stale);
  });

  it('is sealed: the hash fits the comparison kept, and the firm leaving later changes nothing of it', async () => {
    const enrolment = await buildEnrolment(world);
    const { reference, seenHash } = await buildComparison(world);
    const { verdict } = await decideSupport(as('regulator'), { reference, seenHash });
    await mongoose.connection
      .collection('enrolments')
      .updateOne({ _id: enrolment._id as never }, { $set: { status: 'exited', isActive: false } });
    const kept = await supportDecisions.peek(reference);
    expect(kept?.verdict?.hash).toBe(verdict?.hash);
    expect(hashOfContent(kept?.verdict?.comparison)).toBe(verdict?.hash);
    expect(kept?.verdict?.comparison.standings[0]).toMatchObject({ isInProgramme: true, stage: 'preparing' });
    expect(await findBrokenLink({ kind: 'support-decision', id: kept?._id as string })).toBeUndefined();
  });

  it('made by two at once is made once', async () => {
    const { reference, seenHash } = await buildComparison(world, { quota: 3 });
    const both = await Promise.allSettled([1, 2].map(() => decideSupport(as('regulator'), { reference, seenHash })));
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
  });

  it('begun by two at once is begun once', async () => {
    const reference = await buildPolicy(world);
    const both = await Promise.allSettled([1, 2].map(() => startSupportDecision(as('regulator'), { reference })));
    expect(both.map((one) => one.status).sort()).toEqual(['fulfilled', 'rejected']);
    expect((await supportDecisions.find(as('regulator'))).rows).toHaveLength(1);
  });

  it('is withdrawn with a reason alone, stays to be read, and is made anew beside it', async () => {
    const { reference, policy, seenHash } = await buildComparison(world, { quota: 3 });
    await decideSupport(as('regulator'), { reference, seenHash });
    const again = startSupportDecision(as('regulator'), { reference: policy });
    await expect(again).rejects.toMatchObject({ code: 'support.decision-stands' });
    const silent = withdrawSupportDecision(as('regulator'), { reference, reason: ' ' });
    await expect(silent).rejects.toMatchObject({ fields: { reason: '请写明理由' } });
    await withdrawSupportDecision(as('regulator'), { reference, reason: '一家企业的数据报错了' });
    const second = await startSupportDecision(as('regulator'), { reference: policy });
    expect(second).toMatchObject({ replaces: reference, status: 'naming' });
    expect(second.candidates).toHaveLength(3);
    const kept = await supportDecisions.get(as('officer'), reference);
    expect(kept).toMatchObject({ status: 'withdrawn', withdrawal: { reason: '一家企业的数据报错了' } });
    expect(kept.verdict).toBeDefined();
  });
});

describe('interests are declared before the list is opened', () => {
  it('keeps the comparison shut until then, and for good to whoever is close to a candidate', async () => {
    const { reference, decision } = await buildComparison(world, { isUnseen: true });
    const other = colleague();
    const shut = { code: 'support.declare-first' };
    await expect(openComparison(other, reference)).rejects.toMatchObject(shut);
    await expect(fillValues(other, { reference, cells: {} })).rejects.toMatchObject(shut);
    await expect(declareInterest(other, { reference, kind: 'conflict' })).rejects.toMatchObject({
      fields: { candidateIds: '请选择和哪家企业有利害关系' },
    });
    const candidateIds = [decision.candidates[0]?._id as string];
    await declareInterest(other, { reference, kind: 'conflict', candidateIds, note: '亲属任职' });
    const barred = { kind: 'Forbidden', code: 'support.has-conflict' };
    await expect(fillValues(other, { reference, cells: {} })).rejects.toMatchObject(barred);
    await expect(declareInterest(other, { reference, kind: 'none' })).rejects.toMatchObject(barred);
    await expect(openComparison(other, reference)).rejects.toMatchObject({ kind: 'Forbidden' });
    await reopenList(as('regulator'), { reference, reason: '漏了一家' });
    await expect(fixList(other, { reference })).rejects.toMatchObject(barred);
    // What somebody close to a candidate tried stays with the decision.
    const refused = (await supportDecisions.trail(as('regulator'), reference)).filter(
      ({ name, actor }) => name.endsWith('.step-refused') && actor.personId === 'f'.repeat(24),
    );
    expect(refused.map(({ facts }) => [facts['action'], facts['code']])).toEqual([
      ['fill', 'support.declare-first'],
      ['fill', 'support.has-conflict'],
      ['declare', 'support.has-conflict'],
      ['fix-list', 'support.has-conflict'],
    ]);
  });

  it('asks again once the list has changed', async () => {
    const { reference } = await buildComparison(world, { isUnseen: true });
    await reopenList(as('regulator'), { reference, reason: '漏了一家' });
    await nameCandidate(as('regulator'), { reference, name: '第四家', creditCode: codeOf(4) });
    await fixList(as('regulator'), { reference });
    const early = openComparison(as('regulator'), reference);
    await expect(early).rejects.toMatchObject({ code: 'support.declare-first' });
    await declareInterest(as('regulator'), { reference, kind: 'none' });
    expect(Object.keys((await openComparison(as('regulator'), reference)).missing)).toHaveLength(2);
  });
});

describe('the list', () => {
  it('takes right codes alone, each once', async () => {
    const policy = await buildPolicy(world);
    const { reference } = await startSupportDecision(as('regulator'), { reference: policy });
    const named = (creditCode: string) => nameCandidate(as('regulator'), { reference, name: '某厂', creditCode });
    const wrong = `${codeOf(1).slice(0, 17)}${codeOf(1).endsWith('A') ? 'B' : 'A'}`;
    await expect(named(wrong)).rejects.toMatchObject({
      fields: { creditCode: '统一社会信用代码的校验位不对，请对照营业执照逐位核对' },
    });
    await named(` ${codeOf(1).toLowerCase()} `);
    await expect(named(codeOf(1))).rejects.toMatchObject({ fields: { creditCode: '这家企业已经在名单里' } });
    await expect(fixList(as('otherRegulator'), { reference })).rejects.toMatchObject({ kind: 'NotFound' });
  });

  it('is needed', async () => {
    const { reference } = await startSupportDecision(as('regulator'), { reference: await buildPolicy(world) });
    await expect(fixList(as('regulator'), { reference })).rejects.toMatchObject({ code: 'support.no-candidates' });
  });
});

describe('what others read', () => {
  it('is every value, and no name but their own', async () => {
    await buildEnrolment(world);
    const { reference, seenHash } = await buildComparison(world);
    await expect(supportDecisions.get(as('officer'), reference)).rejects.toMatchObject({ kind: 'NotFound' });
    await decideSupport(as('regulator'), { reference, seenHash });
    const names = async (who: WorldActor) =>
      seenRows(world.actors[who], await supportDecisions.get(as(who), reference)).map((row) => row.who);
    expect(await names('officer')).toEqual(['候选丙', '广西北流桂宝陶瓷有限公司', '候选乙']);
    expect(await names('otherOfficer')).toEqual(['候选丙', '候选甲', '南宁邕江机械制造有限公司']);
    expect(await names('parkOfficer')).toEqual(['候选丙', '广西北流桂宝陶瓷有限公司', '候选乙']);
    expect(await names('cityRegulator')).toContain('北流市外来优秀有限公司');
    for (const who of ['worker', 'adviser', 'insurer', 'administrator', 'otherRegulator', 'sectorRegulator'] as const) {
      await expect(supportDecisions.get(as(who), reference)).rejects.toMatchObject({ kind: 'NotFound' });
    }
  });

  it('reaches every candidate’s managers once, when decided and when withdrawn', async () => {
    const { reference, seenHash } = await buildComparison(world, { quota: 3 });
    await decideSupport(as('regulator'), { reference, seenHash });
    await reactToEvents(fixedNow, 1_000);
    await withdrawSupportDecision(as('regulator'), { reference, reason: '数据报错了' });
    await reactToEvents(fixedNow, 1_000);
    const rows = await mongoose.connection
      .collection('outbox')
      .find({ template: /^support-(decided|withdrawn)/ })
      .toArray();
    expect(rows.map((row) => [row['personId'], row['template']]).sort()).toEqual([
      [world.actors.manager.personId, 'support-decided'],
      [world.actors.manager.personId, 'support-withdrawn'],
    ]);
  });
});

describe('a policy', () => {
  it('is changed in force by a new version alone, and by none once a comparison has begun', async () => {
    const reference = await buildPolicy(world);
    const basics = {
      reference,
      name: '技改贴息',
      offer: '贷款利息补贴，最高 80 万元',
      regionCode: '450981',
      opensOn: '2026-11-01',
      closesOn: '2026-12-31',
      quota: 2,
    };
    await expect(editSupportPolicy(as('regulator'), basics)).rejects.toMatchObject({ code: 'support.no-draft' });
    await beginCorrection(as('regulator'), { reference });
    const same = publishCorrection(as('regulator'), { reference, reason: '金额写错' });
    await expect(same).rejects.toMatchObject({ code: 'support.nothing-changed' });
    await editSupportPolicy(as('regulator'), basics);
    await publishCorrection(as('regulator'), { reference, reason: '金额写错' });
    const policy = await peekSupportPolicy(reference);
    expect(policy?.versions.map((one) => one.content.offer)).toEqual([
      '贷款利息补贴，最高 50 万元',
      '贷款利息补贴，最高 80 万元',
    ]);
    await startSupportDecision(as('regulator'), { reference });
    const late = beginCorrection(as('regulator'), { reference });
    await expect(late).rejects.toMatchObject({ code: 'support.already-decided-by' });
  });

  it('stays inside the department’s region', async () => {
    const outside = draftSupportPolicy(as('regulator'), {
      name: '全市贴息',
      offer: '贴息补助',
      regionCode: '4509',
      opensOn: '2026-11-01',
      closesOn: '2026-10-01',
      quota: '两家' as never,
    });
    await expect(outside).rejects.toMatchObject({ fields: { quota: '名额请填 1 到 1000 的整数' } });
    const alsoOutside = draftSupportPolicy(as('regulator'), {
      name: '全市贴息',
      offer: '贴息补助',
      regionCode: '4509',
      opensOn: '2026-11-01',
      closesOn: '2026-10-01',
      quota: 2,
    });
    await expect(alsoOutside).rejects.toMatchObject({
      fields: { regionCode: '适用地区要在您的管辖范围之内', closesOn: '截止日期不能早于开始日期' },
    });
  });

  it('is told once to the managers of every firm in the programme there, however often the clock looks', async () => {
    await buildEnrolment(world);
    const reference = await buildPolicy(world);
    const look = async () => {
      while (await announceNextBatch(clockContext()));
    };
    await Promise.all([look(), look()]);
    await look();
    await reactToEvents(fixedNow, 1_000);
    const rows = await mongoose.connection.collection('outbox').find({ template: 'support-announced' }).toArray();
    expect(rows.map((row) => row['personId'])).toEqual([world.actors.manager.personId]);
    expect((await peekSupportPolicy(reference))?.announcement?.isDone).toBe(true);
  });
});

describe('lists', () => {
  const planOf = async (collection: string, query: object): Promise<string> =>
    JSON.stringify(
      (
        await mongoose.connection.collection(collection).find(query).sort({ _id: -1 }).limit(26).explain('queryPlanner')
      )['queryPlanner'].winningPlan,
    );

  it.each(['regulator', 'cityRegulator', 'officer', 'parkOfficer'] as const)('of %s use an index', async (who) => {
    await buildComparison(world);
    for (const [collection, query] of [
      ['supportPolicies', await supportPolicyQuery(as(who), {})],
      ['supportDecisions', supportDecisions.query(as(who), {})],
    ] as const) {
      const plan = await planOf(collection, query);
      expect({ who, collection, scans: plan.includes('COLLSCAN') }).toEqual({ who, collection, scans: false });
    }
  });

  it('show a draft to nobody but the department', async () => {
    await buildPolicy(world, { isPublished: false });
    const sees = async (who: WorldActor) => (await findSupportPolicies(as(who))).rows.length;
    expect(await sees('regulator')).toBe(1);
    for (const who of ['cityRegulator', 'officer', 'manager', 'parkOfficer', 'worker'] as const) {
      expect({ who, rows: await sees(who) }).toEqual({ who, rows: 0 });
    }
  });
});

it('keeps a list with the firms it names', async () => {
  const { reference } = await startSupportDecision(as('regulator'), { reference: await buildPolicy(world) });
  await nameThree(as('regulator'), world, reference);
  expect((await supportDecisions.peek(reference))?.enterpriseIds).toEqual([
    world.enterprise._id,
    world.otherEnterprise._id,
  ]);
});
