import { record } from '#domain/journal';
import type { Context } from '#kernel/context';
import { inTransaction } from '#platform/mongo';
import { blind } from '#platform/sealing';
import { type Account, AccountModel } from '../identity.models.ts';
import { sessionRule } from '../identityRules.ts';

const markOf = (personId: string, deviceId: string): string => blind(`${personId}:${deviceId}`, 'device');

/** What stands for a browser this account was signed in from before; undefined for any other. */
export function knownDevice(account: Account | null, deviceId: string | undefined): string | undefined {
  if (deviceId === undefined) return undefined;
  const mark = markOf(account?._id ?? '', deviceId);
  return account?.devices?.some((device) => device.mark === mark) ? mark : undefined;
}

/**
 * Remembers the browser somebody has just signed in from. Of a new one the holder is told, but for the very first.
 * @param label the browser in a few words
 */
export async function noteDevice(
  ctx: Context,
  { personId, deviceId, label }: { personId: string; deviceId: string; label: string },
): Promise<void> {
  const account = await AccountModel.findById(personId).lean<Account>();
  if (account === null || knownDevice(account, deviceId) !== undefined) return;
  const device = { mark: markOf(personId, deviceId), at: ctx.now };
  const isFirst = (account.devices ?? []).length === 0;
  await inTransaction(async () => {
    const devices = { $each: [device], $slice: -sessionRule(ctx.now).devices };
    await AccountModel.updateOne({ _id: personId }, { $push: { devices } });
    if (isFirst) return;
    await record(ctx, {
      name: 'identity.new-device',
      subject: { kind: 'person', id: personId },
      facts: { device: label },
    });
  });
}
