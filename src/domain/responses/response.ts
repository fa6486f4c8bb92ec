import {
  aboutOwner,
  anyOf,
  type Clock,
  defineNoun,
  deskOfOwner,
  ofFirm,
  ofPark,
  ofRegion,
  ownerName,
  type Reach,
} from '#domain/engine';
import { MINUTE_MS } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { responseActs } from './response.acts.ts';
import { type EmergencyResponse, RESPONSE_STATUSES, ResponseModel, type ResponseStatus } from './response.model.ts';
import { responseClock } from './response.rules.ts';

const ofToldBody: Reach = ({ scope }) => (scope.bodyId === undefined ? undefined : { bodyIds: scope.bodyId });
const inMinutes = (from: Date, minutes: number): Date => new Date(from.getTime() + minutes * MINUTE_MS);
const always = () => true;

export const unseen = ({ steps }: EmergencyResponse): boolean => steps.some(({ seen }) => seen === undefined);

/** Each step falls due by the minutes of the plan. */
const stepClock = ({ id, text, minutes }: EmergencyResponse['steps'][number]): [string, Clock<EmergencyResponse>] => [
  `response-step-${id}`,
  {
    ladder: 'response-step',
    title: () => `应急步骤：${shorten(text)}`,
    runs: ({ isOpen, steps }) => isOpen && steps.some((one) => one.id === id && one.done === undefined),
    dueAt: ({ createdAt }) => inMinutes(createdAt, minutes),
    owedBy: (row) => [deskOfOwner(row)],
    isUrgent: always,
  },
];

/** 应急响应: everybody of the firm reads its own, the park what happens in it, and every body that was told. */
export const responses = defineNoun({
  kind: 'response',
  name: '应急响应',
  letter: 'XY',
  path: '/responses',
  model: ResponseModel,
  statuses: RESPONSE_STATUSES,
  acts: responseActs,
  sees: {
    worker: ofFirm,
    'enterprise-manager': ofFirm,
    'safety-officer': ofFirm,
    'park-officer': ofPark,
    regulator: anyOf(ofRegion, ofToldBody),
  },
  about: aboutOwner,
  ringsAtNight: always,
  // It lies where it happened.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'response-unseen': {
      ladder: 'response-step',
      title: ({ what }) => `应急步骤没有人收到：${shorten(what)}`,
      runs: (row) => row.isOpen && unseen(row),
      dueAt: ({ createdAt }) => inMinutes(createdAt, responseClock(createdAt).seenMinutes),
      owedBy: (row) => [deskOfOwner(row)],
      isUrgent: always,
      isCalling: always,
    },
  },
  clocksOf: ({ steps }) => Object.fromEntries(steps.map(stepClock)),
  filters: {
    status: (status: ResponseStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ what }) => `应急：${shorten(what)}`,
  params: async (row) => ({
    owner: await ownerName(row),
    what: shorten(row.what),
    place: shorten(row.placeText),
    accident: row.accidentReference,
    steps: row.steps.length,
    hasPlan: row.plans.length > 0,
    reason: shorten(row.reason ?? ''),
  }),
});
