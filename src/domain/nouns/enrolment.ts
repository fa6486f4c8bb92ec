import type { RegisteredNoun } from '#domain/engine';
import { bodyPeople, runnersOf } from '#domain/identity';
import { type Enrolment, enrolmentLifecycle, moveEnrolment, peekEnrolment } from '#domain/programme';
import {
  enrolmentClocks,
  enrolmentsHeld,
  handOverEnrolments,
  maySeeTickPhotos,
  maySeeTrainingPhotos,
  standingOf,
} from '#domain/stages';
import { systemContext } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

const WORKING = ['preparing', 'implementing', 'accepting', 'improving'];

const adviserOf = ({ adviserId }: Enrolment): string[] => (adviserId === undefined ? [] : [adviserId]);

const firmAndAdviser = async (enrolment: Enrolment): Promise<string[]> => [
  ...(await runnersOf(enrolment.enterpriseId)),
  ...adviserOf(enrolment),
];

const inCharge = async ({ enterpriseId, bodyId }: Enrolment): Promise<string[]> => [
  ...(await runnersOf(enterpriseId)),
  ...(await bodyPeople(bodyId)),
];
const everybodyInCharge = async (enrolment: Enrolment): Promise<string[]> => [
  ...(await firmAndAdviser(enrolment)),
  ...(await bodyPeople(enrolment.bodyId)),
];

export const enrolmentNoun: RegisteredNoun<Enrolment> = {
  kind: 'enrolment',
  name: '入项企业',
  collection: 'enrolments',
  lifecycle: enrolmentLifecycle,
  peek: peekEnrolment,
  statusOf: (enrolment) => enrolment.status,
  pathOf: paths.enrolment,
  textOf: (one) => one.name,
  params: async (enrolment, event) => ({
    firm: enrolment.name,
    stage: statusRow(enrolmentLifecycle, enrolment.status).label,
    next: (await standingOf(systemContext(event.at, 'notices', event._id), enrolment)).next,
    reason: shorten(textOf(event.facts['reason'])),
    reasonLabel: textOf(event.facts['reasonLabel']),
    certificate: enrolment.certificateNumber ?? '',
  }),
  events: {
    // The admission of its application has told the firm already.
    'programme.enrolled': { told: [] },
    'programme.item-ticked': { told: [] },
    'programme.item-unticked': { told: [] },
    'programme.adviser-assigned': {
      told: [
        { to: adviserOf, template: 'adviser-given-firm', whileIn: [...WORKING, 'paused'] },
        { to: (e) => runnersOf(e.enterpriseId), template: 'adviser-assigned', whileIn: [...WORKING, 'paused'] },
      ],
    },
    'programme.adviser-left': { told: [{ to: inCharge, template: 'adviser-left', whileIn: [...WORKING, 'paused'] }] },
    'programme.implementing-started': { told: [{ to: firmAndAdviser, template: 'stage-changed' }] },
    'programme.acceptance-started': { told: [{ to: everybodyInCharge, template: 'acceptance-started' }] },
    'programme.acceptance-passed': { told: [{ to: firmAndAdviser, template: 'acceptance-passed' }] },
    'programme.acceptance-failed': { told: [{ to: firmAndAdviser, template: 'acceptance-failed' }] },
    'programme.certificate-withdrawn': { told: [{ to: firmAndAdviser, template: 'certificate-withdrawn' }] },
    'programme.paused': { told: [{ to: firmAndAdviser, template: 'enrolment-paused' }] },
    'programme.resumed': { told: [{ to: firmAndAdviser, template: 'enrolment-resumed' }] },
    'programme.exited': { told: [{ to: everybodyInCharge, template: 'enrolment-exited' }] },
    // The transfer itself tells the firm and both parks.
    'programme.enrolment-transferred': { told: [] },
    'programme.training-recorded': { told: [] },
    'programme.training-voided': { told: [] },
  },
  clocks: enrolmentClocks([]),
  holds: { ...enrolmentsHeld, handOver: handOverEnrolments },
  moves: { body: 'new', take: moveEnrolment },
  maySeePhoto: maySeeTickPhotos,
  photosOf: { training: maySeeTrainingPhotos },
};
