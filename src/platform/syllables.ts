import written from './syllables.data.json' with { type: 'json' };

/**
 * How a Chinese character sounds, without its tone: toneless pinyin of the 6,763 characters of GB 2312 and some of
 * Cantonese, each by its first reading (from pinyin-pro 3.29, MIT).
 */
const SOUNDS: ReadonlyMap<string, string> = new Map(
  Object.entries(written).flatMap(([sound, characters]) =>
    Array.from(characters, (one) => [one, alike(sound)] as const),
  ),
);

/** Sounds people of Guangxi write for one another: zh and z, ng and n, l, n and r, hua and fa. */
function alike(sound: string): string {
  return sound
    .replace(/^([zcs])h/, '$1')
    .replace(/ng$/, 'n')
    .replace(/^[nr](?=[aeiouü])/, 'l')
    .replace(/^hu(?=[ao])/, 'f')
    .replace(/^f(?=u$)/, 'h');
}

/** What a text sounds like, a sound for each character; what is not Chinese stands for itself. */
export const soundsOf = (text: string): string[] => Array.from(text, (one) => SOUNDS.get(one) ?? one);
