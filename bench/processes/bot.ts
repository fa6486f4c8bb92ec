import { createLogger } from '#platform/logger';
import { connectMongo } from '#platform/mongo';
import { connectRedis } from '#platform/redis';
import { runBot } from '../../bots/runBot.ts';
import { reportTo } from '../support/measured.ts';

/** The bot with the web chat as its own process. */
const { MONGODB_URI = '', REDIS_URL = '' } = process.env;
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
