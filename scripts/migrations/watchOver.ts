import type { Connection } from 'mongoose';
import { nextCheckInAt, sealQueryCode, unverifiedDays } from '#domain/hazards';
import { DAY_MS } from '#kernel/dates';

interface Old {
  _id: string;
  createdAt: Date;
  status: string;
  enterpriseId: string;
  aboutFirmId?: string;
  reporter?: { kind: string };
}

/**
 * Reports of before are watched over as new ones are: what nobody has verified is offered to be taken outside, and whoever
 * reported without a name or about the managers is asked how they are on the days that are still ahead. Running it again
 * changes nothing.
 */
export async function watchOverReports(connection: Connection, now: Date): Promise<void> {
  const hazards = connection.collection<Old>('hazards');
  const open = hazards.find({
    createdAt: { $type: 'date' },
    offerAt: { $exists: false },
    checkInAt: { $exists: false },
    outsideAt: { $exists: false },
  });
  for await (const { _id, createdAt, status, enterpriseId, aboutFirmId, reporter } of open) {
    const isWaiting = (status === 'reported' || status === 'accepted') && enterpriseId !== 'apart';
    const isWatched = reporter?.kind !== 'person' || aboutFirmId !== undefined;
    const checkInAt = isWatched ? nextCheckInAt(createdAt, now) : undefined;
    const set = {
      ...(isWaiting ? { offerAt: new Date(createdAt.getTime() + unverifiedDays(createdAt) * DAY_MS) } : {}),
      ...(checkInAt === undefined ? {} : { checkInAt }),
    };
    if (Object.keys(set).length > 0) await hazards.updateOne({ _id }, { $set: set });
  }
}

/** Codes with which a reporter speaks without signing in lay in the open. Running it again changes nothing. */
export async function sealQueryCodes(connection: Connection): Promise<void> {
  const hazards = connection.collection<{ _id: string; queryCode: string }>('hazards');
  const open = hazards.find({ queryCode: { $type: 'string', $not: /^s1\./ } }, { projection: { queryCode: 1 } });
  for await (const { _id, queryCode } of open)
    await hazards.updateOne({ _id, queryCode }, { $set: { queryCode: sealQueryCode(_id, queryCode) } });
}
