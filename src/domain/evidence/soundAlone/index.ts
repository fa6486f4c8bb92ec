import { soundOfAac, soundOfAmr, soundOfMpeg, soundOfSilk } from './frames.ts';
import { soundOfMatroska } from './matroska.ts';
import { soundOfMp4 } from './mp4.ts';
import { soundOfOgg } from './ogg.ts';
import { soundOfWav } from './wav.ts';

export { tracksOfMp4 } from './mp4.ts';

const BY_TYPE: Readonly<Record<string, (bytes: Buffer) => Buffer>> = {
  'audio/mpeg': soundOfMpeg,
  'audio/aac': soundOfAac,
  'audio/amr': soundOfAmr,
  'audio/silk': soundOfSilk,
  'audio/wav': soundOfWav,
  'audio/ogg': soundOfOgg,
  'audio/webm': soundOfMatroska,
  'audio/mp4': soundOfMp4,
  'audio/3gpp': soundOfMp4,
};

/** Types of which the sound alone can be kept. */
export const SOUND_TYPES: readonly string[] = Object.keys(BY_TYPE);

/**
 * The sound of a recording, without what says who recorded it when, where and with what: of each container what is known to
 * be sound is kept, and nothing else. Written over in place where it must keep its length.
 */
export const soundAlone = (bytes: Buffer, type: string): Buffer => (BY_TYPE[type] as (bytes: Buffer) => Buffer)(bytes);
