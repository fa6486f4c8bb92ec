import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Encoder, openEncoder } from '#platform/encoder';

/** Where vectors are kept from run to run: `{text, vector}` a line, the vector in base64. Ignored by git. */
const FILE = join(import.meta.dirname, '../../data/understanding/vectors.jsonl');

/**
 * The encoder of this folder, keeping what it worked out: the same 7,000 lines take minutes to encode and a second to read.
 * The folder's files are pinned, so what was kept stays true; whoever pins others deletes the file.
 * @throws Error where there is no such encoder.
 */
export async function encoderWithMemory(folder: string): Promise<Encoder> {
  const { dimensions, embed } = await openEncoder(folder);
  const known = new Map<string, Float32Array>();
  for (const line of existsSync(FILE) ? readFileSync(FILE, 'utf8').split('\n').filter(Boolean) : []) {
    const { text, vector } = JSON.parse(line) as { text: string; vector: string };
    known.set(text, new Float32Array(new Uint8Array(Buffer.from(vector, 'base64')).buffer));
  }
  mkdirSync(join(FILE, '..'), { recursive: true });
  const embedOne = async (text: string): Promise<Float32Array> => {
    const before = known.get(text);
    if (before !== undefined) return before;
    const [vector = new Float32Array(dimensions)] = await embed([text]);
    known.set(text, vector);
    const bytes = Buffer.from(vector.buffer, vector.byteOffset, vector.byteLength);
    appendFileSync(FILE, `${JSON.stringify({ text, vector: bytes.toString('base64') })}\n`);
    return vector;
  };
  return { dimensions, embed: (texts) => Promise.all(texts.map(embedOne)) };
}
