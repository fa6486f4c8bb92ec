import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { measure } from '#domain/criteria';
import { useEncoder } from '#platform/encoder';
import { encoderFolder, fetchEncoder } from './start/encoder.ts';

/** `npm run eval:hazards [file]`: how well criteria are suggested on labelled lines; what was learned from them is said in the module's README. */
const binaries = fileURLToPath(new URL('../data/bin', import.meta.url));
const own = process.env['ENCODER_DIR'];
const there = own !== undefined || (await fetchEncoder(binaries, console.log));
useEncoder(own ?? encoderFolder(binaries));
if (!there) console.log('没有语句编码器：只按字面比');
const file = process.argv[2] ?? new URL('../src/domain/criteria/hazard-eval.jsonl', import.meta.url);
console.log(await measure(readFileSync(file, 'utf8')));
process.exit(0);
