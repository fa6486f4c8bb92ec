import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

const MB = 1024 * 1024;

interface EvidenceRule {
  photo: { maxBytes: number; maxPixels: number; longSide: number; thumbSide: number };
  file: { maxBytes: number };
  /**
   * A voice message. `maxSeconds` is where our own recorder stops; what browsers do not play is turned into what they do up to
   * `playedSeconds`; so many whole days after its case has ended it is removed.
   */
  sound: { maxBytes: number; maxSeconds: number; playedSeconds: number; keptDays: number };
  /** Photos one act takes, and as many documents. */
  most: number;
  /** Days after which what became part of nothing is removed. */
  strayDays: number;
}

const EVIDENCE_RULE = defineRule<EvidenceRule>({
  key: 'evidence',
  label: '照片和证明材料',
  says: ({ photo, file, sound, most, strayDays }) => [
    `语音每条不超过 ${megabytes(sound.maxBytes)}，在页面上录的每条最长 ${sound.maxSeconds} 秒。微信语音和 AMR 录音转成浏览器能放的格式，最长 ${sound.playedSeconds} 秒；再长的原样存着，下载来听。`,
    `声音听得出是谁：隐患办结、语音写成字以后满 ${sound.keptDays} 天删除，写下的字留着；企业有事故要封存资料的，封存期间不删。`,
    `照片每张不超过 ${megabytes(photo.maxBytes)}，文件每个不超过 ${megabytes(file.maxBytes)}，一次最多 ${most} 个；没有用上的 ${strayDays} 天后删除。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）、（十六）',
      source: '设计值',
      standing: 'reference',
      value: {
        photo: { maxBytes: 25 * MB, maxPixels: 130_000_000, longSide: 1_920, thumbSide: 480 },
        file: { maxBytes: 20 * MB },
        sound: { maxBytes: 10 * MB, maxSeconds: 60, playedSeconds: 120, keptDays: 180 },
        most: 9,
        strayDays: 7,
      },
    },
  ],
});

export const evidenceRule = (now: Date): EvidenceRule => ruleOn(EVIDENCE_RULE, localDate(now)).value;

/** `10 MB`. */
export const megabytes = (bytes: number): string => `${Math.round(bytes / MB)} MB`;

/** What may be sent, in a sentence for people: by fields of photos, and by fields that take documents too. */
export function uploadLimits(now: Date): { photos: string; uploads: string } {
  const { photo, file, most } = evidenceRule(now);
  return {
    photos: `每张不超过 ${megabytes(photo.maxBytes)}，最多 ${most} 张。`,
    uploads: `照片每张不超过 ${megabytes(photo.maxBytes)}，文件每个不超过 ${megabytes(file.maxBytes)}，一次最多 ${most} 个。`,
  };
}
