import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { type Zone, zoneLabel } from '#domain/passes';
import { actsAs, type PersonActor } from '#kernel/actor';
import { gateActs } from './gate.acts.ts';
import { GATE_STATUSES, GateModel, type GateStatus } from './gate.model.ts';

/** Whether somebody reads what a gate tells as the general body of its region. */
export const isOfGeneralBody = (actor: PersonActor): boolean =>
  actsAs(actor, 'regulator') && ofGeneralBody(actor) !== undefined;

/** 卡口: its park keeps it; the general body of the region reads it, what was broken there and who is inside. */
export const gates = defineNoun({
  kind: 'gate',
  name: '卡口',
  letter: 'I',
  path: '/gates',
  model: GateModel,
  statuses: GATE_STATUSES,
  acts: gateActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {},
  filters: {
    status: (status: GateStatus) => ({ status }),
    zone: (zone: Zone) => ({ zone }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ name, zone }) => `${name}（${zoneLabel(zone)}）`,
  params: ({ name }) => ({ gate: name }),
});
