import type { z } from 'zod';
import { clean } from '#kernel/text';
import { inputs } from '../support/inputs.ts';

type Field = readonly [path: string, name: string, schema: z.ZodType];
type Def = {
  type: string;
  shape?: Record<string, z.ZodType>;
  options?: z.ZodType[];
  in?: z.ZodType;
  innerType?: z.ZodType;
};
const defOf = (schema: z.ZodType): Def => (schema as unknown as { def: Def }).def;

/** Every field of an input, whatever it is wrapped in. */
function fieldsOf(path: string, schema: z.ZodType): Field[] {
  const { type, shape, options, in: inner, innerType } = defOf(schema);
  if (type === 'object') {
    return Object.entries(shape ?? {}).flatMap(([name, field]): Field[] => {
      const below = defOf(field).type === 'object' ? fieldsOf(`${path}.${name}`, field) : [];
      return below.length > 0 ? below : [[`${path}.${name}`, name, field]];
    });
  }
  if (type === 'union') return (options ?? []).flatMap((option) => fieldsOf(path, option));
  const under = inner ?? innerType;
  return under === undefined ? [] : fieldsOf(path, under);
}

/** What nobody types on purpose, in a text that is good otherwise. */
const DIRTY = '3\u200b号\u202e罐\ufffe旁\u0007边　漏\ufe0f油';
/** Secrets are taken as they are, letter for letter; hashes are ours. */
const AS_IS = /password|hash$/i;

const stringsIn = (value: unknown): string[] =>
  typeof value === 'string'
    ? [value]
    : typeof value === 'object' && value !== null
      ? Object.values(value).flatMap(stringsIn)
      : [];
/** What a field makes of a text, by itself, in a list or under a name; nothing where it refuses it. */
const madeOf = (schema: z.ZodType, text: string): string[] =>
  [text, [text], { one: text }].flatMap((value) => {
    const { success, data } = schema.safeParse(value);
    return success ? stringsIn(data) : [];
  });
const refusalOf = (schema: z.ZodType, text: string): string => schema.safeParse(text).error?.issues[0]?.message ?? '';

describe('every field of every command', () => {
  let fields: Field[];
  beforeAll(async () => {
    fields = (await inputs()).flatMap(([name, schema]) => fieldsOf(name, schema));
  });
  const named = (name: RegExp): Field[] => fields.filter((field) => name.test(field[1]) && !AS_IS.test(field[1]));

  it('lets nothing in that nobody sees, that turns the reading round or that XML forbids', () => {
    expect(fields.length).toBeGreaterThan(250);
    const faults = fields
      .filter(([, name]) => !AS_IS.test(name))
      .filter(([, , schema]) => madeOf(schema, DIRTY).some((text) => text !== clean(text)))
      .map(([path]) => path);
    expect(faults).toEqual([]);
  });

  it('reads letters and digits of full width as what they are', () => {
    const faults = fields
      .filter(([, name]) => !AS_IS.test(name))
      .filter(([, , schema]) => madeOf(schema, 'ＰＶＣ管　１２３').some((text) => /[ＰＶＣ１２３]/.test(text)))
      .map(([path]) => path);
    expect(faults).toEqual([]);
  });

  it('writes a name in one way', () => {
    const names = named(/name$/i).filter(([, , schema]) => madeOf(schema, '桂林机械 (集团) 公司').length > 0);
    expect(names.length).toBeGreaterThan(8);
    const faults = names.filter(
      ([, , schema]) =>
        madeOf(schema, '桂林机械 (集团) 公司')[0] !== '桂林机械（集团）公司' ||
        madeOf(schema, '阿依古丽 • 买买提')[0] !== '阿依古丽·买买提',
    );
    expect(faults.map(([path]) => path)).toEqual([]);
  });

  it('reads a day however it was typed, and none of a year far away', () => {
    const days = named(/./)
      .filter(([, , schema]) => madeOf(schema, '2026-12-10').includes('2026-12-10'))
      .filter(([, , schema]) => madeOf(schema, '没有日期，也不像日期').length === 0);
    expect(days.length).toBeGreaterThan(15);
    const faults = days.filter(
      ([, , schema]) =>
        ['２０２６年１２月１０日', '2026/12/10', ' 2026.12.10\u200b'].some(
          (text) => madeOf(schema, text)[0] !== '2026-12-10',
        ) || !/核对年份/.test(refusalOf(schema, '9999-12-31')),
    );
    expect(faults.map(([path]) => path)).toEqual([]);
  });

  it('takes a mobile number as it is pasted', () => {
    const phones = named(/phone$/i);
    expect(phones.length).toBeGreaterThan(3);
    const faults = phones.filter(([, , schema]) =>
      ['+86 138-0013-8000', '１３８００１３８０００', '\u202d13800138000\u202c', '138 0013 8000'].some(
        (text) => madeOf(schema, text)[0] !== '13800138000',
      ),
    );
    expect(faults.map(([path]) => path)).toEqual([]);
  });

  it('names the letters no credit code has', () => {
    const codes = named(/creditCode$/i);
    expect(codes.length).toBeGreaterThan(0);
    for (const [, , schema] of codes)
      for (const letter of ['O', 'I', 'Z', 'S', 'V'])
        expect(refusalOf(schema, `9145010${letter}MA5N0KF3XQ`)).toContain(letter);
  });

  it('takes no amount beyond what anybody has', () => {
    const amounts = named(/fen$/i);
    expect(amounts.length).toBeGreaterThan(2);
    for (const [, , schema] of amounts) expect(schema.safeParse(1e15).success).toBe(false);
  });
});
