import { fillReturn, lastPeriod, openReturn, periodOf, returns, signReturn } from '#domain/returns';
import { systemContext } from '#kernel/context';
import { demoCast, Timeline } from './cast.ts';
import type { DemoFirm } from './enterprises.ts';

/** The statistics of the last quarter of a few firms: one signed, one that waits for its head, one nobody has looked at. */
export async function demoReturns(firms: readonly DemoFirm[], now: Date): Promise<void> {
  const period = periodOf(lastPeriod(now));
  for (const [i, { enterprise }] of firms.slice(0, 3).entries()) {
    const cast = await demoCast(enterprise);
    if (cast === undefined) continue;
    const { _id: enterpriseId } = enterprise;
    const line = new Timeline(now, 0);
    const owing = { key: `${enterpriseId}:${period.code}`, enterpriseId, period };
    await openReturn(systemContext(now, 'returns', 'demo'), owing);
    const [row] = (await returns.find(line.by(cast.officer), { period: period.code, limit: 1 })).rows;
    if (i === 2 || row === undefined) continue;
    const { reference, counted } = row;
    const { fundFen, ...counts } = counted;
    const typed = { ...counts, foundGeneral: counts.foundGeneral + 3, fixedGeneral: counts.fixedGeneral + 3 };
    const { contentHash = '' } = await fillReturn(line.by(cast.officer), {
      ...(Object.fromEntries(Object.entries(typed).map(([code, count]) => [code, String(count)])) as Record<
        keyof typeof counts,
        string
      >),
      ...{ reference, fundFen },
      why: '有 3 条是纸面台账登记、当场整改的，没有录入系统',
      analysis: '电气和消防通道问题最多，主要是临时用电管理松、货物乱堆；下季度开展电气专项检查，通道划线到人。',
    });
    if (i === 0) await signReturn(line.by(cast.manager), { reference, contentHash });
  }
}
