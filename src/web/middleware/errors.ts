import type { ErrorRequestHandler, RequestHandler } from 'express';
import { AppError, notFound, unavailable } from '#kernel/errors';
import { wordingOf } from '#kernel/wording';
import type { Logger } from '#platform/logger';
import { isStoreFailure } from '#platform/mongo';

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

/** Turns every error into a page a person understands; unknown ones carry the request's number and nothing else. */
export function errorPage(logger: Logger): ErrorRequestHandler {
  return (error: unknown, req, res, next) => {
    const known = asAppError(error);
    if (known === undefined) {
      logger.error(
        { requestId: req.requestId, error: (error as Error)?.stack?.split('\n').slice(0, 6) },
        'unknown error',
      );
    }
    if (res.headersSent) return next(error);
    const status = known?.status ?? 500;
    const reference = known === undefined ? req.requestId.slice(0, 8).toUpperCase() : undefined;
    const sentence = (known && wordingOf(known)) ?? wordingOf({ code: 'common.unknown', params: {} });
    const fields = Object.values(known?.fields ?? {}).join('；');
    if (req.accepts(['html', 'json']) === 'json') {
      res.status(status).json({ error: fields || sentence, reference });
      return;
    }
    if (status === 503) res.setHeader('retry-after', '5');
    res.page(
      'errors/show',
      {
        title: TITLES[status] ?? '出了点问题',
        sentence,
        next: fields,
        reference,
        links: [
          { href: '/', label: '回到首页', isMain: true },
          ...(status === 401 ? [{ href: '/sign-in', label: '去登录' }] : []),
        ],
      },
      status,
    );
  };
}
