import { defineNoun, ofGeneralBody, ofPark } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { formatYearDay, type LocalDate } from '#kernel/dates';
import { entryListActs } from './entryList.acts.ts';
import { ENTRY_LIST_STATUSES, type EntryList, EntryListModel, type EntryListStatus } from './entryList.model.ts';

/** 准入目录: kept by its park, read by the bodies of its region. */
export const entryLists = defineNoun({
  kind: 'entry-list',
  name: '准入目录',
  letter: 'ML',
  path: '/entry-lists',
  model: EntryListModel,
  statuses: ENTRY_LIST_STATUSES,
  acts: entryListActs,
  sees: { 'park-officer': ofPark, regulator: ofGeneralBody },
  about: ({ parkId }) => [{ kind: 'park', id: parkId }],
  // No firm's.
  moves: 'stays',
  holds: 'posts',
  clocks: {},
  filters: { status: (status: EntryListStatus) => ({ status }), parkId: (parkId: string) => ({ parkId }) },
  textOf: ({ from, banned, restricted }) =>
    `${formatYearDay(from)}起：禁止 ${banned.length} 项，限制 ${restricted.length} 项`,
  params: async (list, { facts }) => ({
    park: await parkName(list.parkId),
    from: formatYearDay(list.from),
    reason: typeof facts['reason'] === 'string' ? facts['reason'] : '',
  }),
});

/** The list that binds in a park on a day: the latest that had begun; undefined where there is none. */
export const entryListOn = async (parkId: string, day: LocalDate): Promise<EntryList | undefined> =>
  (await EntryListModel.findOne({ parkId, status: 'adopted', from: { $lte: day } })
    .sort({ from: -1, _id: -1 })
    .lean<EntryList>()) ?? undefined;
