import { startOfHour } from '#kernel/dates';
import { hourId } from '#kernel/ids';
import { anotherName, blind, blindNames, sealedField } from '#platform/sealing';
import type { OutboxRow } from './outbox.model.ts';

/** What a sealed message keeps from everybody but its reader: who that is too. */
type Content = Pick<OutboxRow, 'personId' | 'channelUserId' | 'template' | 'params' | 'still' | 'linkPath' | 'text'>;

const CONTENT = sealedField<Content>('outbox', 'sealed');
const READER = 'outbox-reader';

/**
 * What `personId` of a message to this person may be: theirs, or, sealed, one of many names. One row more after a step of
 * the firm would else name whoever it was that had reported without a name.
 */
export const readerNames = (personId: string): string[] => [personId, ...blindNames(personId, READER)];

const contentOf = (row: OutboxRow): Content => {
  const { personId, channelUserId, template, params, still, linkPath, text } = row;
  return {
    ...{ template, params, still },
    ...(personId === undefined ? {} : { personId }),
    ...(channelUserId === undefined ? {} : { channelUserId }),
    ...(linkPath === undefined ? {} : { linkPath }),
    ...(text === undefined ? {} : { text }),
  };
};

/** A message as it is read and delivered, whether it was sealed or not. */
export function openRow(row: OutboxRow): OutboxRow {
  try {
    return row.sealed === undefined ? row : { ...row, ...CONTENT.open(row._id, row.sealed) };
  } catch {
    return row; // its key is gone: there are no words for it, so it fails like any other that cannot be made
  }
}

/**
 * The same message with what it says and to whom sealed, and its time told by the hour.
 * @param before How many were sealed before it: within the hour they stay in their order. Of all readers: the number of one
 * would say how many more they got.
 */
export function sealRow(row: OutboxRow, before: number): OutboxRow {
  const open = { ...row };
  for (const key of ['personId', 'channelUserId', 'linkPath', 'text'] as const) delete open[key];
  // Answers go out in the order in which they were written.
  const _id = row.sort === 'reply' ? row._id : inHour(row.createdAt, before);
  return {
    ...open,
    _id,
    ...(row.personId === undefined ? {} : { personId: anotherName(row.personId, READER) }),
    // It names the event it came of.
    dedupeKey: blind(row.dedupeKey, 'outbox-once'),
    ...{ template: 'sealed', params: {}, still: { kind: 'always' } },
    sealed: CONTENT.seal(_id, contentOf(row)),
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
  const { _id, sort } = opened;
  const at = startOfHour(sentAt);
  if (sort === 'reply') return { $set: { sentAt: at }, $unset: { sealed: 1 } };
  return { $set: { sentAt: at, sealed: CONTENT.seal(_id, contentOf({ ...opened, text })) } };
}
