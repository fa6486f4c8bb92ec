import {
  correctReturn,
  type FirmReturn,
  fillReturn,
  openReturn,
  periodOf,
  type ReturnStatus,
  returns,
  signReturn,
} from '#domain/returns';
import { fixedNow } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import type { World } from './world.ts';

/** What a firm types that leaves the figures as they were counted. */
export const typedReturn = ({ counted }: Pick<FirmReturn, 'counted'>, more: Record<string, unknown> = {}) => {
  const { fundFen, ...counts } = counted;
  const typed = Object.fromEntries(Object.entries(counts).map(([code, count]) => [code, String(count)]));
  return { ...typed, fundFen, analysis: '电气隐患最多，下季度集中整治', ...more } as never;
};

/** The form of the world's firm for a period, taken by the real commands to the status wished for. */
export async function buildReturn(
  world: World,
  status: ReturnStatus | 'corrected' = 'due',
  code = '2026-Q4',
  now = fixedNow,
): Promise<FirmReturn> {
  const [officer, manager] = [world.actors.officer, world.actors.manager];
  const as = (actor: typeof officer) => personContext(actor, { now });
  const { _id: enterpriseId } = world.enterprise;
  await openReturn(clockContext(now), { key: `${enterpriseId}:${code}`, enterpriseId, period: periodOf(code) });
  const [row] = (await returns.find(as(officer), { period: code, enterpriseId })).rows as [FirmReturn];
  const { reference } = row;
  const sign = async () => {
    const { contentHash = '' } = await returns.get(as(manager), reference);
    await signReturn(as(manager), { reference, contentHash });
  };
  if (status !== 'due') await fillReturn(as(officer), { reference, ...(typedReturn(row) as object) } as never);
  if (status === 'signed' || status === 'corrected') await sign();
  if (status === 'corrected') {
    const put = { foundGeneral: '7', why: '纸面登记的没有录入', correction: '漏了三条' };
    await correctReturn(as(officer), { reference, ...(typedReturn(row, put) as object) } as never);
    await sign();
  }
  return (await returns.peek(reference)) as FirmReturn;
}
