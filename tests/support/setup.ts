import { useSealingKeys } from '#platform/sealing';
import { readConfig } from '../../src/config.ts';

// The keys of the programs the suites start: rows sealed by one are opened by the other.
useSealingKeys(
  readConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused', REDIS_URL: 'redis://unused' }).sealingKeys,
);
