import mongoose from 'mongoose';
import { reportHazard } from '#domain/hazards';
import { bindOwnChat } from '#domain/identity';
import { countUnread, findInbox, reactToEvents, readAll } from '#domain/notices';
import { newId } from '#kernel/ids';
import { createClock } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { profiled } from '../../support/profiled.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

/** What issue 13 counted. */
const WAITING = 665;
/** A page, and the one row more that says whether there is another; once by urgency and once by age. */
const MOST_READ = 60;

it('somebody for whom 665 messages wait for their chat reads every one in the portal at once, a page at a time', async () => {
  const world = await buildWorld();
  const clock = createClock();
  clock.set(new Date('2026-11-24T15:00:00Z')); // 23:00: no chat rings
  const as = (who: 'officer' | 'worker') => personContext(world.actors[who], { now: clock.now() });
  await bindOwnChat(as('officer'), { channel: 'wecom', channelUserId: 'wx-officer' });
  await mongoose.connection.collection('events').updateMany({}, { $set: { isNoticed: true } });
  await reportHazard(as('worker'), {
    ...{ enterpriseId: world.enterprise._id, text: '北门的门锁坏了', placeText: '北门' },
  });
  await reactToEvents(clock.now());
  const outbox = mongoose.connection.collection<{ _id: string } & Record<string, unknown>>('outbox');
  const one = await outbox.findOne({ status: 'waiting', personId: world.actors.officer.personId });
  // The same message as often as it takes, each a little later than the one before.
  const more = Array.from({ length: WAITING - 1 }, (_, n) => ({
    ...one,
    _id: newId(new Date(clock.now().getTime() + n)),
    dedupeKey: `again-${n}`,
  }));
  await outbox.insertMany(more as never);

  const read: string[] = [];
  let after: string | undefined;
  do {
    let page: Awaited<ReturnType<typeof findInbox>> | undefined;
    const did = await profiled(async () => {
      page = await findInbox(as('officer'), after);
    });
    const asked = did.filter(({ ns }) => ns.endsWith('.outbox'));
    expect(asked.map(({ planSummary }) => planSummary).filter((plan) => /COLLSCAN/.test(plan ?? ''))).toEqual([]);
    expect(asked.length).toBeGreaterThan(0);
    expect(asked.reduce((sum, { docsExamined = 0 }) => sum + docsExamined, 0)).toBeLessThan(MOST_READ);
    expect(asked.some(({ hasSortStage }) => hasSortStage === true)).toBe(false);
    expect(page?.rows.every(({ text, isUnread }) => text.includes('门锁坏了') && isUnread)).toBe(true);
    read.push(...(page?.rows ?? []).map(({ _id }) => _id));
    after = page?.nextCursor;
  } while (after !== undefined);
  expect([read.length, new Set(read).size]).toEqual([WAITING, WAITING]);
  expect(read).toEqual(read.toSorted().toReversed());
  // The bell counts to a hundred, and says more than that as 99+.
  expect(await countUnread(as('officer'))).toBe(100);
  await readAll(as('officer'));
  expect(await countUnread(as('officer'))).toBe(0);
  expect((await findInbox(as('officer'))).rows[0]?.isUnread).toBe(false);
}, 60_000);
