import { enterpriseName } from '#domain/organisations';
import { firmOf, type Hazard, isFirmUnknown } from './hazard.models.ts';

/** The firm a case is about, as people read it. */
export const firmNameOf = async (hazard: Pick<Hazard, 'enterpriseId' | 'aboutFirmId'>): Promise<string> =>
  isFirmUnknown(hazard) ? '企业待查明' : enterpriseName(firmOf(hazard));
