import Handlebars from 'handlebars';
import { filesUnder, testWhole } from './sources.ts';

const views = filesUnder('views', '.hbs');

describe('views', () => {
  testWhole('compile in strict mode', () => {
    expect(views.length).toBeGreaterThan(0);
    const wrong = views.flatMap(({ path, text }) => {
      try {
        Handlebars.precompile(text, { strict: true });
        return [];
      } catch (error) {
        return [`${path}: ${(error as Error).message}`];
      }
    });
    expect(wrong).toEqual([]);
  });
});
