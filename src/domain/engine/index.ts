export { type Act, type Acts, defineActs, type InputOf, type Notice } from './act.ts';
export { type Cell, dayCell, timeCell } from './cell.ts';
export { type Clock, type Clocks, keepClocks, openClocks, rungsOf } from './clock.ts';
export { enterRows, type RowsAnswer } from './enterRows.ts';
export { findHeld, type HeldThing, handOverNouns } from './handOver.ts';
export type { Held, Holds, Leaver, Successor } from './holding.ts';
export {
  asKnownTo,
  type FirmMove,
  judgedAt,
  knownTrail,
  LEFT_PARKS_PATH,
  type LeftPark,
  leavingNow,
  leftParkOf,
  withGoneFrom,
} from './leftPark.ts';
export { moveNouns, takeRows } from './moving.ts';
export { defineNoun, type Effect, type Paging } from './noun.ts';
export { madeBefore, makeOnce } from './once.ts';
export {
  aboutOwner,
  deskOfOwner,
  indexOwned,
  isBodyOf,
  isOwners,
  OWNED_PATHS,
  type Owned,
  ownerKey,
  ownerName,
  peopleOfBody,
  peopleOfOwner,
  placeOfOwner,
  placeOfPark,
  SIGHT_OF_OWNED,
} from './owned.ts';
export {
  type Column,
  type DrawnNoun,
  drawnOf,
  type FilterKind,
  filterKinds,
  type Making,
  type NounWords,
  putInWords,
  type Step,
} from './page.ts';
export { rowsOfThen, rowsThen } from './past.ts';
export { COUNTY_OF_ROW, changingBut, indexPlaces, PLACED_PATHS, type Placed, placeBeside, placeOf } from './placed.ts';
export { fieldsOf, type Question } from './question.ts';
export { allNouns, type Call, declareNouns, maySeePhoto, nounOf, type RegisteredNoun } from './register.ts';
export { indexRows, ROW_PATHS, type Row } from './row.ts';
export type { Entry, Fact, Link, Section, Tag } from './section.ts';
export {
  anyOf,
  ofAdvised,
  ofFirm,
  ofGeneralBody,
  ofPark,
  ofParkEver,
  ofPerson,
  ofRegion,
  ofRegionEver,
  onlyOf,
  type Reach,
  type Sight,
  sees,
  visible,
} from './sight.ts';
export { countToDos, findOwedIn, findToDos, overdueIn, TO_DO_TABS, type ToDo, type ToDoTab, titleOf } from './toDos.ts';
