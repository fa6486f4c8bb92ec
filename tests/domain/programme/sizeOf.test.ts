import { sizeOf, sizeRowFor } from '../../../src/domain/programme/sizeOf.ts';
import { SIZE_TABLE, type SizeInputs, type SizeRow } from '../../../src/domain/programme/sizeTable.ts';
import { ruleOn } from '../../../src/kernel/rules.ts';

const DAY = '2026-11-24';
const { value: rows } = ruleOn(SIZE_TABLE, DAY);
const grades = ['large', 'medium', 'small'] as const;
const below = { large: 'medium', medium: 'small', small: 'micro' } as const;

/** Inputs that meet a grade of a row exactly; measures the row does not look at stay at zero. */
function exactly(row: SizeRow, grade: (typeof grades)[number]): SizeInputs {
  const inputs = { employees: 0, revenueFen: 0, assetsFen: 0 };
  row.measures.forEach((measure, i) => {
    inputs[measure] = row[grade][i] as number;
  });
  return inputs;
}

const atEachBound = rows.flatMap((row) => grades.map((grade) => ({ row, grade, name: `${row.row} ${row.industry}` })));

describe('the size of an enterprise', () => {
  test('has sixteen rows', () => {
    expect(rows.map((r) => r.row)).toEqual(Array.from({ length: 16 }, (_, i) => i + 1));
  });

  test.each(atEachBound)('$name: the $grade bound is inclusive', ({ row, grade }) => {
    expect(sizeOf(row.row, exactly(row, grade), DAY).size).toBe(grade);
  });

  test.each(atEachBound)('$name: one short of $grade in any measure is a grade lower', ({ row, grade }) => {
    for (const measure of row.measures) {
      const inputs = exactly(row, grade);
      inputs[measure] -= 1;
      expect(sizeOf(row.row, inputs, DAY).size).toBe(below[grade]);
    }
  });

  test.each(atEachBound)('$name: one over $grade in every measure is still $grade', ({ row, grade }) => {
    const inputs = exactly(row, grade);
    for (const measure of row.measures) inputs[measure] += 1;
    expect(sizeOf(row.row, inputs, DAY).size).toBe(grade);
  });

  test.each(rows)('$row $industry: nothing at all is micro, without limit is large', (row) => {
    expect(sizeOf(row.row, { employees: 0, revenueFen: 0, assetsFen: 0 }, DAY).size).toBe('micro');
    const most = Number.MAX_SAFE_INTEGER;
    expect(sizeOf(row.row, { employees: most, revenueFen: most, assetsFen: most }, DAY).size).toBe('large');
  });

  test.each(rows.filter((r) => r.measures.length === 2))(
    '$industry: one huge measure does not lift the other',
    (row) => {
      const [first, second] = row.measures as [keyof SizeInputs, keyof SizeInputs];
      const inputs = { employees: 0, revenueFen: 0, assetsFen: 0 };
      inputs[first] = (row.large[0] as number) * 100;
      inputs[second] = (row.small[1] as number) - 1;
      expect(sizeOf(row.row, inputs, DAY).size).toBe('micro');
    },
  );

  test('names the row and the version it used', () => {
    const answer = sizeOf(2, { employees: 120, revenueFen: 3_000 * 1_000_000, assetsFen: 0 }, DAY);
    expect(answer).toEqual({ size: 'small', row: 2, industry: '工业', version: '2011-300' });
  });

  test('refuses a row that does not exist', () => {
    expect(() => sizeOf(17, { employees: 1, revenueFen: 1, assetsFen: 1 }, DAY)).toThrow('no row 17');
  });
});

describe('the row for an industry', () => {
  test.each([
    ['A01', 1],
    ['B06', 2],
    ['C26', 2],
    ['D44', 2],
    ['E47', 3],
    ['F51', 4],
    ['F52', 5],
    ['G54', 6],
    ['G59', 7],
    ['G60', 8],
    ['H61', 9],
    ['H62', 10],
    ['I63', 11],
    ['I65', 12],
    ['K701', 13],
    ['K702', 14],
    ['K704', 16],
    ['L72', 15],
    ['N78', 16],
    ['O80', 16],
  ])('%s is row %i', (code, row) => {
    expect(sizeRowFor(code)).toBe(row);
  });
});
