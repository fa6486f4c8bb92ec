import type { Connection } from 'mongoose';
import { paperOf } from '#domain/insurance';
import { isDuplicateKey } from '#platform/mongo';

interface Paper {
  _id: string;
  insurerId?: string;
  voucher: string;
}

/**
 * Says of premium and settlements written down before which paper of their insurer they were. Where one paper was written
 * down twice, the first keeps it: the other stands as it is, without, for its insurer to reverse.
 */
export async function keepPapers(connection: Connection): Promise<void> {
  const [premiums, services] = [connection.collection('premiumEntries'), connection.collection('preventionServices')];
  const isPaper = { unique: true, partialFilterExpression: { voucherOf: { $type: 'string' } } } as const;
  await premiums.createIndex({ voucherOf: 1 }, { ...isPaper, name: 'one_paper' });
  await services.createIndex({ voucherOf: 1 }, { ...isPaper, name: 'one_voucher' });
  const policies = { $lookup: { from: 'policies', localField: 'policyId', foreignField: '_id', as: 'policy' } };
  const without = { voucherOf: { $exists: false }, voucher: { $type: 'string' } };
  const found = [
    [
      premiums,
      [{ $match: without }, { $sort: { _id: 1 } }, policies, { $set: { insurerId: { $first: '$policy.insurerId' } } }],
    ],
    [services, [{ $match: { ...without, status: 'settled' } }, { $sort: { _id: 1 } }]],
  ] as const;
  for (const [collection, stages] of found) {
    for await (const row of collection.aggregate<Paper>([...stages])) {
      const { _id, insurerId, voucher } = row;
      if (insurerId === undefined) continue;
      try {
        await collection.updateOne({ _id: _id as never }, { $set: { voucherOf: paperOf(insurerId, voucher) } });
      } catch (error) {
        if (!isDuplicateKey(error, 'one_')) throw error;
      }
    }
  }
}
