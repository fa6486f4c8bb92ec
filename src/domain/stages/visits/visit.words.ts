import { type Entry, putInWords, type Question, type Section } from '#domain/engine';
import { lateWords } from '#domain/journal';
import { enterpriseName } from '#domain/organisations';
import { type Role, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatDay, localDate } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { paths } from '#kernel/paths';
import {
  cancelVisit,
  changeVisit,
  countersignVisit,
  finishHomework,
  isVisitIntact,
  returnVisit,
  signVisit,
  writeVisit,
} from './visit.commands.ts';
import { dayOf, dueOf, type Homework, homeworkLeft, type Signature, type Visit } from './visit.model.ts';
import { atRows, RECORD, recordOf, type Typed, WHICH_HOMEWORK, writtenRows } from './visit.questions.ts';
import { visits } from './visit.ts';

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const HELP = '上门帮企业，不是执法检查，看到的问题不作为处罚依据。';

const HANDS: Readonly<Record<Visit['status'], { holder: string; next: string }>> = {
  planned: { holder: '辅导员', next: '到企业辅导，回来写记录' },
  written: { holder: '辅导员', next: '核对记录，签字后交企业' },
  'half-signed': { holder: '企业负责人或安全管理员', next: '看过记录后签字，有不同意见可以退回' },
  signed: { holder: '', next: '双方已签字' },
  cancelled: { holder: '', next: '已取消' },
};
/** Who has it now, and what comes next. */
function handOf(visit: Visit): { holder: string; next: string } {
  const left = homeworkLeft(visit).length;
  return left > 0 ? { holder: '企业', next: `完成剩下的 ${left} 项作业` } : HANDS[visit.status];
}

const yearDay = (day: string): string => `${day.slice(0, 4)}年${formatDay(day)}`;

function homeworkEntry(homework: Homework, today: string): Entry {
  const { text, done } = homework;
  const due = dueOf(homework);
  if (done !== undefined)
    return {
      text,
      tags: [{ label: '已完成', tone: 'good' }],
      by: `${done.byName} ${formatDay(localDate(done.at))}：${done.note}`,
    };
  return {
    text,
    tags: [
      due < today
        ? { label: `${formatDay(due)}之前，已逾期`, tone: 'bad' }
        : { label: `${formatDay(due)}之前`, tone: 'waiting' },
    ],
  };
}

const signatureEntry = ({ side, byName, at, contentHash }: Signature): Entry => ({
  text: `${side === 'adviser' ? '辅导员' : '企业'}：${byName}`,
  by: `${formatDateTime(at)} · 内容指纹 ${contentHash.slice(0, 12)}`,
});

const addToPlan = (reference: string, id: string): string =>
  `${paths.addToPlan}?origin=visit&from=${encodeURIComponent(`${reference}#${id}`)}`;

/** What was done, found and agreed on, and who has signed it. */
function sectionsOf(visit: Visit, { actor, now }: Context): Section[] {
  const { summary, findings, homework, signatures } = visit;
  const mayPlan = visit.status === 'signed' && runsEnterprise(actor);
  const record: Section[] = [
    { title: '做了什么', text: summary },
    {
      title: '看到的问题',
      entries: findings.map(({ id, text, isForPlan }) => ({
        text,
        ...(isForPlan ? { tags: [{ label: '建议列入计划', tone: 'active' }] } : {}),
        ...(mayPlan ? { link: { label: '列入发展计划', href: addToPlan(visit.reference, id) } } : {}),
      })),
      none: '没有。',
    },
    { title: '作业', entries: homework.map((one) => homeworkEntry(one, localDate(now))), none: '没有。' },
  ];
  const intact = isVisitIntact(visit) ? '签字后内容没有改动。' : '内容和签字时不一致，请联系管理员。';
  return [
    ...(summary === '' ? [] : record),
    ...(signatures.length === 0 ? [] : [{ title: '签字', text: intact, entries: signatures.map(signatureEntry) }]),
  ];
}

/** Writes what stands in the rows of the form; what the command says of a list stands at the row it means. */
async function writeRows(ctx: Context, typed: Typed & { reference: string }): Promise<Visit> {
  try {
    return await writeVisit(ctx, { ...(typed as object), ...writtenRows(typed) } as Parameters<typeof writeVisit>[1]);
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
    throw invalid(error.code, atRows(typed, error.fields), { ...error.params });
  }
}

