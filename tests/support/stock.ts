import { type EnterStock, enterStock, type Stock } from '#domain/stock';
import { as } from './plans.ts';
import type { World, WorldActor } from './world.ts';

/** What an officer types for breathing apparatus; `fixedNow` is 2026-11-24 in Shanghai. */
export const typedStock = (more: Partial<EnterStock> = {}): EnterStock => ({
  item: '正压式空气呼吸器',
  unit: '套',
  have: '3',
  min: '2',
  place: '应急物资库二号架',
  custodian: '王库管',
  custodianPhone: '0775-6300110',
  ...more,
});

/** Something the world's park, or its firm, keeps for emergencies. */
export const buildStock = (
  world: World,
  { whose = 'parkOfficer', ...more }: Partial<EnterStock> & { whose?: WorldActor } = {},
): Promise<Stock> => enterStock(as(world, whose), typedStock(more));
