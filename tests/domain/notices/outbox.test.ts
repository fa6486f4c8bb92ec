import mongoose from 'mongoose';
import { advanceDeadline, findDueDeadlines } from '#domain/deadlines';
import { acceptHazard, hazardLifecycle, planRectification, reportHazard } from '#domain/hazards';
import { bindOwnChat } from '#domain/identity';
import {
  type Carrier,
  collapseMissed,
  countUnread,
  DECIDED_EVENTS,
  deliverNext,
  findInbox,
  openRow,
  portalCarrier,
  reactToEvents,
  readAll,
  readMessage,
} from '#domain/notices';
import { rewards } from '#domain/rewards';
import { type Clock, createClock } from '../../support/clock.ts';
import { clockContext, personContext, visitorContext } from '../../support/contexts.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
let clock: Clock;
beforeEach(async () => {
  world = await buildWorld();
  clock = createClock();
});

const outbox = () => mongoose.connection.collection('outbox');
const as = (who: WorldActor) => personContext(world.actors[who], { now: clock.now() });
const rowsFor = async (who: WorldActor) => {
  const rows = await outbox().find().sort({ _id: 1 }).toArray();
  return rows
    .map((row) => openRow(row as never) as unknown as Record<string, unknown> & { _id: string })
    .filter((row) => row['personId'] === world.actors[who].personId);
};

/** A chat network that keeps what it was told, and fails as long as it is asked to. */
function fakeChat(isRepeatable = false) {
  const said: string[] = [];
  const chat = {
    said,
    isDown: false,
    carrier: {
      channel: 'wecom',
      isRepeatable,
      say: async (_to: string, text: string) => {
        if (chat.isDown) throw new Error('down');
        said.push(text);
      },
    } satisfies Carrier,
  };
  return chat;
}
/** Ties a chat to somebody, who has been told of that already. */
async function bind(who: WorldActor): Promise<void> {
  await bindOwnChat(as(who), { channel: 'wecom', channelUserId: `wx-${who}` });
  await mongoose.connection
    .collection('events')
    .updateMany({ name: 'identity.chat-bound' }, { $set: { isNoticed: true } });
}
const deliverAll = async (carrier: Carrier): Promise<void> => {
  while (await deliverNext(clock.now, carrier));
};
const scan = async (): Promise<void> => {
  const ctx = clockContext(clock.now());
  for (const deadline of await findDueDeadlines(ctx.now, 100)) await advanceDeadline(ctx, deadline);
};

describe('events become messages', () => {
  it('has decided about every event a case or a reward can record', () => {
    const events = [
      ...hazardLifecycle.actions.map((row) => row.action),
      ...rewards.lifecycle.actions.map((row) => row.action),
    ];
    const decided = DECIDED_EVENTS.filter((name) => /^(hazards|rewards|deadlines)\./.test(name));
    // Beside the steps: reported, claimed, named, asked and answered, offered and taken outside, an alarm nobody opened, moved
    // with its firm, with whoever leads where it lies, its owner gone and another in their place, its closing answered with solved and with not yet, its day
    // brought forward where the body sets one before it is late, a step of either refused, a step of a deadline, and a
    // deadline that holidays published since have moved.
    expect(decided.length).toBe(events.length + 19);
  });

  it('once, however many workers look at once', async () => {
    await buildHazard(world);
    await Promise.all(Array.from({ length: 5 }, () => reactToEvents(clock.now())));
    expect((await rowsFor('officer')).map((row) => row['template'])).toEqual(['hazard-reported']);
    expect(await reactToEvents(clock.now())).toBe(0);
  });

  it('and tells nobody of what they did themselves', async () => {
    await reportHazard(as('officer'), { enterpriseId: world.enterprise._id, text: '护栏松动', placeText: '二楼' });
    await reactToEvents(clock.now());
    expect(await rowsFor('officer')).toEqual([]);
  });
});

