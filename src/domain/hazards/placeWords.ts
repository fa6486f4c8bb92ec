import { simplified } from '#platform/sentences';

/** Names of places that say where by themselves. */
const BY_NAME =
  '食堂|饭堂|餐厅|宿舍楼?|配电房|配电室|电房|变电所|锅炉房|空压机?房|水泵房|泵房|机修房|机房|料场|堆场|停车场|办公楼|实验室|化验室|门卫室|污水池|厕所|浴室';
/** Those of which a firm has several: they say where with a number or a side. */
const OF_SEVERAL =
  '生产线|车间|仓库|库房|仓|厂房|号?楼|栋|号?线|号?窑炉?|号?炉|号?门|号?釜|号?罐|号?池|号?井|号?机|平台';
const WHICH = '(?:第?[0-9a-z]{1,4}|[一二三四五六七八九十]{1,3})[#号]?|[东南西北]侧?|[ab甲乙丙]区';
/** Other things that a number stands before. */
const NO_NUMBER = /^一(?:楼|线|机|门|炉|池|井|罐)$/;
const IN_A_CRY = new RegExp(`(?:${WHICH})(?:${OF_SEVERAL})(?:[一二三四五六七八九十0-9]{1,3}楼)?|${BY_NAME}`, 'i');

/** The place a cry for help names, in its own words: 「2x号车间着火了」, 「三楼有人晕倒」; undefined where it names none. */
export function placeInCry(text: string): string | undefined {
  const words = simplified(text).replace(/\s/g, '');
  const found = IN_A_CRY.exec(words)?.[0];
  return found === undefined || NO_NUMBER.test(found) ? undefined : found;
}

/** What ends as places do. */
const LIKE_A_PLACE =
  /(车间|仓库|[仓库房楼门口线区处边旁台室厂院路池井炉窑机层间班站场棚道罐塔坑]|宿舍|食堂|饭堂|餐厅|办公室|附近|旁边|门前|后面|前面|那里|这里|那头|那边|这边|对面|隔壁|(?<=\S{2})[上下里])$/;
const HOLDS_A_PLACE = /车间|仓库|宿舍|食堂|饭堂|餐厅|办公|配电|锅炉|[楼房库窑线门路区栋厂站]/;
/** Somebody tells, asks or takes back something: no name of a place, whatever it ends in. */
const TELLS =
  /已经|怎么|为什么|什么时候|没有?|冇|不(?!锈)|演习|演练|电话|手机|谁|吗|呢|快(?!餐|递)|灭(?!火器)|救(?!护|援)|跑|伤|死|晕|倒(?!班|料)|烧(?!成|结)|漏(?!斗)|冒|爆(?!破)|炸|塌|困|误报|错|额度|奖|在哪|[?？!！]/;
const SHORT_PLACE = 14;

/** Whether words said when a place was asked for are one; what tells or asks something else is kept as words. */
export function isPlace(text: string): boolean {
  const words = simplified(text).trim();
  if (words.length < 2 || TELLS.test(words)) return false;
  if (/^(我|人|就|是)*在/.test(words) && HOLDS_A_PLACE.test(words)) return true;
  return words.length <= SHORT_PLACE && LIKE_A_PLACE.test(words);
}

const CORRECTS = [
  /^(?:地点|地方|位置)\s*(?:写|说|报|弄|搞)?错了?[，,。\s]*(?:应该|其实)?(?:改为|改成|是|在)\s*(?<place>\S.*)$/,
  /^(?:地点|地方|位置)\s*(?:改为|改成|改到|换成|应该是|应该在|其实在|是|在|[:：])\s*(?<place>\S.*)$/,
  /^(?:不是|不在)\S{1,20}?[，,。；\s]+(?:而)?(?:应该|其实)?(?:是|在)\s*(?<place>\S.*)$/,
  /^(?:说|写|报)错了?[，,。\s]*(?:应该|其实)?(?:是|在)\s*(?<place>\S.*)$/,
];

/** The right place, where somebody says that the one told before was wrong. */
export function correctedPlace(text: string): string | undefined {
  const words = simplified(text).trim();
  for (const one of CORRECTS) {
    const place = one.exec(words)?.groups?.['place']?.replace(/[。！!]+$/, '');
    if (place !== undefined && !TELLS.test(place)) return place;
  }
  return undefined;
}
