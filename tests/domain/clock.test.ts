import mongoose from 'mongoose';
import { expectJobs, findLateJobs, raiseLateJobs } from '#domain/clock';
import { findInbox } from '#domain/notices';
import { type JobId, runJob, TIMETABLE } from '../../jobs/timetable.ts';
import { createClock } from '../support/clock.ts';
import { clockContext, personContext } from '../support/contexts.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld } from '../support/world.ts';

useStores();
const clock = createClock();
const run = (id: JobId) => runJob(id, clock.now, 'test', new AbortController().signal);
const late = async () => (await findLateJobs(clock.now())).map(({ job, minutes }) => [job, minutes]);
const JOBS = [
  { _id: 'deadlines', label: TIMETABLE.deadlines.why, isNightly: false },
  { _id: 'journal', label: TIMETABLE.journal.why, isNightly: true },
];

describe('the clock that falls behind', () => {
  beforeEach(() => clock.set(createClock().now()));

  it('is one whose job has not come to its end for too long, also one that never has', async () => {
    await expectJobs(clock.now(), JOBS);
    expect(await late()).toEqual([]);
    clock.advance({ minutes: 9 });
    expect(await late()).toEqual([]);
    clock.advance({ minutes: 2 });
    expect(await late()).toEqual([['deadlines', 11]]);
    await expectJobs(clock.now(), JOBS); // a worker begun anew is no sign that anything was done
    expect(await late()).toEqual([['deadlines', 11]]);
    await run('deadlines');
    expect(await late()).toEqual([]);
    clock.advance({ hours: 26 });
    expect(await late()).toEqual([
      ['journal', 26 * 60 + 11],
      ['deadlines', 26 * 60],
    ]);
    await expectJobs(clock.now(), []); // gone from the timetable
    expect(await late()).toEqual([]);
  });

  it('is not one that was told to stop half-way, and one that fails goes on being late', async () => {
    await expectJobs(clock.now(), JOBS);
    clock.advance({ minutes: 11 });
    const stopped = new AbortController();
    stopped.abort();
    await runJob('deadlines', clock.now, 'test', stopped.signal);
    expect(await late()).toEqual([['deadlines', 11]]);
  });

  it('is told to every administrator once a day, however many workers look', async () => {
    const world = await buildWorld();
    const administrator = personContext(world.actors.administrator, { now: clock.now() });
    const told = async () => {
      await run('notices');
      await run('portal');
      return (await findInbox(administrator)).rows.map(({ text }) => text);
    };
    await expectJobs(clock.now(), JOBS);
    clock.advance({ minutes: 30 });
    const ctx = clockContext(clock.now());
    await Promise.all([raiseLateJobs(ctx), raiseLateJobs(ctx), raiseLateJobs(ctx)]);
    expect(await told()).toEqual([expect.stringMatching(/到期提醒与升级[\s\S]*30 分钟/)]);
    clock.advance({ minutes: 30 });
    await raiseLateJobs(clockContext(clock.now()));
    expect(await told()).toHaveLength(1);
    clock.advance({ hours: 24 });
    await mongoose.connection.collection('clockBeats').deleteMany({ isNightly: true });
    await raiseLateJobs(clockContext(clock.now()));
    expect(await told()).toHaveLength(2);
  });
});
