export {
  adoptEntryList,
  declineEntryList,
  proposeEntryList,
  withdrawEntryList,
} from './entryList.commands.ts';
export type { EntryList, EntryListStatus } from './entryList.model.ts';
export { entryListOn, entryLists } from './entryList.ts';
export { entryListsInWords } from './entryList.words.ts';
