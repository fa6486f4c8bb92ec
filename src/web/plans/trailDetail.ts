import { formatDay } from '#kernel/dates';
import type { TrailWords } from '../presentTrail.ts';

export const ITEM_WORDS: TrailWords = { 'plans.item-handed-over': { icon: 'users' } };

/** What an event of a plan, an item or a suggestion adds to its title. */
export const trailDetail = (text: (key: string) => string): string[] => [
  text('dueOn') && `${formatDay(text('dueOn'))}之前做完`,
  text('expiresOn') && `有效期到${formatDay(text('expiresOn'))}`,
  text('itemReference'),
  text('hazardReference'),
];
