import type { Connection } from 'mongoose';
import { anotherPseudonym, pseudonymOf, pseudonymsOf } from '#domain/identity';
import { oneOfUnnamed, RECIPIENT, type Reward } from '#domain/rewards';

/**
 * All unnamed rewards of one person went by one pseudonym, which tied them to each other: every case gets another. Nobody is
 * asked whether an unnamed one arrived any more, so what was owed by the old name goes. Stopped half-way it goes on;
 * running it again changes nothing.
 */
export async function renameRewarded(connection: Connection): Promise<void> {
  const rewards = connection.collection<Reward>('rewards');
  const old = rewards.find({ isAnonymous: true, recipient: { $type: 'string' }, oneOf: { $exists: false } });
  for await (const { _id, recipient = '', personId: before, hazardId, kind } of old.sort({ _id: 1 })) {
    const behind = RECIPIENT.open(_id, recipient);
    const theirs = await rewards.find({ personId: { $in: pseudonymsOf(behind) } }).toArray();
    const renamed = theirs.filter(({ personId }) => personId !== pseudonymOf(behind));
    const here = renamed.find((one) => one.hazardId === hazardId);
    const taken = renamed.map((one) => one.personId);
    const personId = here?.personId ?? anotherPseudonym(behind, taken);
    await connection.transaction(async (session) => {
      const at = { session };
      const entries = { hazardId, personId: before, of: kind };
      await connection.collection('rewardLedger').updateMany(entries, { $set: { personId } }, at);
      const deadlines = connection.collection<{ notBy: string[] }>('deadlines');
      const isIts = { 'subject.kind': 'reward', 'subject.id': _id };
      await deadlines.deleteMany({ ...isIts, owedBy: `person:${before}` }, at);
      await deadlines.updateMany({ ...isIts, notBy: before }, { $set: { 'notBy.$': personId } }, at);
      await rewards.updateOne({ _id }, { $set: { personId, oneOf: oneOfUnnamed(hazardId, behind, kind) } }, at);
    });
  }
}
