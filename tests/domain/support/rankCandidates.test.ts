import { type Compared, type Condition, centsFor, type Outcome, rankCandidates } from '#domain/support';

const CONDITIONS: readonly Condition[] = [
  { code: 'c1', label: '无生产安全死亡事故', kind: 'must', points: 0 },
  { code: 'c2', label: '通过标准化定级', kind: 'yes-no', points: 30 },
  { code: 'c3', label: '安全投入', kind: 'number', points: 40, unit: '万元', zeroAt: 0, fullAt: 100 },
  { code: 'c4', label: '现场评级', kind: 'grade', points: 30 },
];
const firm = (id: string, [c1, c2, c3, c4]: number[], isInProgramme = false): Compared => ({
  id,
  values: { c1: c1 as number, c2: c2 as number, c3: c3 as number, c4: c4 as number },
  isInProgramme,
});
const GOOD = [1, 1, 80, 4]; // 30 + 32 + 22.5 = 84.5
const FAIR = [1, 1, 50, 4]; // 30 + 20 + 22.5 = 72.5
const POOR = [1, 0, 50, 4];
const BARRED = [0, 1, 100, 5];

describe('points of an answer', () => {
  const number = (zeroAt: number, fullAt: number): Condition => ({
    ...(CONDITIONS[2] as Condition),
    zeroAt,
    fullAt,
  });
  it.each([
    ['nothing at the zero value', number(0, 100), 0, 0],
    ['all at the full value', number(0, 100), 100, 4000],
    ['never more than all', number(0, 100), 250, 4000],
    ['never less than nothing', number(0, 100), -5, 0],
    ['its share between', number(0, 100), 25, 1000],
    ['hundredths, halves up', number(0, 3), 1, 1333],
    ['fewer is better when full is below zero', number(10, 0), 2, 3200],
    ['a shorter way when the bounds lie close', number(60, 90), 75, 2000],
    ['yes', CONDITIONS[1] as Condition, 1, 3000],
    ['no', CONDITIONS[1] as Condition, 0, 0],
    ['the lowest grade', CONDITIONS[3] as Condition, 1, 0],
    ['a middle grade', CONDITIONS[3] as Condition, 3, 1500],
    ['the best grade', CONDITIONS[3] as Condition, 5, 3000],
    ['no points for what must be met', CONDITIONS[0] as Condition, 1, 0],
  ] as const)('gives %s', (_name, condition, value, cents) => {
    expect(centsFor(condition, value)).toBe(cents);
  });
});

