export { SIZE_TABLE, SIZES, type Size, type SizeInputs } from './rules/sizeTable.ts';
export { type SizeAnswer, sizeOf, sizeRowFor } from './sizeOf.ts';
