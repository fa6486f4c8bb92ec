export { isExpired, stockOf } from './standing.ts';
export type { StockAction } from './stock.acts.ts';
export {
  changeStock,
  countStock,
  type EnterStock,
  enterStock,
  issueStock,
  receiveStock,
  removeStock,
} from './stock.commands.ts';
export type { Stock, StockStatus } from './stock.model.ts';
export { stock } from './stock.ts';
export { stockInWords } from './stock.words.ts';
