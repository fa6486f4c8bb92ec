import { saysSomething } from '../words.ts';
import { MAX_PLACE, placesNamed, type ReportDraft } from './reportDraft.ts';

/** What a sentence at the confirming step changes: the corrected draft, and where that leads if not to the same question. */
export interface Correction {
  draft: ReportDraft;
  leadsTo?: 'place' | 'submit' | 'endorse';
}

const PLACE_IS = /^(?:地点|地方|位置)\s*(?:改为|改成|改到|换成|换到|应该是|应该在|写|是|在|[:：])\s*(?<place>\S.*)$/;
const NOT_BUT =
  /^(?:不是|不在|不对[，,]?\s*不是)\s*(?<wrong>[^，,。；;]{1,20}?)\s*(?:[，,。；;]\s*)?(?:而是|应该是|应该在|是|在)\s*(?<right>\S.{0,40})$/;
const CHANGED_TO = /^(?:把)?(?<wrong>\S{1,20}?)\s*(?:改为|改成|换成)\s*(?<right>\S.{0,40})$/;
const TEXT_IS = /^(?:内容|描述|文字)\s*(?:改为|改成|换成|是|[:：])\s*(?<text>\S.*)$/;

/** The lines the question printed, typed out. */
const LABELS: readonly (readonly [RegExp, (draft: ReportDraft) => Correction | undefined])[] = [
  [/^匿名(提交|上报|报)$/, (draft) => ({ draft: { ...draft, isAnonymous: true }, leadsTo: 'submit' })],
  [
    /^(匿名|我要匿名|不留名|不要写?我的?名字?|别写我的?名字?|不署名)$/,
    (draft) => ({ draft: { ...draft, isAnonymous: true } }),
  ],
  [/^(不匿名|不用匿名|不要匿名|取消匿名|实名|用实名|留名)$/, (draft) => ({ draft: { ...draft, isAnonymous: false } })],
  [
    /^((改|换|改一下|修改)(地点|地方|位置)|(地点|地方|位置)(不对|错了?|不是这里|写错了?))$/,
    (draft) => ({ draft, leadsTo: 'place' }),
  ],
  [
    /^((很|非常|特别|好|比较)?(紧?急|危急)|很急[，,]?人有危险|人有危险|马上有危险|急急急)$/,
    (draft) => ({ draft: { ...draft, isUrgent: true } }),
  ],
  [
    /^(?:(不(是)?(太|很)?(紧?急|危急)(的|了)?|(没|没有|冇)(人有)?危险|人没有?危险|没有?人有危险|不是紧急件?)[，,\s]*)+$/,
    (draft) => ({ draft: { ...draft, isUrgent: false } }),
  ],
  [
    /^((去掉|删掉|删除|不要|取消|撤掉)(这张|那张|这些|所有)?(照片|图片|相片|图)|(照片|图片|相片)(不要了?|去掉|删掉|发错了?|不对))$/,
    (draft) => ({ draft: { ...draft, photoIds: [] } }),
  ],
  [
    /^((去掉|删掉|删除|不要|取消|撤掉)(这条|那条|所有)?(语音|录音)|(语音|录音)(不要了?|去掉|删掉|发错了?))$/,
    (draft) => ({ draft: { ...draft, soundIds: [] } }),
  ],
  [/^附议$/, (draft) => (draft.similar?.mayJoin ? { draft, leadsTo: 'endorse' } : undefined)],
  [
    /^((这|那)?(不是|没有)(重复|同一[个件])的?|不一样(的)?|不是一回事|两码事)$/,
    ({ similar: _, ...draft }) => ({ draft: { ...draft, isNotSame: true } }),
  ],
  [/^(还是)?发给企业(也行|吧)?$/, (draft) => ({ draft: { ...draft, isAboutManagers: false } })],
  [/^(不要?发给企业|说的是领导|直接交监管部门)/, (draft) => ({ draft: { ...draft, isAboutManagers: true } })],
];

/** A line of the question typed out: never anything else, however alarming by itself (「很急」). */
export const isPrinted = (words: string): boolean => LABELS.some(([said]) => said.test(words));

/** `去掉第2张照片` */
const ONE_PHOTO = /^(?:去掉|删掉|删除|不要)第?(?<at>[1-9])张(?:照片|图片|图)?$/;

const withPlace = (draft: ReportDraft, said: string): ReportDraft => {
  const { locationId: _, ...rest } = draft;
  const [place] = placesNamed(said, draft.places);
  return place
    ? { ...rest, locationId: place.locationId, placeText: place.label }
    : { ...rest, placeText: said.slice(0, MAX_PLACE) };
};

/** What was wrong stands in the place or in the words: there it is replaced. */
function replaced(draft: ReportDraft, wrong: string, right: string): ReportDraft | undefined {
  const bare = right.replace(/[吧啊呀了的]+$/u, '') || right;
  const isPlace = draft.placeText?.includes(wrong) || placesNamed(wrong, draft.places).length > 0;
  if (isPlace || placesNamed(bare, draft.places).length > 0) {
    const next = withPlace(draft, bare);
    return draft.text.includes(wrong) ? { ...next, text: draft.text.replaceAll(wrong, bare) } : next;
  }
  return draft.text.includes(wrong) ? { ...draft, text: draft.text.replaceAll(wrong, bare) } : undefined;
}

/**
 * What somebody corrects in words at the confirming step: 「改地点」, 「不是空压机房，是装卸台」, 「很急」, 「匿名」, 「去掉照片」, a
 * label as it was printed.
 * @returns undefined where it is no correction but more to tell.
 */
export function correctionOf(words: string, draft: ReportDraft): Correction | undefined {
  for (const [said, correct] of LABELS) if (said.test(words)) return correct(draft);
  const at = Number(ONE_PHOTO.exec(words)?.groups?.['at'] ?? 0);
  if (at > 0 && at <= draft.photoIds.length) {
    return { draft: { ...draft, photoIds: draft.photoIds.filter((_photo, i) => i !== at - 1) } };
  }
  const place = PLACE_IS.exec(words)?.groups?.['place'];
  if (place) return { draft: withPlace(draft, place) };
  const text = TEXT_IS.exec(words)?.groups?.['text'];
  if (text && saysSomething(text)) return { draft: { ...draft, text } };
  const { wrong, right } = (NOT_BUT.exec(words) ?? CHANGED_TO.exec(words))?.groups ?? {};
  const next = wrong && right ? replaced(draft, wrong, right) : undefined;
  return next ? { draft: next } : undefined;
}
