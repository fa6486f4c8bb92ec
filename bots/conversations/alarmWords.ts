/** What people say after an alarm that is neither a place nor more of the danger. */

const SORRY = '(?:不好意思|对不起|抱歉|[没冇]事(?:了|啦|儿|喇)?|谢谢|哦|啊|唉|[，,。、！!；\\s])*';
const WRONG =
  '(?:我|是|系|都是|这是|刚才|刚刚|那个|那是|不小心|手滑|[，,\\s])*(?:误报|虚惊一场|虚惊|撤回|撤销|(?:发|弄|搞|点|按|看|报|打|认)错(?:了|啦)?(?:人|群)?)(?:的|了|啦|吧|[，,\\s])*';
const FALSE_ALARM = new RegExp(
  `^${SORRY}(?:${WRONG})+${SORRY}(?:请|帮我|麻烦)?(?:撤回|撤销|撤了)?${SORRY}(?:吧|了|一下)?$`,
);
/** Longer words say more than that; and what a pattern may cost stays bounded. */
const SHORT = 30;
/** It was none, said in words that mean nothing else: 「弄错了」, 「没事了，发错了」, 「误报撤回」. */
export const takesAlarmBack = (words: string): boolean => words.length <= SHORT && FALSE_ALARM.test(words);

/** They know no more. */
export const knowsNot = (words: string): boolean =>
  /^(我|也|都|真的?)*(不|唔)(太|大)?(知道?|清楚|晓得|懂|记得|确定)(了|啊|呀|在哪里?|是哪里?|哪里|叫什么|是哪家|什么地方)*$|^(讲不清|说不清楚?|khong biet|không biết|i? ?don'?t know)$/i.test(
    words,
  );

const REMARKS: readonly (readonly [string, RegExp])[] = [
  ['drill', /演习|演练|演戏/],
  [
    'over',
    /^(已经?|都|火|现在|刚刚?)*(被|给)?(扑?灭|处理|控制|解决|救出来|关|修|堵)(掉|好|住|下来)?(了|啦|完)|^没事(了|啦)?$/,
  ],
  ['hurry', /(怎么|为什么|咋).{0,4}(还|都)?(没|冇|不).{0,3}(人|来|到)|(快点?|赶紧|赶快)来|还没(有)?人来|催一?下/],
];
/** What is said back to words that are told on: a drill, that it is over, that nobody has come; empty for the rest. */
export const remarkOn = (words: string): string => REMARKS.find(([, said]) => said.test(words))?.[0] ?? '';

/** Whoever is there will soon be out of reach: who comes to help has to know. */
const SOON_SILENT = /(手机|电话|电量).{0,6}(没电|冇电|不足|要关机|快关机|自动关机)|^(快|就快|要)(没|冇)电/;

/** Answers of whoever has raised an alarm, whatever question they sound like. */
export const isOfAlarm = (words: string): boolean =>
  takesAlarmBack(words) || knowsNot(words) || remarkOn(words) !== '' || SOON_SILENT.test(words);
