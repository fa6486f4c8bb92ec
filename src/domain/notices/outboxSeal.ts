import { startOfHour } from '#kernel/dates';
import { hourId } from '#kernel/ids';
import { blind, sealedField } from '#platform/sealing';
import type { OutboxRow } from './outbox.model.ts';

/** What a sealed message keeps from everybody but its reader. */
type Content = Pick<OutboxRow, 'template' | 'params' | 'still' | 'linkPath' | 'text'>;

const CONTENT = sealedField<Content>('outbox', 'sealed');

/** A message as it is read and delivered, whether it was sealed or not. */
export function openRow(row: OutboxRow): OutboxRow {
  try {
    return row.sealed === undefined ? row : { ...row, ...CONTENT.open(row._id, row.sealed) };
  } catch {
    return row; // its key is gone: there are no words for it, so it fails like any other that cannot be made
  }
}

/**
 * The same message with what it says sealed, and its time told by the hour.
 * @param before How many its reader got in that hour: within it they stay in their order.
 */
export function sealRow(row: OutboxRow, before: number): OutboxRow {
  const { template, params, still, linkPath, text, ...open } = row;
  // Answers go out in the order in which they were written.
  const _id = row.sort === 'reply' ? row._id : inHour(row.createdAt, before);
  const content: Content = {
    ...{ template, params, still },
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(text === undefined ? {} : { text }),
  };
  return {
    ...open,
    _id,
    // It names the event it came of.
    dedupeKey: blind(row.dedupeKey, 'outbox-once'),
    ...{ template: 'sealed', params: {}, still: { kind: 'always' } },
    sealed: CONTENT.seal(_id, content),
    createdAt: startOfHour(row.createdAt),
  };
}

const inHour = (at: Date, before: number): string => {
  const id = hourId(at);
  return id.slice(0, 8) + Math.min(before, 0xffff).toString(16).padStart(4, '0') + id.slice(12);
};

/** What is kept of a message that was delivered: an answer is forgotten, for its reader has it in their chat. */
export function afterDelivery(
  opened: OutboxRow,
  text: string,
  sentAt: Date,
): { $set: Partial<OutboxRow>; $unset?: Record<string, 1> } {
  if (opened.sealed === undefined) return { $set: { sentAt, text } };
  const { _id, template, params, still, linkPath, sort } = opened;
  const at = startOfHour(sentAt);
  if (sort === 'reply') return { $set: { sentAt: at }, $unset: { sealed: 1 } };
  const content: Content = { template, params, still, text, ...(linkPath === undefined ? {} : { linkPath }) };
  return { $set: { sentAt: at, sealed: CONTENT.seal(_id, content) } };
}
