import { filesUnder } from './sources.ts';

const ENDS = /import \{[^}]*\b(disableAccount|removeGrant|leaveRole)\b[^}]*\} from '#domain\/identity'/;

it('nobody lets somebody leave but by handing over what is theirs', () => {
  const sources = ['src', 'bots', 'jobs', 'scripts'].flatMap((folder) => filesUnder(folder, '.ts'));
  const by = sources.filter(({ text }) => ENDS.test(text));
  expect(by.map(({ path }) => path)).toEqual(['src/domain/leaving/leave.ts']);
});
