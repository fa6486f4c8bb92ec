import type { QueryFilter } from 'mongoose';
import { findTrail } from '#domain/journal';
import { followCase, keepClosedAt, openFile, peekFileOf } from '#domain/majors';
import { byTheHour, systemContext } from '#kernel/context';
import { endOfLocalDay, localDate } from '#kernel/dates';
import { inTransaction } from '#platform/mongo';
import { caseOf } from './caseOf.ts';
import { isUnnamed } from './contact.ts';
import { type Hazard, HazardModel } from './hazard.models.ts';
import { mayHaveFile } from './looks.ts';

const MAY_HAVE_FILE: QueryFilter<Hazard>[] = [
  { isMajor: true },
  { 'suggested.looksMajor': true },
  { isClaimedMajor: true },
  { 'notMajor.at': { $exists: true } },
  { downgradeReason: { $exists: true } },
];

/**
 * Whatever is, was or may be a major hazard gets its file where it has none, and every file is brought to how its case
 * stands: how late it is, when it was closed. For a migration; running it again changes nothing.
 */
export async function openOldFiles(now: Date): Promise<void> {
  const old = HazardModel.find({ $or: MAY_HAVE_FILE }).select({ _id: 1 });
  for await (const { _id } of old.lean<Pick<Hazard, '_id'>>().cursor()) {
    await inTransaction(async () => {
      const found = await HazardModel.findById(_id).lean<Hazard>();
      if (found === null || !mayHaveFile(found)) return;
      const hazard = await keepAgreedDay(found);
      const isNew = (await peekFileOf(_id)) === undefined;
      const ended = hazard.closedAt ?? hazard.notMajor?.at ?? (await calledGeneralAt(hazard));
      const at = systemContext((isNew ? ended : undefined) ?? now, 'majors', 'open-old-files');
      const ctx = isUnnamed(hazard) ? byTheHour(at) : at;
      await openFile(ctx, 'suspect', caseOf(hazard), 'migration');
      // What was one, and is none by the body's word, is no suspicion.
      if (isNew && hazard.downgradeReason !== undefined)
        await followCase(ctx, { ...caseOf(hazard), isMajor: true }, 'migration');
      await followCase(ctx, caseOf(hazard), 'migration');
      if (hazard.isMajor && hazard.status === 'closed') await keepClosedAt(hazard._id, hazard.closedAt ?? now);
    });
  }
}

/** One whose body had set a later day counted as late by its due day alone: from now on its plan says since when. */
async function keepAgreedDay(hazard: Hazard): Promise<Hazard> {
  const { _id, isMajor, status, rectification, dueAt } = hazard;
  if (!isMajor || status !== 'rectifying' || rectification === undefined || dueAt === undefined) return hazard;
  if (rectification.agreedOn !== undefined || dueAt >= endOfLocalDay(rectification.dueOn)) return hazard;
  const kept = { ...rectification, agreedOn: localDate(dueAt) };
  await HazardModel.updateOne({ _id }, { $set: { rectification: kept } });
  return { ...hazard, rectification: kept };
}

/** When the body called it a general one. */
async function calledGeneralAt({ _id, downgradeReason }: Hazard): Promise<Date | undefined> {
  if (downgradeReason === undefined) return undefined;
  return (await findTrail({ kind: 'hazard', id: _id })).findLast(({ name }) => name === 'hazards.downgraded')?.at;
}
