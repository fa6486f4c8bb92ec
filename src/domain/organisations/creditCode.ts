import { z } from 'zod';
import { clean } from '#kernel/text';

/** Letters that no code has, and what they are mistaken for. */
const NO_CODE_HAS = /[OIZSV]/g;

const ALPHABET = '0123456789ABCDEFGHJKLMNPQRTUWXY';

/** Half width, upper case, without spaces. No letter is replaced by another: a wrong code must stay visibly wrong. */
export const tidyCreditCode = (text: string): string =>
  clean(text)
    .normalize('NFKC')
    .replace(/[\s-]+/g, '')
    .toUpperCase();

/** The 18th character for the first 17 (GB 32100-2015: weights 3^(i−1) mod 31). */
export function creditCheckCharacter(first17: string): string {
  let sum = 0;
  let weight = 1;
  for (const character of first17) {
    sum += ALPHABET.indexOf(character) * weight;
    weight = (weight * 3) % 31;
  }
  return ALPHABET[(31 - (sum % 31)) % 31] as string;
}

/**
 * True for a well-formed 统一社会信用代码 whose check character is right. The six digits inside name the registry of the
 * day it was issued, so they say nothing about where the enterprise is now.
 */
export function isCreditCode(code: string): boolean {
  return (
    /^[0-9A-HJ-NPQRTUWXY]{2}\d{6}[0-9A-HJ-NPQRTUWXY]{10}$/.test(code) &&
    creditCheckCharacter(code.slice(0, 17)) === code[17]
  );
}

/** A credit code as a person types it, made comparable; each thing that can be wrong has its own sentence. */
export const creditCodeField = z
  .string({ error: '请填写统一社会信用代码' })
  .transform(tidyCreditCode)
  .pipe(
    z
      .string()
      .superRefine((code, { addIssue }) => {
        const [...found] = new Set(code.match(NO_CODE_HAS));
        if (found.length === 0) return;
        const message = `统一社会信用代码里没有字母 ${found.join('、')}，请核对是不是数字 0、1、2、5 或字母 U`;
        addIssue({ code: 'custom', message });
      })
      .min(1, '请填写统一社会信用代码')
      .length(18, '统一社会信用代码应为18位，请对照营业执照')
      .refine(isCreditCode, '统一社会信用代码的校验位不对，请对照营业执照逐位核对'),
  );
