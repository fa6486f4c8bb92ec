import type { Redis } from 'ioredis';
import mongoose from 'mongoose';

/** Sent by the driver for itself, not for a page. */
const OWN = ['hello', 'ismaster', 'ping', 'endSessions', 'saslStart', 'saslContinue'];

/**
 * Writes down every command this process sends to the connected MongoDB (`monitorCommands` must stand in its address)
 * and to `redis`, as long as it lives. `take` gives what was sent since the last `take`.
 */
export function watchCommands(redis?: Redis): { take(): string[] } {
  let sent: string[] = [];
  mongoose.connection.getClient().on('commandStarted', ({ commandName, command }) => {
    if (OWN.includes(commandName)) return;
    const collection: unknown = command[commandName];
    sent.push(`${commandName} ${typeof collection === 'string' ? collection : ''}`.trim());
  });
  const send = redis?.sendCommand.bind(redis);
  if (redis !== undefined && send !== undefined) {
    redis.sendCommand = (command, stream) => {
      sent.push(`redis ${command.name}`);
      return send(command, stream);
    };
  }
  return {
    take: () => {
      const taken = sent;
      sent = [];
      return taken;
    },
  };
}
