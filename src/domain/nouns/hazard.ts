import type { RegisteredNoun } from '#domain/engine';
import {
  ALARM_BESIDE,
  type AlarmRung,
  bodiesAbove,
  callOf,
  firmNameOf,
  followersOf,
  type Hazard,
  handOverHazards,
  hasUpheld,
  hazardLifecycle,
  hazardsHeld,
  isFirmUnknown,
  isJudgedByBody,
  isParks,
  isToldApart,
  isUnnamed,
  isWithFirm,
  maySeeHazardPhoto,
  moveHazards,
  oftenReported,
  peekHazard,
  reporterOf,
  superiorsOf,
  wordsOf,
} from '#domain/hazards';
import { bodyPeople, isActive, managersOf, officersOf, parkPeople, runnersOf } from '#domain/identity';
import { findTrail, type JournalEvent } from '#domain/journal';
import { formatDay } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

/** Whoever is competent for it: the park that was given the power, else the body. */
const competent = (h: Hazard): Promise<string[]> =>
  isParks(h) ? parkPeople(h.parkId as string) : bodyPeople(h.bodyId);
/** Who looks again at a closing: whoever is competent, or the level above once it was upheld. */
const reviewersOf = async (h: Hazard): Promise<string[]> =>
  h.dispute?.isAbove ? (await Promise.all((await bodiesAbove(h)).map(bodyPeople))).flat() : competent(h);
/** Whoever runs the firm that has the case; the competent body where it is about just these. */
const runners = (h: Hazard): Promise<string[]> => (isWithFirm(h) ? runnersOf(h.enterpriseId) : bodyPeople(h.bodyId));
const officers = (h: Hazard): Promise<string[]> => (isWithFirm(h) ? officersOf(h.enterpriseId) : bodyPeople(h.bodyId));

const RUNGS: Readonly<Record<AlarmRung, (h: Hazard) => Promise<string[]> | string[]>> = {
  holder: runners,
  manager: (h) => (isWithFirm(h) ? managersOf(h.enterpriseId) : []),
  park: (h) => (h.parkId === undefined ? [] : parkPeople(h.parkId)),
  body: (h) => bodyPeople(h.bodyId),
  superior: async (h) => (await Promise.all((await superiorsOf(h)).map(({ _id }) => bodyPeople(_id)))).flat(),
};
const onRungs = async (h: Hazard, rungs: readonly AlarmRung[]): Promise<string[]> => [
  ...new Set((await Promise.all(rungs.map((rung) => RUNGS[rung](h)))).flat()),
];
const rungsOf = ({ facts }: Pick<JournalEvent, 'facts'>): AlarmRung[] =>
  ((facts['rungs'] ?? []) as AlarmRung[]).filter((rung) => Object.hasOwn(RUNGS, rung));

/** Told at once. An urgent case of a firm where nobody can be told goes to its park and body. */
async function inCharge(hazard: Hazard): Promise<string[]> {
  if (!hazard.isUrgent) return officers(hazard);
  // Who alone reads what was told is not told of it later than who does not.
  const people = [...(await runners(hazard)), ...(isToldApart(hazard) ? await bodyPeople(hazard.bodyId) : [])];
  return people.length > 0 ? people : onRungs(hazard, ['park', 'body']);
}

/** Whoever an urgent case has been told to so far, also before its firm was known. */
async function toldSoFar(hazard: Hazard): Promise<string[]> {
  const trail = await findTrail({ kind: 'hazard', id: hazard._id });
  const foundAt = trail.filter(({ name }) => name === 'hazards.firm-found');
  // The desk it lay with before may be another than the firm's own body.
  const desks = foundAt.map(({ facts }) => textOf(facts['bodyId'])).filter((bodyId) => bodyId !== '');
  const rungs = trail.filter(({ name }) => name === 'hazards.alarm-unopened').flatMap(rungsOf);
  const people = [
    ...(await inCharge(hazard)),
    ...(await onRungs(hazard, [...(foundAt.length > 0 ? ['body' as const] : []), ...rungs])),
    ...(await Promise.all(desks.map(bodyPeople))).flat(),
  ];
  return [...new Set(people)];
}

