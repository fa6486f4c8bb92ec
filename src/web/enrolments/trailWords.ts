import { type Round, roundLabel } from '#domain/programme';
import type { Telling } from '../presentTrail.ts';

/** The timeline of an enrolment, its rounds, visits and trainings. */
export const ENROLMENT_TELLING = {
  words: {
    'programme.adviser-left': { title: '辅导员不再辅导，等另行安排', icon: 'users' },
    'programme.training-recorded': { title: '登记培训', icon: 'users' },
    'programme.training-voided': { title: '作废一次培训', icon: 'x' },
  },
  detailOf: (text, { subject, facts }) => [
    subject.kind === 'visit' ? (subject.reference ?? '') : '',
    text('round') && roundLabel(text('round') as Round),
    text('item'),
    text('homework'),
    text('reasonLabel'),
    typeof facts['total'] === 'number' ? `${facts['total']} 分（满分 ${String(facts['most'])}）` : '',
    typeof facts['managers'] === 'number'
      ? `管理人员 ${facts['managers']} 人，员工 ${String(facts['workers'])} 人`
      : '',
    typeof facts['days'] === 'number' ? `暂停了 ${facts['days']} 天，没到期的日子顺延` : '',
    text('plannedOn'),
  ],
} as const satisfies Telling;
