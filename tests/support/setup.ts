import { type Encoder, useEncoder } from '#platform/encoder';
import { useSealingKeys } from '#platform/sealing';
import { readConfig } from '../../src/config.ts';

declare global {
  /** The encoder of this worker, by `environment.ts`; absent where it could not be fetched. */
  var openedEncoder: Encoder | undefined;
}

// Where there is none, letters alone answer as they do in the field.
useEncoder(globalThis.openedEncoder);

// The keys of the programs the suites start: rows sealed by one are opened by the other.
useSealingKeys(
  readConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused', REDIS_URL: 'redis://unused' }).sealingKeys,
);
