import type { ErrorRequestHandler, Request, RequestHandler, Response } from 'express';
import { wasDone } from '#domain/journal';
import { AppError, notFound, unavailable } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { wordingOf } from '#kernel/wording';
import type { Logger } from '#platform/logger';
import { isStoreFailure } from '#platform/mongo';
import { pageOf } from '../kept/drawnFor.ts';
import { isWords } from '../kept/fillForm.ts';
import { keepFor, redraw, signInFor } from '../kept/redraw.ts';
import { isSecret, type SentForm, sentForm } from '../kept/sentForm.ts';
import { contextOf, summaryOf } from '../request.ts';
import { readWords } from './uploads.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: '没有收全',
  401: '请先登录',
  403: '不能打开',
  404: '没有找到',
  409: '刚才有变化',
  413: '内容太长',
  422: '请更正后再试',
  429: '请稍等一下',
  503: '暂时连不上',
};

const RELOAD = '过一会儿刷新本页，浏览器会把您填的内容和照片再发一次，不会重复。';
const STILL_HERE = '您填的都还在，可以再交一次。';

export const noSuchPage: RequestHandler = () => {
  throw notFound('common.not-found');
};

/** What went wrong, as our own error: a store that is away is 503, a stale form says so, anything else is unknown. */
function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isStoreFailure(error)) return unavailable('common.store-unavailable', { cause: error });
  const { code, status, type } = error as { code?: unknown; status?: number; type?: string };
  if (code === 'EBADCSRFTOKEN') return new AppError('Forbidden', 'common.form-expired');
  if (status === 413) return new AppError('TooLarge', 'common.too-large', { params: { megabytes: 2 } });
  // The body could not be read: of an unknown kind, in unknown letters, or cut off.
  // MongoDB's codes are numbers.
  const isUnpacked = typeof code === 'string' && code.startsWith('Z_');
  if ((isUnpacked || type !== undefined) && status !== undefined && status < 500)
    return new AppError('Malformed', 'common.malformed');
  if (status !== undefined && status >= 400 && status < 500) return notFound('common.not-found');
  return undefined;
}

/** Whoever was let in past a limit learns of what is not theirs no more than that they must wait: not even that it is urgent. */
function ofWhoeverMayKnow(known: AppError | undefined, res: Response): AppError | undefined {
  const { tooMany } = res.locals;
  const isNotTheirs = known !== undefined && [401, 403, 404, 429].includes(known.status);
  if (!isNotTheirs || !(tooMany instanceof AppError)) return known;
  res.setHeader('retry-after', `${tooMany.params['seconds']}`);
  return tooMany;
}

/** One error, in words. */
interface Problem {
  code: string;
  status: number;
  sentence: string;
  fields: Readonly<Record<string, string>>;
  reference?: string;
}

function problemOf(known: AppError | undefined, { requestId }: Request): Problem {
  const status = known?.status ?? 500;
  const wording = known && wordingOf(known);
  return {
    code: known?.code ?? 'common.unknown',
    status,
    sentence: wording ?? wordingOf({ code: 'common.unknown', params: {} }) ?? '',
    fields: known?.fields ?? {},
    ...(status >= 500 ? { reference: requestId.slice(0, 8).toUpperCase() } : {}),
  };
}

const DONE = '刚才已经办好了，没有重复办。';

/** Whether what refuses a form is that it has taken effect before: pressed twice, or sent again after a 503. */
async function wasDoneBefore(req: Request, known: AppError | undefined): Promise<boolean> {
  if (req.method !== 'POST' || req.actor === undefined || known === undefined) return false;
  return wasDone(contextOf(req)).catch(() => false);
}

/**
 * A form that a store did not take, to be sent again with one press: every word of it with the same once-token, so that
 * it takes effect once even when the first try did after all. Photos cannot be sent along; then the browser's own
 * reload does it.
 */
function sendAgain(req: Request): { action: string; hidden: { name: string; value: string }[] } | undefined {
  const hasFiles = req.hasLeftPhotos === true || (Array.isArray(req.files) && req.files.some((file) => file.size > 0));
  if (req.method !== 'POST' || hasFiles || req.body === undefined) return undefined;
  const hidden = Object.entries(req.body as Record<string, unknown>).flatMap(([name, value]) =>
    (Array.isArray(value) ? value : [value])
      .filter((one): one is string => typeof one === 'string')
      .map((one) => ({ name, value: one })),
  );
  return hidden.some(({ name }) => isSecret(name)) ? undefined : { action: req.originalUrl, hidden };
}

