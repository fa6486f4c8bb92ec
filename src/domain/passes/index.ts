export type { PassAction } from './pass.acts.ts';
export {
  applyForPass,
  approvePass,
  askCore,
  confirmCore,
  expirePass,
  findPassesOver,
  findShownPass,
  forgetPasses,
  issuePass,
  refusePass,
  revokePass,
} from './pass.commands.ts';
export type { Pass, PassStatus } from './pass.model.ts';
export type { PassKind } from './pass.rules.ts';
export { passes } from './pass.ts';
export { passesInWords } from './pass.words.ts';
