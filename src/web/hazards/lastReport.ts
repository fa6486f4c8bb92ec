import type { Request, Response } from 'express';
import type { Filed } from '#domain/hazards';
import { paths } from '#kernel/paths';
import { sealedField } from '#platform/sealing';

/**
 * What this browser reported last, for the page that gives its number and code. Sealed, and kept by the browser alone: in
 * the session it would lie beside the person.
 */
const LAST_REPORT = { cookie: 'reported', minutes: 30, sealed: sealedField<Filed>('cookies', 'reported') };

/** Keeps what was reported for the pages that follow. */
export function rememberReport(req: Request, res: Response, report: Filed): void {
  res.cookie(LAST_REPORT.cookie, LAST_REPORT.sealed.seal(req.sessionID, report), {
    path: paths.reported,
    maxAge: LAST_REPORT.minutes * 60_000,
    httpOnly: true,
    sameSite: 'lax',
    secure: req.secure,
  });
}

export const forgetReport = (res: Response): void => void res.clearCookie(LAST_REPORT.cookie, { path: paths.reported });

/** What this browser reported last. @param sessionId Where the session is not read yet: what its cookie says. */
export function lastReportOf(req: Request, sessionId = req.sessionID): Filed | undefined {
  const [, kept] = new RegExp(`(?:^|; )${LAST_REPORT.cookie}=([^;]+)`).exec(req.headers.cookie ?? '') ?? [];
  try {
    return kept === undefined ? undefined : LAST_REPORT.sealed.open(sessionId, kept);
  } catch {
    return undefined; // another session's, or sealed with a key now gone
  }
}
