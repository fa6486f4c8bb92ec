import type mongoose from 'mongoose';
import { sealTotp } from '#domain/identity';

interface OldAccount {
  _id: string;
  totpSecret?: string;
  createdAt: Date;
  passwordHash?: string;
  grants: { scope: { teamId?: string } }[];
}

/**
 * Seals the secrets of authenticators, says of each account whether it was opened and whether its number has shown
 * itself (somebody of the programme handed a code to its holder), and drops locks and codes of the version before: they
 * were hashed so that eight characters could be guessed. Whoever waits for one is sent another.
 */
export async function sealAccounts(connection: mongoose.Connection): Promise<void> {
  const accounts = connection.collection<OldAccount>('accounts');
  for await (const { _id, totpSecret } of accounts.find({ totpSecret: { $type: 'string', $not: /^s1\./ } })) {
    if (totpSecret !== undefined)
      await accounts.updateOne({ _id, totpSecret }, { $set: { totpSecret: sealTotp(_id, totpSecret) } });
  }
  await accounts.updateMany({}, { $unset: { failedCount: 1, lockedUntil: 1 } });
  const bound = await connection.collection('bindings').distinct('personId');
  const isUsed = {
    $or: [{ passwordHash: { $exists: true } }, { 'grants.scope.teamId': { $exists: true } }, { _id: { $in: bound } }],
  };
  await accounts.updateMany({ openedAt: { $exists: false }, ...isUsed } as object, [
    { $set: { openedAt: '$createdAt' } },
  ]);
  const accepted = await connection
    .collection('events')
    .distinct('subject.id', { name: 'identity.invitation-accepted' });
  await accounts.updateMany({ _id: { $in: accepted }, phoneProvedAt: { $exists: false } }, [
    { $set: { phoneProvedAt: '$createdAt' } },
  ]);
  await connection.collection('oneTimeCodes').deleteMany({ way: { $exists: false } });
  await connection.collection('bindingTries').deleteMany({});
}
