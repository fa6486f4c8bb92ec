import { desk, passDesk } from '#domain/deadlines';
import type { Held, Leaver, Successor } from '#domain/engine';
import { record } from '#domain/journal';
import { followCase } from '#domain/majors';
import { byTheHour, type Context } from '#kernel/context';
import { conflict } from '#kernel/errors';
import { bigrams, shorten } from '#kernel/text';
import { caseOf } from './caseOf.ts';
import { aboutOf, subjectOf } from './change.ts';
import { isUnnamed } from './contact.ts';
import { APART, type Hazard, HazardModel } from './hazard.models.ts';

/**
 * Cases somebody of the firm is putting right. What was handed in waits for another person's eyes: whoever took it over could
 * not be that. Of those about the firm's own managers nobody there is told. */
const firmHas = ({ enterpriseId, personId }: { enterpriseId: string; personId: string }) => ({
  enterpriseId,
  'rectification.ownerId': personId,
  status: 'rectifying' as const,
});

/** What somebody holds of the firm's cases, as the list of nouns asks it. */
export const hazardsHeld = {
  asked: (leaver: Leaver) => (leaver.as === 'member' ? ([HazardModel, firmHas(leaver)] as const) : undefined),
  heldOf: ({ reference, text }: Hazard): Held => ({ reference, as: '整改责任人', text: shorten(text) }),
};

/**
 * Whoever takes over puts right what was theirs. Who was to put right a case about the firm's own managers is known to
 * the competent body alone: it is the body's again, and the body finds somebody else.
 */
export async function handOverHazards(at: Context, leaver: Leaver, to: Successor | undefined): Promise<void> {
  if (leaver.as !== 'member' || to?.personId === leaver.personId) return;
  const { enterpriseId, personId } = leaver;
  const owed = desk.member(enterpriseId, personId);
  // These first, so that the successor is not given them with the rest.
  const apart = { enterpriseId: APART, aboutFirmId: enterpriseId, 'rectification.ownerId': personId, isOpen: true };
  for (const hazard of await HazardModel.find(apart).lean<Hazard[]>()) {
    await change(at, hazard, {}, 'hazards.owner-left');
    await passDesk({ kind: 'hazard', id: hazard._id }, owed, [desk.body(hazard.bodyId)]);
  }
  if (to !== undefined) {
    for (const hazard of await HazardModel.find(firmHas(leaver)).sort({ _id: 1 }).lean<Hazard[]>()) {
      const set = { 'rectification.ownerId': to.personId, 'rectification.ownerName': to.name };
      const personGrams = [...new Set([...hazard.personGrams, ...bigrams(to.name)])];
      await change(at, hazard, { ...set, personGrams }, 'hazards.owner-changed');
    }
    await passDesk({ kind: 'hazard' }, owed, [desk.member(enterpriseId, to.personId)]);
  }
}

async function change(at: Context, hazard: Hazard, set: object, name: string): Promise<void> {
  const ctx = isUnnamed(hazard) ? byTheHour(at) : at;
  const after = await HazardModel.findOneAndUpdate(
    { _id: hazard._id, version: hazard.version },
    { $set: { ...set, updatedAt: ctx.now }, $inc: { version: 1 } },
    { returnDocument: 'after' },
  ).lean<Hazard>();
  if (after === null) throw conflict('common.changed-meanwhile');
  // Who is to put it right stands in the file of a major hazard, too.
  if (after.isMajor) await followCase(ctx, caseOf(after), 'handed-over');
  await record(ctx, { name, subject: subjectOf(hazard), about: aboutOf(hazard), facts: {} });
}
