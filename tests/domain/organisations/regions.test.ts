import { bareRegionName, REGIONS } from '../../../src/domain/organisations/regions.ts';

it('every division has a name without the word for what it is, self-governed counties too', () => {
  expect(bareRegionName('三江侗族自治县')).toBe('三江');
  const selfGoverned = REGIONS.filter(({ name }) => name.includes('自治'));
  expect(selfGoverned.length).toBeGreaterThan(10);
  for (const { name } of selfGoverned) expect(bareRegionName(name)).toMatch(/^[^族]{2,3}$/);
});
