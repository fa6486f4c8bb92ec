import { correctedPlace, criesForHelp, isPlace } from '#domain/hazards';
import { simplified } from '#platform/sentences';
import type { Turn } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import { meaningOf } from '../meaning.ts';
import { isOfAlarm } from './alarmWords.ts';
import { matchEnterprises } from './enterpriseChoice.ts';
import { withoutAnonymity } from './reportDraft.ts';

/** What something said after an alarm is: more of it, another danger, another hazard, another matter, or not clear. */
export type Matter =
  | { is: 'of-it' }
  | { is: 'unnamed' }
  | { is: 'unsure' }
  | { is: 'alarm'; text: string }
  | { is: 'hazard'; text: string }
  | { is: 'other'; code: IntentCode };

/** The alarm it may belong to. */
interface Alarm {
  text: string;
  isFirmUnknown: boolean;
}

/** Dangers that are not of one kind send other people to another place. An explosion, or somebody hurt, may be of any. */
const KINDS: readonly (readonly [string, RegExp])[] = [
  ['fire', /火(?![锅车碱])|烧(?![结杯])|烟(?![囱花头])|\b(fire|smoke|burning)\b|cháy|khói|chay roi/],
  ['gas', /氨|氯|[煤燃]气|天然气|液化气|瓦斯|毒气|硫化氢|一氧化碳|泄[漏露]|漏气|\b(gas|ammonia)\b|rò rỉ|khí/],
  ['current', /[触漏]电|电(到|倒|死|亲|住|击)|高压线|electrocut|điện giật|dien giat/],
  ['collapse', /[塌坍]|滑坡|泥石流|透水|冒顶|collapse|sập/],
  ['machine', /[卷绞](进|入|断|住|到)|夹(住|到|断|伤)|轧(到|住|断)/],
  ['water', /溺水|落水|掉(进|下|到)?(水|池|河|塘)|drown/],
];
const kindsIn = (text: string): string[] => {
  const words = simplified(text).toLowerCase();
  return KINDS.filter(([, said]) => said.test(words)).map(([kind]) => kind);
};

/** They say themselves that it is something else. */
const ANOTHER =
  /^.{0,6}?(?:另外?还?有?一?|还有?另?外?一|第二)[件桩个处](?:事情?|隐患|问题|危险|情况)?(?:要报|要讲|要说)?[，,：:。\s]*(?<rest>\S.+)$/;
/** How it is going, who is hurt, who is coming: of the alarm, whatever it sounds like. */
const HOW_IT_GOES =
  /(受伤|没伤|伤[了到者员]|有人|人(都|还|已|在)|[\d一二两三四五六七八九十几]+个?人(?!工资)|被困|救[人援护]|119|120|消防(队|车)|撤|疏散|跑出|逃|还在(?!拖|欠)|越来越|火势|控制住?|快来|里面|没办法)/;
/** How sure one must be that calm words tell another hazard, or ask of another matter. */
const QUITE_SURE = 0.7;

/** What is said after an alarm. Only what plainly belongs to it is added: whoever has the case reads it. */
export async function matterOf(turn: Turn, alarm: Alarm): Promise<Matter> {
  const { words, choice, message, isDanger } = turn;
  const ofIt: Matter = { is: 'of-it' };
  const { text = '' } = message;
  if (choice !== undefined || words === '') return ofIt;
  if (/^(我要?|请)?(匿名|不留名|不署名|别写我的?名字?)(的|吧|啊|哦)?$/.test(words)) return { is: 'unnamed' };
  const another = ANOTHER.exec(text.trim())?.groups?.['rest'];
  if (another !== undefined) return { is: (await criesForHelp(another)) ? 'alarm' : 'hazard', text: another };
  const its = kindsIn(alarm.text);
  const kinds = kindsIn(text);
  const isShared = kinds.some((kind) => its.includes(kind));
  const isCry = isDanger && (await criesForHelp(text));
  if (isCry) return kinds.length > 0 && its.length > 0 && !isShared ? { is: 'alarm', text } : ofIt;
  const bare = withoutAnonymity(text).text;
  if (message.photoId || message.location || isOfAlarm(words) || isPlace(bare) || correctedPlace(bare) !== undefined)
    return ofIt;
  if (alarm.isFirmUnknown && (await matchEnterprises(bare, turn.ctx.actor)).matches.length > 0) return ofIt;
  const { sure } = await meaningOf(bare);
  const isSure = sure !== undefined && sure.score >= QUITE_SURE;
  if (sure && !sure.isTold && sure.code !== 'report' && !isShared && !isDanger) return { is: 'other', code: sure.code };
  if (isShared || HOW_IT_GOES.test(words)) return ofIt;
  if (isSure && sure.label === 'report' && !isDanger) return { is: 'hazard', text };
  // 「还有…」: a hazard beside it, where it is one at all.
  if (/^(还有|另外|仲有)/.test(words) && sure?.isTold) return { is: isDanger ? 'unsure' : 'hazard', text };
  return isDanger && sure?.label === 'danger' && kinds.length === 0 ? ofIt : { is: 'unsure' };
}
