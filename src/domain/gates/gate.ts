import { defineNoun, ofPark, ofRegion } from '#domain/engine';
import { type Zone, zoneLabel } from '#domain/passes';
import { gateActs } from './gate.acts.ts';
import { GATE_STATUSES, GateModel, type GateStatus } from './gate.model.ts';

/** 卡口: its park keeps it, bodies of the region read that it is there. Who goes through is on no page of theirs. */
export const gates = defineNoun({
  kind: 'gate',
  name: '卡口',
  letter: 'I',
  path: '/gates',
  model: GateModel,
  statuses: GATE_STATUSES,
  acts: gateActs,
  sees: { 'park-officer': ofPark, regulator: ofRegion },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {},
  filters: {
    status: (status: GateStatus) => ({ status }),
    zone: (zone: Zone) => ({ zone }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ name, zone }) => `${name}（${zoneLabel(zone)}）`,
  params: ({ name }) => ({ gate: name }),
});
