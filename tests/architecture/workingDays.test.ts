import { filesUnder } from './sources.ts';

it('a day counted in working days keeps how it was counted, so that it moves when the holidays of its year are published', () => {
  const sources = ['src/domain', 'src/web', 'bots', 'jobs'].flatMap((folder) => filesUnder(folder, '.ts'));
  expect(sources.some(({ text }) => text.includes('inWorkingDays('))).toBe(true);
  const bare = sources.filter(({ text }) => /\b(?:addWorkingDays|endOfLocalDay\(inWorkingDays)\b/.test(text));
  expect(bare.map(({ path }) => path)).toEqual([]);
});