describe('delivery', () => {
  it('reaches the portal’s inbox of somebody without a chat', async () => {
    const { reference } = await buildHazard(world);
    await reactToEvents(clock.now());
    await deliverAll(portalCarrier);
    const { rows } = await findInbox(as('officer'));
    expect(rows.map((row) => row.text)).toEqual([expect.stringContaining(`新隐患 ${reference}`)]);
    expect([await countUnread(as('officer')), (await findInbox(as('otherOfficer'))).rows]).toEqual([1, []]);
  });

  it('puts what is urgent and unread before whatever came since, page by page, each once', async () => {
    await reportHazard(as('worker'), {
      ...{ enterpriseId: world.enterprise._id, text: '原料仓冒烟着火了', placeText: '原料仓' },
      isAnonymous: true,
    });
    clock.advance({ minutes: 20 });
    for (let n = 0; n < 22; n++) {
      const text = `第 ${n} 盏灯不亮`;
      await reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text, placeText: '北门' });
    }
    await reactToEvents(clock.now());
    await deliverAll(portalCarrier);
    const first = await findInbox(as('officer'));
    expect(first.rows[0]).toMatchObject({ isUrgent: true, text: expect.stringContaining('着火') });
    const second = await findInbox(as('officer'), first.nextCursor);
    const all = [...first.rows, ...second.rows];
    expect([first.rows.length, new Set(all.map(({ _id }) => _id)).size, all.length]).toEqual([20, 23, 23]);
    await readMessage(as('officer'), first.rows[0]?._id ?? '');
    expect((await findInbox(as('officer'))).rows[0]?.isUrgent).toBe(false);
  });

  it('happens once, however many senders there are', async () => {
    await bind('officer');
    await buildHazard(world);
    await reactToEvents(clock.now());
    const chat = fakeChat();
    await Promise.all(Array.from({ length: 8 }, () => deliverAll(chat.carrier)));
    expect(chat.said).toHaveLength(1);
  });

  it('drops what is no longer true', async () => {
    await bind('officer');
    const { reference } = await buildHazard(world);
    await reactToEvents(clock.now());
    await acceptHazard(as('manager'), { reference });
    const chat = fakeChat();
    await deliverAll(chat.carrier);
    expect([chat.said, (await rowsFor('officer')).map((row) => row['status'])]).toEqual([[], ['dropped']]);
  });

  it('shows what tells of a report without a name no earlier than it rings: its moment would say who was there', async () => {
    clock.set(new Date('2026-11-24T02:17:41.000Z'));
    const visitor = visitorContext({ now: clock.now() });
    await reportHazard(visitor, { enterpriseId: world.enterprise._id, text: '门锁坏了', placeText: '北门' });
    await reactToEvents(clock.now());
    expect([(await findInbox(as('officer'))).rows, await countUnread(as('officer'))]).toEqual([[], 0]);
    clock.set(new Date('2026-11-24T03:00:00.000Z'));
    expect([(await findInbox(as('officer'))).rows.length, await countUnread(as('officer'))]).toEqual([1, 1]);
  });

  it('shows in the portal at once what waits for a chat, and a chat need not ring for what was read there', async () => {
    clock.set(new Date('2026-11-24T15:00:00Z')); // 23:00
    await bind('officer');
    const texts = Array.from({ length: 45 }, (_, i) => `${i + 1} 号门锁坏了`);
    for (const text of texts) {
      await reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text, placeText: '北门' });
    }
    await reactToEvents(clock.now());
    // One whose words cannot be made any more hides none of the others.
    await outbox().updateOne({ 'params.text': '45 号门锁坏了' }, { $set: { params: {} } });
    const chat = fakeChat();
    await deliverAll(chat.carrier);
    expect(chat.said).toEqual([]);
    const read: string[] = [];
    let after: string | undefined;
    do {
      const { rows, nextCursor } = await findInbox(as('officer'), after);
      read.push(...rows.map(({ text, isUnread }) => `${text} ${isUnread}`));
      after = nextCursor;
    } while (after !== undefined);
    expect(read.filter((text) => /号门锁坏了[\s\S]*true$/.test(text))).toHaveLength(44);
    expect([read.length, await countUnread(as('officer'))]).toEqual([45, 45]);

    const [first] = (await findInbox(as('officer'))).rows;
    await readMessage(as('officer'), first?._id as string);
    expect(await countUnread(as('officer'))).toBe(44);
    await readAll(as('officer'));
    clock.set(new Date('2026-11-24T23:00:00Z')); // 07:00
    await deliverAll(chat.carrier);
    await deliverAll(portalCarrier);
    expect([chat.said, await countUnread(as('officer')), (await findInbox(as('officer'))).rows.length]).toEqual([
      [],
      0,
      20,
    ]);
  });

  it('counts on the bell what the list shows and nothing else: what waits for a chat and is no longer true is in neither', async () => {
    clock.set(new Date('2026-11-24T15:00:00Z')); // 23:00
    await bind('officer');
    const [first, second] = [await buildHazard(world), await buildHazard(world, { text: '另一处护栏松动' })];
    await reactToEvents(clock.now());
    const both = async () => {
      const { rows } = await findInbox(as('officer'));
      return [rows.filter(({ isUnread }) => isUnread).length, await countUnread(as('officer'))];
    };
    expect(await both()).toEqual([2, 2]);
    await acceptHazard(as('manager'), { reference: first.reference });
    expect(await both()).toEqual([1, 1]);
    await readMessage(as('officer'), (await findInbox(as('officer'))).rows[0]?._id as string);
    expect(await both()).toEqual([0, 0]);
    await acceptHazard(as('manager'), { reference: second.reference });
    clock.set(new Date('2026-11-24T23:00:00Z')); // 07:00
    await deliverAll(portalCarrier);
    expect(await both()).toEqual([0, 0]);
    // Of before a reset by others neither tells.
    await reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text: '窗户破了', placeText: '北门' });
    await reactToEvents(clock.now());
    expect(await both()).toEqual([1, 1]);
    const since = {
      ...as('officer'),
      actor: { ...world.actors.officer, hidesSince: new Date('2026-11-24T23:30:00Z') },
    };
    expect([(await findInbox(since)).rows, await countUnread(since)]).toEqual([[], 0]);
  });

  it('waits out the night, but for what is urgent', async () => {
    clock.set(new Date('2026-11-24T15:00:00Z')); // 23:00
    await bind('officer');
    await reportHazard(as('worker'), { enterpriseId: world.enterprise._id, text: '门锁坏了', placeText: '北门' });
    await reportHazard(as('worker'), {
      enterpriseId: world.enterprise._id,
      text: '电箱冒火花',
      placeText: '二车间',
      isUrgent: true,
    });
    await reactToEvents(clock.now());
    const chat = fakeChat();
    await deliverAll(chat.carrier);
    expect(chat.said).toEqual([expect.stringContaining('【紧急】')]);
    clock.set(new Date('2026-11-24T23:00:00Z')); // 07:00
    await deliverAll(chat.carrier);
    expect(chat.said).toHaveLength(2);
  });

  it('tries again with growing pauses, then falls back to the portal', async () => {
    await bind('officer');
    await buildHazard(world);
    await reactToEvents(clock.now());
    const chat = fakeChat();
    chat.isDown = true;
    const pauses: number[] = [];
    for (let n = 0; n < 8; n++) {
      await deliverAll(chat.carrier);
      const [row] = await rowsFor('officer');
      const nextAt = row?.['nextAt'] as Date;
      pauses.push(nextAt.getTime() - clock.now().getTime());
      if (row?.['channel'] === 'portal') break;
      clock.set(nextAt);
    }
    expect(pauses.length).toBe(5);
    expect(pauses[2]).toBeGreaterThan(pauses[0] as number);
    await deliverAll(portalCarrier);
    expect((await findInbox(as('officer'))).rows).toHaveLength(1);
  });

  it('taken over from a killed sender is not said twice where a network cannot tell, and not lost', async () => {
    await bind('officer');
    await buildHazard(world);
    await reactToEvents(clock.now());
    const chat = fakeChat();
    // Killed after the words went out and before that was written down.
    const hung = deliverNext(clock.now, { ...chat.carrier, say: () => new Promise(() => {}) });
    void hung;
    while ((await rowsFor('officer'))[0]?.['isSending'] !== true)
      await new Promise((resolve) => setTimeout(resolve, 20));
    clock.advance({ minutes: 1 });
    await deliverAll(chat.carrier);
    await deliverAll(portalCarrier);
    expect([chat.said, (await findInbox(as('officer'))).rows.length]).toEqual([[], 1]);
  });
});

