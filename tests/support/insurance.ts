import mongoose from 'mongoose';
import { confirmPolicy, enterPolicy, notePremium, type Policy, policies, rejectPolicy } from '#domain/insurance';
import { fixedNow } from './clock.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** The firm of the world makes chemicals: it must insure. Ask before anything remembers it. */
export async function makeChemical(world: World): Promise<void> {
  await mongoose.connection
    .collection('enterprises')
    .updateOne({ _id: world.enterprise._id as never }, { $set: { division: '26' } });
}

/** What is typed of a policy; `fixedNow` is 2026-11-24. */
export const typedPolicy = (world: World, more: Record<string, unknown> = {}) => ({
  creditCode: world.enterprise.creditCode,
  number: 'BG-2026-0001',
  startsOn: '2026-03-01',
  endsOn: '2027-02-28',
  headcount: '180',
  limitFen: 40_000_000,
  ...more,
});

export const typedTerms = (more: Record<string, unknown> = {}) => ({
  ratio: '20',
  clause: '第十二条 事故预防服务',
  serviceTypes: ['inspection', 'training', 'drill'] as ('inspection' | 'training' | 'drill')[],
  frequency: '2',
  order: 'programme' as const,
  dispatched: 'this' as const,
  ...more,
});

/** A policy of the world's insurer in the status wished for, by the real commands. */
export async function buildPolicyOf(
  world: World,
  wish: {
    status?: 'pending' | 'confirmed' | 'rejected';
    cover?: Record<string, unknown>;
    terms?: Record<string, unknown>;
    premiumFen?: number;
    now?: Date;
  } = {},
): Promise<Policy> {
  const { status = 'confirmed', cover = {}, terms = {}, premiumFen = 0, now = fixedNow } = wish;
  const insurer = as(world, 'insurer', now);
  const { reference } = await enterPolicy(insurer, typedPolicy(world, cover));
  if (status === 'confirmed') await confirmPolicy(insurer, { reference, ...typedTerms(terms) });
  if (status === 'rejected') await rejectPolicy(insurer, { reference, reason: '保单号查不到' });
  if (premiumFen > 0)
    await notePremium(insurer, {
      reference,
      kind: 'received',
      amountFen: premiumFen,
      day: '2026-03-02',
      voucher: `SK-${reference}`,
    });
  return (await policies.peek(reference)) as Policy;
}
