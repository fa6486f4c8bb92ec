import type mongoose from 'mongoose';

/**
 * Writes on the records of an enrolment what was read from the enrolment before: place, adviser, whether it goes on, and
 * the parks its firm has left since the day of the record, with the fields that change as they are.
 */
export async function placeBesideEnrolment(
  connection: mongoose.Connection,
  collection: string,
  record: { day: object; changing: readonly string[] },
): Promise<void> {
  const of = (field: string) => `$enrolment.${field}`;
  const left = {
    $filter: { input: { $ifNull: [of('formerParks'), []] }, as: 'left', cond: { $lte: [record.day, '$$left.until'] } },
  };
  const frozen = Object.fromEntries(record.changing.map((field) => [field, `$${field}`]));
  const isHalted = { $in: [of('status'), ['paused', 'exited']] };
  await connection
    .collection(collection)
    .aggregate([
      { $match: { regionPath: { $exists: false } } },
      { $lookup: { from: 'enrolments', localField: 'enrolmentId', foreignField: '_id', as: 'enrolment' } },
      { $unwind: '$enrolment' },
      {
        $set: {
          since: '$updatedAt',
          regionPath: of('regionPath'),
          parkId: of('parkId'),
          bodyId: of('bodyId'),
          sector: of('sector'),
          adviserId: of('adviserId'),
          halted: { $cond: [isHalted, of('status'), '$$REMOVE'] },
        },
      },
      { $set: { formerParks: { $map: { input: left, as: 'left', in: { $mergeObjects: ['$$left', { frozen }] } } } } },
      { $unset: 'enrolment' },
      { $merge: { into: collection, whenMatched: 'replace', whenNotMatched: 'discard' } },
    ])
    .toArray();
}
