import { aboutOwner, defineNoun, deskOfOwner, SIGHT_OF_OWNED } from '#domain/engine';
import { addDays, addMonths, endOfLocalDay, type LocalDate, localDate } from '#kernel/dates';
import { stockActs, toldWhenShort } from './stock.acts.ts';
import { STOCK_CHANGING, STOCK_STATUSES, type Stock, StockModel, type StockStatus } from './stock.model.ts';
import { stockTerms } from './stock.rules.ts';

/** The last day of its next count. */
export const countDueOn = ({ countedOn, createdAt }: Stock): LocalDate =>
  addMonths(countedOn, stockTerms(createdAt).countEveryMonths);

/** 应急物资: of a firm or of a park; both keep their own, and the bodies of the region read it. */
export const stock = defineNoun({
  kind: 'stock',
  name: '应急物资',
  letter: 'WZ',
  path: '/stock',
  model: StockModel,
  statuses: STOCK_STATUSES,
  acts: stockActs,
  sees: SIGHT_OF_OWNED,
  about: aboutOwner,
  // A firm takes it along.
  moves: { body: 'new' },
  changing: STOCK_CHANGING,
  holds: 'posts',
  clocks: {
    'stock-short': {
      ladder: 'stock',
      title: ({ item }) => `补足应急物资：${item}`,
      runs: ({ status }) => status === 'short',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), stockTerms(since).restockDays)),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'stock-expiry': {
      ladder: 'stock',
      title: ({ item }) => `应急物资到期：${item}`,
      runs: ({ isOpen, expiresOn, have }) => isOpen && expiresOn !== undefined && have > 0,
      dueAt: ({ expiresOn = '' }) => endOfLocalDay(expiresOn),
      owedBy: (row) => [deskOfOwner(row)],
    },
    'stock-count': {
      ladder: 'stock',
      title: ({ item }) => `盘点应急物资：${item}`,
      runs: ({ isOpen }) => isOpen,
      dueAt: (row) => endOfLocalDay(countDueOn(row)),
      owedBy: (row) => [deskOfOwner(row)],
    },
  },
  filters: {
    status: (status: StockStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  standing: ['status', 'isOpen'],
  textOf: ({ item, have, unit }) => `${item}：${have} ${unit}`,
  params: ({ item, have, min, unit, place }) => ({ item, have, min, unit, place }),
  events: { 'stock.fell-short': { done: '领用，低于最低数', told: toldWhenShort } },
});
