import mongoose from 'mongoose';
import {
  acceptService,
  agreeService,
  attendService,
  deliverService,
  reverseService,
  services,
  settleService,
} from '#domain/insurance';
import { approveReward, confirmReward, payReward, rewards } from '#domain/rewards';
import type { PersonActor } from '#kernel/actor';
import { connectMongo } from '#platform/mongo';
import { personContext } from './contexts.ts';
import { dieAtWrite } from './dieAtWrite.ts';
import './setup.ts';

/**
 * A process of its own that takes a service and a reward on, step by step from wherever they stand, and is killed at the
 * n-th write it begins.
 */
const [uri = '', service = '', reward = '', killAt = '0'] = process.argv.slice(2);
const actors = JSON.parse(process.env['ACTORS'] ?? '') as Record<
  'manager' | 'officer' | 'insurer' | 'worker',
  PersonActor
>;
const as = (who: keyof typeof actors) => personContext(actors[who]);
await connectMongo(uri);
dieAtWrite(mongoose, Number(killAt));

const SERVICE: Readonly<Record<string, () => Promise<unknown>>> = {
  asked: () => agreeService(as('insurer'), { reference: service }),
  agreed: () =>
    deliverService(as('insurer'), {
      ...{ reference: service, servedOn: '2026-11-24', place: '储罐区', people: '张工', measures: '查了储罐区' },
    }),
  delivered: () =>
    acceptService(as('officer'), { reference: service, score: '4', attendeeIds: [actors.worker.personId] }),
  accepted: async () => {
    const isAttended = (await services.peek(service))?.attendedIds.length !== 0;
    if (!isAttended) await attendService(as('worker'), { reference: service });
    await settleService(as('insurer'), { reference: service, amountFen: 550_000, voucher: 'FP-1' });
  },
  settled: () => reverseService(as('insurer'), { reference: service, reason: '发票作废' }),
};
const REWARD: Readonly<Record<string, () => Promise<unknown>>> = {
  proposed: () => approveReward(as('manager'), { reference: reward }),
  approved: () => payReward(as('manager'), { reference: reward, method: 'cash' }),
  paid: () => confirmReward(as('worker'), { reference: reward }),
};
for (;;) {
  const next = [
    SERVICE[(await services.peek(service))?.status ?? ''],
    REWARD[(await rewards.peek(reward))?.status ?? ''],
  ].flatMap((step) => step ?? []);
  if (next.length === 0) break;
  for (const step of next) await step();
}
process.stdout.write('all done\n', () => process.exit(0));
