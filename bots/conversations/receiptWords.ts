import type { Words } from '../intents.ts';

const MONEY = '(?:奖励|奖金|奖钱|红包|那?笔?钱)';
const AMOUNT = '[1-9][\\d,]{0,6}(?:\\.\\d{1,2})?\\s*(?:元|块|蚊)(?:钱)?';
const OF = `(?:的|嘅|${AMOUNT}|${MONEY}|\\s)*`;
const ARRIVED = '(?:收到|领到|拿到|到账|到手|收)(?:了|咗|啦|喇|过|到)*';
const WHETHER = '(?:都|也|已经?|还|仲|一直)*(?:没有?|冇|未)?(?:都)?';
const WHO = '(?:我|个|嗰|那|这|笔|的|嘅)*';
/** 「收到了」, 「我个奖励冇收到」, 「50蚊收到咗」, 「没收到2」. */
const SAID = new RegExp(`^${WHO}${OF}${WHO}${WHETHER}${ARRIVED}\\s*(?:第?\\d{1,2}个?|${OF})$`);
/** It must say of what, where nothing was asked: 「收到」 alone is a courtesy. */
const SAYS_WHAT = new RegExp(`${MONEY}|${AMOUNT}|到\\s*第?\\d{1,2}个?$`);

/** Whether words say that money has come, or has not. */
export const saysReceipt = (words: string): boolean => words.length <= 40 && SAID.test(words.replace(CASE, ' ').trim());
const CASE = /[HR]\s*20\d{2}\s*[-—–－_ ]?\s*\d{1,9}/i;

/** As a fixed command. With a number of a case or a reward it says of what. */
export const RECEIPT: Pick<Words, 'of' | 'pattern' | 'bare'> = {
  of: ['H', 'R'],
  pattern: SAID,
  // 「收到奖励」 asks for the list as ever.
  bare: new RegExp(`^(?!(?:收到|领到)了?奖[励金]了?$)(?=.*(?:${SAYS_WHAT.source}))${SAID.source.slice(1)}`),
};

export interface Named {
  reference?: string | undefined;
  amountFen?: number;
  place?: number;
}

/** Of what they say it, beside the number of a case. */
export function namedIn(words: string): Named {
  const bare = words.replace(CASE, ' ');
  const yuan = new RegExp(AMOUNT).exec(bare)?.[0]?.replace(/[^\d.]/g, '');
  const place = /到\s*第?(\d{1,2})个?$/.exec(bare.trim())?.[1];
  return {
    ...(yuan ? { amountFen: Math.round(Number(yuan) * 100) } : {}),
    ...(place ? { place: Number(place) } : {}),
  };
}
