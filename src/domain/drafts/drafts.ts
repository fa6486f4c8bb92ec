import { addDays, atLocalHour, localDate } from '#kernel/dates';
import { isDuplicateKey } from '#platform/mongo';
import { blind, sealedField } from '#platform/sealing';
import { DraftModel, type DraftRow } from './draft.model.ts';
import { draftRule } from './draftRules.ts';

/** A form as it was typed: where it was sent, and its fields in their order. Photos, documents and voice messages by their ids. */
export interface Draft {
  action: string;
  fields: readonly (readonly [name: string, value: string])[];
  photoIds: readonly string[];
  fileIds: readonly string[];
  soundIds?: readonly string[];
}

/** Whose, and on which page: one form a page. */
export interface DraftPlace {
  personId: string;
  page: string;
  /**
   * Since when the account hides what lies behind it, in milliseconds: its forms are others then. Whoever reset the password and
   * signs in finds none of what was typed before, which may be a report without a name.
   */
  since?: number | undefined;
}

const WORDS = sealedField<Draft>('drafts', 'sealed');
const idOf = ({ personId, page, since }: DraftPlace): string =>
  blind([personId, page, since].filter((part) => part !== undefined).join(' '), 'drafts');

/**
 * Keeps what a person typed on a page, in place of what was kept there before. It belongs to them alone, so nothing else
 * is asked.
 * @returns false when it is too long to be kept.
 */
export async function keepDraft(place: DraftPlace, draft: Draft, now: Date): Promise<boolean> {
  const { days, characters } = draftRule(now);
  if (draft.fields.reduce((sum, [, value]) => sum + value.length, 0) > characters) return false;
  const _id = idOf(place);
  const row = { sealed: WORDS.seal(_id, draft), expiresAt: atLocalHour(addDays(localDate(now), days), 0) };
  const put = () => DraftModel.updateOne({ _id }, { $set: row }, { upsert: true });
  // Two tabs that keep the same form at once both mean the same row.
  await put().catch((error: unknown) => {
    if (!isDuplicateKey(error)) throw error;
    return put();
  });
  return true;
}

/** What the person typed there and did not hand in; nothing when its key has been lost. */
export async function findDraft(place: DraftPlace, now: Date): Promise<Draft | undefined> {
  const row = await DraftModel.findById(idOf(place)).lean<DraftRow>();
  if (row === null || row.expiresAt <= now) return undefined;
  try {
    return WORDS.open(row._id, row.sealed);
  } catch {
    return undefined;
  }
}

export async function forgetDraft(place: DraftPlace): Promise<void> {
  await DraftModel.deleteOne({ _id: idOf(place) });
}
