import { filesUnder } from './sources.ts';

/**
 * Numbers people read come from the rule that holds for them: a number written into a sentence goes on saying what was
 * true once. Here stand the ones no rule of ours can change, with the reason.
 */
const FIXED: readonly (readonly [RegExp, string])[] = [
  [/18 ?位/g, 'the length of a credit code is a national standard (GB 32100)'],
  [/11 ?位/g, 'so is that of a mobile number'],
  [
    /6 ?位(数字|动态码)|这 6 个数字/g,
    'codes of six digits: the standard of authenticators (RFC 6238), and ours like them',
  ],
  [/(3|6|12) 个月(复评|')|3\/6\/12 个月/g, 'rounds of the programme are called so'],
  [/(例如|例：)[^。；'`]*|'2026年1月'/g, 'an example of what to write, or of what is not meant'],
];
const UNITS = '天|小时|工作日|分钟|秒|个?字|张|次|条|位|家|个|MB|KB|元|%|周|个?月|份|项|人|年|倍';
const COUNTED = new RegExp(`\\d[\\d,_.]*\\s?(?:个)?(?:${UNITS})`);

/** Sentences for people in a view, without comments, styles and expressions. */
const inView = (text: string): string[] =>
  text
    .replaceAll(/\{\{!--[\s\S]*?--\}\}|<style[\s\S]*?<\/style>|<script[\s\S]*?<\/script>|\{\{[^}]*\}\}/g, ' ')
    .split('\n');
/** Text in quotes with Chinese in it; what stands in `${}` is worked out. */
const inSource = (text: string): string[] =>
  text
    .split('\n')
    .filter((line) => !/^\s*(\/\/|\*|\/\*)/.test(line) && !/^\s*(source|article|why): /.test(line))
    .flatMap((line) => line.match(/'[^']*'|`[^`]*`/g) ?? [])
    .map((literal) => literal.replaceAll(/\$\{[^}]*\}/g, '·'))
    .filter((literal) => /\p{Script=Han}/u.test(literal));

const faults = (path: string, sentences: readonly string[]): string[] =>
  sentences
    .filter((sentence) => COUNTED.test(FIXED.reduce((rest, [fixed]) => rest.replaceAll(fixed, ''), sentence)))
    .map((sentence) => `${path}: ${sentence.trim()}`);

/** Data with dated versions of its own, and what a demo world or a test of understanding says. */
const isData = (path: string): boolean => /Rules?\.ts$|sizeTable|defaults\.ts|ladders\.ts|intents\.ts/.test(path);

describe('a number people read', () => {
  it('comes from its rule', () => {
    const views = filesUnder('views', '.hbs').flatMap(({ path, text }) => faults(path, inView(text)));
    const sources = ['src', 'bots', 'jobs']
      .flatMap((folder) => filesUnder(folder, '.ts'))
      .filter(({ path }) => !isData(path))
      .flatMap(({ path, text }) => faults(path, inSource(text)));
    expect([...views, ...sources]).toEqual([]);
  });

  it('is seen where it does not', () => {
    expect(faults('a', inView('<p>每张不超过 10 MB</p>'))).toHaveLength(1);
    expect(faults('a', inSource("  hint: '最多 9 张',"))).toHaveLength(1);
    // biome-ignore lint/suspicious/noTemplateCurlyInString: a source to look at
    expect(faults('a', inSource('  hint: `最多 ${most} 张`,'))).toEqual([]);
    expect(faults('a', inView('<p>保留 {{keepDays}} 天</p>'))).toEqual([]);
  });
});
