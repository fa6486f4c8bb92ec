import MongoStore from 'connect-mongo';
import type { RequestHandler } from 'express';
import session, { type SessionData } from 'express-session';
import mongoose from 'mongoose';
import { getActor } from '#domain/identity';
import { findAtOnce } from '#platform/mongo';

const HOURS_12 = 12 * 3_600;
const COLLECTION = 'sessions';

/** Reads a session as `MongoStore` does, by half the work: it is what every request of every page begins with. */
class SessionStore extends MongoStore {
  override get(sid: string, done: (error: unknown, session?: SessionData | null) => void): void {
    const ofToday = { _id: sid, expires: { $gt: new Date() } };
    findAtOnce<{ session: SessionData; lastModified: Date }>(COLLECTION, { filter: ofToday, limit: 1 })
      .then(([found]) =>
        done(null, found === undefined ? null : Object.assign(found.session, { lastModified: found.lastModified })),
      )
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
