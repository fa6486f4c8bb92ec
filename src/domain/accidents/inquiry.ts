import type { z } from 'zod';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, isLocalDate, type LocalDate, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { claimed } from '#kernel/moments';
import type { Accident, Inquiry, Remedy } from './accident.model.ts';
import { accidents } from './accident.ts';
import { inquiryTerms } from './inquiry.rules.ts';

type Given<A extends Parameters<typeof accidents.inputOf>[0]> = z.input<ReturnType<typeof accidents.inputOf<A>>>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });
const signed = (ctx: Context) => ({ by: personIn(ctx.actor), at: ctx.now });

/** The report that is there. @throws Conflict where none is. */
function inquiryOf({ inquiry }: Accident): Inquiry {
  if (inquiry === undefined) throw conflict('common.not-now');
  return inquiry;
}

/** A day that was, and not before another. @throws Invalid at the field */
function checkDay(ctx: Context, field: string, day: LocalDate, from: LocalDate, before: string): void {
  if (day > localDate(ctx.now)) throw wrong(field, '还没有到这一天');
  if (day < from) throw wrong(field, before);
}

/** A body keeps its call to the autonomous region: who called whom, and when. @throws Invalid at `calledTime` */
export const callRegion = (ctx: Context, raw: Given<'call-region'>): Promise<Accident> =>
  accidents.step(ctx, 'call-region', raw, ({ happenedAt }, { calledOn, calledTime, caller, answeredBy, note }) => {
    const calledAt = claimed(ctx.now, 'called', calledOn, calledTime);
    if (calledAt < happenedAt) throw wrong('calledTime', '不能早于事故发生的时间');
    const { actor } = ctx;
    const bodyId = actor.kind === 'person' ? (actor.scope.bodyId ?? '') : '';
    return {
      push: { calls: { ...signed(ctx), bodyId, answeredBy, calledAt, ...given({ caller, note }) } },
      facts: { calledAt: formatDateTime(calledAt), said: formatDateTime(calledAt) },
    };
  });

/** Measures, one a line: what, who, by when. @throws Invalid at `measures`, naming the line. */
function remediesIn(typed: string): Remedy[] {
  const lines = typed.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw wrong('measures', '请填写整改和防范措施，一行一条');
  return lines.map((line, i) => {
    const [text = '', owner = '', due = ''] = line.split(/[|｜]/).map((part) => part.trim());
    if (text === '' || owner === '' || !isLocalDate(due))
      throw wrong('measures', `第 ${i + 1} 条请写成「措施｜谁来办｜2027-06-30」`);
    return { id: `m${i + 1}`, text, owner, due };
  });
}

/** The government has the report of the investigation: its answer is due from that day. @throws Invalid with fields */
export const receiveReport = (ctx: Context, raw: Given<'receive-report'>): Promise<Accident> =>
  accidents.step(ctx, 'receive-report', raw, ({ happenedAt }, { file, receivedOn, measures }) => {
    checkDay(ctx, 'receivedOn', receivedOn, localDate(happenedAt), '不能早于事故发生的日期');
    const inquiry: Inquiry = { ...signed(ctx), file, receivedOn, measures: remediesIn(measures) };
    return { set: { inquiry }, facts: { paper: file, said: file } };
  });

/** Puts the answer off once, of one that is 特别重大. @throws Invalid at `days` beyond the rule */
export const putOffApproval = (ctx: Context, raw: Given<'put-off-approval'>): Promise<Accident> =>
  accidents.step(ctx, 'put-off-approval', raw, (row, { days, reason }) => {
    const { putOffDays } = inquiryTerms(row.createdAt);
    if (days > putOffDays) throw wrong('days', `最多延长 ${putOffDays} 天`);
    return {
      set: { inquiry: { ...inquiryOf(row), putOff: { ...signed(ctx), days, reason } } },
      facts: { days, reason, said: reason },
    };
  });

/** The people's government has approved the report. @throws Invalid at `on` */
export const approveReport = (ctx: Context, raw: Given<'approve-report'>): Promise<Accident> =>
  accidents.step(ctx, 'approve-report', raw, (row, { file, on }) => {
    const inquiry = inquiryOf(row);
    checkDay(ctx, 'on', on, inquiry.receivedOn, '不能早于收到报告的日期');
    return {
      set: { inquiry: { ...inquiry, approval: { ...signed(ctx), file, on } } },
      facts: { paper: file, said: file },
    };
  });

/** Somebody says that a measure is done, and what shows it. @throws Invalid at `measure` */
export const finishRemedy = (ctx: Context, raw: Given<'finish-remedy'>): Promise<Accident> =>
  accidents.step(ctx, 'finish-remedy', raw, (row, { measure, evidence }) => {
    const inquiry = inquiryOf(row);
    const one = inquiry.measures.find(({ id }) => id === measure);
    if (one === undefined) throw wrong('measure', '请从列表里选一条');
    if (one.done !== undefined) throw wrong('measure', '这一条已经落实了');
    const measures = inquiry.measures.map((each) =>
      each.id === measure ? { ...each, done: { ...signed(ctx), evidence } } : each,
    );
    return { set: { inquiry: { ...inquiry, measures } }, facts: { measure, said: evidence } };
  });

/** What became of every measure. @throws Invalid at `answers`, naming the first that is not answered. */
function answersIn(typed: string, measures: readonly Remedy[]): string[] {
  const lines = typed.split('\n');
  const [surplus] = lines.slice(measures.length).filter((line) => line !== '');
  if (surplus !== undefined)
    throw wrong('answers', `一共 ${measures.length} 条措施，一行写一条，多出来的是：${surplus}`);
  return measures.map(({ text }, i) => {
    const answer = lines[i] ?? '';
    if (answer === '') throw wrong('answers', `第 ${i + 1} 条没有写：${text}`);
    return answer;
  });
}

/** What became of the measures has been looked into and made public (安全生产法第八十六条). @throws Invalid with fields */
export const evaluateAccident = (ctx: Context, raw: Given<'evaluate'>): Promise<Accident> =>
  accidents.step(ctx, 'evaluate', raw, (row, { answers, finding, publishedOn, where }) => {
    const inquiry = inquiryOf(row);
    checkDay(ctx, 'publishedOn', publishedOn, inquiry.approval?.on ?? inquiry.receivedOn, '不能早于批复的日期');
    const evaluation = {
      ...signed(ctx),
      ...{ answers: answersIn(answers, inquiry.measures), finding, publishedOn, where },
    };
    return { set: { inquiry: { ...inquiry, evaluation } }, facts: { said: finding } };
  });
