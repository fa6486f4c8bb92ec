import type { Request } from 'express';
import { findDialogue } from '#domain/chat';
import { findByQueryCode, isUrgentReport, peekHazard } from '#domain/hazards';
import { AppError } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { findReference } from '#kernel/references';
import { CHANNEL, chatIdOf } from '../chat/chatId.ts';
import { lastReportOf } from '../hazards/lastReport.ts';
import { textOf } from '../request.ts';
import type { Limited } from './limitRules.ts';

/** Where somebody tells of a danger, and goes on telling: what else is opened from an address takes nothing from it. */
const TOLD_AT: readonly string[] = [
  ...[paths.report, paths.reported, paths.addToReported, paths.takeBackReported],
  ...[paths.chat, paths.chatMessages, paths.track, paths.trackAnswer],
];
/** Forms of these are bounded by limits of their own, which let danger pass. */
const LIMITED_THERE: readonly string[] = [
  ...[paths.report, paths.addToReported, paths.chatMessages, paths.track, paths.trackAnswer],
];
/** What stands before the first part that changes. */
const before = ({ pattern }: { pattern: string }): string => pattern.split(':')[0] as string;
const [OWN_ACT, POSTER, CASE] = [paths.trackOwn, paths.poster, paths.hazard].map(before) as [string, string, string];
const isOwnAct = (path: string): boolean => path.startsWith(OWN_ACT) && !path.slice(OWN_ACT.length).includes('/');

export const isToldAt = ({ path }: Request): boolean =>
  TOLD_AT.includes(path) || path.startsWith(POSTER) || isOwnAct(path);
export const isLimitedThere = ({ method, path }: Request): boolean =>
  method === 'POST' && (LIMITED_THERE.includes(path) || isOwnAct(path));

/** The session a browser says is its own; whatever is sealed for it opens for nobody else. */
function sessionSaidIn({ headers }: Request): string {
  const [, said = ''] = /(?:^|; )anfa=s(?:%3A|:)([^.;]+)\./.exec(headers.cookie ?? '') ?? [];
  return said;
}

/**
 * Whether a page or form belongs to a danger that was told before. Asked before the session is read, of the address and
 * cookies alone: whether it is theirs to see is for the page.
 */
export async function goesOnWithDanger(req: Request): Promise<boolean> {
  const { path } = req;
  if (path.startsWith(paths.reported)) return lastReportOf(req, sessionSaidIn(req))?.isUrgent === true;
  const reference = path.startsWith(CASE) ? findReference(path.slice(CASE.length), 'H') : undefined;
  return reference !== undefined && (await peekHazard(reference))?.isUrgent === true;
}

/** A photo or a voice without a word says in no words how bad it is. */
const isWordless = (req: Request): boolean =>
  textOf(req, 'text').trim() === '' && Array.isArray(req.files) && req.files.length > 0;

const inWords = (req: Request): Promise<boolean> =>
  isUrgentReport({ isUrgent: textOf(req, 'isUrgent') === '1', text: textOf(req, 'text') });

/** The danger a chat has just told of: what is said next belongs to it. */
async function isInAlarm(req: Request): Promise<boolean> {
  const dialogue = await findDialogue(CHANNEL, chatIdOf(req));
  return [dialogue?.state, dialogue?.draft].some((one) => one?.conversation === 'alarm');
}

/** Whoever holds the query code of a case somebody is in danger at. @throws what no wrong code is */
async function holdsUrgentCode(req: Request): Promise<boolean> {
  try {
    const typed = { reference: textOf(req, 'reference'), queryCode: textOf(req, 'queryCode') };
    return (await findByQueryCode(typed)).isUrgent;
  } catch (error) {
    if (error instanceof AppError) return false;
    throw error;
  }
}

/** Whether a form that would be turned away tells of danger, by what it is limited as. */
export const TELLS_OF_DANGER: Readonly<Partial<Record<Limited, (req: Request) => Promise<boolean>>>> = {
  'visitor-report': async (req) =>
    isWordless(req) ||
    (req.path === paths.addToReported && lastReportOf(req)?.isUrgent === true) ||
    (await inWords(req)),
  chat: async (req) => isWordless(req) || (await inWords(req)) || (await isInAlarm(req)),
  code: holdsUrgentCode,
};
