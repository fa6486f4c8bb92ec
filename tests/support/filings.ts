import {
  acknowledgeFiling,
  cancelFiling,
  type Filing,
  type FilingKind,
  type FilingStatus,
  fileWork,
  filings,
  finishFiling,
  returnFiling,
} from '#domain/filings';
import { as } from './plans.ts';
import { codeOf } from './support.ts';
import type { World } from './world.ts';

/** What a firm types of a kind; `fixedNow` is 2026-11-24 in Shanghai. */
export const typedFiling = (kind: FilingKind = 'special-work', more: Record<string, unknown> = {}) => ({
  kind,
  what: '3 号污水池清淤',
  placeText: '污水处理站',
  startsOn: '2026-11-26',
  endsOn: '2026-11-27',
  responsibleName: '覃安全',
  measures: '先通风、再检测、后作业',
  ...(kind === 'special-work' ? { type: 'confined-space', guardianName: '韦监护' } : {}),
  ...(kind === 'outsourcing' ? { contractorName: '邕源环保公司', contractorCode: codeOf(5) } : {}),
  ...(kind === 'construction' ? { type: 'extend' } : {}),
  ...more,
});

/** A filing of the world's officer, taken by the real commands to the status wished for. */
export async function buildFiling(world: World, status: FilingStatus = 'filed'): Promise<Filing> {
  const officer = as(world, 'officer');
  const regulator = as(world, 'regulator');
  const { reference } = await fileWork(officer, typedFiling());
  if (status === 'acknowledged') await acknowledgeFiling(regulator, { reference });
  if (status === 'returned') await returnFiling(regulator, { reference, reason: '没有写检测频次' });
  if (status === 'finished') await finishFiling(officer, { reference });
  if (status === 'cancelled') await cancelFiling(officer, { reference, reason: '改到下个月' });
  const filing = await filings.peek(reference);
  if (filing?.status !== status) throw new Error(`wished for ${status}, got ${filing?.status}`);
  return filing;
}
