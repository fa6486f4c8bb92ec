import type { Connection } from 'mongoose';
import { placedAt } from '#domain/organisations';

/** Firms that were admitted to the programme lie where their application says. Running it again changes nothing. */
export async function addressesOfFirms(connection: Connection): Promise<void> {
  const firms = connection.collection<{ _id: string; address?: string }>('enterprises');
  const admitted = connection
    .collection('applications')
    .find({ enrolmentReference: { $exists: true }, 'submission.content.address': { $type: 'string' } })
    .sort({ _id: 1 })
    .project<{ enterpriseId: string; address: string }>({ enterpriseId: 1, address: '$submission.content.address' });
  const latest = new Map<string, string>();
  for await (const { enterpriseId, address } of admitted) latest.set(enterpriseId, address);
  for (const [_id, address] of latest)
    await firms.updateOne({ _id, address: { $exists: false } }, { $set: placedAt(address) });
}
