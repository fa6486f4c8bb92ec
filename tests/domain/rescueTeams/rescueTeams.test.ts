import mongoose from 'mongoose';
import { findDeadlinesOf } from '#domain/deadlines';
import { reactToEvents } from '#domain/notices';
import {
  addMember,
  confirmAgreement,
  endAgreement,
  formRescueTeam,
  letMemberGo,
  offerAgreement,
  type RescueTeam,
  type RescueTeamAction,
  renewCertificate,
  rescueTeams,
  resumeTeam,
  standTeamDown,
  teamLacks,
  teamsOfFirm,
} from '#domain/rescueTeams';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { code } from '../../support/answers.ts';
import { fixedNow } from '../../support/clock.ts';
import { personContext } from '../../support/contexts.ts';
import { as } from '../../support/plans.ts';
import { buildRescueTeam, typedMember, typedTeam } from '../../support/rescueTeams.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type World, type WorldActor } from '../../support/world.ts';

useStores();
let world: World;
beforeEach(async () => {
  world = await buildWorld();
});
const later = (days: number) => new Date(fixedNow.getTime() + days * 86_400_000);
const offered = () => ({ creditCode: world.enterprise.creditCode, until: '2027-12-31', covers: '火灾，十分钟赶到' });
const offer = ({ reference }: RescueTeam, more: object = {}) =>
  offerAgreement(as(world, 'parkOfficer'), { reference, ...offered(), ...more });
const clocks = async ({ _id }: RescueTeam) =>
  (await findDeadlinesOf({ kind: 'rescue-team', id: _id })).map(({ kind, dueAt, owedBy }) => [
    kind.replace(/-[0-9a-f]{24}$/, ''),
    localDate(dueAt),
    owedBy.map((of) => of.split(':')[0]).join(),
  ]);
const labels = async ({ reference }: RescueTeam, now = fixedNow): Promise<string[]> =>
  teamLacks((await rescueTeams.peek(reference)) as RescueTeam, now).map(({ label }) => label);

const OWN: readonly RescueTeamAction[] = ['change', 'add-member', 'renew-certificate', 'let-go', 'offer', 'stand-down'];
const OWN_TOO: readonly RescueTeamAction[] = ['end-agreement', 'disband'];

it('is kept by its owner; the firm it is offered to reads it, says yes and may end it, and nobody else', async () => {
  const row = await offer(await buildRescueTeam(world));
  const wrong: string[] = [];
  for (const who of Object.keys(world.actors) as WorldActor[]) {
    const actor = world.actors[who];
    const isFirm = who === 'manager' || who === 'officer';
    for (const action of [...OWN, ...OWN_TOO, 'confirm', 'resume'] as const) {
      const should =
        action === 'confirm'
          ? isFirm
          : action !== 'resume' && (who === 'parkOfficer' || (isFirm && action === 'end-agreement'));
      if (rescueTeams.can(actor, action, row) !== should) wrong.push(`${who} ${action}`);
    }
    const sees = isFirm || ['parkOfficer', 'regulator', 'cityRegulator'].includes(who);
    if (rescueTeams.canSee(actor, row) !== sees) wrong.push(`${who} sees`);
  }
  expect(wrong).toEqual([]);
  const elsewhere = personContext({ ...world.actors.parkOfficer, scope: { parkId: newId() } });
  expect(await code(rescueTeams.get(elsewhere, row.reference))).toBe('common.not-found');
  expect(await code(formRescueTeam(as(world, 'worker'), typedTeam()))).toBe('common.not-allowed');
});

