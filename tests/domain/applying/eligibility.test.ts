import { assessEligibility, ELIGIBILITY, type EligibilityInputs } from '#domain/applying';
import type { Ground } from '#domain/programme';
import type { RuleVersion } from '#kernel/rules';
import { contentInput } from '../../../src/domain/applying/content.ts';

const WAN = 1_000_000;
const VERSION = '2026-1';
/** A sound manufacturer of 3 000 people and two thousand million yuan: no ground holds. */
const large: EligibilityInputs = {
  industryCode: 'C21',
  employees: 3_000,
  revenueFen: 200_000 * WAN,
  assetsFen: 150_000 * WAN,
  highRiskLines: [],
  weakIndicators: [],
};
const assess = (change: Partial<EligibilityInputs>, known?: number) =>
  assessEligibility({ ...large, ...change }, VERSION, known);
const holding = (change: Partial<EligibilityInputs>, known?: number): Ground[] =>
  assess(change, known)
    .grounds.filter((ground) => ground.holds)
    .map((ground) => ground.ground);

describe('who may take part', () => {
  test.each<[string, Partial<EligibilityInputs>, Ground[]]>([
    ['(a) a furniture plant of 30', { employees: 30, revenueFen: 800 * WAN }, ['small']],
    ['(b) a chemical firm of 3 000', { industryCode: 'C26' }, ['high-risk']],
    ['(c) 1 200 people but 350 million', { employees: 1_200, revenueFen: 35_000 * WAN }, ['small']],
    ['(d) a large sound low-risk manufacturer', {}, []],
    ['1 000 people and 400 million: large to the last one', { employees: 1_000, revenueFen: 40_000 * WAN }, []],
    ['one person fewer', { employees: 999, revenueFen: 40_000 * WAN }, ['small']],
    ['one fen less', { employees: 1_000, revenueFen: 40_000 * WAN - 1 }, ['small']],
    ['one weak indicator', { weakIndicators: ['no-plan'] }, []],
    ['two weak indicators', { weakIndicators: ['no-plan', 'no-training'] }, ['weak-foundation']],
    ['an indicator nobody knows', { weakIndicators: ['no-plan', 'made-up'] }, []],
    ['a mine', { industryCode: 'B09' }, ['high-risk']],
    ['fireworks, told from other chemicals by four digits', { industryCode: 'C2672' }, ['high-risk']],
    ['a builder', { industryCode: 'E48', employees: 30, assetsFen: 200 * WAN }, ['high-risk', 'small']],
    ['a store of dangerous goods', { industryCode: 'G594' }, ['high-risk']],
    ['any other store', { industryCode: 'G593' }, []],
    ['a declared line that the industry does not show', { highRiskLines: ['hazardous-chemicals'] }, ['high-risk']],
  ])('%s', (_, change, grounds) => {
    expect(holding(change)).toEqual(grounds);
    expect(assess(change).isEligible).toBe(grounds.length > 0);
  });

  test('each answer shows its inputs and the rule it came from', () => {
    for (const ground of assess({}).grounds) {
      expect(ground.inputs.length).toBeGreaterThan(0);
      expect(ground).toMatchObject({ ruleVersion: VERSION, article: '意见（十四）', holds: false });
      expect([ground.because, ground.rule, ground.source].every((text) => text.length > 3)).toBe(true);
    }
  });

  test('a refusal says what would change the answer', () => {
    const { wouldChange } = assess({});
    expect(wouldChange.join()).toContain('从业人员低于 1000 人，或者营业收入低于 40000 万元');
    expect(assess({ employees: 30 }).wouldChange).toEqual([]);
  });

  test('what was written in one place and denied in another is shown', () => {
    const said = (change: Partial<EligibilityInputs>) => assess(change).flags.join();
    expect(said({ weakIndicators: ['no-officer'], safetyOfficerName: '梁安全' })).toContain('填写了安全管理人员梁安全');
    expect(said({ safetyOfficerName: '' })).toContain('没有填写安全管理人员');
    expect(said({ employees: 0 })).toContain('没有从业人员');
    expect(said({ weakIndicators: ['no-officer'], safetyOfficerName: '' })).toBe('');
    expect(said({ safetyOfficerName: '梁安全' })).toBe('');
  });

  test('real estate asks for its group, which has a row of its own', () => {
    const codeOf = (industryCode: string) => contentInput(VERSION).shape.industryCode.safeParse(industryCode);
    expect(codeOf('K70').error?.issues[0]?.message).toContain('K702 物业管理');
    expect(codeOf('K705').success).toBe(false);
    for (const code of ['K701', 'K702', 'K7020', 'K703', 'K704', 'K709'])
      expect([code, codeOf(code).success]).toEqual([code, true]);
    const rowOf = (industryCode: string) =>
      assess({ industryCode }).grounds.find(({ ground }) => ground === 'small')?.rule;
    expect([rowOf('K701'), rowOf('K702'), rowOf('K704')]).toEqual([
      expect.stringContaining('房地产开发经营'),
      expect.stringContaining('物业管理'),
      expect.stringContaining('其他未列明行业'),
    ]);
  });

  test('a declared line the industry does not show is flagged', () => {
    expect(assess({ highRiskLines: ['hazardous-chemicals'] }).flags.join()).toContain('危险化学品');
    expect(assess({ industryCode: 'C26', highRiskLines: ['hazardous-chemicals'] }).flags).toEqual([]);
  });
});

describe('a head-count that contradicts another', () => {
  const doubtful = { employees: 300, revenueFen: 50_000 * WAN };

  test.each([
    ['last year 1 500', { ...doubtful, lastYearEmployees: 1_500 }, undefined],
    ['1 500 on record', doubtful, 1_500],
  ] as const)('300 against %s is flagged, not trusted', (_, change, known) => {
    const answer = assess(change, known);
    expect([answer.isEligible, answer.size, answer.flags.length]).toEqual([false, 'large', 1]);
    expect(answer.flags[0]).toMatch(/300 人.*1500 人/);
  });

  test('counts when it holds with both numbers', () => {
    const answer = assess({ ...doubtful, lastYearEmployees: 900 });
    expect([answer.isEligible, answer.size, answer.flags.length]).toEqual([true, 'medium', 1]);
  });

  test('does not spoil another ground', () => {
    expect(holding({ ...doubtful, lastYearEmployees: 1_500, industryCode: 'C26' })).toEqual(['high-risk']);
  });

  test.each([
    [300, 440, 0],
    [300, 450, 1],
    [450, 300, 1],
    [10, 29, 0],
    [10, 30, 1],
  ])('%i against %i gives %i flags', (employees, lastYearEmployees, flags) => {
    expect(assess({ employees, lastYearEmployees }).flags).toHaveLength(flags);
  });
});

test('a later rule judges nobody of an earlier cohort', () => {
  const versions = ELIGIBILITY.versions as RuleVersion<(typeof ELIGIBILITY)['versions'][number]['value']>[];
  const [first] = versions as [(typeof versions)[number]];
  const strict = { ...first.value, weak: { ...first.value.weak, enough: 5 } };
  versions.push({ ...first, version: '2027-1', from: '2027-01-01', value: strict });
  try {
    const two = { ...large, weakIndicators: ['no-plan', 'no-training'] };
    expect([assessEligibility(two, '2026-1').isEligible, assessEligibility(two, '2027-1').isEligible]).toEqual([
      true,
      false,
    ]);
  } finally {
    versions.pop();
  }
});
