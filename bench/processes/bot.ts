import { useEncoder } from '#platform/encoder';
import { createLogger } from '#platform/logger';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { useSealingKeys } from '#platform/sealing';
import { runBot } from '../../bots/runBot.ts';
import { readStoreConfig } from '../../src/config.ts';
import { reportTo } from '../support/measured.ts';

/** The bot with the web chat as its own process. */
const { MONGODB_URI = '', REDIS_URL = '', ENCODER_DIR } = process.env;
useEncoder(ENCODER_DIR);
useSealingKeys(readStoreConfig({ ANFA_MODE: 'test', MONGODB_URI }).sealingKeys);
await connectMongo(MONGODB_URI);
runBot({
  puppets: ['webchat'],
  redis: connectRedis(REDIS_URL),
  publicUrl: 'http://127.0.0.1',
  now: () => new Date(),
  logger: createLogger('bot', 'warn'),
  onDead: (reason) => {
    throw new Error(reason);
  },
});
reportTo(process, '');