/** The page that says what went wrong, with everything that was typed, so that nothing is lost whatever it was. */
function showProblem(
  req: Request,
  res: Response,
  { status, sentence, reference, fields }: Problem,
  sent?: SentForm,
  more: { next?: string; again?: object; back?: { grantId: string; page: string } } = {},
): void {
  const typed = (sent?.fields ?? []).map(([, value]) => value).filter(isWords);
  res.page(
    'errors/show',
    {
      title: TITLES[status] ?? '出了点问题',
      sentence,
      next: Object.values(fields).join('；') || (more.next ?? ''),
      reference,
      again: more.again,
      back: more.back,
      typed,
      links: [
        { href: paths.home, label: '回到首页', isMain: status !== 503 || req.method !== 'POST' },
        ...(status === 401 ? [{ href: paths.signIn, label: '去登录' }] : []),
      ],
    },
    status,
  );
}

/**
 * Answers a form that was refused with the same page, filled in as it was sent. Where the page cannot come now, for the
 * session has ended or the person acts in another role, the form is kept for them until they are back.
 */
async function answerForm(
  pages: RequestHandler,
  req: Request,
  res: Response,
  problem: Problem,
  sent: SentForm,
): Promise<void> {
  const { drawnFor, page } = sent;
  const { status, sentence, reference } = problem;
  const giveUp = (): void => showProblem(req, res, problem, sent);
  if (drawnFor === undefined || page === '' || req.session === undefined) return giveUp();
  const isTheirs = req.actor.kind === 'person' && req.actor.personId === drawnFor.personId;
  const errors = summaryOf(problem.fields);
  const note = { isRefused: true, errors, photosLeft: sent.hasLeftPhotos };
  if (drawnFor.personId !== '' && !isTheirs) {
    if (!(await keepFor(sent, req.now))) return giveUp();
    if (req.actor.kind === 'person') {
      const other = wordingOf({ code: 'common.other-person', params: {} }) ?? '';
      return showProblem(req, res, { ...problem, status: 409, sentence: other, fields: {} });
    }
    const kept = '登录已经过期。您填的都替您留着，登录后接着填。';
    const signIn = { status: 401, note: { ...note, sentence: kept, errors: [] }, giveUp };
    return redraw(pages, req, res, signInFor(page), signIn);
  }
  if (problem.code === 'common.role-switched') {
    if (!(await keepFor(sent, req.now))) return giveUp();
    const next = '您填的都替您留着，换回来接着填。';
    return showProblem(req, res, problem, undefined, { next, back: { grantId: drawnFor.grantId, page } });
  }
  const number = reference === undefined ? '' : `报修时请说这个编号：${reference}。`;
  const said = `${sentence}${number}${sentence.includes('还在') ? '' : STILL_HERE}`;
  redraw(pages, req, res, page, { status, sent, note: { ...note, sentence: said }, giveUp });
}

/**
 * Turns every error into a page a person understands. One that is our own fault carries the request's number; while a
 * store is away none is asked for anything: the page must come at once.
 * @param pages Draws any page of the portal.
 * @param csrfToken The token of this session, for a script whose form has grown old.
 */
export function errorPage(
  logger: Logger,
  pages: RequestHandler,
  csrfToken: (req: Request) => string,
): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    if (res.locals.redraw !== undefined) return res.locals.redraw.giveUp();
    // Answered already, by patience: what was still going on has no one left to tell.
    if (res.writableEnded || res.locals.hasFailed) return;
    res.locals.hasFailed = true;
    const known = ofWhoeverMayKnow(asAppError(error), res);
    if (known === undefined) {
      logger.error(
        { requestId: req.requestId, error: (error as Error)?.stack?.split('\n').slice(0, 6) },
        'unknown error',
      );
    }
    if (res.headersSent) return next(error);
    const problem = problemOf(known, req);
    const isStoreAway = problem.status === 503;
    if (isStoreAway) {
      res.setHeader('retry-after', '5');
      // Without a session nothing is written back to the store, which would hold the answer until that failed too.
      if (req.session !== undefined) (req as { session?: unknown }).session = undefined;
    }
    if (req.accepts(['html', 'json']) === 'json') {
      const { status, fields, sentence, reference } = problem;
      const isOld = known?.code === 'common.form-expired' && req.session !== undefined;
      res.status(status).json({
        error: Object.values(fields).join('；') || sentence,
        reference,
        ...(isOld ? { csrf: csrfToken(req) } : {}),
      });
      return;
    }
    if (!isStoreAway) {
      if (await wasDoneBefore(req, known)) {
        res.locals.hasFailed = false;
        return res.goTo(pageOf(req) || paths.home, DONE);
      }
      const sent = await sentForm(req, res).catch(() => undefined);
      return sent === undefined ? showProblem(req, res, problem) : answerForm(pages, req, res, problem, sent);
    }
    await readWords(req, res);
    const again = sendAgain(req);
    const next503 = req.method === 'POST' && again === undefined ? RELOAD : '';
    showProblem(req, res, problem, undefined, { next: next503, ...(again === undefined ? {} : { again }) });
  };
}
