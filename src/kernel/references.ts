/** What a reference begins with: one letter a noun, two where every single one is taken. */
export const REFERENCE_LETTERS = [
  'H',
  'R',
  'E',
  'P',
  'J',
  'S',
  'A',
  'C',
  'T',
  'V',
  'Z',
  'X',
  'D',
  'W',
  'K',
  'G',
  'B',
  'Y',
  'L',
  'M',
  'Q',
  'U',
  'F',
  'I',
  'O',
  'N',
  'XM',
  'ML',
  'PG',
  'FA',
  'WZ',
  'DJ',
  'SY',
  'TJ',
  'YA',
  'YD',
  'YL',
  'XY',
  'KQ',
  'YS',
  'JC',
  'ZL',
  'DQ',
  'JR',
  'BJ',
] as const;
export type ReferenceLetter = (typeof REFERENCE_LETTERS)[number];

/** `H2026-0031`: letter, year in Shanghai, running number of at least four digits. */
export function formatReference(letter: ReferenceLetter, year: number, serial: number): string {
  return `${letter}${year}-${String(serial).padStart(4, '0')}`;
}

/** 桂F20265 is a plate, though what follows its first letter reads like a number of ours. */
const PLATE = /[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼][A-Z][·.]?[A-Z0-9]{5,6}(?![A-Z0-9-])/g;

/**
 * Finds a reference in what a person typed: `h2026-31`, `Ｈ２０２６－００３１`, `H 2026 0031`, `H20260031`.
 * @returns the normalised reference, or undefined.
 */
export function findReference(text: string, letter: ReferenceLetter): string | undefined {
  const clean = text.normalize('NFKC').toUpperCase().replace(PLATE, ' ');
  // Not the second letter of two: FA2026-0001 is no A2026-0001.
  const m = new RegExp(`(?<![A-Z])${letter}\\s*(20\\d{2})\\s*[-—–－_ ]?\\s*(\\d{1,9})(?!\\d)`).exec(clean);
  return m ? formatReference(letter, Number(m[1]), Number(m[2])) : undefined;
}
