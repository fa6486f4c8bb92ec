import type { ErrorRequestHandler, Request, RequestHandler } from 'express';
import { AppError, notFound, unavailable } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { wordingOf } from '#kernel/wording';
import type { Logger } from '#platform/logger';
import { isStoreFailure } from '#platform/mongo';
import { readWords } from './uploads.ts';

const TITLES: Readonly<Record<number, string>> = {
  401: '请先登录',
  403: '不能打开',
  404: '没有找到',
  409: '刚才有变化',
  413: '内容太大',
  422: '请更正后再试',
  429: '请稍等一下',
  503: '暂时连不上',
};

const RELOAD = '过一会儿刷新本页，浏览器会把您填的内容和照片再发一次，不会重复。';

export const noSuchPage: RequestHandler = () => {
  throw notFound('common.not-found');
};

/** What went wrong, as our own error: a store that is away is 503, a stale form says so, anything else is unknown. */
function asAppError(error: unknown): AppError | undefined {
  if (error instanceof AppError) return error;
  if (isStoreFailure(error)) return unavailable('common.store-unavailable', { cause: error });
  const { code, status } = error as { code?: string; status?: number };
  if (code === 'EBADCSRFTOKEN') return new AppError('Forbidden', 'common.form-expired');
  if (status !== undefined && status >= 400 && status < 500) return notFound('common.not-found');
  return undefined;
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
  const isSecret = hidden.some(({ name }) => /password|secret|totp|^code$/i.test(name));
  return isSecret ? undefined : { action: req.originalUrl, hidden };
}

/**
 * Turns every error into a page a person understands. One that is our own fault carries the request's number, and
 * asks no store for anything: it must come at once.
 */
export function errorPage(logger: Logger): ErrorRequestHandler {
  return async (error: unknown, req, res, next) => {
    // Answered already, by patience: what was still going on has no one left to tell.
    if (res.writableEnded || res.locals.hasFailed) return;
    res.locals.hasFailed = true;
    const known = asAppError(error);
    if (known === undefined) {
      logger.error(
        { requestId: req.requestId, error: (error as Error)?.stack?.split('\n').slice(0, 6) },
        'unknown error',
      );
    }
    if (res.headersSent) return next(error);
    const status = known?.status ?? 500;
    const reference = status >= 500 ? req.requestId.slice(0, 8).toUpperCase() : undefined;
    const sentence = (known && wordingOf(known)) ?? wordingOf({ code: 'common.unknown', params: {} });
    const fields = Object.values(known?.fields ?? {}).join('；');
    const isStoreAway = status === 503;
    if (isStoreAway) {
      res.setHeader('retry-after', '5');
      // Without a session nothing is written back to the store, which would hold the answer until that failed too.
      if (req.session !== undefined) (req as { session?: unknown }).session = undefined;
    }
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(status).json({ error: fields || sentence, reference });
      return;
    }
    if (isStoreAway) await readWords(req, res);
    const again = isStoreAway ? sendAgain(req) : undefined;
    res.page(
      'errors/show',
      {
        title: TITLES[status] ?? '出了点问题',
        sentence,
        next: fields || (isStoreAway && req.method === 'POST' && again === undefined ? RELOAD : ''),
        reference,
        again,
        links: [
          { href: paths.home, label: '回到首页', isMain: status !== 503 || req.method !== 'POST' },
          ...(status === 401 ? [{ href: paths.signIn, label: '去登录' }] : []),
        ],
      },
      status,
    );
  };
}
