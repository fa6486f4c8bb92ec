import type { RegisteredNoun } from '#domain/engine';
import { followersOf, type Hazard, hazardLifecycle, maySeeHazardPhoto, moveHazards, peekHazard } from '#domain/hazards';
import { bodyPeople, managersOf, officersOf, runnersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

/** Whoever has the case in hand: the person fixing it, else the firm's officers. */
async function holdersOf(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.status === 'rectifying' ? hazard.rectification?.ownerId : undefined;
  return ownerId === undefined ? officersOf(hazard.enterpriseId) : [ownerId];
}
const followers = (hazard: Hazard): Promise<string[]> => followersOf(hazard._id);

const OPEN = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
const urgent = (hazard: Hazard): boolean => hazard.isUrgent;
const always = (): boolean => true;

async function othersInFirm(hazard: Hazard): Promise<string[]> {
  return (await officersOf(hazard.enterpriseId)).length > 1
    ? (await officersOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by)
    : (await runnersOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by);
}

async function closedAudience(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.rectification?.ownerId;
  return [...(await followers(hazard)), ...(ownerId === undefined ? [] : [ownerId])];
}

export const hazardNoun: RegisteredNoun<Hazard> = {
  kind: 'hazard',
  name: '隐患',
  collection: 'hazards',
  lifecycle: hazardLifecycle,
  peek: peekHazard,
  statusOf: (hazard) => hazard.status,
  pathOf: paths.hazard,
  textOf: (one) => one.text,
  params: async (hazard, event) => ({
    text: shorten(hazard.text),
    place: hazard.placeText,
    firm: await enterpriseName(hazard.enterpriseId),
    isUrgent: hazard.isUrgent,
    reason: textOf(event.facts['reason']),
    basis: textOf(event.facts['majorBasis']),
    duplicateOf: hazard.duplicateOf ?? '',
    dueOn: hazard.rectification ? formatDay(hazard.rectification.dueOn) : '',
    owner: hazard.rectification?.ownerName ?? '',
    fixed: hazard.fix?.text ?? '',
  }),
  events: {
    'hazards.reported': {
      told: [
        {
          to: (h) => (h.isUrgent ? runnersOf(h.enterpriseId) : officersOf(h.enterpriseId)),
          template: 'hazard-reported',
          isUrgent: urgent,
        },
      ],
    },
    'hazards.accepted': { told: [{ to: followers, template: 'hazard-accepted' }] },
    'hazards.verified-valid': { told: [{ to: followers, template: 'hazard-valid', whileIn: OPEN }] },
    'hazards.verified-not-valid': { told: [{ to: followers, template: 'hazard-not-valid' }] },
    'hazards.marked-duplicate': { told: [{ to: followers, template: 'hazard-duplicate' }] },
    'hazards.rectification-planned': {
      told: [
        {
          to: (h) => (h.rectification ? [h.rectification.ownerId] : []),
          template: 'rectification-assigned',
          isUrgent: urgent,
        },
        { to: followers, template: 'rectification-planned' },
      ],
    },
    'hazards.fixed-on-spot': { told: [{ to: othersInFirm, template: 'rectification-submitted' }] },
    'hazards.rectification-submitted': { told: [{ to: othersInFirm, template: 'rectification-submitted' }] },
    'hazards.rectification-approved': { told: [{ to: closedAudience, template: 'hazard-closed' }] },
    'hazards.rectification-returned': { told: [{ to: holdersOf, template: 'rectification-returned' }] },
    'hazards.closure-requested': { told: [{ to: (h) => bodyPeople(h.bodyId), template: 'closure-requested' }] },
    'hazards.major-closed': { told: [{ to: closedAudience, template: 'hazard-closed' }] },
    'hazards.closure-returned': { told: [{ to: (h) => runnersOf(h.enterpriseId), template: 'closure-returned' }] },
    'hazards.reopened': { told: [{ to: (h) => runnersOf(h.enterpriseId), template: 'hazard-reopened' }] },
    'hazards.urged': { told: [{ to: holdersOf, template: 'hazard-urged', whileIn: OPEN, isUrgent: always }] },
    'hazards.endorsed': { told: [] },
    'hazards.claimed': { told: [] },
    'hazards.moved-to-park': { told: [] },
    'hazards.step-refused': { told: [] },
    'hazards.marked-major': {
      told: [
        {
          to: async (h) => [...(await managersOf(h.enterpriseId)), ...(await bodyPeople(h.bodyId))],
          template: 'hazard-major',
          whileIn: OPEN,
          isUrgent: always,
        },
      ],
    },
    'hazards.downgraded': {
      told: [{ to: (h) => runnersOf(h.enterpriseId), template: 'hazard-downgraded', whileIn: OPEN }],
    },
  },
  clocks: {},
  moves: { body: 'kept', take: moveHazards },
  maySeePhoto: maySeeHazardPhoto,
};
