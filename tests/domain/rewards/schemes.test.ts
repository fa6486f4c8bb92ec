import mongoose from 'mongoose';
import {
  acceptHazard,
  claimReport,
  downgradeHazard,
  markMajor,
  peekHazard,
  reportHazard,
  verifyHazard,
} from '#domain/hazards';
import { approveReward, payReward, type Reward, reverseReward, rewards, rewardsInWords } from '#domain/rewards';
import { earnedBy, findSchemes, REWARD_SCHEDULE, schemeOf, setScheme, termsInWords } from '#domain/schemes';
import { anHourBefore } from '../../support/clock.ts';
import { personContext, visitorContext } from '../../support/contexts.ts';
import { SCHEME } from '../../support/schemes.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
const as = (who: WorldActor) => personContext(world.actors[who]);
beforeEach(async () => {
  world = await buildWorld();
});

async function valid(who: WorldActor, grade: 'general' | 'major' = 'general', isAnonymous = false): Promise<string> {
  // One without a name is known to the others from the next full hour on.
  const at = isAnonymous ? { now: anHourBefore } : {};
  const { reference } = await reportHazard(personContext(world.actors[who], at), {
    enterpriseId: world.enterprise._id,
    text: `电箱漏电 ${await mongoose.connection.collection('hazards').countDocuments()}`,
    placeText: '3号线',
    isAnonymous,
  });
  await acceptHazard(as('officer'), { reference });
  const basis = grade === 'major' ? { majorBasis: '判定标准第三条' } : {};
  await verifyHazard(as('officer'), { reference, result: 'valid', grade, ...basis });
  return reference;
}
const ofCase = async (hazardReference: string): Promise<Reward[]> =>
  // Those without a name have no order within their hour.
  (await rewards.find(as('manager'))).rows
    .filter((one) => one.hazardReference === hazardReference)
    .sort((one, other) => one.kind.localeCompare(other.kind));
const oneOf = async (hazardReference: string): Promise<Reward> => (await ofCase(hazardReference))[0] as Reward;
const entries = (filter: object) => mongoose.connection.collection('rewardLedger').countDocuments(filter);

