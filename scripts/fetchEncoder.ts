/** `npm run encoder [folder]`: fetches the sentence encoder, for `ENCODER_DIR`. Ends with 1 where it cannot be had. */
import { encoderFolder, fetchEncoder } from './start/encoder.ts';

const folder = process.argv[2] ?? 'data/bin';
const isThere = await fetchEncoder(folder, console.log);
if (isThere) console.log(encoderFolder(folder));
process.exitCode = isThere ? 0 : 1;
