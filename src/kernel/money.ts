import { clean } from './text.ts';

/** Money is an integer number of fen (分). Never a float, never yuan. */
export type Fen = number & { readonly __unit: 'fen' };

/** Marks a whole number of fen as money. @throws RangeError when it is not a safe integer. */
export function fen(amount: number): Fen {
  if (!Number.isSafeInteger(amount)) throw new RangeError(`not a whole number of fen: ${amount}`);
  return amount as Fen;
}

/** Reads what a person typed in yuan (`50`, `50.5`, `1,000.00`, full width too); `undefined` when it is not an amount. */
export function parseYuan(text: string): Fen | undefined {
  const bare = clean(text)
    .normalize('NFKC')
    .replace(/[\s¥]|元$/g, '');
  // A comma only parts thousands: `1.234,5` and `1234,5` mean something else to whoever wrote them.
  const m = /^(\d{1,12}|\d{1,3}(?:,\d{3}){1,3})(?:\.(\d{1,2}))?$/.exec(bare);
  if (!m) return undefined;
  return fen(Number((m[1] ?? '').replaceAll(',', '')) * 100 + Number((m[2] ?? '').padEnd(2, '0')));
}

/** `1,234.50 元`, for people. */
export function formatYuan(amount: Fen): string {
  const sign = amount < 0 ? '-' : '';
  const abs = Math.abs(amount);
  const whole = Math.trunc(abs / 100)
    .toString()
    .replace(/\B(?=(\d{3})+(?!\d))/g, ',');
  return `${sign}${whole}.${String(abs % 100).padStart(2, '0')} 元`;
}

/** The same for an amount as it is stored: a plain number of fen. */
export const yuanOf = (amountFen: number): string => formatYuan(amountFen as Fen);

/** Splits an amount into `parts` equal shares that sum exactly; the first shares carry the odd fen. */
export function splitEqually(amount: Fen, parts: number): Fen[] {
  const share = Math.floor(amount / parts);
  const odd = amount - share * parts;
  return Array.from({ length: parts }, (_, i) => fen(share + (i < odd ? 1 : 0)));
}
