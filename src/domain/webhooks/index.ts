export { ENVELOPE, maybe, readEvents, whole } from './events.ts';
export { keysOf, newKeyOf } from './keys.ts';
export { foldRefused, type Refusals, refusalsOf } from './refused.ts';
export { refusalOf, type Signed, signatureOf } from './signature.ts';
