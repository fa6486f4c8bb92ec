export {
  custodiansOn,
  endCustodian,
  findCustodians,
  findWhoMayBe,
  isCustodian,
  nameCustodian,
  nameCustodianInput,
} from './custodians.ts';
export { ofOwnCase } from './ownCase.ts';
export { CUSTODY, custodyRule, LAW_54, WATCH, watchRule } from './protectionRules.ts';
export {
  agreeReveal,
  agreeToContact,
  askReveal,
  askRevealInput,
  declineReveal,
  endReveal,
  findToEnd,
  lapseReveal,
  lookAtContact,
  readContact,
  takeBackContact,
} from './reveals/reveal.commands.ts';
export type { Reveal } from './reveals/reveal.model.ts';
export { reveals } from './reveals/reveal.ts';
export { revealsInWords } from './reveals/reveal.words.ts';
export { type DayOfBody, findUngathered, gatherDay } from './watches/accounts.ts';
export { answerCheckIn, answerCheckInInput, askHowTheyAre } from './watches/checkIn.ts';
export { openSecret, type Watch } from './watches/watch.model.ts';
export { watches } from './watches/watch.ts';
export { seeWatch, watchesInWords } from './watches/watch.words.ts';
