import { writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { learn, vectorsOfLines } from '#domain/criteria';
import { useEncoder } from '#platform/encoder';
import { encoderFolder, fetchEncoder } from './start/encoder.ts';

/**
 * Works out what lies beside the code for suggesting criteria: a vector of each written line, and the head that says
 * whether a criterion is met. To be run when a phrasing or a criterion of the library changed.
 */
const binaries = fileURLToPath(new URL('../data/bin', import.meta.url));
const own = process.env['ENCODER_DIR'];
if (own === undefined && !(await fetchEncoder(binaries, console.log))) process.exit(1);
useEncoder(own ?? encoderFolder(binaries));
const folder = new URL('../src/domain/criteria/matching/', import.meta.url);
writeFileSync(new URL('vectors.bin', folder), await vectorsOfLines(console.log));
const { head, report } = learn();
writeFileSync(new URL('meets.data.json', folder), `${JSON.stringify(head, null, 2)}\n`);
console.log(report);
