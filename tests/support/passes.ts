import {
  applyForPass,
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
