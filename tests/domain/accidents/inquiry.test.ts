import mongoose from 'mongoose';
import {
  type Accident,
  accidents,
  accidentsInWords,
  approveReport,
  callRegion,
  evaluateAccident,
  finishRemedy,
  gradeAccident,
  joinAccident,
  liftAccident,
  putOffApproval,
  receiveReport,
} from '#domain/accidents';
import { advanceDeadline, findDeadlinesOf, findDueDeadlines } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { buildAccident, reportByBody } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { clockContext, personContext } from '../../support/contexts.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const DAY = 1440;
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const as = (who: WorldActor, minutes = 0) => personContext(world.actors[who], { now: later(minutes) });
const clockOf = async (id: string, kind: string) =>
  (await findDeadlinesOf({ kind: 'accident', id })).find((one) => one.kind === kind);
const remindedAt = async (minutes: number): Promise<string[]> => {
  for (const one of await findDueDeadlines(later(minutes), 100))
    await advanceDeadline(clockContext(later(minutes)), one);
  await reactToEvents(later(minutes));
  const rows = await mongoose.connection.collection('outbox').find({ template: 'reminder' }).toArray();
  const known = Object.entries(world.actors) as [WorldActor, { personId: string }][];
  return rows.map((row) => known.find(([, { personId }]) => personId === row['personId'])?.[0] ?? '?').sort();
};
const told = async (template: string): Promise<string[]> => {
  const rows = await mongoose.connection.collection('outbox').find({ template }).toArray();
  const known = Object.entries(world.actors) as [WorldActor, { personId: string }][];
  return rows.map((row) => known.find(([, { personId }]) => personId === row['personId'])?.[0] ?? '?').sort();
};
const larger = (row: Accident, minutes = 0, level: 'larger' | 'extreme' = 'larger') =>
  gradeAccident(as('regulator', minutes), { reference: row.reference, level, reason: '核定' });

describe('an accident that is 较大 or worse', () => {
  const call = (row: Accident, who: WorldActor, minutes: number, more: object = {}) =>
    callRegion(as(who, minutes), {
      ...{ reference: row.reference, answeredBy: '值班室李某，值班员', calledOn: '2026-11-24' },
      ...{ calledTime: '10:20', note: '', ...more },
    });

  it('is to be called to the autonomous region within the hour it became one, by county and city, whoever calls first', async () => {
    const row = await buildAccident(world);
    expect(await clockOf(row._id, 'accident-fast')).toBeUndefined();
    await larger(row, 10);
    const clock = await clockOf(row._id, 'accident-fast');
    expect([clock?.dueAt, clock?.owedBy, clock?.isCalling]).toEqual([
      later(70),
      [`body:${world.bodyId}`, `body:${world.cityBodyId}`],
      true,
    ]);
    expect(await remindedAt(51)).toEqual(expect.arrayContaining(['cityRegulator', 'regulator']));
  });

  it('keeps who called whom and when, and the clock ends; nobody outside the line keeps one', async () => {
    const row = await buildAccident(world);
    expect(await code(call(row, 'regulator', 30))).toBe('common.not-now');
    await larger(row, 10);
    for (const who of ['officer', 'parkOfficer'] as const)
      expect([who, await code(call(row, who, 30))]).toEqual([who, 'common.not-allowed']);
    await expect(call(row, 'regulator', 30, { calledTime: '11:00' })).rejects.toMatchObject({
      fields: { calledTime: expect.stringContaining('还没有到') },
    });
    await expect(call(row, 'regulator', 30, { calledTime: '00:05' })).rejects.toMatchObject({
      fields: { calledTime: '不能早于事故发生的时间' },
    });
    const after = await call(row, 'regulator', 30, { caller: '韦队长' });
    expect(after.calls).toMatchObject([
      {
        ...{ bodyId: world.bodyId, caller: '韦队长', answeredBy: '值班室李某，值班员' },
        ...{ calledAt: later(20), by: world.actors.regulator.personId, at: later(30) },
      },
    ]);
    expect(await clockOf(row._id, 'accident-fast')).toBeUndefined();
    const sections = await accidentsInWords.words.sections?.(as('officer', 30), after);
    expect(JSON.stringify(sections)).toContain('韦队长打给值班室李某，值班员');
  });

  it('tells no firm and no park what the region asked for: it may be about them', async () => {
    const row = await buildAccident(world);
    await larger(row, 10);
    const after = await call(row, 'regulator', 30, { note: '先控制实际控制人，准备移送公安' });
    const shown = async (who: WorldActor) =>
      JSON.stringify(await accidentsInWords.words.sections?.(as(who, 30), after));
    for (const who of ['manager', 'officer', 'parkOfficer'] as const)
      expect([who, await shown(who)]).toEqual([who, expect.not.stringContaining('移送公安')]);
    for (const who of ['regulator', 'cityRegulator'] as const)
      expect([who, await shown(who)]).toEqual([who, expect.stringContaining('移送公安')]);
    for (const event of await mongoose.connection
      .collection('events')
      .find({ name: 'accidents.region-called' })
      .toArray())
      expect(JSON.stringify(event)).not.toContain('移送公安');
  });

  it('counts the hour anew where it was lighter in between, and asks no call of what the region reported itself', async () => {
    const regionId = newId();
    await mongoose.connection.collection('bodies').insertOne({
      ...{ _id: regionId as never, name: '自治区应急管理厅', level: 'autonomous-region', regionCode: '45' },
      ...{ kind: 'general', sectors: [] },
    });
    const row = await buildAccident(world);
    await larger(row, 10);
    const grade = { reference: row.reference, reason: '重新核定' };
    await gradeAccident(as('regulator', 20), { ...grade, level: 'ordinary' });
    expect(await clockOf(row._id, 'accident-fast')).toBeUndefined();
    await larger(row, 40);
    expect((await clockOf(row._id, 'accident-fast'))?.dueAt).toEqual(later(100));
    const own = await reportByBody(world);
    await mongoose.connection
      .collection('accidents')
      .updateOne({ _id: own._id as never }, { $set: { reached: own.chain.length - 1 } });
    await larger(own, 10);
    expect(await clockOf(own._id, 'accident-fast')).toBeUndefined();
  });
});