describe('a scheme of a firm', () => {
  it('is the one every firm has until it sets its own, and a version never changes what was given before', async () => {
    const { enterprise } = world;
    expect((await schemeOf(enterprise._id, new Date('2026-11-24'))).terms).toBe(REWARD_SCHEDULE.versions[0]?.value);
    const first = await valid('worker');
    await setScheme(as('manager'), { ...SCHEME, general: 8_000 });
    const second = await valid('worker');
    await setScheme(as('manager'), { ...SCHEME, general: 9_000, basedOn: 1 });
    expect([(await oneOf(first)).amountFen, (await oneOf(second)).amountFen]).toEqual([5_000, 8_000]);
    expect([(await oneOf(first)).rule, (await oneOf(second)).rule]).toEqual(['通用标准 2026-1', '企业标准第 1 版']);
    const { reference } = await oneOf(second);
    await approveReward(as('manager'), { reference, isOutsideDuty: true });
    expect(await oneOf(second)).toMatchObject({ amountFen: 12_000, terms: { levels: { general: 8_000 } } });
    const facts = await rewardsInWords.words.facts(await oneOf(second), as('worker'));
    expect(facts).toContainEqual({ label: '为什么这么多', value: '企业标准第 1 版：一般 80.00 元，本职以外按 150%' });
    expect((await findSchemes(as('worker'), enterprise._id)).map(({ version }) => version)).toEqual([2, 1]);
  });

  it('is a manager’s to set, and what contradicts itself is said at its field', async () => {
    await expect(setScheme(as('officer'), SCHEME)).rejects.toMatchObject({ kind: 'Forbidden' });
    await expect(findSchemes(as('otherWorker'), world.enterprise._id)).rejects.toMatchObject({ kind: 'Forbidden' });
    for (const [wrong, field] of [
      [{ general: 0 }, 'general'],
      [{ serious: 4_000 }, 'serious'],
      [{ payDays: 31 }, 'payDays'],
      [{ dayCapFen: 500, monthCapFen: 400 }, 'monthCapFen'],
      [{ instantFen: 60_000 }, 'instantFen'],
      [{ pointFen: 7 }, 'general'],
      [{ outsideDutyPercent: 99 }, 'outsideDutyPercent'],
      [{ monthCapFen: Number.NaN }, 'monthCapFen'],
    ] as const) {
      const error = await setScheme(as('manager'), { ...SCHEME, ...wrong }).catch((failed) => failed);
      expect([field, Object.keys(error.fields)]).toEqual([field, expect.arrayContaining([field])]);
    }
  });

  it('set twice at once is one version, and the other is told', async () => {
    const done = await Promise.allSettled([1, 2, 3].map(() => setScheme(as('manager'), SCHEME)));
    expect(done.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    for (const one of done)
      if (one.status === 'rejected') expect(one.reason).toMatchObject({ code: 'common.changed-meanwhile' });
  });

  it('says every number it has', () => {
    const {
      basedOn: _,
      general,
      serious,
      major,
      averted,
      ...rest
    } = { ...SCHEME, payDays: 20, outsideDutyPercent: 140 };
    const amounts = { dayCapFen: 11_100, monthCapFen: 22_200, instantFen: 3_300, announcesFirst: true, pointFen: 50 };
    const said = termsInWords({ levels: { general, serious, major, averted }, ...rest, ...amounts } as never).join('');
    for (const words of [
      '100 分（50.00 元）',
      '140%',
      '111.00 元',
      '222.00 元',
      '33.00 元',
      '500.00 元',
      '先公示',
      '20 天',
      '一般成本费用',
    ])
      expect(said).toContain(words);
    expect(earnedBy({ ...SCHEME, levels: { general: 333 } } as never, 'general', true)).toBe(500);
  });
});

describe('what a report earns', () => {
  it('is granted at once where it is small, without a second person', async () => {
    await setScheme(as('manager'), { ...SCHEME, instantFen: 5_000 });
    expect(await oneOf(await valid('worker'))).toMatchObject({ status: 'approved', amountFen: 5_000 });
    expect(await entries({ kind: 'approved', amountFen: 5_000 })).toBe(1);
  });

  it('stays under the caps of a day and a month, also of reports verified at once; what goes above is praise', async () => {
    await setScheme(as('manager'), { ...SCHEME, dayCapFen: 12_000 });
    const references = await Promise.all([1, 2, 3, 4].map(() => valid('worker')));
    const all = (await Promise.all(references.map(oneOf))).map(({ status, amountFen, recognisedFen }) => [
      status,
      amountFen,
      recognisedFen,
    ]);
    expect(all.toSorted((a, b) => Number(b[1]) - Number(a[1]))).toEqual([
      ['proposed', 5_000, 0],
      ['proposed', 5_000, 0],
      ['proposed', 2_000, 3_000],
      ['recognised', 0, 5_000],
    ]);
    // Why it is so much stands beside each amount, in the list and on its page.
    const capped = (await rewards.find(as('worker'))).rows.find(
      ({ recognisedFen }) => recognisedFen === 3_000,
    ) as Reward;
    expect(await rewardsInWords.words.meta(capped, as('worker'))).toMatch(
      /^20\.00 元 · 一般，另 30\.00 元超过上限，记为表扬/,
    );
    expect(await rewardsInWords.words.facts(capped, as('worker'))).toContainEqual({
      label: '为什么这么多',
      value: '企业标准第 1 版：一般 50.00 元；超过上限的 30.00 元记为表扬',
    });
    // Another person has room of their own, and raising one's level does not go above either.
    expect(await oneOf(await valid('worker2'))).toMatchObject({ amountFen: 5_000, recognisedFen: 0 });
    const small = (await Promise.all(references.map(oneOf))).find(({ amountFen }) => amountFen === 2_000);
    await approveReward(as('manager'), { reference: small?.reference ?? '', level: 'serious' });
    expect(await rewards.get(as('manager'), small?.reference ?? '')).toMatchObject({
      ...{ amountFen: 2_000, recognisedFen: 18_000 },
    });
  });

  it('of more than the scheme’s limit has a manager among the two who grant it', async () => {
    const major = await oneOf(await valid('worker', 'major'));
    expect(major).toMatchObject({ amountFen: 100_000 });
    await mongoose.connection
      .collection('rewards')
      .updateOne({ reference: major.reference }, { $set: { proposedBy: 'another-officer' } });
    await expect(approveReward(as('officer'), major)).rejects.toMatchObject({ kind: 'Forbidden' });
    await approveReward(as('manager'), { reference: major.reference });
    // Nor by raising a small one.
    const small = await oneOf(await valid('worker'));
    await mongoose.connection
      .collection('rewards')
      .updateOne({ reference: small.reference }, { $set: { proposedBy: 'another-officer' } });
    await expect(approveReward(as('officer'), { reference: small.reference, level: 'averted' })).rejects.toMatchObject({
      code: 'rewards.needs-manager',
    });
    await expect(
      approveReward(as('manager'), { reference: small.reference, level: 'free' as never }),
    ).rejects.toMatchObject({
      kind: 'Invalid',
    });
  });

  it('is never granted under the level it was found to be', async () => {
    const { reference } = await oneOf(await valid('worker', 'major'));
    await expect(approveReward(as('manager'), { reference, level: 'general' })).rejects.toMatchObject({
      code: 'rewards.level-too-low',
    });
  });

  it.each([false, true])('is topped up once when it turns out to be major, without a name: %s', async (isAnonymous) => {
    const reference = await valid('worker', 'general', isAnonymous);
    const first = await oneOf(reference);
    await approveReward(as('manager'), { reference: first.reference });
    const basis = { reference, majorBasis: '判定标准第三条' };
    await markMajor(as('officer'), basis);
    await downgradeHazard(as('regulator'), { reference, reason: '不是' });
    await markMajor(as('officer'), basis);
    expect(await ofCase(reference)).toMatchObject([
      { kind: 'report', amountFen: 5_000, status: 'approved' },
      { kind: 'top-up', amountFen: 95_000, status: 'proposed', isAnonymous, personId: first.personId },
    ]);
    // Seen and owned by the same person, named or not.
    expect((await rewards.find(as('worker'))).rows).toHaveLength(2);
  });

  it('is raised where nobody has approved it yet, and then not topped up beside', async () => {
    const reference = await valid('worker');
    await markMajor(as('officer'), { reference, majorBasis: '判定标准第三条' });
    expect(await ofCase(reference)).toMatchObject([{ kind: 'report', level: 'major', amountFen: 100_000 }]);
  });

  it('is not proposed to whoever claims a report that was only called major, and never verified', async () => {
    const { reference, queryCode } = await reportHazard(visitorContext({ now: anHourBefore }), {
      enterpriseId: world.enterprise._id,
      text: '电箱漏电',
      placeText: '3号线',
    });
    await acceptHazard(as('officer'), { reference });
    await markMajor(as('officer'), { reference, majorBasis: '判定标准第三条' });
    await claimReport(as('worker'), { reference, queryCode });
    expect((await peekHazard(reference))?.status).toBe('accepted');
    expect(await ofCase(reference)).toEqual([]);
    await verifyHazard(as('officer'), { reference, result: 'valid', grade: 'general' });
    expect(await ofCase(reference)).toMatchObject([{ level: 'major', amountFen: 100_000 }]);
  });
});

describe('the ledger of rewards', () => {
  it('has one entry however many approve and pay at once', async () => {
    const { reference } = await oneOf(await valid('worker'));
    const fifty = Array.from({ length: 50 }, (_, n) => n);
    await Promise.allSettled(fifty.map(() => approveReward(as('manager'), { reference })));
    await Promise.allSettled(fifty.map(() => payReward(as('manager'), { reference, method: 'cash' })));
    expect([await entries({ kind: 'approved' }), await entries({ kind: 'paid' })]).toEqual([1, 1]);
  }, 60_000);

  it('reverses a mistaken payment by an entry, and pays anew', async () => {
    const { reference } = await oneOf(await valid('worker'));
    await approveReward(as('manager'), { reference });
    await payReward(as('officer'), { reference, method: 'cash', voucher: '记-12' });
    await reverseReward(as('manager'), { reference, reason: '发错了人' });
    expect(await rewards.get(as('manager'), reference)).toMatchObject({ status: 'approved', round: 1 });
    await payReward(as('officer'), { reference, method: 'bank' });
    const rows = await mongoose.connection
      .collection('rewardLedger')
      .find({ kind: { $ne: 'approved' } })
      .toArray();
    expect(rows.map(({ kind, amountFen, round }) => [kind, amountFen, round])).toEqual([
      ['paid', 5_000, 0],
      ['reversed', -5_000, 0],
      ['paid', 5_000, 1],
    ]);
  });
});
