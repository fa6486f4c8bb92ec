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

/** A constant that is named like a limit, a number of tries or a span of days. */
const LIMIT =
  /^(?:export )?const ((?:\w+_)?(?:DAYS|HOURS|MINUTES|TRIES|ATTEMPTS|POINTS|MAX|MIN|MOST|LEAST|FEWEST|LONGEST)(?:_\w+)?) = [\d]/gm;
/** Those that are no rule of the programme, with what they are. */
const NO_RULE: Readonly<Record<string, string>> = {
  LEAST_METRES: 'the smallest ground a map is drawn of',
  MOST_CLOCKS: 'lines of one part of a page',
  MOST_TOLD: 'lines of one answer',
  MOST_RUNNING: 'emergencies going on at once, of everybody',
  MOST_SHOWN: 'as many things as one page shows',
  MAX_TEXT: 'cut as the field of the command has it',
  MAX_PLACE: 'the same',
  MAX_NAME: 'the same',
  MOST_TRIES: 'how often two of one crossing may meet',
  LONGEST_PLACE: 'the same',
  LONGEST_INT: 'bytes of a number, by the format',
  LONGEST_REPORT: 'what one field holds',
  LONGEST_ALARM: 'the same',
  MOST_GOALS: 'so many lines fit on the page of a plan',
  MOST_ROWS: 'so many lines are drawn on the form of a visit',
  LEAST_ROWS: 'empty lines of that form',
  MOST_ITEMS: 'rows that one page draws',
  MOST_ADVISERS: 'the same',
  MAX_ROWS: 'lines of one chat reply',
  MAX_PLACES: 'the same',
  MOST_FIRMS: 'the same',
  MOST_CASES: 'the same',
  MOST_TOGETHER: 'names in one field of a form',
  MOST_VISITS: 'the same',
  FEWEST: 'letters a search begins with',
  FEWEST_LETTERS: 'what tells words of another tongue from a code',
  FEWEST_WORDS: 'the same',
  LONGEST_ADDRESS: 'what one field holds',
  MOST_TRIED: 'names of one message that are looked up',
  MOST_PASSES: 'shown of one answer of the chat',
  MOST_POLICIES: 'how much is offered at once',
  MOST_BESIDE: 'letters around a name that is said alone',
  LEAST_LETTERS: 'what is too short to be a hazard of its own',
  MOST: 'how much is read, kept in memory or offered at once',
  MOST_KEPT: 'kept in memory',
  MOST_SHARED: 'the same',
  MOST_HERE: 'the same',
  MOST_COUNTED: 'what one count reads',
  MOST_SOURCES: 'what one count reads',
  MOST_OPENED: 'the same',
  MOST_OPEN: 'the same',
  MOST_OFFERS: 'the same',
  MOST_READ: 'the same',
  MOST_NAMED: 'records in one sentence',
  LEAST_CONTRAST: 'greys by which a bare wall is told from a picture',
  MOST_PARKS: 'the same',
  MOST_CLAUSES: 'the same',
  MOST_TEAMS: 'the same',
  MOST_AT_ONCE: 'questions in one call of the store',
  MAX_NAMED: 'names in one sentence',
  MOST_PEOPLE: 'a number beyond it is a slip of the pen, or no list one page draws',
  MOST_PLACES: 'the same',
  MOST_DAYS: 'the same',
  MOST_FIELDS: 'what one request may hold before it is no form',
  MOST_FIELD_BYTES: 'the same',
  MOST_BYTES: 'the same',
  MOST_FILES: 'the same',
  MIN_CONDITIONS: 'the form of a policy',
  MAX_CONDITIONS: 'the same',
  MAX_CANDIDATES: 'what one table compares',
  MAX_RESETS: 'when a chat client is given up by the process',
  MAX_LETTERS: 'what the encoder takes',
  LONGEST: 'where a text is cut so that it stays a line',
  LONGEST_REASON: 'the same',
  LONGEST_MS: 'how long a request may hang',
  LONGEST_WAIT_MS: 'the same',
  LONGEST_LISTENING_MS: 'the same',
  DAYS_BACK: 'what the clock gathers again after an outage',
  DEVICE_DAYS: 'the longest a browser keeps a cookie',
};

describe('a limit', () => {
  it('stands in a rule with a day, or here with what else it is', () => {
    const found = ['src', 'bots', 'jobs']
      .flatMap((folder) => filesUnder(folder, '.ts'))
      .filter(({ path }) => !isData(path))
      .flatMap(({ path, text }) => [...text.matchAll(LIMIT)].map(([, name = '']) => [path, name] as const));
    expect(found.filter(([, name]) => NO_RULE[name] === undefined)).toEqual([]);
    const names = new Set(found.map(([, name]) => name));
    expect(Object.keys(NO_RULE).filter((name) => !names.has(name))).toEqual([]);
  });
});

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
