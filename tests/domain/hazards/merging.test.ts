import {
  callBackHazard,
  findHazards,
  findUnsuggested,
  type Hazard,
  peekHazard,
  suggestForCase,
  takeBackAlarm,
  verifyHazard,
} from '#domain/hazards';
import { majorBoard } from '#domain/majors';
import { clockContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { buildMajor, fileOf } from '../../support/majors.ts';
import { as } from '../../support/plans.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World } from '../../support/world.ts';

useStores();
let world: World;
const whereFetched = process.env['TEST_ENCODER_DIR'] === undefined ? it.skip : it;
const MAJOR = '打磨铝件的除尘器底下没装锁气卸灰阀，拿塑料桶敞着口接灰';
beforeEach(async () => {
  world = await buildWorld();
});

const compare = async () => {
  for (const one of await findUnsuggested(new Date(), 10, [])) await suggestForCase(clockContext(), one);
};
const board = async () => (await majorBoard(as(world, 'regulator'), {})).all;
const merge = (reference: string, duplicateOf: string, more: object = { reason: '和那一件是同一个报警器' }) =>
  verifyHazard(as(world, 'officer'), { reference, result: 'duplicate', duplicateOf, ...more });
const callBack = (reference: string) =>
  callBackHazard(as(world, 'regulator'), { reference, reason: '到现场看过，不是同一件' });
const listed = async () => (await findHazards(as(world, 'regulator'), { isNotMajor: true })).rows;

describe('what may be a major hazard', () => {
  it('is merged by its firm into no trifle and nothing that is over', async () => {
    const { hazardReference: reference } = await buildMajor(world, 'suspected');
    const into: Hazard[] = [
      await buildHazard(world, { status: 'valid' }),
      await buildHazard(world, { status: 'closed' }),
      await buildHazard(world, { status: 'not-valid' }),
      (await peekHazard((await buildMajor(world, 'closed')).hazardReference)) as Hazard,
    ];
    for (const one of into)
      await expect(merge(reference, one.reference)).rejects.toMatchObject({
        fields: { duplicateOf: expect.stringContaining('重大隐患') },
      });
    expect(await peekHazard(reference)).toMatchObject({ status: 'accepted' });
    expect((await fileOf({ reference })).status).toBe('suspected');
  });

  it('is merged into an open one with a reason the body reads, which calls it back', async () => {
    const { hazardReference: reference } = await buildMajor(world, 'suspected');
    const { reference: open } = await buildHazard(world, { status: 'valid', isMajor: true });
    await expect(merge(reference, open, {})).rejects.toMatchObject({ fields: { reason: expect.any(String) } });
    await merge(reference, open);
    expect(await fileOf({ reference })).toMatchObject({
      status: 'merged',
      isOpen: false,
      reason: '和那一件是同一个报警器',
    });
    expect((await listed()).map((row) => [row.reference, row.notMajor?.into])).toEqual([[reference, open]]);
    expect((await board())['judged-none']).toBe(0);
    await callBack(reference);
    expect(await peekHazard(reference)).toMatchObject({ status: 'accepted', isOpen: true });
    expect(await peekHazard(reference)).not.toHaveProperty('duplicateOf');
    expect(await fileOf({ reference })).toMatchObject({ status: 'suspected', isOpen: true });
  });

  whereFetched(
    'merged into a trifle before its words were held beside the criteria has its file, and is called back',
    async () => {
      const { reference } = await buildHazard(world, { status: 'accepted', text: MAJOR });
      const { reference: trifle } = await buildHazard(world, { status: 'closed', text: '灭火器过期' });
      await merge(reference, trifle, {});
      await compare();
      expect(await fileOf({ reference })).toMatchObject({ status: 'not-major' });
      expect((await board())['judged-none']).toBe(1);
      await callBack(reference);
      expect(await fileOf({ reference })).toMatchObject({ status: 'suspected' });
    },
  );

  whereFetched.each([
    ['general', { result: 'valid', grade: 'general' }],
    ['untrue', { result: 'not-valid', reason: '没有看到' }],
  ] as const)('judged before its words were held beside the criteria has its file: %s', async (_, judged) => {
    const { reference } = await buildHazard(world, { status: 'accepted', text: MAJOR, isAnonymous: true });
    await verifyHazard(as(world, 'officer'), { reference, ...judged } as never);
    const before = await board();
    await compare();
    const after = await board();
    expect([after['judged-none'] - before['judged-none'], after.open - before.open]).toEqual([1, 0]);
    expect((await listed()).filter(({ notMajor }) => notMajor?.into === undefined)).toHaveLength(after['judged-none']);
    await callBack(reference);
    const back = await board();
    expect([back['judged-none'], back.open - after.open]).toEqual([before['judged-none'], 1]);
  });

  whereFetched('taken back by whoever raised the alarm is read by the body all the same', async () => {
    const { reference } = await buildHazard(world, { text: `${MAJOR}，快来人`, isUrgent: true });
    await compare();
    expect((await fileOf({ reference })).status).toBe('suspected');
    await takeBackAlarm(as(world, 'worker'), { reference });
    expect((await listed()).map((row) => row.reference)).toEqual([reference]);
    await callBack(reference);
    expect((await fileOf({ reference })).status).toBe('suspected');
  });
});
