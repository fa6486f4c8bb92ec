import type mongoose from 'mongoose';
import { desk } from '#domain/deadlines';
import { type Hazard, putApart } from '#domain/hazards';

/** Reports without a name lose words that tell the tongue of whoever wrote them, and the clock of them goes to the body. */
export async function putWordsApart(connection: mongoose.Connection): Promise<void> {
  const hazards = connection.collection<Hazard>('hazards');
  // A row that says neither who reported nor what cannot be read anyway, and keeps none of the others from it.
  const unnamed = { 'reporter.kind': { $exists: true, $ne: 'person' }, text: { $type: 'string' as const } };
  for await (const hazard of hazards.find({ ...unnamed, told: { $exists: false } })) {
    const set = putApart(hazard as Hazard);
    if (set === undefined) continue;
    await hazards.updateOne({ _id: hazard._id }, { $set: set, $inc: { version: 1 } });
    await connection.collection('majors').updateMany({ hazardId: hazard._id }, { $set: { text: set.text } });
    await connection.collection('deadlines').updateMany(
      { 'subject.kind': 'hazard', 'subject.id': hazard._id, kind: 'hazard-words', isOpen: true },
      {
        $set: { title: '原话要写成中文', ladder: 'hazard-words', owedBy: [desk.body(hazard.bodyId)], nextStep: 0 },
        $unset: { 'subject.enterpriseId': 1 },
      },
    );
  }
}
