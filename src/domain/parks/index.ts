export { acceptTransfer, refuseTransfer, refuseTransferInput, withdrawTransfer } from './answering.ts';
export { type TransferAction, type TransferStatus, transferLifecycle } from './lifecycle.ts';
export { moveNextFirm } from './moving.ts';
export { TRANSFER_CLOCK } from './parkRules.ts';
export { canSeeTransfer, canTransfer, transferActionsFor } from './policy.ts';
export { proposeMerger, proposeMergerInput, proposeTransfer, proposeTransferInput } from './proposing.ts';
export {
  countWhatMoves,
  findTransfers,
  getTransfer,
  peekTransfer,
  type TransferFilter,
  transferQuery,
} from './queries.ts';
export type { Transfer } from './transfer.model.ts';
