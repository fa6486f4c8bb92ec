import { desk } from '#domain/deadlines';
import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { addDays, addMonths, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { stockActs, toldWhenShort } from './stock.acts.ts';
import { STOCK_STATUSES, type Stock, StockModel, type StockStatus } from './stock.model.ts';
import { stockTerms } from './stock.rules.ts';

/** The last day of its next count. */
export const countDueOn = ({ countedOn, createdAt }: Stock): LocalDate =>
  addMonths(countedOn, stockTerms(createdAt).countEveryMonths);

/** 应急物资: its park keeps it, general bodies of the region read it. */
export const stock = defineNoun({
  kind: 'stock',
  name: '应急物资',
  letter: 'WZ',
  path: '/stock',
  model: StockModel,
  statuses: STOCK_STATUSES,
  acts: stockActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {
    'stock-short': {
      ladder: 'stock',
      title: ({ item }) => `补足应急物资：${item}`,
      runs: ({ status }) => status === 'short',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), stockTerms(since).restockDays)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'stock-expiry': {
      ladder: 'stock',
      title: ({ item }) => `应急物资到期：${item}`,
      runs: ({ isOpen, expiresOn, have }) => isOpen && expiresOn !== undefined && have > 0,
      dueAt: ({ expiresOn = '' }) => endOfLocalDay(expiresOn),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
    'stock-count': {
      ladder: 'stock',
      title: ({ item }) => `盘点应急物资：${item}`,
      runs: ({ isOpen }) => isOpen,
      dueAt: (row) => endOfLocalDay(countDueOn(row)),
      owedBy: ({ parkId }) => [desk.park(parkId)],
    },
  },
  filters: {
    status: (status: StockStatus) => ({ status }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  textOf: ({ item, have, unit }) => `${item}：${have} ${unit}`,
  params: ({ item, have, min, unit, place }) => ({ item, have, min, unit, place }),
  events: { 'stock.fell-short': { done: '领用，低于最低数', told: toldWhenShort } },
});
