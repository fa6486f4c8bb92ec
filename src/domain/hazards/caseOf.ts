import type { CaseNow, TreatmentPlan } from '#domain/majors';
import { given } from '#kernel/given';
import { fixDueAt } from './agreed.ts';
import { isParks } from './competent.ts';
import { isUnnamed } from './contact.ts';
import { type Hazard, isWithFirm, type Rectification } from './hazard.models.ts';
import { looksMajor } from './looks.ts';

function planOf({ treatment, ...plan }: Rectification): TreatmentPlan | undefined {
  if (treatment === undefined) return undefined;
  const { measure, fundFen, ownerName, dueOn, contingency, round } = plan;
  return { ...treatment, measure, fundFen, ownerName, dueOn, contingency, round };
}

/** A case as its file of a major hazard needs to know it; nothing of whoever reported. */
export function caseOf(hazard: Hazard): CaseNow {
  const { rectification, fix, notMajor, downgradeReason, notValidReason } = hazard;
  const { _id, reference, enterpriseId, bodyId, regionPath, sector, text, placeText, category } = hazard;
  const { createdAt, status, isMajor, parkId, aboutFirmId, foundBy, majorBasis } = hazard;
  return {
    ...{ _id, reference, enterpriseId, bodyId, regionPath, sector, text, placeText, category },
    ...{ createdAt, status, isMajor },
    isApart: !isWithFirm(hazard),
    isByHour: isUnnamed(hazard),
    byPark: isParks(hazard),
    isOnSpot: fix?.isOnSpot ?? false,
    isExtended: hazard.extendedAt !== undefined,
    isDisputed: hazard.dispute !== undefined,
    isSuspected: looksMajor(hazard) || notMajor !== undefined,
    isMerged: status === 'duplicate' && notMajor?.into !== undefined,
    ...given({
      ...{ parkId, aboutFirmId, foundBy, majorBasis },
      plan: rectification === undefined ? undefined : planOf(rectification),
      locationId: hazard.locationId,
      fixDueAt: fixDueAt(hazard),
      closedAt: hazard.closedAt,
      ownerId: rectification?.ownerId,
      fixedBy: fix?.by,
      reason: downgradeReason ?? notMajor?.reason ?? notValidReason,
    }),
  };
}
