import { type Hazard, peekHazard } from '#domain/hazards';
import { bodyPeople, managersOf, officersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { formatDay } from '#kernel/dates';
import { bothOf, followers, holdersOf } from '../audiences.ts';
import { type Noun, shorten, textOf } from './noun.ts';

const OPEN = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
const urgent = (hazard: Hazard): boolean => hazard.isUrgent;
const always = (): boolean => true;

async function othersInFirm(hazard: Hazard): Promise<string[]> {
  return (await officersOf(hazard.enterpriseId)).length > 1
    ? (await officersOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by)
    : (await bothOf(hazard.enterpriseId)).filter((id) => id !== hazard.fix?.by);
}

async function closedAudience(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.rectification?.ownerId;
  return [...(await followers(hazard)), ...(ownerId === undefined ? [] : [ownerId])];
}

export const hazardNoun: Noun<Hazard> = {
  kind: 'hazard',
  peek: peekHazard,
  statusOf: (hazard) => hazard.status,
  linkPath: (reference) => `/hazards/${reference}`,
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
  notices: {
    'hazards.reported': [
      {
        to: (h) => (h.isUrgent ? bothOf(h.enterpriseId) : officersOf(h.enterpriseId)),
        template: 'hazard-reported',
        isUrgent: urgent,
      },
    ],
    'hazards.accepted': [{ to: followers, template: 'hazard-accepted' }],
    'hazards.verified-valid': [{ to: followers, template: 'hazard-valid', whileIn: OPEN }],
    'hazards.verified-not-valid': [{ to: followers, template: 'hazard-not-valid' }],
    'hazards.marked-duplicate': [{ to: followers, template: 'hazard-duplicate' }],
    'hazards.rectification-planned': [
      {
        to: (h) => (h.rectification ? [h.rectification.ownerId] : []),
        template: 'rectification-assigned',
        isUrgent: urgent,
      },
      { to: followers, template: 'rectification-planned' },
    ],
    'hazards.fixed-on-spot': [{ to: othersInFirm, template: 'rectification-submitted' }],
    'hazards.rectification-submitted': [{ to: othersInFirm, template: 'rectification-submitted' }],
    'hazards.rectification-approved': [{ to: closedAudience, template: 'hazard-closed' }],
    'hazards.rectification-returned': [{ to: holdersOf, template: 'rectification-returned' }],
    'hazards.closure-requested': [{ to: (h) => bodyPeople(h.bodyId), template: 'closure-requested' }],
    'hazards.major-closed': [{ to: closedAudience, template: 'hazard-closed' }],
    'hazards.closure-returned': [{ to: (h) => bothOf(h.enterpriseId), template: 'closure-returned' }],
    'hazards.reopened': [{ to: (h) => bothOf(h.enterpriseId), template: 'hazard-reopened' }],
    'hazards.urged': [{ to: holdersOf, template: 'hazard-urged', whileIn: OPEN, isUrgent: always }],
    'hazards.endorsed': [],
    'hazards.claimed': [],
    'hazards.moved-to-park': [],
    'hazards.step-refused': [],
    'hazards.marked-major': [
      {
        to: async (h) => [...(await managersOf(h.enterpriseId)), ...(await bodyPeople(h.bodyId))],
        template: 'hazard-major',
        whileIn: OPEN,
        isUrgent: always,
      },
    ],
    'hazards.downgraded': [{ to: (h) => bothOf(h.enterpriseId), template: 'hazard-downgraded', whileIn: OPEN }],
  },
};
