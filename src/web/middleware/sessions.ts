import MongoStore from 'connect-mongo';
import type { RequestHandler } from 'express';
import session from 'express-session';
import mongoose from 'mongoose';
import { getActor } from '#domain/identity';

const HOURS_12 = 12 * 3_600;

/** Sessions in MongoDB, so that every web process knows them, a person can list them and anybody in charge end them. */
export function sessions(secret: string): RequestHandler {
  return session({
    name: 'anfa',
    secret,
    resave: false,
    saveUninitialized: false,
    cookie: { httpOnly: true, sameSite: 'lax', secure: 'auto', maxAge: HOURS_12 * 1_000 },
    store: MongoStore.create({
      client: mongoose.connection.getClient() as never,
      collectionName: 'sessions',
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
