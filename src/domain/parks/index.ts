export { countWhatMoves } from './carried.ts';
export { moveNextFirm } from './moving.ts';
export { importParks, PARK_COLUMNS } from './park.table.ts';
export { askReceivingBodies, moveTransferDue, proposeMerger, proposeTransfer, proposeWish } from './proposing.ts';
export type { TransferAction } from './transfer.acts.ts';
export {
  acceptTransfer,
  consentToTransfer,
  receiveFirm,
  refuseTransfer,
  withdrawTransfer,
} from './transfer.commands.ts';
export type { Transfer, TransferStatus } from './transfer.model.ts';
export { TRANSFER_CLOCK } from './transfer.rules.ts';
export { transfers } from './transfer.ts';
export { transfersInWords } from './transfer.words.ts';