describe('the report of the investigation', () => {
  const measures = '更换窑炉燃气切断阀｜北流窑炉厂｜2027-01-31\n重做检修作业票制度｜安全科｜2027-02-28';
  const receive = (row: Accident, minutes = 0, more: object = {}) =>
    receiveReport(as('regulator', minutes), {
      ...{ reference: row.reference, file: '“11·24”事故调查报告', receivedOn: localDate(later(minutes)), measures },
      ...more,
    });
  const approve = (row: Accident, minutes: number, who: WorldActor = 'regulator') =>
    approveReport(as(who, minutes), {
      ...{ reference: row.reference, file: '北政函〔2026〕31号', on: localDate(later(minutes)) },
    });

  it('ends the clock of the investigation, and is answered fifteen days after the government has it', async () => {
    const row = await buildAccident(world, 'investigating');
    await expect(receive(row, 0, { measures: '更换阀门' })).rejects.toMatchObject({
      fields: { measures: '第 1 条请写成「措施｜谁来办｜2027-06-30」' },
    });
    await receive(row, 10 * DAY);
    expect(await clockOf(row._id, 'accident-investigate')).toBeUndefined();
    const clock = await clockOf(row._id, 'accident-approve');
    expect([localDate(clock?.dueAt ?? fixedNow), clock?.owedBy]).toEqual(['2026-12-19', [`body:${world.bodyId}`]]);
    expect(await remindedAt(25 * DAY)).toContain('regulator');
    for (const who of ['officer', 'parkOfficer', 'cityRegulator'] as const)
      expect([who, await code(approve(row, 12 * DAY, who))]).toEqual([who, 'common.not-allowed']);
    const approved = await approve(row, 12 * DAY);
    expect(approved.inquiry?.approval).toMatchObject({ file: '北政函〔2026〕31号', on: '2026-12-06' });
    expect(await clockOf(row._id, 'accident-approve')).toBeUndefined();
    await reactToEvents(later(12 * DAY));
    expect(await told('accident-report-approved')).toEqual(
      expect.arrayContaining(['manager', 'officer', 'parkOfficer']),
    );
  });

  it('of one that is 特别重大 is answered in thirty days, put off once by thirty at most with its reason; no other is', async () => {
    const row = await buildAccident(world, 'investigating');
    const putOff = (days: string, who: WorldActor = 'cityRegulator') =>
      putOffApproval(as(who, 20), { reference: row.reference, days, reason: '国务院要求补充' });
    await receive(row);
    expect(await code(putOff('30', 'regulator'))).toBe('common.not-now');
    await larger(row, 10, 'extreme');
    const due = async () => localDate((await clockOf(row._id, 'accident-approve'))?.dueAt ?? fixedNow);
    expect(await due()).toBe('2026-12-24');
    await expect(putOff('31')).rejects.toMatchObject({ fields: { days: '最多延长 30 天' } });
    await putOff('30');
    expect(await due()).toBe('2027-01-23');
    expect(await code(putOff('1'))).toBe('common.not-now');
  });

  it('has its measures looked into and published within a year of the answer, also after the hold was lifted', async () => {
    const row = await buildAccident(world, 'investigating');
    await receive(row);
    await approve(row, 1 * DAY);
    await liftAccident(as('regulator', 2 * DAY), { reference: row.reference, reason: '已经批复' });
    const clock = await clockOf(row._id, 'accident-evaluate');
    expect([localDate(clock?.dueAt ?? fixedNow), clock?.owedBy]).toEqual(['2027-11-25', [`body:${world.bodyId}`]]);
    const tagsAt = async (days: number) => {
      const sections = await accidentsInWords.words.sections?.(
        as('officer', days * DAY),
        await accidents.get(as('officer', days * DAY), row.reference),
      );
      return sections
        ?.find(({ title }) => title === '整改和防范措施')
        ?.entries?.flatMap(({ tags = [] }) => tags.map(({ label }) => label));
    };
    expect(await tagsAt(3)).toEqual(['没有落实', '没有落实']);
    // The last day of the first is 31 January.
    expect(await tagsAt(70)).toEqual(['过期没有落实', '没有落实']);
    const done = { reference: row.reference, measure: 'm1', evidence: '新阀门验收单' };
    await finishRemedy(as('officer', 3 * DAY), done);
    await expect(finishRemedy(as('manager', 3 * DAY), done)).rejects.toMatchObject({
      fields: { measure: '这一条已经落实了' },
    });
    const evaluate = (answers: string, publishedOn = localDate(later(9 * DAY))) =>
      evaluateAccident(as('regulator', 9 * DAY), {
        ...{ reference: row.reference, answers, finding: '一条没有落实', publishedOn, where: '市政府网站' },
      });
    await expect(evaluate('已换')).rejects.toMatchObject({
      fields: { answers: '第 2 条没有写：重做检修作业票制度' },
    });
    await expect(evaluate('已换\n没有重做', '2026-11-24')).rejects.toMatchObject({
      fields: { publishedOn: '不能早于批复的日期' },
    });
    const after = await evaluate('已换\n没有重做');
    expect(after.inquiry?.evaluation).toMatchObject({ answers: ['已换', '没有重做'], where: '市政府网站' });
    expect(await clockOf(row._id, 'accident-evaluate')).toBeUndefined();
    expect(await code(evaluate('已换\n没有重做'))).toBe('common.not-now');
    const facts = await accidentsInWords.words.facts(after, as('officer'));
    expect(facts.find(({ label }) => label === '整改评估')?.value).toContain('市政府网站');
    await reactToEvents(later(9 * DAY));
    expect(await told('accident-evaluated')).toEqual(expect.arrayContaining(['manager', 'officer', 'parkOfficer']));
  });

  it('is taken once an investigation has begun, once, and what it found is joined into no other', async () => {
    const row = await buildAccident(world);
    expect(await code(receive(row))).toBe('accident.not-in-this-status');
    const other = await buildAccident(world, 'investigating');
    const once = { ...as('regulator'), onceKey: newId() };
    const typed = { reference: other.reference, file: '调查报告', receivedOn: '2026-11-24', measures };
    const both = await Promise.all([receiveReport(once, typed), receiveReport(once, typed)]);
    expect(both.map(({ _id }) => _id)).toEqual([other._id, other._id]);
    expect(await code(receive(other))).toBe('common.not-now');
    const join = { reference: other.reference, into: row.reference, reason: '同一起' };
    expect(await code(joinAccident(as('regulator'), join))).toBe('common.not-now');
    expect((await accidents.peek(other.reference))?.inquiry?.measures.map(({ id }) => id)).toEqual(['m1', 'm2']);
  });
});
