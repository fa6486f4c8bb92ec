import { managersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { roundLabel } from '#domain/programme';
import { type Assessment, peekAssessment } from '#domain/stages';
import { type Noun, shorten } from './noun.ts';

const assessor = ({ assessedBy }: Assessment): string[] => (assessedBy === undefined ? [] : [assessedBy]);

/** Where a round is read: `E2026-0001/baseline` lies under its enrolment. */
const linkPath = (reference: string): string => {
  const [enrolment, round] = reference.split('/');
  return `/enrolments/${enrolment}/assessments/${round}`;
};

export const assessmentNoun: Noun<Assessment> = {
  kind: 'assessment',
  peek: peekAssessment,
  statusOf: (one) => one.status,
  linkPath,
  params: async (one) => ({
    firm: await enterpriseName(one.enterpriseId),
    round: roundLabel(one.round),
    reason: shorten(one.returnReason ?? ''),
  }),
  notices: {
    'programme.assessment-started': [],
    'programme.assessment-saved': [],
    'programme.assessment-submitted': [
      { to: (one) => managersOf(one.enterpriseId), template: 'assessment-to-confirm' },
    ],
    'programme.assessment-finished': [{ to: assessor, template: 'assessment-finished' }],
    'programme.assessment-returned': [{ to: assessor, template: 'assessment-returned' }],
  },
};
