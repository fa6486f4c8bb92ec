import type { Entry, Fact, Question, Section, Tag } from '#domain/engine';
import { personName } from '#domain/identity';
import { bodyName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { formatClock, formatDateTime, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import type { Accident, Inquiry, Remedy } from './accident.model.ts';
import { approveBy, evaluateBy } from './accident.ts';
import { isToDo } from './inquiry.acts.ts';
import { inquiryTerms } from './inquiry.rules.ts';
import { approveReport, callRegion, evaluateAccident, finishRemedy, putOffApproval, receiveReport } from './inquiry.ts';
import { isBodys } from './whose.ts';

/** Who called whom in the autonomous region; what that one asked for is between the bodies, and may be about the firm. */
async function callsOf({ actor }: Context, row: Accident): Promise<Section[]> {
  const { calls = [] } = row;
  if (calls.length === 0) return [];
  const isTold = actor.kind === 'person' && isBodys(actor, row);
  const entries = await Promise.all(
    calls.map(
      async ({ bodyId, caller, answeredBy, calledAt, note, by, at }): Promise<Entry> => ({
        text: [
          `${formatDateTime(calledAt)}，${await bodyName(bodyId)}${caller ?? (await personName(by))}打给${answeredBy}`,
          ...(note === undefined || !isTold ? [] : [note]),
        ].join('；'),
        by: `${await personName(by)}记下 · ${formatDateTime(at)}`,
      }),
    ),
  );
  return [{ title: '电话快报自治区', entries }];
}

const tagOf = ({ due, done }: Remedy, today: LocalDate): Tag => {
  if (done !== undefined) return { label: '已落实', tone: 'good', icon: 'check' };
  return due < today ? { label: '过期没有落实', tone: 'bad', icon: 'clock' } : { label: '没有落实', tone: 'waiting' };
};

async function remedyEntry(remedy: Remedy, answer: string | undefined, today: LocalDate): Promise<Entry> {
  const { text, owner, due, done } = remedy;
  const said =
    done === undefined ? '' : `；${done.evidence}（${await personName(done.by)} · ${formatDateTime(done.at)}）`;
  return {
    tags: [tagOf(remedy, today)],
    text: `${text}；谁来办：${owner}；${formatYearDay(due)}以前${said}`,
    ...(answer === undefined ? {} : { by: `评估：${answer}` }),
  };
}

async function remediesOf({ now }: Context, { measures, evaluation }: Inquiry): Promise<Section> {
  const today = localDate(now);
  const entries = await Promise.all(measures.map((one, i) => remedyEntry(one, evaluation?.answers[i], today)));
  return {
    title: '整改和防范措施',
    progress: { value: measures.filter((one) => !isToDo(one)).length, of: measures.length },
    entries,
  };
}

/** The parts of an accident's page that tell of its inquiry. */
export const inquirySections = async (ctx: Context, row: Accident): Promise<Section[]> => [
  ...(await callsOf(ctx, row)),
  ...(row.inquiry === undefined ? [] : [await remediesOf(ctx, row.inquiry)]),
];

/** What stands of the report of the investigation. */
export function inquiryFacts(row: Accident): Fact[] {
  const { inquiry } = row;
  if (inquiry === undefined) return [];
  const { file, receivedOn, putOff, approval, evaluation } = inquiry;
  return [
    { label: '调查报告', value: `${file}，${formatYearDay(receivedOn)}收到` },
    { label: '批复延长', value: putOff === undefined ? '' : `${putOff.days} 天：${putOff.reason}` },
    { label: '批复', value: approval === undefined ? '还没有' : `${approval.file}，${formatYearDay(approval.on)}` },
    {
      label: '整改评估',
      value:
        evaluation === undefined
          ? ''
          : `${evaluation.finding}（${formatYearDay(evaluation.publishedOn)}公开：${evaluation.where}）`,
    },
  ];
}

/** What comes next of the inquiry; undefined where nothing does. */
export function inquiryNext(row: Accident): string | undefined {
  const { inquiry } = row;
  if (inquiry === undefined) return undefined;
  if (inquiry.approval === undefined) return `${formatYearDay(approveBy(row))}以前由人民政府批复调查报告`;
  if (inquiry.evaluation === undefined)
    return `逐条落实整改措施，${formatYearDay(evaluateBy(row))}以前评估并向社会公开`;
  return undefined;
}

const measureOptions = ({ inquiry }: Accident) =>
  (inquiry?.measures ?? []).filter(isToDo).map(({ id, text }) => ({ code: id, label: text }));
const today = (name: string) => (_row: Accident, now: Date) => ({ [name]: localDate(now) });
const day = (name: string, label: string): Question<Accident> => ({ name, label, kind: 'date' });

/** Forms of the steps of the inquiry. */
export const inquirySteps = {
  'call-region': {
    lead: () => '先打电话，再在这里记下谁打给谁、几点打的。',
    submit: '记下',
    fields: [
      { name: 'answeredBy', label: '自治区谁接的电话', kind: 'text', hint: '例如：值班室张某，值班员。' },
      day('calledOn', '哪天打的'),
      { name: 'calledTime', label: '几点打的', kind: 'text', hint: '例如：08:30。' },
      { name: 'caller', label: '谁打的（本人打的不用填）', kind: 'text' },
      { name: 'note', label: '对方有什么要求（没有不用填）', kind: 'text' },
    ] as Question<Accident>[],
    values: (_row: Accident, now: Date) => ({ calledOn: localDate(now), calledTime: formatClock(now) }),
    run: callRegion,
  },
  'receive-report': {
    lead: () => '从政府收到那天起算批复的天数。',
    submit: '记下',
    fields: [
      { name: 'file', label: '调查报告的名称和编号', kind: 'text' },
      day('receivedOn', '政府哪天收到'),
      {
        name: 'measures',
        label: '整改和防范措施',
        kind: 'area',
        hint: '一行一条，写成「措施｜谁来办｜2027-06-30」。',
      },
    ] as Question<Accident>[],
    values: today('receivedOn'),
    run: receiveReport,
  },
  'put-off-approval': {
    lead: ({ createdAt }: Accident) =>
      `只有特别重大事故可以延长，一次，最多 ${inquiryTerms(createdAt).putOffDays} 天。`,
    submit: '延长',
    fields: [
      { name: 'days', label: '延长几天', kind: 'number' },
      { name: 'reason', label: '理由', kind: 'area' },
    ] as Question<Accident>[],
    run: putOffApproval,
  },
  'approve-report': {
    lead: () => '记下负责调查的人民政府的批复。',
    submit: '记下',
    fields: [{ name: 'file', label: '批复文号', kind: 'text' }, day('on', '哪天批复')] as Question<Accident>[],
    values: today('on'),
    run: approveReport,
  },
  'finish-remedy': {
    submit: '落实了',
    fields: [
      {
        name: 'measure',
        of: (row: Accident) => ({
          label: '哪一条',
          kind: 'select' as const,
          none: '请选择',
          options: measureOptions(row),
        }),
      },
      { name: 'evidence', label: '怎么落实的、凭什么看得出来', kind: 'area' },
    ] as Question<Accident>[],
    run: finishRemedy,
  },
  evaluate: {
    lead: () => '逐条核对措施落实得怎么样，结果要向社会公开。',
    submit: '记下评估',
    fields: [
      {
        name: 'answers',
        of: ({ inquiry }: Accident) => ({
          label: '每条措施落实得怎么样',
          kind: 'area' as const,
          hint: `一行写一条，依次是：${(inquiry?.measures ?? []).map(({ text }) => text).join('；')}。`,
        }),
      },
      { name: 'finding', label: '评估结论', kind: 'area' },
      day('publishedOn', '哪天向社会公开'),
      { name: 'where', label: '在哪里公开', kind: 'text' },
    ] as Question<Accident>[],
    values: today('publishedOn'),
    run: evaluateAccident,
  },
};
