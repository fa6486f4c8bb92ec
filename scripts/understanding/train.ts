/** `npm run train`: learns from `bots/utterances` what a message means, and writes the two heads beside who reads them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { useEncoder } from '#platform/encoder';
import type { PackedHead } from '#platform/sentences';
import { encoderFolder } from '../start/encoder.ts';
import { learn } from './ridge.ts';
import {
  asDanger,
  DANGER,
  examplesOf,
  hashOf,
  labelsOf,
  type Prepared,
  prepare,
  readUtterances,
} from './utterances.ts';

const root = join(import.meta.dirname, '../..');
useEncoder(process.env['ENCODER_DIR'] ?? encoderFolder(join(root, 'data/bin')));
const lines = readUtterances();
const prepared = await prepare(lines);

function write(file: string, from: readonly Prepared[], labels: readonly string[]): void {
  const head: PackedHead = {
    utterances: hashOf(lines),
    labels,
    withEncoder: learn(examplesOf(from, false), labels),
    byLetters: learn(examplesOf(from, true), labels),
  };
  writeFileSync(join(root, file), `${JSON.stringify(head)}\n`);
  console.log(`${file}: ${lines.length} 句，${labels.length} 类`);
}

write('bots/meanings.data.json', prepared, labelsOf(lines));
write('src/domain/hazards/danger.data.json', asDanger(prepared), [DANGER]);
