import MongoStore from 'connect-mongo';
import type { Request, RequestHandler, Response } from 'express';
import session, { type SessionData } from 'express-session';
import mongoose from 'mongoose';
import { z } from 'zod';
import { getActor } from '#domain/identity';
import { findAtOnce } from '#platform/mongo';
import { MEMORY_WORD, noteWord } from '#platform/remembered';

const HOURS_12 = 12 * 3_600;
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
}

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
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: HOURS_12 * 1_000 },
    store: new SessionStore({
      client: mongoose.connection.getClient() as never,
      collectionName: COLLECTION,
      stringify: false,
      autoRemove: 'disabled', // the TTL index is ours
      ttl: HOURS_12,
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

/** Says who is there: the person of the session in the role they chose, else a visitor known by their browser. */
export const actorOfSession: RequestHandler = async (req, _res, next) => {
  const { personId, grantId } = req.session;
  const actor =
    personId === undefined ? undefined : ((await getActor(personId, grantId)) ?? (await getActor(personId)));
  if (personId !== undefined && actor === undefined) delete req.session.personId;
  req.actor = actor ?? { kind: 'visitor', visitorId: req.session.visitorId ?? '' };
  next();
};
