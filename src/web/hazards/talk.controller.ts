import type { Request, Response } from 'express';
import { type Asked, answerAsked, askReporter, findTalk, getHazard, mayAsk, voiceIn } from '#domain/hazards';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf } from '../request.ts';

/** The question to whoever reported without a name. @throws NotFound for who may not ask */
async function askPage(req: Request): Promise<FormPage> {
  const seen = await getHazard(contextOf(req), partOf(req, 'reference'));
  if (!mayAsk(req.actor, seen)) throw notFound('common.not-found');
  const { reference } = seen.hazard;
  return {
    title: `问${seen.hazard.isAnonymous ? voiceIn(seen.hazard) : '上报人'} ${reference}`,
    lead: '上报人没有留名，凭编号和查询码回答，您看不到他是谁。请只问处理这件事要知道的，不要问他是谁。',
    action: paths.askReporter(reference),
    submit: '提问',
    fields: [{ name: 'question', label: '要问什么', kind: 'area' }],
    back: { href: paths.hazard(reference), label: `返回 ${reference}` },
  };
}

export const showAsk = async (req: Request, res: Response): Promise<void> => showForm(res, await askPage(req));

export async function postAsk(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(await askPage(req), req, res, (input) => askReporter(contextOf(req), input));
  if (sent !== undefined) res.goTo(paths.hazard(sent.done.reference), '已问上报人，答了会告诉您。');
}

/** The question that waits for whoever reported; undefined when none does. */
export function openQuestion(talk: readonly Asked[]): string | undefined {
  const last = talk.at(-1);
  return last?.answer === undefined ? last?.question : undefined;
}

const answerField = { name: 'answer', label: '您的回答', kind: 'area', hint: '不要写能看出您是谁的话。' } as const;

async function answerPage(req: Request): Promise<FormPage> {
  const seen = await getHazard(contextOf(req), partOf(req, 'reference'));
  if (!seen.isOwn) throw notFound('common.not-found');
  const { reference } = seen.hazard;
  return {
    title: `回答 ${reference}`,
    lead: openQuestion(await findTalk(seen.hazard)) ?? '现在没有要回答的问题。',
    action: paths.answerAsked(reference),
    submit: '回答',
    fields: [answerField],
    back: { href: paths.hazard(reference), label: `返回 ${reference}` },
  };
}

export const showAnswer = async (req: Request, res: Response): Promise<void> => showForm(res, await answerPage(req));

export async function postAnswer(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(await answerPage(req), req, res, (input) => answerAsked(contextOf(req), input));
  if (sent !== undefined) res.goTo(paths.hazard(sent.done.reference), '已回答，对方看不到您是谁。');
}

/** The same for who is not signed in: the code goes along, and comes back with what was typed. */
export const trackAnswerPage = (reference: string, queryCode: string, question = ''): FormPage => ({
  title: `回答 ${reference}`,
  lead: question,
  action: paths.trackAnswer,
  submit: '回答',
  hidden: [
    { name: 'reference', value: reference },
    { name: 'queryCode', value: queryCode },
  ],
  fields: [answerField],
  back: { href: paths.track, label: '返回查进度' },
});

export async function postTrackAnswer(req: Request, res: Response): Promise<void> {
  const page = trackAnswerPage(textOf(req, 'reference'), textOf(req, 'queryCode'));
  const sent = await submitForm(page, req, res, (input) => answerAsked(contextOf(req), input));
  if (sent !== undefined) res.goTo(paths.track, '已回答，对方看不到您是谁。');
}
