import mongoose from 'mongoose';
import { peekHazard } from '#domain/hazards';
import { printResetSlip } from '#domain/identity';
import {
  agreeReveal,
  answerCheckIn,
  askHowTheyAre,
  askReveal,
  findUngathered,
  gatherDay,
  lookAtContact,
  nameCustodian,
} from '#domain/protection';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import { buildHazard } from './hazards.ts';
import type { World } from './world.ts';

export interface Bureau {
  /** A second person of the county's body. */
  colleague: PersonActor;
  phone: string;
}

/** A colleague of the world's regulator, who is the custodian of their body when one is wished for. */
export async function buildBureau(world: World, { isNamed = true, now = fixedNow } = {}): Promise<Bureau> {
  const { regulator } = world.actors;
  const colleague = { ...regulator, personId: newId(fixedNow), grantId: newId(fixedNow), name: '岑监管' };
  const phone = '13900001234';
  const accounts = mongoose.connection.collection('accounts');
  const known = await accounts.findOne({ _id: regulator.personId as never });
  // By its model, so that nobody goes on remembering who works there.
  await mongoose.model('Account').create([
    {
      ...{ _id: colleague.personId, name: colleague.name, phone, passwordHash: known?.['passwordHash'] },
      grants: [{ _id: colleague.grantId, role: colleague.role, scope: colleague.scope }],
      ...{ status: 'active', createdAt: fixedNow },
    },
  ]);
  if (isNamed)
    await nameCustodian(personContext(colleague, { now }), { personId: regulator.personId, from: localDate(now) });
  return { colleague, phone };
}

/** What the clock does on a morning with the accounts that changed before. @returns how many bodies' days that were. */
export async function gatherAccounts(ctx: Context): Promise<number> {
  const days = await findUngathered(ctx.now, 100, []);
  for (const one of days) await gatherDay(ctx, one);
  return days.length;
}

/** A contact asked for and one opened, a check-in answered of a case without a name, an account changed. */
export async function protect(world: World, now: Date, anonymous: string) {
  const { actors } = world;
  const at = { now };
  const { colleague } = await buildBureau(world, at);
  const other = (await buildHazard(world, { isAnonymous: true, text: '夜班把光栅拆了' })).reference;
  // Each asks for one, so that the other may answer.
  await nameCustodian(personContext(actors.regulator, at), { personId: colleague.personId, from: localDate(now) });
  const asks = [[colleague, anonymous] as const, [actors.regulator, other] as const];
  const reveals: string[] = [];
  for (const [actor, reference] of asks)
    reveals.push((await askReveal(personContext(actor, at), { reference, reason: '要到现场指认' })).reference);
  const [, second = ''] = reveals;
  await agreeReveal(personContext(colleague, at), { reference: second });
  await lookAtContact(personContext(actors.regulator, at), { reference: second });
  const hazard = await peekHazard(anonymous);
  if (hazard !== undefined) await askHowTheyAre(clockContext(hazard.checkInAt ?? now), hazard);
  await answerCheckIn(personContext(actors.worker, at), { reference: anonymous, answer: 'harmed', words: '被调岗' });
  await printResetSlip(personContext(actors.regulator, at), { personId: actors.manager.personId });
  await gatherAccounts(clockContext(new Date(now.getTime() + 86_400_000)));
  const rows = mongoose.connection
    .collection<{ reference: string }>('watches')
    .find({ status: 'waiting' })
    .sort({ _id: 1 });
  return { reveals, colleague, watches: (await rows.toArray()).map(({ reference }) => reference) };
}
