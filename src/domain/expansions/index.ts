export {
  applyAgain,
  applyForExpansion,
  approveExpansion,
  declineExpansion,
  findExpansionsStoppedBy,
  findExpansionsToStop,
  stopExpansion,
} from './expansion.commands.ts';
export type { Expansion, ExpansionStatus } from './expansion.model.ts';
export { expansions } from './expansion.ts';
export { expansionsInWords } from './expansion.words.ts';
