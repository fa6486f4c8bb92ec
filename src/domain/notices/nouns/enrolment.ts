import { bodyPeople } from '#domain/identity';
import { type Enrolment, enrolmentLifecycle, peekEnrolment } from '#domain/programme';
import { standingOf } from '#domain/stages';
import { statusRow } from '#kernel/lifecycle';
import { bothOf } from '../audiences.ts';
import { type Noun, shorten, textOf } from './noun.ts';

const WORKING = ['preparing', 'implementing', 'accepting', 'improving'];

const adviserOf = ({ adviserId }: Enrolment): string[] => (adviserId === undefined ? [] : [adviserId]);

const firmAndAdviser = async (enrolment: Enrolment): Promise<string[]> => [
  ...(await bothOf(enrolment.enterpriseId)),
  ...adviserOf(enrolment),
];

const everybodyInCharge = async (enrolment: Enrolment): Promise<string[]> => [
  ...(await firmAndAdviser(enrolment)),
  ...(await bodyPeople(enrolment.bodyId)),
];

export const enrolmentNoun: Noun<Enrolment> = {
  kind: 'enrolment',
  peek: peekEnrolment,
  statusOf: (enrolment) => enrolment.status,
  linkPath: (reference) => `/enrolments/${reference}`,
  params: async (enrolment, event) => ({
    firm: enrolment.name,
    stage: statusRow(enrolmentLifecycle, enrolment.status).label,
    next: (await standingOf(enrolment, event.at)).next,
    reason: shorten(textOf(event.facts['reason'])),
    reasonLabel: textOf(event.facts['reasonLabel']),
    certificate: enrolment.certificateNumber ?? '',
  }),
  notices: {
    // The admission of its application has told the firm already.
    'programme.enrolled': [],
    'programme.item-ticked': [],
    'programme.item-unticked': [],
    'programme.adviser-assigned': [
      { to: adviserOf, template: 'adviser-given-firm', whileIn: [...WORKING, 'paused'] },
      { to: (e) => bothOf(e.enterpriseId), template: 'adviser-assigned', whileIn: [...WORKING, 'paused'] },
    ],
    'programme.implementing-started': [{ to: firmAndAdviser, template: 'stage-changed' }],
    'programme.acceptance-started': [{ to: everybodyInCharge, template: 'acceptance-started' }],
    'programme.acceptance-passed': [{ to: firmAndAdviser, template: 'acceptance-passed' }],
    'programme.acceptance-failed': [{ to: firmAndAdviser, template: 'acceptance-failed' }],
    'programme.certificate-withdrawn': [{ to: firmAndAdviser, template: 'certificate-withdrawn' }],
    'programme.paused': [{ to: firmAndAdviser, template: 'enrolment-paused' }],
    'programme.resumed': [{ to: firmAndAdviser, template: 'enrolment-resumed' }],
    'programme.exited': [{ to: everybodyInCharge, template: 'enrolment-exited' }],
    // The transfer itself tells the firm and both parks.
    'programme.enrolment-transferred': [],
    'programme.training-recorded': [],
    'programme.training-voided': [],
  },
};
