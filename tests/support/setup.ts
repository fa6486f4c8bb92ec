import { useEncoder } from '#platform/encoder';
import { useSealingKeys } from '#platform/sealing';
import { readConfig } from '../../src/config.ts';

// Opened by the first that asks; where it could not be fetched, letters alone answer as they do in the field.
useEncoder(process.env['TEST_ENCODER_DIR']);

// The keys of the programs the suites start: rows sealed by one are opened by the other.
useSealingKeys(
  readConfig({ ANFA_MODE: 'test', MONGODB_URI: 'mongodb://unused', REDIS_URL: 'redis://unused' }).sealingKeys,
);
