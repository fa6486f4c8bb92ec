import type { RegisteredNoun } from '#domain/engine';
import { managersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { roundLabel } from '#domain/programme';
import { type Assessment, assessmentLifecycle, maySeeRecordPhotos, peekAssessment } from '#domain/stages';
import { shorten } from '#kernel/text';

const assessor = ({ assessedBy }: Assessment): string[] => (assessedBy === undefined ? [] : [assessedBy]);

/** Where a round is read: `E2026-0001/baseline` lies under its enrolment. */
const pathOf = (reference: string): string => {
  const [enrolment, round] = reference.split('/');
  return `/enrolments/${enrolment}/assessments/${round}`;
};

export const assessmentNoun: RegisteredNoun<Assessment> = {
  kind: 'assessment',
  name: '评估',
  collection: 'assessments',
  lifecycle: assessmentLifecycle,
  peek: peekAssessment,
  statusOf: (one) => one.status,
  pathOf,
  textOf: (one) => roundLabel(one.round),
  params: async (one) => ({
    firm: await enterpriseName(one.enterpriseId),
    round: roundLabel(one.round),
    reason: shorten(one.returnReason ?? ''),
  }),
  events: {
    'programme.assessment-started': { told: [] },
    'programme.assessment-saved': { told: [] },
    'programme.assessment-submitted': {
      told: [{ to: (one) => managersOf(one.enterpriseId), template: 'assessment-to-confirm' }],
    },
    'programme.assessment-finished': { told: [{ to: assessor, template: 'assessment-finished' }] },
    'programme.assessment-returned': { told: [{ to: assessor, template: 'assessment-returned' }] },
  },
  clocks: {},
  moves: { body: 'new' },
  maySeePhoto: (ctx, id) => maySeeRecordPhotos(ctx, { kind: 'assessment', id }),
};
