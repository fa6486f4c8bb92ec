import type { RegisteredNoun } from '#domain/engine';
import {
  firmOf,
  followersOf,
  type Hazard,
  handOverHazards,
  hazardLifecycle,
  hazardsHeld,
  isUnnamed,
  maySeeHazardPhoto,
  moveHazards,
  peekHazard,
  reporterOf,
} from '#domain/hazards';
import { bodyPeople, managersOf, officersOf, runnersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

/** Whoever runs the firm that has the case; the competent body where it is about just these. */
const runners = (h: Hazard): Promise<string[]> =>
  h.aboutFirmId === undefined ? runnersOf(h.enterpriseId) : bodyPeople(h.bodyId);
const officers = (h: Hazard): Promise<string[]> =>
  h.aboutFirmId === undefined ? officersOf(h.enterpriseId) : bodyPeople(h.bodyId);

/** Whoever has the case in hand: the person fixing it, else the firm's officers. */
async function holdersOf(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.status === 'rectifying' ? hazard.rectification?.ownerId : undefined;
  return ownerId === undefined ? officers(hazard) : [ownerId];
}
const followers = (hazard: Hazard): Promise<string[]> => followersOf(hazard._id);

const OPEN = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
const urgent = (hazard: Hazard): boolean => hazard.isUrgent;
const always = (): boolean => true;

async function othersInFirm(hazard: Hazard): Promise<string[]> {
  return (await officers(hazard)).length > 1
    ? (await officers(hazard)).filter((id) => id !== hazard.fix?.by)
    : (await runners(hazard)).filter((id) => id !== hazard.fix?.by);
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
  isByTheHour: isUnnamed,
  statusOf: (hazard) => hazard.status,
  pathOf: paths.hazard,
  textOf: (one) => one.text,
  params: async (hazard, event) => ({
    text: shorten(hazard.text),
    place: hazard.placeText,
    firm: await enterpriseName(firmOf(hazard)),
    isUrgent: hazard.isUrgent,
    reason: textOf(event.facts['reason']),
    basis: textOf(event.facts['majorBasis']),
    duplicateOf: hazard.duplicateOf ?? '',
    dueOn: hazard.rectification ? formatDay(hazard.rectification.dueOn) : '',
    owner: hazard.rectification?.ownerName ?? '',
    fixed: hazard.fix?.text ?? '',
    question: textOf(event.facts['question']),
    answer: textOf(event.facts['answer']),
  }),
  events: {
    'hazards.reported': {
      told: [
        {
          to: (h) => (h.isUrgent ? runners(h) : officers(h)),
          template: 'hazard-reported',
          isUrgent: urgent,
        },
      ],
    },
    'hazards.accepted': { told: [{ to: followers, isSealed: true, template: 'hazard-accepted' }] },
    'hazards.verified-valid': { told: [{ to: followers, isSealed: true, template: 'hazard-valid', whileIn: OPEN }] },
    'hazards.verified-not-valid': { told: [{ to: followers, isSealed: true, template: 'hazard-not-valid' }] },
    'hazards.marked-duplicate': { told: [{ to: followers, isSealed: true, template: 'hazard-duplicate' }] },
    'hazards.rectification-planned': {
      told: [
        {
          to: (h) => (h.rectification ? [h.rectification.ownerId] : []),
          template: 'rectification-assigned',
          isUrgent: urgent,
        },
        { to: followers, isSealed: true, template: 'rectification-planned' },
      ],
    },
    'hazards.fixed-on-spot': { told: [{ to: othersInFirm, template: 'rectification-submitted' }] },
    'hazards.rectification-submitted': { told: [{ to: othersInFirm, template: 'rectification-submitted' }] },
    'hazards.rectification-approved': { told: [{ to: closedAudience, isSealed: true, template: 'hazard-closed' }] },
    'hazards.rectification-returned': { told: [{ to: holdersOf, template: 'rectification-returned' }] },
    'hazards.closure-requested': { told: [{ to: (h) => bodyPeople(h.bodyId), template: 'closure-requested' }] },
    'hazards.major-closed': { told: [{ to: closedAudience, isSealed: true, template: 'hazard-closed' }] },
    'hazards.closure-returned': { told: [{ to: runners, template: 'closure-returned' }] },
    'hazards.reopened': { told: [{ to: runners, template: 'hazard-reopened' }] },
    'hazards.urged': { told: [{ to: holdersOf, template: 'hazard-urged', whileIn: OPEN, isUrgent: always }] },
    'hazards.endorsed': { told: [] },
    'hazards.asked': { told: [{ to: reporterOf, isSealed: true, template: 'hazard-asked', whileIn: OPEN }] },
    'hazards.answered': { told: [{ to: runners, template: 'hazard-answered', whileIn: OPEN }] },
    'hazards.claimed': { told: [] },
    'hazards.moved-to-park': { told: [] },
    'hazards.owner-changed': { told: [] },
    'hazards.owner-left': {
      told: [{ to: (h) => bodyPeople(h.bodyId), template: 'hazard-owner-left', whileIn: OPEN }],
    },
    'hazards.step-refused': { told: [] },
    'hazards.marked-major': {
      told: [
        {
          to: async (h) => [
            ...(h.aboutFirmId === undefined ? await managersOf(h.enterpriseId) : []),
            ...(await bodyPeople(h.bodyId)),
          ],
          template: 'hazard-major',
          whileIn: OPEN,
          isUrgent: always,
        },
      ],
    },
    'hazards.called-back': {
      told: [{ to: runners, template: 'hazard-called-back', whileIn: OPEN, isUrgent: always }],
    },
    'hazards.downgraded': {
      told: [{ to: runners, template: 'hazard-downgraded', whileIn: OPEN }],
    },
  },
  clocks: {},
  holds: { ...hazardsHeld, handOver: handOverHazards },
  moves: { body: 'kept', take: moveHazards },
  maySeePhoto: maySeeHazardPhoto,
};
