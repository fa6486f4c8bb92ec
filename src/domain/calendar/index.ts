export type { CalendarYear } from './calendar.model.ts';
export {
  findUnapplied,
  followCalendar,
  getCalendar,
  noteApplied,
  publishYear,
  publishYearInput,
  readCalendar,
} from './calendar.ts';
