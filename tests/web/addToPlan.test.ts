import mongoose from 'mongoose';
import { addItem, cancelItem } from '#domain/plans';
import { confirmAssessment, startAssessment, submitAssessment, templateVersion } from '#domain/stages';
import { type Agent, signedInAt, tokenIn } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { personContext } from '../support/contexts.ts';
import { agreed, as, buildPlan } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { buildVisit } from '../support/stages.ts';
import { useStores } from '../support/stores.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
let officer: Agent;
let enrolment: string;
let plan: string;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
  const built = await buildPlan(world);
  [plan, enrolment] = [built.reference, built.enrolmentReference];
  await mongoose.connection
    .collection('enrolments')
    .updateOne({ reference: enrolment }, { $set: { adviserId: world.actors.adviser.personId } });
  officer = await signedInAt(portal, world, 'officer');
});
afterEach(() => portal.stop());

/** Where the links to the plan on a page lead. */
const linksOf = (html: string): string[] =>
  [...html.matchAll(/href="(\/add-to-plan[^"]+)"/g)].map(([, href = '']) =>
    href.replaceAll('&amp;', '&').replaceAll('&#x3D;', '='),
  );

/** One tap, to the form that is filled already; sent with who does it until when. */
async function tap(href: string): Promise<{ problem: string; sent: { status: number; location?: string } }> {
  const { headers } = await officer.get(href).expect(303);
  const form = (await officer.get(headers['location'] as string).expect(200)).text;
  const query = new URL(headers['location'] as string, portal.url).searchParams;
  const problem = /name="problem"[^>]*>([^<]*)</.exec(form)?.[1] ?? '';
  const answer = await officer
    .post(`/plans/${plan}/items`)
    .type('form')
    .send({
      ...{ _csrf: tokenIn(form), origin: query.get('origin'), originReference: query.get('from') },
      ...{ ...agreed(world), problem, fundFen: '0', type: 'corrective' },
    });
  return { problem, sent: { status: answer.status, location: answer.headers['location'] as string } };
}

it('a finding of a visit becomes an item with one tap, once, and anew after it was given up', async () => {
  const visit = await buildVisit(world, enrolment);
  const page = (await officer.get(`/visits/${visit.reference}`).expect(200)).text;
  const [first = '', ...others] = linksOf(page);
  expect(others).toHaveLength(1);
  const { problem, sent } = await tap(first);
  expect([problem, sent.status]).toEqual(['通道堆料', 303]);
  // Again it leads to the item, and at once by two people it makes one.
  expect((await officer.get(first).expect(303)).headers['location']).toBe(sent.location);
  const from = new URL(first, portal.url).searchParams.get('from') as string;
  const again = { planReference: plan, origin: 'visit' as const, originReference: from, type: 'corrective' as const };
  const input = { ...again, ...agreed(world), problem: '通道堆料', fundFen: 0 };
  await expect(addItem(as(world, 'manager'), input)).rejects.toMatchObject({ code: 'plans.already-item' });
  const reference = sent.location?.split('/').at(-1) as string;
  await cancelItem(as(world, 'manager'), { reference, reason: '已经清走' });
  const both = await Promise.allSettled([addItem(as(world, 'manager'), input), addItem(as(world, 'officer'), input)]);
  expect(both.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
  expect((await officer.get(sent.location as string)).text).toContain(`/visits/${visit.reference}`);
});

it('a gap of the assessment becomes an item with one tap, and only those who run the firm are offered it', async () => {
  const adviser = personContext(world.actors.adviser);
  const { templateVersion: version } = await startAssessment(adviser, { reference: enrolment, round: 'baseline' });
  const { items } = await templateVersion('assessment', version);
  const gap = items.find(({ kind }) => kind === 'practice');
  const answers = Object.fromEntries(
    items.map((item) => [item.code, item === gap ? 'no' : item.kind === 'practice' ? 'yes' : '3']),
  );
  const round = { reference: enrolment, round: 'baseline' as const };
  const { contentHash = '' } = await submitAssessment(adviser, { ...round, answers });
  await confirmAssessment(personContext(world.actors.manager), { ...round, contentHash });
  const path = `/enrolments/${enrolment}/assessments/baseline`;
  const links = linksOf((await officer.get(path).expect(200)).text);
  expect(links).toHaveLength(1);
  const { problem, sent } = await tap(links[0] as string);
  expect([problem, sent.status]).toEqual([`评估时没有做到：${gap?.label}`, 303]);
  expect((await officer.get(sent.location as string)).text).toContain(path);
  const advisers = await signedInAt(portal, world, 'adviser');
  expect(linksOf((await advisers.get(path).expect(200)).text)).toEqual([]);
});
