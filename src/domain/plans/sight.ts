import { ofAdvised, ofFirm, ofParkEver, ofRegionEver, type Sight } from '#domain/engine';

/**
 * Plans and their items are seen by exactly those who see the firm in the programme: everybody of the firm, for
 * improving is everybody's (意见（十六）人人参与), its advisers, park and regulators.
 */
export const PROGRAMME_SIGHT: Sight = {
  worker: ofFirm,
  'enterprise-manager': ofFirm,
  'safety-officer': ofFirm,
  adviser: ofAdvised,
  'park-officer': ofParkEver,
  regulator: ofRegionEver,
};