it('has members with certificates: one that runs out is asked for before, is red after, and counts no more', async () => {
  const row = await buildRescueTeam(world);
  const { reference } = row;
  const own = (days = 0) => as(world, 'parkOfficer', later(days));
  expect(await code(addMember(own(), { reference, ...typedMember('韦四', { until: '2026-11-01' }) }))).toBe(
    'common.check-fields',
  );
  expect(await code(addMember(own(), { reference, ...typedMember('韦一') }))).toBe('common.check-fields');
  await addMember(own(), { reference, ...typedMember('韦四', { until: '2026-12-31', isInsured: 'no' }) });
  expect(await clocks(row)).toEqual([['rescue-team-certificate', '2026-12-31', 'park']]);
  expect(await labels(row)).toEqual(['有队员没买意外险']);
  expect(await labels(row, later(60))).toEqual(['证书过期 1 人', '有队员没买意外险']);
  const { members } = (await rescueTeams.peek(reference)) as RescueTeam;
  const [first, , , fourth] = members;
  await renewCertificate(own(61), { reference, memberId: fourth?.id ?? '', certificate: '四级', until: '2028-12-31' });
  expect(await clocks(row)).toEqual([['rescue-team-certificate', '2027-11-24', 'park']]);
  const left = await letMemberGo(own(62), { reference, memberId: first?.id ?? '' });
  expect(left.members.map(({ name, leftOn }) => [name, leftOn])).toContainEqual(['韦一', '2027-01-25']);
  expect(await labels(row, later(400))).toEqual(['证书有效的只有 1 人', '证书过期 2 人', '有队员没买意外险']);
});

it('may be shared: a firm of the same park relies on it once it has said so itself, until the agreement is over', async () => {
  const row = await buildRescueTeam(world);
  const { enterprise, otherEnterprise } = world;
  const mine = async (now = fixedNow) => (await teamsOfFirm(enterprise._id, now)).map(({ reference }) => reference);
  for (const more of [{ creditCode: otherEnterprise.creditCode }, { until: '2026-11-01' }, { until: '2030-01-01' }])
    expect([more, await code(offer(row, more))]).toEqual([more, 'common.check-fields']);
  await offer(row);
  expect(await code(offer(row))).toBe('common.check-fields');
  expect(await mine()).toEqual([]);
  expect(await clocks(row)).toContainEqual(['rescue-team-answer', '2026-12-01', 'firm']);
  await reactToEvents(fixedNow);
  const told = await mongoose.connection.collection('outbox').find({ template: 'rescue-team-offered' }).toArray();
  expect(told.map(({ personId }) => personId).sort()).toEqual(
    [world.actors.manager.personId, world.actors.officer.personId].sort(),
  );
  const yes = { reference: row.reference };
  expect(await code(confirmAgreement(as(world, 'otherOfficer'), yes))).toBe('common.not-found');
  await confirmAgreement(as(world, 'officer'), yes);
  expect(await mine()).toEqual([row.reference]);
  expect(await clocks(row)).toContainEqual(['rescue-team-agreement', '2027-12-31', 'firm,park']);
  expect(await mine(later(500))).toEqual([]);
  const { agreements } = (await rescueTeams.peek(row.reference)) as RescueTeam;
  const end = { ...yes, agreement: agreements[0]?.id ?? '', reason: '改由自己建队' };
  await endAgreement(as(world, 'manager'), end);
  expect(await mine()).toEqual([]);
  expect(await clocks(row)).toEqual([['rescue-team-certificate', '2027-11-24', 'park']]);
});

it('tells whoever relies on it when nobody is on call, and must be back in time', async () => {
  const row = await buildRescueTeam(world);
  const { reference } = row;
  await offer(row);
  await confirmAgreement(as(world, 'officer'), { reference });
  await standTeamDown(as(world, 'parkOfficer'), { reference, reason: '消防车大修' });
  await reactToEvents(fixedNow);
  const told = await mongoose.connection.collection('outbox').find({ template: 'rescue-team-stood-down' }).toArray();
  expect(told.map(({ personId }) => personId)).toContain(world.actors.officer.personId);
  expect(await clocks(row)).toContainEqual(['rescue-team-back', '2026-12-01', 'park']);
  const back = await resumeTeam(as(world, 'parkOfficer'), { reference });
  expect([back.status, back.reason]).toEqual(['ready', undefined]);
});