describe('ranking', () => {
  type Row = [name: string, quota: number, candidates: Compared[], chosen: string[], outcomes: Record<string, Outcome>];
  it.each<Row>([
    [
      'a better firm outside wins over one in the programme (S21)',
      1,
      [firm('in', FAIR, true), firm('equal', FAIR), firm('third', GOOD)],
      [],
      { third: 'won', in: 'lost', equal: 'lost' },
    ],
    [
      'of equals at the end of the quota the one in the programme wins (S21)',
      2,
      [firm('equal', FAIR), firm('in', FAIR, true), firm('third', GOOD)],
      [],
      { third: 'won', in: 'won-tie', equal: 'lost-tie' },
    ],
    [
      'equals that all fit need no preference',
      3,
      [firm('equal', FAIR), firm('in', FAIR, true), firm('third', GOOD)],
      [],
      { third: 'won', in: 'won', equal: 'won' },
    ],
    [
      'equals neither of whom is in the programme are left open',
      1,
      [firm('a', FAIR), firm('b', FAIR)],
      [],
      { a: 'tied', b: 'tied' },
    ],
    [
      'equals in the programme are left open among themselves, the others lose',
      1,
      [firm('a', FAIR, true), firm('b', FAIR, true), firm('c', FAIR)],
      [],
      { a: 'tied', b: 'tied', c: 'lost-tie' },
    ],
    [
      'seats left after the programme are open among the others',
      2,
      [firm('a', FAIR, true), firm('b', FAIR), firm('c', FAIR)],
      [],
      { a: 'won-tie', b: 'tied', c: 'tied' },
    ],
    [
      'a choice with the right number settles an open tie',
      2,
      [firm('a', FAIR, true), firm('b', FAIR), firm('c', FAIR)],
      ['c'],
      { a: 'won-tie', b: 'lost-choice', c: 'won-choice' },
    ],
    [
      'a choice of too many settles nothing',
      1,
      [firm('a', FAIR), firm('b', FAIR)],
      ['a', 'b'],
      { a: 'tied', b: 'tied' },
    ],
    [
      'a choice cannot reach outside the tie',
      1,
      [firm('a', FAIR), firm('b', FAIR), firm('low', POOR, true)],
      ['low'],
      { a: 'tied', b: 'tied', low: 'lost' },
    ],
    [
      'whoever does not meet a must is not ranked, however good',
      1,
      [firm('barred', BARRED, true), firm('b', POOR)],
      [],
      { barred: 'not-eligible', b: 'won' },
    ],
    ['a quota larger than the field gives to all who are eligible', 9, [firm('a', POOR)], [], { a: 'won' }],
  ])('%s', (_name, quota, candidates, chosen, outcomes) => {
    const { rows } = rankCandidates(CONDITIONS, quota, candidates, chosen);
    expect(Object.fromEntries(rows.map((row) => [row.id, row.outcome]))).toEqual(outcomes);
  });

  it('gives equals one place and counts on after them', () => {
    const { rows } = rankCandidates(CONDITIONS, 9, [
      firm('a', FAIR),
      firm('b', GOOD),
      firm('c', FAIR),
      firm('d', POOR),
      firm('x', BARRED),
    ]);
    expect(rows.map(({ id, place }) => [id, place])).toEqual([
      ['b', 1],
      ['a', 2],
      ['c', 2],
      ['d', 4],
      ['x', undefined],
    ]);
  });
});

describe('whatever the field', () => {
  /** A small generator with a fixed start, so that a failure can be looked at again. */
  function numbers(seed: number): (below: number) => number {
    let state = seed;
    return (below) => {
      state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
      return Math.floor((state / 4_294_967_296) * below);
    };
  }
  const WINS = ['won', 'won-tie', 'won-choice'];

  it.each(Array.from({ length: 200 }, (_, i) => i + 1))('field %i: nobody wins over a better one', (seed) => {
    const next = numbers(seed);
    const field = Array.from({ length: 1 + next(9) }, (_, i) =>
      firm(`f${i}`, [next(8) === 0 ? 0 : 1, next(2), 25 * next(4), 1 + next(3)], next(2) === 0),
    );
    const quota = 1 + next(5);
    const { rows, openTie } = rankCandidates(CONDITIONS, quota, field);
    const eligible = rows.filter((row) => row.outcome !== 'not-eligible');
    const winners = eligible.filter((row) => WINS.includes(row.outcome));
    const others = eligible.filter((row) => !WINS.includes(row.outcome));
    const isIn = (id: string) => field.find((one) => one.id === id)?.isInProgramme === true;
    for (const winner of winners) {
      for (const other of others) {
        expect(winner.totalCents).toBeGreaterThanOrEqual(other.totalCents);
        if (winner.totalCents === other.totalCents) expect([isIn(winner.id), isIn(other.id)]).toEqual([true, false]);
      }
    }
    expect(winners.length + (openTie?.seats ?? 0)).toBe(Math.min(quota, eligible.length));
    // One more candidate changes nobody's points, and standing in the programme changes no place.
    const more = rankCandidates(CONDITIONS, quota, [...field, firm('new', GOOD)]).rows;
    const flipped = rankCandidates(
      CONDITIONS,
      quota,
      field.map((one) => ({ ...one, isInProgramme: !one.isInProgramme })),
    ).rows;
    for (const row of rows) {
      expect(more.find((one) => one.id === row.id)?.totalCents).toBe(row.totalCents);
      expect(flipped.find((one) => one.id === row.id)?.place).toBe(row.place);
    }
  });
});
