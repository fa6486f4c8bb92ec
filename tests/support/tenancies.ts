import {
  agreeOnSafety,
  confirmTenancy,
  declineTenancy,
  type EnterTenancy,
  endTenancy,
  enterTenancy,
  type Tenancy,
  type TenancyStatus,
  tenancies,
} from '#domain/tenancies';
import { fixedNow } from './clock.ts';
import { aPhoto } from './hazards.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** What the landlord types: the world's firm lets a part of its premises to the other one. */
export const typedTenancy = (world: World, more: Partial<EnterTenancy> = {}): EnterTenancy => ({
  tenantCode: world.otherEnterprise.creditCode,
  area: '2号厂房二层',
  startsOn: '2026-11-01',
  ...more,
});

/** What was signed, as either side enters it. */
export const typedAgreement = async (world: World, now: Date = fixedNow) => ({
  ...{ until: '2027-10-31', duties: '电气和楼梯归出租方，机台归承租方', coordinator: '桂宝陶瓷梁安全' },
  ...{ fireLead: 'landlord' as const, photoIds: [await aPhoto(as(world, 'officer', now))] },
});

/** A tenancy of the world's two firms in this status; without an agreement unless wished for. */
export async function buildTenancy(
  world: World,
  status: TenancyStatus = 'in-force',
  { now = fixedNow, isAgreed = false, ...more }: Partial<EnterTenancy> & { now?: Date; isAgreed?: boolean } = {},
): Promise<Tenancy> {
  const { reference } = await enterTenancy(as(world, 'officer', now), typedTenancy(world, more));
  const tenant = () => as(world, 'otherOfficer', now);
  if (status === 'declined') await declineTenancy(tenant(), { reference, reason: '没有租过' });
  if (status === 'in-force' || status === 'ended') await confirmTenancy(tenant(), { reference });
  if (isAgreed) await agreeOnSafety(as(world, 'officer', now), { reference, ...(await typedAgreement(world, now)) });
  if (status === 'ended') await endTenancy(tenant(), { reference, reason: '租期满，搬走' });
  return (await tenancies.peek(reference)) as Tenancy;
}

/** A tenancy as it stands now. */
export const tenancyNow = async ({ reference }: Tenancy): Promise<Tenancy> =>
  (await tenancies.peek(reference)) as Tenancy;
