import { readFileSync } from 'node:fs';
import { isStoreFailure, TRANSACTION_MS } from '#platform/mongo';
import { TRANSACTION_LIFETIME_S } from '../../scripts/start/stores.ts';

const named = (name: string, message: string, more: object = {}): Error =>
  Object.assign(new Error(message), { name }, more);

// A write of many rows wraps what cut it off and keeps only its words.
it.each(
  [
    named('MongoNetworkError', 'connection 7 to 127.0.0.1:27017 closed'),
    named('MongoBulkWriteError', 'connection 15 to 127.0.0.1:34439 closed'),
    named('MongoBulkWriteError', 'connection 3 to mongo1:27017 timed out'),
    named('MongoServerSelectionError', 'connect ECONNREFUSED 127.0.0.1:27017'),
    named('MongoServerError', 'interrupted at shutdown', { code: 11_600 }),
    named('Error', 'This socket has been ended by the other party'),
    named('Error', 'outer', { cause: named('MongoNetworkTimeoutError', 'inner') }),
  ].map((error) => [`${error?.name}: ${error?.message}`, error] as const),
)('%s is a store that is away', (_, error) => {
  expect(isStoreFailure(error)).toBe(true);
});

it.each(
  [
    named('MongoServerError', 'E11000 duplicate key error', { code: 11_000 }),
    named('MongoBulkWriteError', 'E11000 duplicate key error', { code: 11_000 }),
    named('TypeError', 'x is not a function'),
  ].map((error) => [`${error?.name}: ${error?.message}`, error] as const),
)('%s is not', (_, error) => {
  expect(isStoreFailure(error)).toBe(false);
});

it('what a killed process holds is free before the next one gives up', () => {
  expect(TRANSACTION_LIFETIME_S * 1_000 * 1.5).toBeLessThan(TRANSACTION_MS);
  expect(readFileSync('compose.yaml', 'utf8')).toContain(`transactionLifetimeLimitSeconds=${TRANSACTION_LIFETIME_S}]`);
});
