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

/**
 * Every message about a firm, the oldest first; of one matter where its page is named. Sealed ones are not among them: they
 * do not say their firm. No permission is asked.
 */
export async function* findTold(firmId: string, linkPath?: string): AsyncGenerator<Told> {
  const asked = { firmId, ...(linkPath === undefined ? {} : { linkPath }) };
  for await (const row of OutboxModel.find(asked).sort({ _id: 1 }).lean<OutboxRow>().cursor()) {
    const { _id, personId, channel, fellBackFrom, status, isUrgent, createdAt, sentAt, readAt } = row;
    yield {
      ...{ _id, channel, status, isUrgent, createdAt, text: wordsOf(row) },
      ...(personId === undefined ? {} : { personId }),
      ...(row.linkPath === undefined ? {} : { linkPath: row.linkPath }),
      ...(fellBackFrom === undefined ? {} : { fellBackFrom }),
      ...(sentAt === undefined ? {} : { sentAt }),
      ...(readAt === undefined ? {} : { readAt }),
    };
  }
}
