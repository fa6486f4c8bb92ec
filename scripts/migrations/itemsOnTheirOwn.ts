import type mongoose from 'mongoose';

/** What an item has of its own plan and evidence lies on it now, and its evidence is one thing to renew. */
export async function putOnItems(connection: mongoose.Connection): Promise<void> {
  const photosOf = (evidence: string) => ({
    $reduce: {
      input: { $ifNull: [evidence, []] },
      initialValue: [],
      in: { $setUnion: ['$$value', { $ifNull: ['$$this.photoIds', []] }] },
    },
  });
  const frozen = { since: '$$left.frozen.updatedAt', photoIds: photosOf('$$left.frozen.evidence') };
  const asFrozen = { $mergeObjects: ['$$left', { frozen: { $mergeObjects: ['$$left.frozen', frozen] } }] };
  const items = connection.collection('planItems');
  await items.updateMany({ since: { $exists: false } }, [
    {
      $set: {
        since: { $cond: [{ $eq: ['$status', 'done'] }, { $ifNull: ['$doneAt', '$updatedAt'] }, '$updatedAt'] },
        photoIds: photosOf('$evidence'),
        teamIds: [],
        formerParks: { $map: { input: { $ifNull: ['$formerParks', []] }, as: 'left', in: asFrozen } },
      },
    },
  ]);
  const plans = connection.collection<{ team?: { personId: string }[] }>('plans');
  for await (const { _id, team = [] } of plans
    .find()
    .project<{ _id: unknown; team?: { personId: string }[] }>({ team: 1 }))
    await items.updateMany({ planId: _id }, { $set: { teamIds: team.map(({ personId }) => personId) } });
  const deadlines = connection.collection('deadlines');
  const kept = new Set<string>();
  for await (const { _id, subject } of deadlines.find({ kind: 'item-evidence', isOpen: true }).sort({ dueAt: 1 })) {
    const isFirst = !kept.has(subject.id);
    kept.add(subject.id);
    await deadlines.updateOne(
      { _id },
      isFirst
        ? { $set: { key: `item-evidence:${subject.id}` } }
        : { $set: { isOpen: false, closedAt: new Date() }, $unset: { nextStepAt: 1 } },
    );
  }
}