describe('reminders', () => {
  it('missed while nothing ran become one digest', async () => {
    for (const text of ['电箱漏电', '护栏松动', '叉车没有声音']) {
      const { reference } = await buildHazard(world, { text, status: 'valid' });
      await planRectification(as('manager'), {
        reference,
        ownerId: world.actors.worker2.personId,
        measure: '修好',
        fundFen: 0,
        dueOn: '2026-11-27',
        contingency: '挂牌',
      });
    }
    await outbox().deleteMany({});
    await mongoose.connection.collection('events').updateMany({}, { $set: { isNoticed: true } });
    clock.set(new Date('2026-11-26T08:00:00Z')); // the reminders of 26 November, 09:00, went by seven hours ago
    await scan();
    await reactToEvents(clock.now());
    await collapseMissed(clock.now());
    expect(await outbox().countDocuments({ template: 'digest' })).toBe(0); // still gathering
    clock.advance({ minutes: 1 });
    await Promise.all([collapseMissed(clock.now()), collapseMissed(clock.now())]);
    await deliverAll(portalCarrier);
    const { rows } = await findInbox(as('worker2'));
    expect(rows.map((row) => row.text)).toEqual([expect.stringContaining('有 3 件事到期')]);
  });

  it('climb the ladder, each step once, and stop when the work is done', async () => {
    const { reference } = await buildHazard(world);
    const told: string[] = [];
    for (const day of ['2026-11-25', '2026-11-26', '2026-11-28', '2026-12-02']) {
      clock.set(new Date(`${day}T01:00:10Z`));
      await Promise.all([scan(), scan(), scan()]);
      await reactToEvents(clock.now());
    }
    for (const who of ['officer', 'manager', 'parkOfficer', 'regulator'] as const) {
      const rows = (await rowsFor(who)).filter((row) => row['sort'] === 'reminder');
      told.push(`${who} ${rows.length}`);
    }
    expect(told).toEqual(['officer 2', 'manager 2', 'parkOfficer 2', 'regulator 1']);
    await acceptHazard(as('officer'), { reference });
    await deliverAll(portalCarrier);
    expect((await findInbox(as('regulator'))).rows).toEqual([]);
  });
});