const reason = (label: string): Question<Visit> => ({ name: 'reason', label, kind: 'area' });
/** Exactly what the page showed is signed. */
const seen = [{ name: 'contentHash', of: ({ contentHash = '' }: Visit) => contentHash }];

/** The day the adviser says they went; told late where the first signature under it came late. */
function visitedText({ visitedOn, signatures, updatedAt }: Visit): string {
  if (visitedOn === undefined) return '';
  return `${yearDay(visitedOn)}${lateWords(visitedOn, signatures[0]?.at ?? updatedAt, '签字')}`;
}

export const visitsInWords = putInWords(visits, {
  lead: HELP,
  quick: [['全部', {}], ...visits.lifecycle.statuses.map(({ code, label }) => [label, { status: code }] as const)],
  none: ({ actor }) => ({
    text: '还没有入企辅导。',
    ...(actor.kind === 'person' && actor.role === 'adviser'
      ? { link: { label: '看入项企业', href: paths.enrolments } }
      : {}),
  }),
  meta: async (visit) =>
    [
      await enterpriseName(visit.enterpriseId),
      formatDay(dayOf(visit)),
      visit.homework.length === 0
        ? ''
        : `作业 ${visit.homework.filter(({ done }) => done !== undefined).length}/${visit.homework.length} 项完成`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  tags: (visit, now) =>
    homeworkLeft(visit).some((one) => dueOf(one) < localDate(now))
      ? [{ label: '作业逾期', tone: 'bad', icon: 'clock' }]
      : [],
  standing: (visit) => ({
    ...handOf(visit),
    said: [{ label: '企业退回的意见', value: visit.returnReason ?? '' }],
  }),
  facts: async (visit) => [
    { label: '企业', value: await enterpriseName(visit.enterpriseId) },
    { label: '约定日期', value: yearDay(visit.plannedOn) },
    { label: '到企业的日期', value: visitedText(visit) },
    { label: '内容', value: visit.purpose },
    { label: '说明', value: HELP },
  ],
  brief: async (visit) => [
    { label: '企业', value: await enterpriseName(visit.enterpriseId) },
    { label: '约定日期', value: yearDay(visit.plannedOn) },
  ],
  sections: async (ctx, visit) => sectionsOf(visit, ctx),
  partOf: async ({ enrolmentReference, enterpriseId }) => ({
    label: `返回 ${await enterpriseName(enterpriseId)}`,
    href: `${paths.enrolment(enrolmentReference)}#visits`,
  }),
  detailOf: (text) => [text('homework'), text('plannedOn') && yearDay(text('plannedOn'))],
  doers: [...FIRM, 'adviser'],
  steps: {
    // On the page of the firm in the programme.
    'plan-visit': 'elsewhere',
    'change-visit': {
      lead: () => '双方都会收到新的日期。',
      fields: [{ name: 'plannedOn', of: (_, { now }) => ({ label: '改到哪一天', kind: 'date', min: localDate(now) }) }],
      values: ({ plannedOn }) => ({ plannedOn }),
      run: changeVisit,
    },
    'sign-visit': { unseen: seen, run: signVisit },
    'countersign-visit': { submit: '看过，签字', unseen: seen, run: countersignVisit },
    'write-visit': {
      lead: () => '写看到的、一起做的和约定企业做的。双方签字后不能再改。没有用到的行空着就行。',
      submit: '保存记录',
      fields: RECORD,
      values: recordOf,
      photoIds: ({ photoIds }) => photoIds,
      run: writeRows,
    },
    'return-visit': {
      lead: () => '辅导员会收到您的意见，改好后重新签字。',
      submit: '退回',
      fields: [reason('哪里不对')],
      run: returnVisit,
    },
    'cancel-visit': {
      lead: () => '取消后双方都会收到通知。',
      fields: [reason('理由')],
      isDanger: true,
      run: cancelVisit,
    },
    'finish-homework': {
      lead: () => '写一句怎么完成的，辅导员会收到通知。',
      submit: '已经完成',
      fields: [WHICH_HOMEWORK, { name: 'note', label: '怎么完成的', kind: 'area' }],
      run: finishHomework,
    },
  },
  tab: 'programme',
  place: { icon: 'school', group: 'programme', words: '辅导员 走访 作业 签字', after: paths.enrolments },
});
