import mongoose from 'mongoose';
import { desk } from '#domain/deadlines';
import { NOUNS } from '#domain/nouns';
import { proposeTransfer } from '#domain/parks';
import { PROGRAMME } from '#domain/programme';
import { newId } from '#kernel/ids';
import { openStatuses } from '#kernel/lifecycle';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { acceptWholly, buildSecondPark } from '../../support/parks.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld } from '../../support/world.ts';

useStores();

/** Where each noun goes with its firm, and the body it is under then; written down by hand. */
const GOES: Readonly<Record<string, 'stays' | 'new' | 'kept'>> = {
  // Case work stays with the body it was filed under (意见（二）).
  application: 'kept',
  hazard: 'kept',
  // Taken along by its case.
  'major-hazard': 'kept',
  'stop-order': 'kept',
  reward: 'kept',
  'reward-month': 'kept',
  enrolment: 'new',
  assessment: 'new',
  visit: 'new',
  plan: 'new',
  'plan-item': 'new',
  suggestion: 'new',
  // Compared in the old place; the new park reads along.
  'support-decision': 'kept',
  // Cover goes on wherever the firm lies.
  'insurance-policy': 'new',
  'prevention-service': 'new',
  'service-catalogue': 'stays',
  // A body's own, the parks' own, and what was told of work at the old place.
  cohort: 'stays',
  reveal: 'stays',
  watch: 'stays',
  'support-policy': 'stays',
  transfer: 'stays',
  pass: 'stays',
  gate: 'stays',
  'park-assessment': 'stays',
  'gate-breach': 'stays',
  project: 'stays',
  'entry-list': 'stays',
  facility: 'stays',
  tenancy: 'stays',
  // A firm takes what it has along.
  'emergency-plan': 'new',
  'rescue-team': 'new',
  stock: 'new',
  drill: 'new',
  duty: 'new',
  alert: 'new',
  'alert-source': 'new',
  'park-grade': 'stays',
  expansion: 'stays',
  'park-condition': 'stays',
  'work-filing': 'stays',
  // It lies where it happened.
  accident: 'stays',
  // Its body's, wherever the firm goes.
  referral: 'stays',
  inspection: 'stays',
  // Of a time when the firm lay there.
  'statistics-return': 'stays',
  response: 'stays',
};

it('every noun of the list goes where it says, with its clocks', async () => {
  expect(Object.fromEntries(NOUNS.map(({ kind, moves }) => [kind, moves === 'stays' ? moves : moves.body]))).toEqual(
    GOES,
  );
  const world = await buildWorld();
  const second = await buildSecondPark(world);
  const { _id: enterpriseId, parkId, sector, creditCode } = world.enterprise;
  const { bodyId } = world;
  const lies = { enterpriseId, parkId, bodyId, sector, creditCode, regionPath: ['45', '4509', '450981'] };
  // One id in every collection, so that each part finds what it belongs to.
  const _id = newId(fixedNow);
  const now = { createdAt: fixedNow, updatedAt: fixedNow, since: fixedNow };
  const whole = {
    hazardId: _id,
    version: 0,
    isActive: true,
    programme: PROGRAMME,
    enrolmentId: _id,
    grounds: [],
    stageDays: {},
    formerParks: [],
  };
  const [{ reference: transfer }, modelOf] = [
    await proposeTransfer(personContext(world.actors.parkOfficer), {
      enterpriseId,
      toParkId: second.park._id,
      reason: '搬迁',
    }),
    (collection: string) => Object.values(mongoose.models).find((model) => model.collection.name === collection),
  ];
  const ofFirms = NOUNS.filter(({ kind }) => !['transfer', 'cohort', 'support-policy'].includes(kind));
  for (const { kind, collection, lifecycle } of ofFirms) {
    const status = openStatuses(lifecycle)[0];
    const row = { _id, reference: `X-${kind}`, status, isOpen: true, ...lies, ...whole, ...now };
    await mongoose.connection.collection(collection).insertOne(row as never);
    await mongoose.connection.collection('deadlines').insertOne({
      key: `clock:${kind}`,
      kind: 'clock',
      subject: { kind, id: _id, reference: row.reference, enterpriseId, parkId, bodyId },
      owedBy: [desk.park(parkId ?? ''), desk.body(bodyId)],
      notBy: [],
      isOpen: true,
    });
  }
  await acceptWholly(personContext(second.officer), { reference: transfer });

  for (const { kind, collection, moves } of ofFirms) {
    const goes = GOES[kind];
    const there = goes === 'stays' ? parkId : second.park._id;
    const under = goes === 'new' ? world.otherBodyId : bodyId;
    const clock = await mongoose.connection.collection('deadlines').findOne({ key: `clock:${kind}` });
    expect([kind, clock?.['subject'].parkId, clock?.['subject'].bodyId]).toEqual([kind, there, under]);
    expect([kind, clock?.['owedBy']]).toEqual([kind, [desk.park(there ?? ''), desk.body(under)]]);
    const model = modelOf(collection);
    if (model?.schema.path('parkId') === undefined) continue;
    const row = await mongoose.connection.collection(collection).findOne({ _id: _id as never });
    expect([kind, row?.['parkId'], row?.['bodyId']]).toEqual([kind, there, under]);
    // What goes along leaves the park it was in what it read; a reward, a policy and what is done by it are no park's to read there.
    if (moves === 'stays' || ['reward', 'reward-month', 'insurance-policy', 'prevention-service'].includes(kind))
      continue;
    expect([kind, row?.['formerParks']]).toMatchObject([
      kind,
      [{ parkId, untilAt: fixedNow, frozen: { status: openStatuses(lifecycleOf(kind))[0] } }],
    ]);
  }
});

const lifecycleOf = (kind: string) => (NOUNS.find((noun) => noun.kind === kind) as (typeof NOUNS)[number]).lifecycle;
