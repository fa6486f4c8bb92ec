export { ENVELOPE, maybe, readEvents, whole } from './events.ts';
export { freshKey, keysOf, nextKey } from './keys.ts';
export { foldRefused, type Refusals, refusalsOf } from './refused.ts';
export { refusalOf, type Signed, signatureOf } from './signature.ts';
