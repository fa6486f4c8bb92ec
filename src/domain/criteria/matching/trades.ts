/** What happens in firms of every sector, whatever they make: never held back. */
const EVERYWHERE: readonly string[] = ['消防', '特种设备', '房屋市政施工', '城镇燃气', '有限空间', '工贸通用'];

/** Trades of the standards by section of GB/T 4754. */
const TRADES: Readonly<Record<string, readonly string[]>> = {
  B: ['煤矿', '金属非金属矿山'],
  C: ['冶金', '有色', '建材', '机械', '轻工', '纺织', '烟草', '粉尘涉爆', '液氨制冷', '危险化学品', '烟花爆竹'],
  F: ['危险化学品', '烟花爆竹'],
  G: ['危险化学品', '液氨制冷'],
};
/** A tenth of what usually lies between the first and the fourth: it breaks ties and overrules no words. */
const AWAY = -0.05;

/** What the firm's sector adds to a criterion of a trade; nothing for a sector that is not known. */
export const weightOf = (sector: string | undefined, trade: string): number =>
  sector === undefined || EVERYWHERE.includes(trade) || (TRADES[sector] ?? []).includes(trade) ? 0 : AWAY;
