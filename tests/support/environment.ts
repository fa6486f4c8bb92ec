import { TestEnvironment } from 'jest-environment-node';
import { type Encoder, openEncoder } from '../../src/platform/encoder.ts';

/** Opened once in a worker, for all its suites: opening reads and checks 70 MB. It keeps what it worked out. */
let encoder: Promise<Encoder> | undefined;

async function open(folder: string): Promise<Encoder> {
  const { dimensions, embed } = await openEncoder(folder);
  const known = new Map<string, Promise<Float32Array>>();
  const embedOnce = (text: string): Promise<Float32Array> => {
    const vector = known.get(text) ?? embed([text]).then(([first]) => first as Float32Array);
    known.set(text, vector);
    return vector;
  };
  return { dimensions, embed: (texts) => Promise.all(texts.map(embedOnce)) };
}

/** Where a suite runs: jest loads every module anew for each, and this one stays. */
export default class extends TestEnvironment {
  override async setup(): Promise<void> {
    await super.setup();
    const folder = process.env['TEST_ENCODER_DIR'];
    if (folder === undefined) return;
    encoder ??= open(folder);
    this.global['openedEncoder'] = await encoder;
  }
}
