import { tidy } from '#kernel/text';
import { simplified } from '#platform/sentences';

/** Slips of a phone keyboard (same sound, neighbouring character) → what was meant. */
const SLIPS: readonly (readonly [string, string])[] = [
  ['上抱', '上报'],
  ['上暴', '上报'],
  ['隐换', '隐患'],
  ['引患', '隐患'],
  ['取销', '取消'],
  ['返会', '返回'],
  ['反回', '返回'],
  ['帮住', '帮助'],
  ['进渡', '进度'],
  ['进都', '进度'],
  ['邦定', '绑定'],
  ['帮定', '绑定'],
  ['绑订', '绑定'],
  ['验受', '验收'],
  ['受里', '受理'],
  ['核石', '核实'],
  ['代办', '待办'],
  ['带办', '待办'],
  ['附意', '附议'],
  ['腹议', '附议'],
  ['崔办', '催办'],
  ['奖厉', '奖励'],
  ['加人班组', '加入班组'],
  ['项木', '项目'],
  ['建意', '建议'],
  ['完呈', '完成'],
  ['采那', '采纳'],
];

const NUMERALS: Readonly<Record<string, string>> = {
  一: '1',
  二: '2',
  两: '2',
  三: '3',
  四: '4',
  五: '5',
  六: '6',
  七: '7',
  八: '8',
  九: '9',
};

/**
 * What a person typed, made comparable: half width, simplified characters, known slips mended, no spaces around,
 * no closing punctuation. Used to understand only: what is stored stays in the person's own words.
 */
export function understandable(text: string): string {
  let words = simplified(tidy(text))
    .replace(/^@\S+\s+/, '')
    .replace(/[。.!！~，,;；、\s]+$/u, '')
    .replace(/^[，,。.、\s]+/u, '');
  for (const [slip, meant] of SLIPS) words = words.replaceAll(slip, meant);
  return words;
}

/** More than signs and single letters: something a person of the firm can read as a sentence or a reason. */
export const saysSomething = (words: string): boolean => (words.match(/[\p{L}\p{N}]/gu) ?? []).length >= 2;

/** The number a message chooses: `1`, `１`, `①`, `一`, `第2个`, `选3`, `2号`; undefined for anything longer. */
export function chosenNumber(words: string): number | undefined {
  const m = /^(?:第|选|选择|我选)?\s*(\d{1,2}|[一二两三四五六七八九])\s*(?:个|号|项|条|\.|、|\))?$/.exec(words);
  if (!m?.[1]) return undefined;
  return Number(NUMERALS[m[1]] ?? m[1]);
}

/** A clear yes. 「不对」「不是」「不行」 are not. */
export const saysYes = (words: string): boolean =>
  /^(是|是的|对|对的|好|好的|行|可以|嗯|嗯嗯|确认|确定|提交|没错|没问题|同意|收到|ok|okay|yes|y)(吧|啊|了|呀|哦|的)?$/i.test(
    words,
  );

/** A clear no. */
export const saysNo = (words: string): boolean =>
  /^(不|不是|不是的|不对|不对的|错|错了|不行|不好|不要|不用|不用了|没有|还没有|还没|没收到|否|no|n)(吧|啊|了|呀|哦)?$/i.test(
    words,
  );

/** Said out of courtesy, or to show that one has read: never the words of a report, never a place. */
export const isCourtesy = (words: string): boolean =>
  /^[\p{P}\p{S}\s]*$|^\[\S{1,4}\]$|^(好|好的|好吧|好嘞|好滴|行|行吧|可以|嗯+|哦+|噢|得|得喇|ok|okay|k|收到|收到了|知道了?|明白了?|了解了?|没问题|谢谢|谢谢[你您啦了]|多谢|谢了|唔该|辛苦了|感谢|不客气|你好|您好|在吗|哈+|嘻+|呵+|早|早上好|晚安|再见|拜拜)(啊|呀|哈|啦|了|哦|的)?$/iu.test(
    words,
  ) && words !== '';
