import { given } from '#kernel/given';
import { type Page, readPage } from '#platform/page';
import { renderText } from '#platform/texts';
import { OutboxModel, type OutboxRow } from './outbox.model.ts';

/** What somebody was told about a firm, how it reached them, and whether they have read it. */
export type Told = Pick<
  OutboxRow,
  | '_id'
  | 'personId'
  | 'channel'
  | 'fellBackFrom'
  | 'linkPath'
  | 'status'
  | 'isUrgent'
  | 'createdAt'
  | 'sentAt'
  | 'readAt'
> & { text: string };

function wordsOf({ text, texts, template, params }: OutboxRow): string {
  try {
    return text ?? renderText(texts, template, params);
  } catch {
    return '';
  }
}

function toldFrom(row: OutboxRow): Told {
  const { _id, personId, channel, fellBackFrom, linkPath, status, isUrgent, createdAt, sentAt, readAt } = row;
  const maybe = given({ personId, linkPath, fellBackFrom, sentAt, readAt });
  return { ...{ _id, channel, status, isUrgent, createdAt, text: wordsOf(row) }, ...maybe };
}

/**
 * Every message about a firm, the oldest first. Sealed ones are not among them: they do not say their firm. No permission
 * is asked.
 */
export async function* findTold(firmId: string): AsyncGenerator<Told> {
  for await (const row of OutboxModel.find({ firmId }).sort({ _id: 1 }).lean<OutboxRow>().cursor()) yield toldFrom(row);
}

/** A page of the messages about one matter of a firm, by its page, the newest first. No permission is asked. */
export async function findToldOf(
  { firmId, linkPath }: { firmId: string; linkPath: string },
  paging: { after?: string | undefined },
): Promise<Page<Told>> {
  const page = await readPage(OutboxModel, { firmId, linkPath }, paging);
  return { ...page, rows: page.rows.map(toldFrom) };
}
