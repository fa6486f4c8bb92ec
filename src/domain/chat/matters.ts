import { type Head, openHead, type PackedHead } from '#platform/sentences';
import packed from './matters.data.json' with { type: 'json' };

/** Tells what a sentence is about, by the labels of `bots/utterances`; written by `npm run train`. */
export const mattersHead: Head = openHead(packed as PackedHead);
