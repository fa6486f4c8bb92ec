import { findToDos } from '#domain/nouns';
import { proposeTransfer, type TransferAction, type TransferStatus, transfers } from '#domain/parks';
import type { PersonActor } from '#kernel/actor';
import { personContext } from '../../support/contexts.ts';
import { buildSecondPark } from '../../support/parks.ts';
import { useStores } from '../../support/stores.ts';
import { buildWorld, type WorldActor } from '../../support/world.ts';

useStores();

type Who = WorldActor | 'answering' | 'stranger';
/**
 * Written down by hand: `parkOfficer` is of the park that proposed, `answering` of the one that answers, `stranger` of a
 * third. Nobody else has a part in it, and the clock alone finishes.
 */
const MAY: Readonly<Record<TransferAction, Partial<Record<TransferStatus, readonly Who[]>>>> = {
  propose: {},
  accept: { proposed: ['answering'] },
  consent: { agreed: ['manager'] },
  receive: { agreed: ['otherRegulator'] },
  refuse: { proposed: ['answering'], agreed: ['manager', 'otherRegulator'] },
  withdraw: { proposed: ['parkOfficer'], agreed: ['parkOfficer'] },
  overtake: {},
  finish: {},
};
const SEES: readonly Who[] = [
  'officer',
  'manager',
  'parkOfficer',
  'regulator',
  'cityRegulator',
  'otherRegulator',
  'answering',
];

it('lets everybody do and read exactly what the table says, in every status', async () => {
  const world = await buildWorld();
  const second = await buildSecondPark(world);
  const third = await buildSecondPark(world, { name: '第三园区' });
  const { reference } = await proposeTransfer(personContext(world.actors.parkOfficer), {
    enterpriseId: world.enterprise._id,
    toParkId: second.park._id,
    reason: '企业搬迁',
  });
  const transfer = await transfers.peek(reference);
  if (transfer === undefined) throw new Error('there is one');
  const waiting = async (officer: PersonActor) =>
    (await findToDos(personContext(officer))).rows.map((row) => row.reference);
  expect(await waiting(second.officer)).toEqual([reference]);
  expect(await waiting(world.actors.parkOfficer)).toEqual([]);
  const everybody = { ...world.actors, answering: second.officer, stranger: third.officer };
  const wrong: string[] = [];
  for (const { code: status } of transfers.lifecycle.statuses) {
    for (const who of Object.keys(everybody) as Who[]) {
      for (const { action } of transfers.lifecycle.actions) {
        const should = MAY[action][status]?.includes(who) ?? false;
        const may = transfers.can(everybody[who], action, { ...transfer, status });
        if (may !== should) wrong.push(`${status} ${who} ${action}: ${may}`);
      }
      const sees = transfers.canSee(everybody[who], { ...transfer, status });
      if (sees !== SEES.includes(who)) wrong.push(`${status} ${who} sees: ${sees}`);
    }
  }
  expect(wrong).toEqual([]);
});
