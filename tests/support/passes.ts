import {
  applyForPass,
  applyForVisit,
  approvePass,
  expirePass,
  issuePass,
  type Pass,
  type PassKind,
  type PassStatus,
  passes,
  refusePass,
  revokePass,
} from '#domain/passes';
import type { Context } from '#kernel/context';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { clockContext } from './contexts.ts';
import { as } from './plans.ts';
import type { World } from './world.ts';

/** What somebody of a firm types for a pass of a kind; `fixedNow` is 2026-11-24 in Shanghai. */
export const typedPass = (kind: PassKind = 'contractor', more: Record<string, unknown> = {}) => ({
  kind,
  holder: '李来访',
  purpose: '检修除尘器',
  zone: 'general' as const,
  startsOn: '2026-11-24',
  endsOn: kind === 'contractor' ? '2026-12-31' : '2026-11-24',
  ...(kind === 'contractor' ? { company: '邕源检修公司', cardUntil: '2026-12-31', contractUntil: '2026-12-31' } : {}),
  ...(kind === 'hazchem'
    ? {
        plate: '桂A12345',
        cardUntil: '2026-12-31',
        insuranceUntil: '2026-12-31',
        goods: '乙醇',
        un: '1170',
        tonnes: '12.5',
        waybill: 'YD20261124',
      }
    : {}),
  ...(kind === 'material' ? { plate: '桂A22222', goods: '瓷土', waybill: 'YD1' } : {}),
  ...more,
});

/** A pass of the world's worker, taken by the real commands to the status wished for. */
export async function buildPass(
  world: World,
  status: PassStatus = 'issued',
  typed: Parameters<typeof applyForPass>[1] = typedPass(),
): Promise<Pass> {
  const { reference } = await applyForPass(as(world, 'worker'), typed);
  if (status === 'refused') await refusePass(as(world, 'officer'), { reference, reason: '没有这项检修' });
  if (['host-approved', 'issued', 'revoked'].includes(status)) await approvePass(as(world, 'officer'), { reference });
  if (['issued', 'revoked'].includes(status)) await issuePass(as(world, 'parkOfficer'), { reference });
  if (status === 'revoked') await revokePass(as(world, 'parkOfficer'), { reference, reason: '借给别人用' });
  if (status === 'expired') await expirePass(clockContext(new Date('2027-02-01T02:00:00Z')), { reference });
  const pass = await passes.peek(reference);
  if (pass?.status !== status) throw new Error(`wished for ${status}, got ${pass?.status}`);
  return pass;
}

/** Who talks in a chat that is bound to nobody. */
export const inChat = (visitorId: string, now = fixedNow): Context => ({
  ...{ actor: { kind: 'visitor', visitorId }, now, requestId: 'chat', door: 'chat' },
  onceKey: `visit:${newId()}`,
});
export const typedVisit = ({ enterprise }: World, more: object = {}) => ({
  ...{ enterpriseId: enterprise._id, holder: '莫来访', plate: '桂K54321', purpose: '送窑炉配件', on: '2026-11-24' },
  ...more,
});

/** A pass somebody without an account asked for, in this status. */
export async function buildVisit(world: World, status: 'applied' | 'issued' = 'applied', visitorId = 'mock:visitor') {
  const { reference } = await applyForVisit(inChat(visitorId), typedVisit(world));
  if (status === 'issued') {
    await approvePass(as(world, 'officer'), { reference });
    await issuePass(as(world, 'parkOfficer'), { reference });
  }
  return (await passes.peek(reference)) as Pass;
}
