import { followCase, openFile } from '#domain/majors';
import { systemContext } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { caseOf } from './caseOf.ts';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { looksMajor } from './looks.ts';

/** Major hazards from before there were files get theirs, for a migration. Running it again changes nothing. */
export async function openOldFiles(now: Date): Promise<void> {
  const old = HazardModel.find({ $or: [{ isMajor: true }, { isOpen: true, 'suggested.looksMajor': true }] });
  for await (const { _id } of old.select({ _id: 1 }).lean<Pick<Hazard, '_id'>>().cursor()) {
    await inTransaction(async () => {
      const hazard = await HazardModel.findById(_id).lean<Hazard>();
      if (hazard === null || (!hazard.isMajor && !(looksMajor(hazard) && hazard.grade === undefined))) return;
      const ctx = systemContext(hazard.closedAt ?? now, 'majors', 'open-old-files');
      await openFile(ctx, 'suspect', caseOf(hazard), 'migration');
      await followCase(ctx, caseOf(hazard), 'migration');
    });
  }
}
