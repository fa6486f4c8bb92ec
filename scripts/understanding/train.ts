/** `npm run train`: learns from `bots/utterances` what a message means, and writes the two heads beside who reads them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useEncoder } from '#platform/encoder';
import { encoderFolder } from '../start/encoder.ts';
import { asDanger, hashOf, headFrom, type Prepared, prepare, readUtterances } from './utterances.ts';
import { encoderWithMemory } from './vectors.ts';

const root = join(import.meta.dirname, '../..');
useEncoder(await encoderWithMemory(process.env['ENCODER_DIR'] ?? encoderFolder(join(root, 'data/bin'))));
const lines = readUtterances();
const utterances = hashOf(lines);

function write(file: string, from: readonly Prepared[]): void {
  const head = { ...headFrom(from), utterances };
  writeFileSync(join(root, file), `${JSON.stringify(head)}\n`);
  console.log(`${file}: ${lines.length} 句，${head.labels.length} 类`);
}

const prepared = await prepare(lines);
write('src/domain/chat/matters.data.json', prepared);
write('src/domain/hazards/danger.data.json', asDanger(prepared));
