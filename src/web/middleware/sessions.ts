import MongoStore from 'connect-mongo';
import type { Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import mongoose from 'mongoose';
import { z } from 'zod';
import { getActor, isSignInOver, lacksAuthenticator, sessionHours } from '#domain/identity';
import type { PersonActor } from '#kernel/actor';
import { paths } from '#kernel/paths';
import { findAtOnce } from '#platform/mongo';
import { MEMORY_WORD, noteWord } from '#platform/remembered';

/** How long a browser keeps the cookie, in seconds: as long as the longest sign-in. How long one counts is asked at every request. */
const LONGEST = sessionHours() * 3_600;
const COLLECTION = 'sessions';

interface Stored {
  _id: string;
  session: SessionData;
  lastModified: Date;
  expires: Date;
  word?: string;
}

const word = z.string().optional();
/** What a session must be for its readers to believe their types. */
const stored = z.looseObject({
  cookie: z.looseObject({}),
  personId: word,
  grantId: word,
  visitorId: word,
  csrfToken: word,
  flash: word,
  draftPhotoIds: z.array(z.string()).optional(),
});

/**
 * Reads a session as `MongoStore` does, by half the work, and whether this process still remembers rightly: it is what
 * every request of every page begins with.
 */
class SessionStore extends MongoStore {
  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const both = { _id: { $in: [sid, MEMORY_WORD] } };
    findAtOnce<Stored>(COLLECTION, { filter: both, limit: 2 })
      .then((rows) => {
        noteWord(rows.find((row) => row._id === MEMORY_WORD)?.word);
        const found = rows.find((row) => row._id === sid && row.expires > new Date());
        // A damaged one is nobody's session: whoever had it signs in anew, and no page fails for its sake.
        const isWhole = found !== undefined && stored.safeParse(found.session).success;
        done(null, isWhole ? Object.assign(found.session, { lastModified: found.lastModified }) : null);
      })
      .catch(done);
  }

  /**
   * Keeps a session as `MongoStore` does, but one that was there before only where it still is: a request that runs on
   * while its session is ended must not bring it back.
   */
  override set(sid: string, kept: SessionData, done: (error: unknown) => void = () => {}): void {
    const { lastModified, ...content } = kept as SessionData & { lastModified?: Date };
    if (lastModified === undefined) {
      super.set(sid, kept, done);
      return;
    }
    const { cookie } = kept as SessionData & { cookie: { toJSON(): object } };
    const expires = new Date(cookie.expires ?? Date.now() + LONGEST * 1_000);
    const set = { session: { ...content, cookie: cookie.toJSON() } as never, expires, lastModified: new Date() };
    mongoose.connection
      .collection<Stored>(COLLECTION)
      .updateOne({ _id: sid }, { $set: set })
      .then(() => done(null), done);
  }

  override touch(sid: string, kept: SessionData, done: (error: unknown) => void = () => {}): void {
    // One that was ended meanwhile has nothing to prolong, and that is no fault of the page.
    super.touch(sid, kept, (error: unknown) => done((error as Error | null)?.message === ENDED ? null : error));
  }
}
const ENDED = 'Unable to find the session to touch';

/**
 * Sessions in MongoDB, so that every web process knows them, a person can list them and anybody in charge end them.
 * An answer begins only when its session is kept: the library sends the headers first, and a browser follows a redirect,
 * or sends the form it was given, before the store has what that next request is to find.
 */
export function sessions(secret: string): RequestHandler[] {
  const keep = session({
    name: 'anfa',
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: LONGEST * 1_000 },
    store: new SessionStore({
      client: mongoose.connection.getClient() as never,
      collectionName: COLLECTION,
      stringify: false,
      autoRemove: 'disabled', // the TTL index is ours
      ttl: LONGEST,
      touchAfter: 600,
    }),
  });
  return [keep, keptBeforeAnswered];
}

/** What is kept of a session; when it ends moves by itself. */
const contentOf = ({ session: now }: Request): string => JSON.stringify({ ...now, cookie: undefined });

const keptBeforeAnswered: RequestHandler = (req, res, next) => {
  const before = contentOf(req);
  const end = res.end.bind(res) as (...chunk: unknown[]) => Response;
  const answer = (...chunk: unknown[]): Response => {
    if (req.session === undefined || res.headersSent || contentOf(req) === before) return end(...chunk);
    req.session.save((error: unknown) => {
      // Answered meanwhile, by patience.
      if (res.headersSent) return;
      if (!error) return end(...chunk);
      // What cannot be kept must not hold up the page that says so.
      (req as { session?: unknown }).session = undefined;
      next(error);
    });
    return res;
  };
  res.end = answer as typeof res.end;
  next();
};

/**
 * Whether a kept session still lets its person in: the account acts, and the sign-in has not lasted as long as one may,
 * whatever was done meanwhile.
 */
async function personOf(kept: SessionData | undefined | null, now: Date): Promise<PersonActor | undefined> {
  const { personId, grantId, signedInAt } = kept ?? {};
  if (personId === undefined) return undefined;
  const since = signedInAt === undefined ? undefined : new Date(signedInAt);
  if (await isSignInOver(personId, since, now)) return undefined;
  return (await getActor(personId, grantId)) ?? getActor(personId);
}

/** Says who is there: the person of the session in the role they chose, else a visitor known by their browser. */
export const actorOfSession: RequestHandler = async (req, _res, next) => {
  const actor = await personOf(req.session, req.now);
  if (req.session.personId !== undefined && actor === undefined) delete req.session.personId;
  req.actor = actor ?? { kind: 'visitor', visitorId: req.session.visitorId ?? '' };
  next();
};

/** Whether a stream that goes on for long is still whose it was: read from the store, for the session may have ended there. */
export async function isStillThere(req: Request, now: Date): Promise<boolean> {
  const { actor, sessionStore, sessionID } = req;
  const kept = await new Promise<SessionData | null | undefined>((resolve, reject) =>
    sessionStore.get(sessionID, (error: unknown, found) => (error ? reject(error) : resolve(found))),
  );
  if (actor.kind === 'visitor') return kept?.visitorId === actor.visitorId && kept.personId === undefined;
  const person = await personOf(kept, now);
  return (
    actor.kind === 'person' &&
    person?.personId === actor.personId &&
    person.hidesSince?.getTime() === actor.hidesSince?.getTime()
  );
}

/** What somebody may do who has to set up an authenticator first. */
const WHILE_ENROLLING: readonly string[] = [paths.totp, paths.signOut];

/** Lets whoever needs an authenticator and has none do nothing else: no page, no stream, no queue, public or not. */
export const authenticatorFirst =
  (isRequired: boolean): RequestHandler =>
  async (req, res, next) => {
    const { actor } = req;
    if (!isRequired || actor.kind !== 'person' || WHILE_ENROLLING.includes(req.path)) return next();
    if (!(await lacksAuthenticator(actor.personId))) return next();
    res.goTo(paths.totp, '请先设置动态码，再继续。');
  };
