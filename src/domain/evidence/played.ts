import { setImmediate as others } from 'node:timers/promises';

/** Samples a second WeChat’s voice messages are turned into; AMR has its own rate. */
const SILK_RATE = 16_000;
const [HEAD_BYTES, SAMPLE_BYTES] = [44, 2] as const;
/** Bytes of AMR taken at a time: a few seconds of sound, so that nobody waits for a long one. */
const AT_A_TIME = 8 * 1_024;

/** One channel of 16-bit samples as a WAV file, which every browser plays. */
function wav(samples: Buffer, rate: number): Buffer {
  const head = Buffer.alloc(HEAD_BYTES);
  head.write('RIFF', 0);
  head.writeUInt32LE(HEAD_BYTES - 8 + samples.length, 4);
  head.write('WAVEfmt ', 8);
  head.writeUInt32LE(16, 16); // bytes of what follows, up to the samples' own head
  head.writeUInt16LE(1, 20); // uncompressed
  head.writeUInt16LE(1, 22);
  head.writeUInt32LE(rate, 24);
  head.writeUInt32LE(rate * SAMPLE_BYTES, 28);
  head.writeUInt16LE(SAMPLE_BYTES, 32);
  head.writeUInt16LE(8 * SAMPLE_BYTES, 34);
  head.write('data', 36);
  head.writeUInt32LE(samples.length, 40);
  return Buffer.concat([head, samples]);
}

function sixteenBit(samples: Float32Array): Buffer {
  const bytes = Buffer.alloc(samples.length * SAMPLE_BYTES);
  for (const [at, sample] of samples.entries())
    bytes.writeInt16LE(Math.round(Math.max(-1, Math.min(1, sample)) * 32_767), at * SAMPLE_BYTES);
  return bytes;
}

async function fromAmr(bytes: Buffer, mostSeconds: number): Promise<Buffer | undefined> {
  const { decoder } = await import('@audio/decode-amr');
  const one = await decoder();
  const parts: Buffer[] = [];
  let [samples, rate] = [0, 0];
  try {
    for (let at = 0; at < bytes.length; at += AT_A_TIME) {
      const { channelData, sampleRate } = one.decode(bytes.subarray(at, at + AT_A_TIME));
      const [channel] = channelData;
      if (channel !== undefined) {
        rate = sampleRate;
        samples += channel.length;
        parts.push(sixteenBit(channel));
      }
      if (samples > mostSeconds * rate) return undefined;
      await others();
    }
  } finally {
    one.free();
  }
  return samples === 0 ? undefined : wav(Buffer.concat(parts), rate);
}

async function fromSilk(bytes: Buffer, mostSeconds: number): Promise<Buffer | undefined> {
  const { decode, getDuration } = await import('silk-wasm');
  if (getDuration(bytes) > mostSeconds * 1_000) return undefined;
  const { data } = await decode(bytes, SILK_RATE);
  return data.length === 0 ? undefined : wav(Buffer.from(data), SILK_RATE);
}

const DECODERS: Readonly<Record<string, (bytes: Buffer, mostSeconds: number) => Promise<Buffer | undefined>>> = {
  'audio/amr': fromAmr,
  'audio/silk': fromSilk,
};

/**
 * A sound as browsers play it: what WeChat (SILK) and old telephones (AMR) send becomes WAV, here, by decoders that see
 * nothing but its bytes. What is longer than so many seconds, or cannot be decoded, stays as it is and is handed over as a file.
 */
export async function playedAs(
  { bytes, type }: { bytes: Buffer; type: string },
  mostSeconds: number,
): Promise<{ bytes: Buffer; type: string }> {
  const decoded = await DECODERS[type]?.(bytes, mostSeconds).catch(() => undefined);
  return decoded === undefined ? { bytes, type } : { bytes: decoded, type: 'audio/wav' };
}