/** Whoever has the case in hand: the person fixing it, else the firm's officers. */
async function holdersOf(hazard: Hazard): Promise<string[]> {
  const ownerId = hazard.status === 'rectifying' ? hazard.rectification?.ownerId : undefined;
  return ownerId === undefined || !(await isActive(ownerId)) ? officers(hazard) : [ownerId];
}
/** Whoever judges it: the competent body too where its reporter has handed it over. */
const judges = (h: Hazard): Promise<string[]> =>
  isWithFirm(h) && isJudgedByBody(h) ? bodyPeople(h.bodyId) : othersInFirm(h);
const followers = (hazard: Hazard): Promise<string[]> => followersOf(hazard._id);

const OPEN = ['reported', 'accepted', 'valid', 'rectifying', 'submitted'];
/** Whoever may have asked. */
const askers = async (h: Hazard): Promise<string[]> => [
  ...(await runners(h)),
  ...(h.outsideAt === undefined ? [] : await bodyPeople(h.bodyId)),
];
const UNVERIFIED = ['reported', 'accepted'];
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
  ringsAtNight: ({ isMajor }) => isMajor,
  statusOf: (hazard) => hazard.status,
  pathOf: paths.hazard,
  textOf: wordsOf,
  params: async (hazard, event) => ({
    text: shorten(hazard.text),
    place: hazard.placeText,
    firm: await firmNameOf(hazard),
    isUrgent: hazard.isUrgent,
    isFirmUnknown: isFirmUnknown(hazard),
    times: oftenReported(hazard.recurring, hazard.createdAt) ?? '',
    added: textOf(event.facts['added']),
    photoCount: typeof event.facts['photoCount'] === 'number' ? event.facts['photoCount'] : 0,
    minutes: typeof event.facts['minutes'] === 'number' ? event.facts['minutes'] : 0,
    reason: textOf(event.facts['reason']),
    note: textOf(event.facts['note']),
    basis: textOf(event.facts['majorBasis']),
    // Of one about those who run the firm nobody learns which others there are.
    duplicateOf: hazard.aboutFirmId === undefined ? (hazard.duplicateOf ?? '') : '',
    succeededBy: hazard.succeededBy ?? '',
    dueOn: hazard.rectification ? formatDay(hazard.rectification.dueOn) : '',
    owner: hazard.rectification?.ownerName ?? '',
    fixed: hazard.fix?.text ?? '',
    days: event.facts['days'] ?? '',
    question: textOf(event.facts['question']),
    answer: textOf(event.facts['answer']),
    voice: textOf(event.facts['voice']) || '上报人',
  }),
  events: {
    'hazards.reported': {
      told: [
        {
          to: inCharge,
          template: 'hazard-reported',
          isUrgent: urgent,
        },
      ],
    },
    'hazards.firm-found': { told: [{ to: inCharge, template: 'hazard-reported', isUrgent: urgent }] },
    'hazards.added': { told: [{ to: inCharge, template: 'hazard-added', whileIn: OPEN, isUrgent: always }] },
    'hazards.alarm-unopened': {
      told: [
        {
          to: (h, event) => onRungs(h, rungsOf(event)),
          template: 'hazard-unopened',
          whileIn: ['reported'],
          isUrgent: always,
        },
      ],
    },
    'hazards.taken-back': { told: [{ to: toldSoFar, template: 'hazard-taken-back', isUrgent: always }] },
    'hazards.accepted': { told: [{ to: followers, isSealed: true, template: 'hazard-accepted' }] },
    'hazards.verified-valid': { told: [{ to: followers, isSealed: true, template: 'hazard-valid', whileIn: OPEN }] },
    'hazards.verified-not-valid': { told: [{ to: followers, isSealed: true, template: 'hazard-not-valid' }] },
    'hazards.marked-duplicate': { told: [{ to: followers, isSealed: true, template: 'hazard-duplicate' }] },
    'hazards.told-apart': { told: [] },
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
    'hazards.fixed-on-spot': { told: [{ to: judges, template: 'rectification-submitted' }] },
    'hazards.rectification-submitted': { told: [{ to: judges, template: 'rectification-submitted' }] },
    'hazards.rectification-approved': { told: [{ to: closedAudience, isSealed: true, template: 'hazard-closed' }] },
    'hazards.rectification-returned': { told: [{ to: holdersOf, template: 'rectification-returned' }] },
    'hazards.closure-requested': { told: [{ to: competent, template: 'closure-requested' }] },
    'hazards.major-closed': { told: [{ to: closedAudience, isSealed: true, template: 'hazard-closed' }] },
    'hazards.closure-returned': { told: [{ to: runners, template: 'closure-returned' }] },
    'hazards.extension-asked': { told: [{ to: competent, template: 'extension-asked', whileIn: OPEN }] },
    'hazards.extension-granted': { told: [{ to: runners, template: 'extension-granted', whileIn: OPEN }] },
    'hazards.extension-refused': { told: [{ to: runners, template: 'extension-refused', whileIn: OPEN }] },
    'hazards.date-set': { told: [{ to: runners, template: 'hazard-date-set', whileIn: OPEN, isUrgent: always }] },
    'hazards.date-brought-forward': {
      told: [{ to: runners, template: 'hazard-date-brought-forward', whileIn: OPEN, isUrgent: always }],
    },
    'hazards.reopened': { told: [{ to: askers, template: 'hazard-reopened' }] },
    'hazards.disputed': {
      told: [
        {
          to: async (h) => (await reviewersOf(h)).filter((id) => id !== h.review?.by && !hasUpheld(h, id)),
          template: 'hazard-disputed',
          whileIn: ['closed'],
          isUrgent: always,
        },
      ],
    },
    'hazards.found-solved': { told: [] },
    'hazards.closing-upheld': { told: [{ to: followers, isSealed: true, template: 'hazard-upheld' }] },
    'hazards.found-unsolved': { told: [{ to: followers, isSealed: true, template: 'hazard-unsolved' }] },
    'hazards.urged': { told: [{ to: holdersOf, template: 'hazard-urged', whileIn: OPEN, isUrgent: always }] },
    'hazards.endorsed': { told: [] },
    'hazards.assisted': {
      told: [
        {
          to: async (h) => [...(await runners(h)), ...(await competent(h))],
          template: 'hazard-assisted',
          whileIn: [...OPEN, 'closure-requested'],
        },
      ],
    },
    'hazards.asked': { told: [{ to: reporterOf, isSealed: true, template: 'hazard-asked', whileIn: OPEN }] },
    'hazards.answered': { told: [{ to: askers, template: 'hazard-answered', whileIn: OPEN }] },
    'hazards.outside-offered': {
      told: [{ to: reporterOf, isSealed: true, template: 'hazard-outside-offered', whileIn: UNVERIFIED }],
    },
    'hazards.taken-outside': {
      told: [{ to: (h) => bodyPeople(h.bodyId), template: 'hazard-outside', whileIn: UNVERIFIED, isUrgent: urgent }],
    },
    'hazards.put-into-chinese': { told: [] },
    'hazards.claimed': { told: [] },
    'hazards.named': { told: [] },
    'hazards.moved-to-park': { told: [] },
    'hazards.owner-changed': { told: [] },
    'hazards.lead-changed': {
      told: [{ to: runners, template: 'hazard-lead-changed', whileIn: [...OPEN, 'closure-requested'] }],
    },
    'hazards.owner-left': {
      told: [{ to: (h) => bodyPeople(h.bodyId), template: 'hazard-owner-left', whileIn: OPEN }],
    },
    'hazards.step-refused': { told: [] },
    'hazards.marked-major': {
      told: [
        {
          to: async (h) => [
            ...(h.aboutFirmId === undefined ? await managersOf(h.enterpriseId) : []),
            ...(await competent(h)),
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
  calls: { ...ALARM_BESIDE, call: callOf },
  holds: { ...hazardsHeld, handOver: handOverHazards },
  moves: { body: 'kept', take: moveHazards },
  maySeePhoto: maySeeHazardPhoto,
};
