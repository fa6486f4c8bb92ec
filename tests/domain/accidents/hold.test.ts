import mongoose from 'mongoose';
import { liftAccident } from '#domain/accidents';
import { fileWork, filings, refileWork, returnFiling } from '#domain/filings';
import { acceptHazard, reportHazard } from '#domain/hazards';
import { findTrail, writesOver } from '#domain/journal';
import { DECIDED_EVENTS, reactToEvents } from '#domain/notices';
import { newId } from '#kernel/ids';
import { buildAccident, reportByBody } from '../../support/accidents.ts';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { buildFiling, typedFiling } from '../../support/filings.ts';
import { buildHazard } from '../../support/hazards.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const as = (who: WorldActor, now = fixedNow) => personContext(world.actors[who], { now });
const later = (minutes: number) => new Date(fixedNow.getTime() + minutes * 60_000);
const { kind: _, ...refiled } = typedFiling();

/** Words of an event that writes over or takes away what was there. */
const LOOKS_LIKE =
  /-(changed|saved|unticked|voided|withdrawn|written|named|updated|removed|refiled|hidden)$|\.(changed|refiled|named)$/;
/** Those of them that take nothing away, and why. */
const TAKES_NOTHING: Readonly<Record<string, string>> = {
  'accidents.level-changed': 'each level stays',
  'alert-sources.key-changed': 'a new key of a platform; what it sent stays',
  'facilities.changed': 'no firm’s',
  'gates.key-changed': 'a new key of a gate; what it sent stays',
  'hazards.named': 'a reporter gives a name, which is added',
  'hazards.owner-changed': 'the plan stays',
  'programme.cohort-changed': 'no firm’s',
  'programme.application-cohort-changed': 'where it waits; what was sent in is frozen',
  'programme.application-draft-saved': 'a draft',
  'programme.application-withdrawn': 'a status; what was sent in is frozen',
  'programme.certificate-withdrawn': 'a status',
  'programme.support-changed': 'a body’s own draft',
  'programme.support-candidate-named': 'added',
  'programme.support-candidate-removed': 'a body’s own list, each change of it in the journal',
  'programme.support-decision-withdrawn': 'a status',
  'parks.transfer-withdrawn': 'a status',
  'projects.changed': 'what it was and what it is stand beside each other in it',
  'stock.changed': 'no firm’s; what went in and out is a ledger',
  'rewards.name-hidden': 'whoever reported decides about their own name',
};

describe('what an accident keeps', () => {
  it('says of every event that sounds like it whether it writes over what was there', () => {
    const suspicious = DECIDED_EVENTS.filter((name) => LOOKS_LIKE.test(name) && !/^(identity|account)/.test(name));
    expect(suspicious.length).toBeGreaterThan(15);
    expect(suspicious.filter((name) => !writesOver(name) && TAKES_NOTHING[name] === undefined)).toEqual([]);
    expect(Object.keys(TAKES_NOTHING).filter((name) => writesOver(name) || !suspicious.includes(name))).toEqual([]);
  });

  it('is not written over, the try is kept, and new things and other work go on', async () => {
    const { reference, _id } = await buildFiling(world, 'returned');
    const old = await filings.peek(reference);
    const hazard = await buildHazard(world);
    await buildAccident(world, 'reported', later(60));
    const again = refileWork(as('officer', later(61)), { ...refiled, reference, what: '改成别的' });
    expect(await code(again)).toBe('journal.held');
    expect(await filings.peek(reference)).toEqual(old);
    const trail = await findTrail({ kind: 'work-filing', id: _id });
    expect(trail.at(-1)).toMatchObject({ name: 'works.step-refused', facts: { code: 'journal.held' } });
    // Rescue and all other work go on.
    await acceptHazard(as('officer', later(62)), { reference: hazard.reference });
    const fresh = await fileWork(as('officer', later(62)), typedFiling());
    const { enterprise } = world;
    await reportHazard(as('worker', later(62)), { enterpriseId: enterprise._id, text: '护栏松动', placeText: '二楼' });
    await returnFiling(as('regulator', later(63)), { reference: fresh.reference, reason: '没有写检测频次' });
    // What came after the accident is its keeper's to change.
    const changed = await refileWork(as('officer', later(64)), {
      ...refiled,
      reference: fresh.reference,
      what: '二次清淤',
    });
    expect(changed.what).toBe('二次清淤');
  });

  it('may change again once a named person lifted it with a reason, unless another accident keeps it', async () => {
    const { reference } = await buildFiling(world, 'returned');
    const first = await buildAccident(world, 'reported', later(60));
    const second = await reportByBody(world, later(61));
    const refile = () => code(refileWork(as('officer', later(70)), { ...refiled, reference }));
    expect(await code(liftAccident(as('officer', later(62)), { reference: first.reference, reason: '没事了' }))).toBe(
      'common.not-allowed',
    );
    expect(await code(liftAccident(as('regulator', later(62)), { reference: first.reference, reason: '' }))).toBe(
      'common.check-fields',
    );
    await liftAccident(as('regulator', later(62)), { reference: first.reference, reason: '调查报告已经批复' });
    expect(await refile()).toBe('journal.held');
    await liftAccident(as('regulator', later(63)), { reference: second.reference, reason: '调查报告已经批复' });
    expect(await refile()).toBe('done');
  });

  it('is of that firm alone', async () => {
    await buildAccident(world);
    const other = await fileWork(as('otherOfficer'), typedFiling());
    await returnFiling(as('otherRegulator'), { reference: other.reference, reason: '没有写检测频次' });
    expect(await code(refileWork(as('otherOfficer', later(5)), { ...refiled, reference: other.reference }))).toBe(
      'done',
    );
  });

  it('does not expire: whom a message was told stays until the hold is lifted', async () => {
    const outbox = mongoose.connection.collection('outbox');
    const left = (firmId: string) => outbox.countDocuments({ firmId, expiresAt: { $exists: true } });
    const { _id: firmId } = world.enterprise;
    await fileWork(as('officer'), typedFiling());
    await fileWork(as('otherOfficer'), typedFiling());
    await reactToEvents(fixedNow);
    expect(await left(firmId)).toBeGreaterThan(0);
    const { reference } = await buildAccident(world, 'reported', later(1));
    await fileWork(as('officer', later(2)), typedFiling());
    await reactToEvents(later(3));
    expect([await left(firmId), await outbox.countDocuments({ firmId })]).toEqual([0, expect.any(Number)]);
    expect(await left(world.otherEnterprise._id)).toBeGreaterThan(0);
    await liftAccident(as('regulator', later(4)), { reference, reason: '调查报告已经批复' });
    await reactToEvents(later(5));
    expect(await outbox.countDocuments({ firmId, expiresAt: { $exists: false } })).toBe(0);
  });

  it('begins once with an accident that is sent twice', async () => {
    const onceKey = newId();
    const { reportAccident } = await import('#domain/accidents');
    const { typedAccident } = await import('../../support/accidents.ts');
    await Promise.all([1, 2, 3].map(() => reportAccident({ ...as('officer'), onceKey }, typedAccident())));
    expect(await mongoose.connection.collection('holds').countDocuments()).toBe(1);
  });
});
