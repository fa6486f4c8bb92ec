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

/** Forms of the frame that carry no words: nothing of them can be lost. */
const FRAME = 'views/layouts/page.hbs';

it('begin every form that is sent with its keys, so that nothing typed in it is lost', () => {
  const wrong = views
    .filter(({ path }) => path !== FRAME)
    .flatMap(({ path, text }) =>
      text
        .split(/<form [^>]*method="post"[^>]*>/)
        .slice(1)
        .filter((form) => !/^\s*\{\{> keys\}\}/.test(form))
        .map((form) => `${path}: ${form.slice(0, 60)}`),
    );
  // The form that is sent again as it was carries the keys it had.
  expect(wrong).toEqual([expect.stringContaining('views/errors/show.hbs')]);
});

it('an icon is followed by no line break of its own: between words it would be drawn', () => {
  const icon = views.find(({ path }) => path === 'views/partials/icon.hbs')?.text ?? '';
  const drawn = Handlebars.create();
  drawn.registerPartial('icon', icon);
  expect(drawn.compile('{{> icon name="chevron-left"}}返回奖励')({})).toMatch(/<\/svg>返回奖励$/);
});
