import { randomBytes } from 'node:crypto';
import { confirmIdentity } from '#domain/identity';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { MINUTE_MS } from '#kernel/dates';
import { conflict, notFound } from '#kernel/errors';
import { inTransaction } from '#platform/mongo';
import { blind } from '#platform/sealing';
import { checkMay } from '../change.ts';
import { type Confirmation, ConfirmationModel, type ConfirmedAction } from '../confirmation.model.ts';
import { confirmationRule } from '../hazardRules.ts';
import { loadSeen } from '../policy.ts';
import { grantExtension, refuseExtension } from './extend.ts';
import { closeMajor, returnClosure } from './rectify.ts';
import { downgradeHazard } from './triage.ts';

const COMMANDS: Readonly<Record<ConfirmedAction, (ctx: Context, input: never) => Promise<unknown>>> = {
  'close-major': closeMajor,
  'return-closure': returnClosure,
  downgrade: downgradeHazard,
  'grant-extension': grantExtension,
  'refuse-extension': refuseExtension,
};

const idOf = (code: string): string => blind(code, 'confirmation');

/**
 * Asks for a link by which the actor, and nobody else, may take this step of this case once, within the minutes of the rule.
 * @returns its code and how many minutes it is good for. @throws as the step itself for who may not take it now.
 */
export async function askConfirmation(
  ctx: Context,
  { reference, action }: { reference: string; action: ConfirmedAction },
): Promise<{ code: string; minutes: number }> {
  const seen = await loadSeen(ctx, reference);
  checkMay(ctx, seen, action);
  const { minutes } = confirmationRule(ctx.now);
  const code = randomBytes(18).toString('base64url');
  const until = new Date(ctx.now.getTime() + minutes * MINUTE_MS);
  const row: Confirmation = { _id: idOf(code), personId: personIn(ctx.actor), reference, action, until };
  await ConfirmationModel.create([row]);
  return { code, minutes };
}

/** The row of a link. One that is over is removed by the store: it is no other than one there never was. */
async function rowOf(ctx: Context, code: string): Promise<Confirmation> {
  const row = await ConfirmationModel.findById(idOf(code)).lean<Confirmation>();
  if (row === null) throw conflict('hazards.confirmation-over');
  if (ctx.actor.kind !== 'person' || row.personId !== ctx.actor.personId) throw notFound('common.not-found');
  return row;
}

/** What a link is for. @throws NotFound for anybody but its person, Conflict `hazards.confirmation-over` once used or over. */
export async function readConfirmation(ctx: Context, code: string): Promise<Confirmation> {
  const row = await rowOf(ctx, code);
  if (row.usedAt !== undefined || row.until <= ctx.now) throw conflict('hazards.confirmation-over');
  return row;
}

/** The case of which a link has taken its step already, for its person. @throws as `readConfirmation` for anybody else. */
export async function findConfirmed(ctx: Context, code: string): Promise<string | undefined> {
  const { usedAt, reference } = await rowOf(ctx, code);
  return usedAt === undefined ? undefined : reference;
}

/**
 * Takes the step a link was asked for, once its person has shown anew that it is they. The link is used in the transaction
 * of the step: a step that was refused leaves it as it was.
 * @throws as `readConfirmation`; Invalid at `password`, `totp`; as the step.
 */
export async function takeConfirmed(
  ctx: Context,
  { code, password, totp, ...input }: { code: string; password?: string; totp?: string } & Record<string, unknown>,
): Promise<Confirmation> {
  const row = await readConfirmation(ctx, code);
  await confirmIdentity(ctx, { password, totp });
  await inTransaction(async () => {
    const unused = { _id: row._id, usedAt: { $exists: false } };
    const { modifiedCount } = await ConfirmationModel.updateOne(unused, { $set: { usedAt: ctx.now } });
    if (modifiedCount === 0) throw conflict('hazards.confirmation-over');
    await COMMANDS[row.action](ctx, { ...input, reference: row.reference } as never);
  });
  return row;
}
