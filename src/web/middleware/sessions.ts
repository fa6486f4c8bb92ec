import MongoStore from 'connect-mongo';
import type { RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import mongoose from 'mongoose';
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
        done(null, found === undefined ? null : Object.assign(found.session, { lastModified: found.lastModified }));
      })
      .catch(done);
  }
}

/** Sessions in MongoDB, so that every web process knows them, a person can list them and anybody in charge end them. */
export function sessions(secret: string): RequestHandler {
  return session({
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
}

/** Says who is there: the person of the session in the role they chose, else a visitor known by their browser. */
export const actorOfSession: RequestHandler = async (req, _res, next) => {
  const { personId, grantId } = req.session;
  const actor =
    personId === undefined ? undefined : ((await getActor(personId, grantId)) ?? (await getActor(personId)));
  if (personId !== undefined && actor === undefined) delete req.session.personId;
  req.actor = actor ?? { kind: 'visitor', visitorId: req.session.visitorId ?? '' };
  next();
};
