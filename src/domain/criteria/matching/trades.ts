/** What happens in firms of every sector, whatever they make: never held back. */
const EVERYWHERE: readonly string[] = ['消防', '特种设备', '房屋市政施工', '城镇燃气', '有限空间', '工贸通用'];

/** Trades of the standards by section of GB/T 4754. */
const TRADES: Readonly<Record<string, readonly string[]>> = {
  B: ['煤矿', '金属非金属矿山'],
  C: ['冶金', '有色', '建材', '机械', '轻工', '纺织', '烟草', '粉尘涉爆', '液氨制冷', '危险化学品', '烟花爆竹'],
  F: ['危险化学品', '烟花爆竹'],
  G: ['危险化学品', '液氨制冷', '粉尘涉爆'],
};

const from = (first: number, last: number): number[] => Array.from({ length: last - first + 1 }, (_, i) => first + i);
/** The divisions of GB/T 4754-2017 a trade is in; a trade without a row is in every one of its sections. */
const DIVISIONS: Readonly<Record<string, readonly number[]>> = {
  煤矿: [6],
  金属非金属矿山: from(8, 12),
  // 焰火、鞭炮产品制造 is 267.
  烟花爆竹: [26, 51, 52],
  危险化学品: [...from(25, 29), 51, 52, ...from(53, 60)],
  冶金: [31, 33],
  有色: [32, 33],
  建材: [30],
  机械: [...from(33, 40), 43],
  轻工: [...from(13, 15), ...from(19, 24), 29, 41],
  纺织: [17, 18],
  烟草: [16],
};

/** Fire, special equipment, construction, gas, confined space and what holds for all trades. */
export const isEverywhere = (trade: string): boolean => EVERYWHERE.includes(trade);

/** A firm's section of GB/T 4754, and the two digits of its division where they are known. */
export interface FirmTrade {
  sector?: string | undefined;
  division?: string | undefined;
}

/** Whether a trade of the standards may be that of a firm; what is not known of it keeps nothing away. */
export function mayBeTrade({ sector, division }: FirmTrade, trade: string): boolean {
  if (isEverywhere(trade)) return true;
  const divisions = DIVISIONS[trade];
  if (division !== undefined && divisions !== undefined) return divisions.includes(Number(division));
  return sector === undefined || !/^[A-T]$/.test(sector) || (TRADES[sector] ?? []).includes(trade);
}

/** A firm of a trade, by the first section and division it is in; nothing is known of one whose trade is everywhere. */
export function firmOfTrade(trade: string): FirmTrade {
  const sector = isEverywhere(trade) ? undefined : Object.keys(TRADES).find((one) => TRADES[one]?.includes(trade));
  const division = sector === undefined ? undefined : DIVISIONS[trade]?.[0];
  return { sector, division: division === undefined ? undefined : String(division) };
}
