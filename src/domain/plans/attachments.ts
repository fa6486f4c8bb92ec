import { asKnownTo, leftParkOf } from '#domain/engine';
import { getFile, type StoredFile } from '#domain/evidence';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { ITEM_CHANGING, ItemModel, type PlanItem } from './items/item.model.ts';
import { canSeePlaced } from './placed.ts';

/** Whether the actor sees the item that photos or documents belong to, and these with it. */
export async function maySeePlanAttachment(
  { actor }: Context,
  { kind, id }: { kind: string; id: string },
  attachmentId: string,
): Promise<boolean> {
  const item = kind === 'plan-item' ? await ItemModel.findById(id).lean<PlanItem>() : null;
  if (item === null || !canSeePlaced(actor, item)) return false;
  // What was added after the firm left is not for the park it left.
  return (
    leftParkOf(actor, item) === undefined ||
    asKnownTo(actor, item, ITEM_CHANGING).evidence.some(
      ({ photoIds, files }) => photoIds.includes(attachmentId) || files.some((file) => file._id === attachmentId),
    )
  );
}

/** A document of an item the actor sees, or one they have just chosen in a form. @throws NotFound */
export async function getPlanFile(ctx: Context, fileId: string): Promise<StoredFile> {
  const file = await getFile(fileId);
  const { actor } = ctx;
  if (file.subject === undefined) {
    if (actor.kind === 'person' && file.uploadedBy === actor.personId) return file;
    throw notFound('common.not-found');
  }
  if (!(await maySeePlanAttachment(ctx, file.subject, file._id))) throw notFound('common.not-found');
  return file;
}
