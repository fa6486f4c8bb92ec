// The register of nouns says what is handed over.
import '#domain/nouns';

export { countHanded, findHandovers, type Handover } from './holdings.ts';
export { disablePerson, endRole, giveUpRole, handOver, type Successors, successorField } from './leave.ts';
export { placeKey, placeName } from './places.ts';
