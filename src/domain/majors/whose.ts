import { type Desk, desk } from '#domain/deadlines';
import { anyOf, ofAdvised, ofFirm, ofParkEver, ofRegion, type Reach, type Sight } from '#domain/engine';
import { bodyPeople, parkPeople, runnersOf } from '#domain/identity';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';

/** Who has a major hazard, and who is competent for it: the same for its file and for what stands still because of it. */
export interface Whose {
  enterpriseId: string;
  aboutFirmId?: string;
  parkId?: string;
  bodyId: string;
  regionPath: string[];
  isApart: boolean;
  byPark: boolean;
}
type May = (actor: PersonActor, row: Whose) => boolean;

/** Those who run the firm; where it is about just these, the competent body does what they would. */
export const isFirms: May = (actor, { isApart, enterpriseId, bodyId }) =>
  isApart
    ? actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId
    : runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;

/** The park that was given the power, else the body. */
export const isCompetents: May = (actor, { byPark, parkId, bodyId }) =>
  byPark
    ? actsAs(actor, 'park-officer') && actor.scope.parkId === parkId
    : actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;

/** Whoever is competent, or a body above. */
export const supervises: May = (actor, row) =>
  isCompetents(actor, row) ||
  (actsAs(actor, 'regulator') &&
    (actor.scope.bodyId === row.bodyId ||
      (actor.scope.regionCode?.length ?? 9) < (row.regionPath.at(-1)?.length ?? 0)));

export const firmPeople = ({ isApart, enterpriseId, bodyId }: Whose) =>
  isApart ? bodyPeople(bodyId) : runnersOf(enterpriseId);
export const competentPeople = ({ byPark, parkId = '', bodyId }: Whose) =>
  byPark ? parkPeople(parkId) : bodyPeople(bodyId);

export const firmDesk = ({ isApart, enterpriseId, bodyId }: Whose): Desk =>
  isApart ? desk.body(bodyId) : desk.firm(enterpriseId);
export const competentDesk = ({ byPark, parkId = '', bodyId }: Whose): Desk =>
  byPark ? desk.park(parkId) : desk.body(bodyId);

export const competentName = ({ byPark, parkId = '', bodyId }: Whose): Promise<string> =>
  byPark ? parkName(parkId) : bodyName(bodyId);
/** The firm it is about, whoever has it. */
export const firmName = async ({ isApart, aboutFirmId, enterpriseId }: Whose): Promise<string> =>
  isApart && aboutFirmId === undefined ? '企业待查明' : enterpriseName(aboutFirmId ?? enterpriseId);

/** What a body is competent for by its matter lies in any sector. */
const ofBody: Reach = ({ scope }) =>
  scope.bodyId === undefined || scope.regionCode === undefined
    ? undefined
    : { bodyId: scope.bodyId, regionPath: scope.regionCode };

/** Seen by whoever sees the cases of firm, park and region, and by no worker for having reported one. */
export const SIGHT: Sight = {
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  adviser: ofAdvised,
  'park-officer': ofParkEver,
  regulator: anyOf(ofRegion, ofBody),
};
