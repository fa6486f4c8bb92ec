import { readFileSync } from 'node:fs';
import { type FirmTrade, isEverywhere, libraryOn, maySuggest, measure, suggestCriteria } from '#domain/criteria';
import { localDate } from '#kernel/dates';
import { fixedNow } from '../../support/clock.ts';
import { useStores } from '../../support/stores.ts';

useStores();
const FOLDER = process.env['TEST_ENCODER_DIR'];
const whereFetched = FOLDER === undefined ? it.skip : it;
const today = localDate(fixedNow);
const linesOf = (name: string) =>
  readFileSync(new URL(`../../../src/domain/criteria/${name}.jsonl`, import.meta.url), 'utf8');
const ids = async (text: string, sector?: string) =>
  (await suggestCriteria(today, text, { sector })).criteria.map(({ criterion }) => criterion.id);

it('has ten and more phrasings and near misses of every criterion, each line once', async () => {
  const { readPhrasings } = await import('../../../src/domain/criteria/matching/phrasings.ts');
  const written = readPhrasings();
  expect(written.map(({ id }) => id).toSorted()).toEqual((await libraryOn(today)).map(({ id }) => id).toSorted());
  expect(written.filter(({ yes, no }) => yes.length < 10 || no.length < 5).map(({ id }) => id)).toEqual([]);
  const lines = written.flatMap(({ yes, no }) => [...yes, ...no]);
  expect(lines.filter((line, i) => lines.indexOf(line) !== i)).toEqual([]);
});

it('names at most three, with words of the report that led to them', async () => {
  const text = '打磨铝件的除尘器底下没装锁气卸灰阀，拿塑料桶敞着口接灰';
  const { criteria } = await suggestCriteria(today, text);
  expect(criteria).toHaveLength(3);
  expect(criteria[0]?.criterion).toMatchObject({ id: 'GM-11.6', version: 1 });
  const [words = []] = criteria.map((one) => one.words);
  expect(words.length).toBeGreaterThan(0);
  expect(words.filter((word) => !text.includes(word))).toEqual([]);
});

it('leaves out trades the firm cannot be in and standards that were replaced, but nothing that happens everywhere', async () => {
  const kept = async (text: string, firm: FirmTrade) =>
    (await suggestCriteria(today, text, firm)).criteria.map(({ criterion }) => criterion);
  const blocked = '原料仓库门口堆满杂物走不通';
  const trades = (await kept(blocked, { sector: 'C', division: '30' })).map(({ industry }) => industry);
  expect(trades.filter((trade) => ['烟花爆竹', '危险化学品', '煤矿'].includes(trade))).toEqual([]);
  const everywhere = (await libraryOn(today)).filter(({ industry }) => isEverywhere(industry));
  expect(new Set(everywhere.map(({ industry }) => industry))).toEqual(
    new Set(['消防', '特种设备', '房屋市政施工', '城镇燃气', '有限空间', '工贸通用']),
  );
  expect(everywhere.filter((one) => !maySuggest(one, { sector: 'P', division: '83' }))).toEqual([]);
  // A firm of fireworks is told of its own, and so is one nobody knows the trade of.
  for (const firm of [{ sector: 'C', division: '26' }, {}])
    expect((await kept(blocked, firm)).some(({ industry }) => industry === '烟花爆竹')).toBe(true);
});

it('lets the sector weigh, and hides nothing that happens everywhere', async () => {
  for (const sector of ['A', 'C', 'H', 'P']) {
    expect(await ids('货梯门锁短接了，门没关也能上下走', sector)).toContain('SE-24-4.6b');
    expect(await ids('塔吊拿料斗吊人上去', sector)).toContain('CON-24-15.3');
  }
});

whereFetched.each(['hazard-eval', 'hazard-eval-other-hand'])(
  'tells major from near miss on lines no word was learned from: %s',
  async (name) => {
    const report = await measure(linesOf(name));
    const share = (of: string) => Number(new RegExp(`${of} ([0-9.]+)`).exec(report)?.[1]);
    expect(share('recall@1')).toBeGreaterThanOrEqual(0.8);
    expect(share('recall@3')).toBeGreaterThanOrEqual(0.93);
    expect(share('non-major wrongly flagged')).toBeLessThanOrEqual(0.15);
  },
);
