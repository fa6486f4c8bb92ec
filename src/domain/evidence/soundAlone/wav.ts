/** Parts of a WAV file that are the sound: all others say who recorded it when, with what and where. */
const DATA = 'data';
const PARTS = ['fmt ', 'fact', DATA];
const [RIFF_HEAD, HEAD] = [12, 8] as const;

/** The sound and how it is coded; nothing where there is none. */
export function soundOfWav(bytes: Buffer): Buffer {
  const parts: Buffer[] = [];
  for (let at: number = RIFF_HEAD; at + HEAD <= bytes.length; ) {
    const size = bytes.readUInt32LE(at + 4);
    const name = bytes.toString('latin1', at, at + 4);
    // A recorder that was cut off has not said how long its sound is. Each part begins at an even place.
    const isOpen = name === DATA && size === 0;
    const end = isOpen ? bytes.length : Math.min(at + HEAD + size + (size % 2), bytes.length);
    if (PARTS.includes(name)) parts.push(bytes.subarray(at, end));
    at = end;
  }
  const isHeard = parts.some((part) => part.length > HEAD && part.toString('latin1', 0, 4) === DATA);
  if (!isHeard) return Buffer.alloc(0);
  const sound = Buffer.concat([bytes.subarray(0, RIFF_HEAD), ...parts]);
  sound.writeUInt32LE(sound.length - HEAD, 4);
  return sound;
}
