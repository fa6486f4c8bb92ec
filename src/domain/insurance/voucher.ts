import { wordsField } from '#kernel/input';

/** Letters and digits of the number of a paper, so that blanks, dashes and widths make no second one. */
const plainVoucher = (voucher: string): string =>
  voucher
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[^\p{L}\p{N}]/gu, '');

/** How a paper is known among all of its insurer, however somebody writes it. */
export const paperOf = (insurerId: string, voucher: string): string => `${insurerId}/${plainVoucher(voucher)}`;

/** The number of a paper; signs alone are none. */
export const voucherField = (ask: string) =>
  wordsField(ask, 60).refine((typed) => plainVoucher(typed) !== '', '凭证号里要有数字或字母');
