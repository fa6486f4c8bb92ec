import type mongoose from 'mongoose';
import { type Contact, keepContact, renewContacts } from '#domain/hazards';
import { isWorkerOf, pseudonymOf } from '#domain/identity';
import { RECIPIENT } from '#domain/rewards';
import { blind } from '#platform/sealing';

const HOUR_MS = 3_600_000;

/** Who stands behind a report moves out of the open into a sealed record of its own. */
export async function sealReporters(connection: mongoose.Connection): Promise<void> {
  const reporters = connection.collection<{ _id: string; personId?: string; visitorId?: string }>('hazardReporters');
  for await (const { _id, personId, visitorId } of reporters.find()) await seal(_id, personId, visitorId);
  await reporters.drop().catch(() => false);
  const hazards = connection.collection<{ _id: string; reporter: { visitorId?: string } }>('hazards');
  for await (const { _id, reporter } of hazards.find({ 'reporter.visitorId': { $exists: true } }))
    await seal(_id, undefined, reporter.visitorId);
  // The old once-keys could be worked out from the messages they came from; nobody sends those forms again.
  await hazards.updateMany({ 'reporter.kind': { $ne: 'person' } }, { $unset: { 'reporter.visitorId': 1, onceKey: 1 } });
}

async function seal(hazardId: string, personId: string | undefined, visitorId: string | undefined): Promise<void> {
  const who: Contact | undefined =
    personId !== undefined ? { personId } : visitorId !== undefined ? { visitorId } : undefined;
  if (who !== undefined) await keepContact(hazardId, who);
}

/** Reports of one person cannot be told together any more; whether a reward is theirs stands from now on as it does today. */
export async function unlinkReporters(connection: mongoose.Connection): Promise<void> {
  const hazards = connection.collection<{ _id: string; enterpriseId: string }>('hazards');
  await renewContacts(async (personId, hazardId) => {
    const hazard = await hazards.findOne({ _id: hazardId }, { projection: { enterpriseId: 1 } });
    return hazard !== null && (await isWorkerOf(personId, hazard.enterpriseId));
  });
}

/** The reward of a report without a name, its money and its clock name a pseudonym. */
export async function hideRewarded(connection: mongoose.Connection): Promise<void> {
  const rewards = connection.collection<{ _id: string; personId: string; hazardId: string }>('rewards');
  for await (const { _id, personId, hazardId } of rewards.find({ isAnonymous: true, recipient: { $exists: false } })) {
    const hidden = pseudonymOf(personId);
    await connection.collection('rewardLedger').updateMany({ hazardId, personId }, { $set: { personId: hidden } });
    const isOurs = { 'subject.kind': 'reward', 'subject.id': _id };
    const deadlines = connection.collection<{ owedBy: string[]; notBy: string[] }>('deadlines');
    await deadlines.updateMany(
      { ...isOurs, owedBy: `person:${personId}` },
      { $set: { 'owedBy.$': `person:${hidden}` } },
    );
    await deadlines.updateMany({ ...isOurs, notBy: personId }, { $set: { 'notBy.$': hidden } });
    await rewards.updateOne({ _id }, { $set: { personId: hidden, recipient: RECIPIENT.seal(_id, personId) } });
  }
}

/** Photos no longer say who sent them, when to the second, or what the file was. */
export async function blindPhotos(connection: mongoose.Connection): Promise<void> {
  const isOld = { $or: [{ sha256: { $exists: true } }, { uploadedBy: { $exists: true } }] };
  for (const name of ['photos', 'storedFiles']) {
    const rows = connection.collection<{ _id: string; sha256?: string; uploadedBy?: string; subject?: object }>(name);
    for await (const { _id, sha256, uploadedBy, subject } of rows.find(isOld)) {
      const isDraft = subject === undefined && uploadedBy !== undefined;
      const isPhoto = name === 'photos';
      await rows.updateOne(
        { _id },
        {
          $set: {
            _id,
            ...(isPhoto && sha256 !== undefined ? { mark: blind(sha256, 'photo-mark') } : {}),
            ...(isDraft ? { owner: blind(`person:${uploadedBy}`, 'draft-owner') } : {}),
          },
          $unset: { uploadedBy: 1, ...(isPhoto ? { sha256: 1, bytes: 1 } : {}) },
        },
      );
    }
  }
  const upload = {
    $toDate: { $subtract: [{ $toLong: '$uploadDate' }, { $mod: [{ $toLong: '$uploadDate' }, HOUR_MS] }] },
  };
  await connection.collection('photos.files').updateMany({}, [{ $set: { uploadDate: upload, filename: '' } }]);
}
