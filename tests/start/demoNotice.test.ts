import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import type { Body, Park } from '#domain/organisations';
import { introduceProject, notifyProject, projects, receiveNotice } from '#domain/projects';
import type { PersonActor } from '#kernel/actor';
import { endOfLocalDay } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { createDraw } from '../../scripts/demo/draw.ts';
import { demoBodies, demoParks } from '../../scripts/demo/places.ts';
import { code } from '../support/answers.ts';
import { personContext } from '../support/contexts.ts';
import { typedProject } from '../support/projects.ts';
import { useStores } from '../support/stores.ts';

useStores();
const at = (text: string) => new Date(`${text}T10:00:00+08:00`);
const actorOf = (role: 'park-officer' | 'regulator', scope: PersonActor['scope']): PersonActor => ({
  kind: 'person',
  personId: newId(),
  grantId: newId(),
  name: '韦某',
  role,
  scope,
});

/** By hand from 意见（七）: the emergency department of the level of the park itself (本级应急). */
const DEPARTMENTS = [
  ['county', '北流陶瓷工业园区', '玉林市北流市应急管理局'],
  ['city', '铁山港化工产业园', '北海市应急管理局'],
  ['autonomous-region', '横州六景工业园区', '广西壮族自治区应急管理厅'],
] as const;

it.each(DEPARTMENTS)(
  'a notice of a park of the demo world at the level of %s is due on 31 May at 24:00 and arrives at the department of that level alone',
  async (level, name, department) => {
    const draw = createDraw(1);
    const bodies = demoBodies(draw);
    const parks = demoParks(draw, bodies);
    await mongoose.connection.collection<Body>('bodies').insertMany(bodies);
    await mongoose.connection.collection<Park>('parks').insertMany(parks);
    const park = parks.find((one) => one.name === name) as Park;
    expect(park.level).toBe(level);
    const own = bodies.find((one) => one.name === department) as Body;
    const officer = actorOf('park-officer', { parkId: park._id });
    const { _id, reference } = await introduceProject(personContext(officer, { now: at('2026-05-04') }), {
      ...typedProject('new', { signedOn: '2026-05-01' }),
    });
    const clocks = async () => findDeadlinesOf({ kind: 'project', id: _id });
    const notice = (await clocks()).find(({ kind }) => kind === 'project-notice');
    expect([notice?.dueAt, notice?.owedBy]).toEqual([endOfLocalDay('2026-05-31'), [`park:${park._id}`]]);
    await notifyProject(personContext(officer, { now: at('2026-05-31') }), { reference });
    const receipt = (await clocks()).find(({ kind }) => kind === 'project-receipt');
    expect(receipt?.owedBy).toEqual([`body:${own._id}`]);
    for (const body of bodies.filter(
      ({ kind, regionCode }) => kind === 'general' && park.regionCode.startsWith(regionCode),
    )) {
      const regulator = actorOf('regulator', { bodyId: body._id, regionCode: body.regionCode });
      const answer = await code(receiveNotice(personContext(regulator, { now: at('2026-06-01') }), { reference }));
      expect([body.name, answer]).toEqual([body.name, body._id === own._id ? 'done' : 'common.not-allowed']);
    }
    expect((await projects.peek(reference))?.passes).toMatchObject([{ gate: 'G9', result: 'pass' }]);
  },
);
