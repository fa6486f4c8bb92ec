import { setTimeout as wait } from 'node:timers/promises';
import { mattersHead } from '#domain/chat';
import { type Features, featuresOf, type Head, openHead, type PackedHead, simplified } from '#platform/sentences';
import packed from './danger.data.json' with { type: 'json' };

/** How sure the heads must be where no words decide: found by leaving voices out, recall first (`npm run eval:chat`). */
const ENOUGH = 0.08;
/**
 * How sure where others are called at once: surer than where 119 is said. By leaving voices out, 94 % of dangers are filed
 * unasked with it and 1.6 % of all else; at 0.25 it is 95.6 % and 2.3 %, at 0.6 91 % and 1.1 %.
 */
const SURE = 0.4;
/** Surer than this it is believed against words that speak of a thing past, feared or asked about. */
const CERTAIN = 0.85;

/**
 * Names and doings that hold a word of danger and tell of none: 「消防车通道」, 「煤气泄漏报警器」, 「油烟」, 「快来人修灯」. They are
 * taken out before the words are looked at, so that what else the sentence says still counts.
 */
const NO_DANGER = new RegExp(
  [
    '(?:消防|救护|急救)车的?(?:专用)?(?:通?道|车?位|库|(?:都|也|又)?(?:进不[来去了]|开不进|过不[来去了]|停错|停满|停在?哪|在哪))',
    // Stuck, with nobody's hand in it.
    '(?:机器?|设备|[传输]送带|料斗|阀门?|模具?|钻头|链条|皮带)(?:又|老是|总是|给)?卡(?:住|死)(?!了?.{0,2}(?:人|他|她|手|脚|腿|头))',
    '救命的?(?:通道|门|出口|绳|稻草|设备|器材|药|钱)',
    '救命(?=.{0,4}(?:剧|好看|好笑|好吃|可爱))|(?<=(?:累|笑|困|热|忙|吃|喝|丑).{0,5})救命',
    '(?:煤气|燃气|天然气|液化气|可燃气体?|有毒气体|氨气?|气体)?(?:泄漏|泄露|漏气|漏电|烟雾|火灾|消防)(?:报警|检测|探测|警报|断路|保护)(?:器|仪|装置|系统|开关)?',
    '烟囱.{0,3}冒.{0,2}烟|油烟机?|烟(?:囱|感|头|蒂|灰)|(?:抽|吸|香|点)烟+',
    '(?:手机|扳手|钥匙|工具|螺丝刀?|帽子?|眼镜|口罩|杯子?|钱包)(?:又|也|都|不小心)?(?:掉|卡|落|夹)(?:进|在|到|住|下)',
    '快点?来(?:个|几个)?(?:人|师傅|电工)?(?:来|帮忙)?(?:修|换|领|签|扫|打扫)',
    '(?:急|气|吓|烦|累|热|笑)死人了?',
    // How somebody feels: 「烦得要爆炸」, 「头都炸了」, 「气炸了」, 「晒得人要冒烟」, 「被骂到窒息」, 「救命，这作业太多了」.
    '(?:烦|气|累|热|忙|困|笑|吓|饿|晒|骂)(?:得|到)[^，,。！!]{0,6}(?:爆炸|炸|冒烟|肚子[疼痛]|窒息|要命|吐血|起飞)了?|气炸了?',
    '(?:头|脑袋|心态|肺)(?:都|快|要)*(?:炸|爆|大|裂)了|人都?麻了|心(?:好|很|都)?(?:痛|碎|滴血)了?|吓死(?:宝宝|我|本宝宝)了?',
    '救命(?=.{0,4}(?:论文|作业|报告|考试|加班|工作))|(?:股市|股票|彩票|双色球).{0,4}[爆中跌]了',
  ].join('|'),
  'g',
);

const PEOPLE = '(?:人|工友|师傅|工人|同事|老\\S|小\\S|阿\\S|[我他她佢])';
const HURT =
  '(?:触电|中毒|溺水|昏迷|昏倒|晕倒|晕低|晕咗|晕在|休克|抽搐|窒息|受伤|重伤|骨折|被困|困住|困在|被埋|埋了|埋咗|被压|压住|压在|压到|砸中|砸到|卡住|卡在|夹住|夹到|夹断|绞进|绞断|卷进|跌落|摔下|摔落|坠落|掉下去|掉进|掉水|落水|没上来|喊不应|没反应|没呼吸|没气了|不动了|不省人事|流血|倒下|倒在|倒地|倒咗|电亲|电到|电倒|电死|电住|烧伤|烫伤|咬伤)';
/** Said of what is happening now, these leave no doubt. */
const NOW: readonly RegExp[] = [
  /救命|救人|救护车|消防车|出人命|死人了|快不行了|出(大)?事了/,
  /^(打|快打|要|叫|帮我打|帮打|赶紧打)?(119|120|110)$/,
  /(着|起|失)火(了|啦|喇|哩|勒|咗|$)|烧起来|烧起嚟|着火[，,！!。 ]|火(好|很|太|越来越)大|冒(出)?(火苗|明火|浓烟|黑烟|白烟|大烟)|冒烟了|正在(冒烟|着火|起火|漏|喷|塌)|全是烟|(?<!抽烟.{0,6})烟(好|很|太)大|(好大|好多|浓)烟/,
  /(误服|误喝|误食|喝错)了?.{0,4}(药|剂|水|酸|碱|油)|(危险|大家).{0,2}快(跑|逃|撤)|锁(在|进|死).{0,3}(冻|冷)库|(冻|冷)库.{0,8}锁.{0,4}在?里面|冲天.{0,2}烟|皮都掉了/,
  /爆炸了|爆了|炸了|要爆(了|炸)|要炸(了)?$|快爆了/,
  /(煤|燃|天然|液化)气(泄漏|泄露|漏(了|咗|出|得))|氨气?(泄漏|泄露|漏)|氯气?(泄漏|泄露|漏)|(煤气|燃气|瓦斯)味(好|很|太)?(大|重|浓)|好(大|浓|重)(的)?(煤气|燃气|瓦斯)味|毒气/,
  /塌方|塌了|塌咗|要塌|快塌|坍塌了|冒顶|透水|滑坡|泥石流/,
  /(控制|压|关|止)不(住|了)|失控|没(有)?(声音|动静|意识|知觉)|下不来(?!料)|重伤|缺水烧|引着了|绳断了?(抽|打|掉)|(高压)?线断了?(掉|落)|漏电.{0,3}倒|^着或|打火一直/,
  /大出血|止不住|流(了)?好多血|血流|没有?呼吸|没心跳|不省人事|昏迷|晕倒|晕低|中毒了|触电了|跳楼|砍人/,
  new RegExp(`${PEOPLE}.{0,6}${HURT}`),
  /(?:手(?!机)|脚|腿|胳膊|手臂|手指|头发?|衣服|眼睛).{0,4}(?:夹|绞|卷|压断|压住|压到|压掉|切断|切掉|断了|冇咗|卡住|看不见|烫|炸|溅|打瞎|流血)/,
  /\b(fire|explosion|gas leak|bleeding|trapped|ambulance|emergency|sos|electrocuted|unconscious)\b(?! (exit|extinguisher|drill|alarm|door))/,
  /火情|火势|爆燃|自燃了|火光|失联|意识不清|(正在|发生)(坍塌|塌方)|没声了|站不住了|(脸|嘴)都?(黑|紫)了|剪掉了|砸中(了|人|装|工)|(快|马上|赶紧)送医|(夹|卡|压)在.{1,8}(中间|之间)/,
  /\b(on fire|smoke everywhere|ran over (a|an|some|the)|not breathing|fell from|is stuck in)\b|collapsed|chay (roi|lon|kho|xuong)|goi 119|bi dien giat|bi thuong|cuu voi|goi cap cuu/,
  /^help( me)?[!！ ]*$|cháy (rồi|nhà|xưởng)|^cháy$|cứu|cấp cứu|bị (thương|điện giật)|nổ rồi|rò rỉ|ngất/,
];
/** Past, a drill, only thought of, asked about, or denied: no alarm. */
const NOT_NOW: readonly RegExp[] = [
  /演练|演习|演戏|训练|培训|考试|新闻|电影|视频|电视|小说|游戏|故事/,
  /去年|前年|上个?(月|周|星期|礼拜|次|回)|昨[天晚日]|寻日|前[天几晚日]|之前|以前|曾经|早上.*现在没|过去(的|有|几)|当年|那年|那次|20\d\d年/,
  /万一|假如|如果|要是|倘若|若是|一旦|假设/,
  /容易|可能会|担心|害怕|(?<![可恐])怕(?![怕死得了啊呀，,。!！]|$)|会不会|迟早|早晚|差点|差一点|险些|小心|注意|防止|预防|避免|避险|隐患$|再不|下次|搞不好|说不定|真出了?事|有.{0,3}风险|(很|好)危险$/,
  // 「堆满东西，着火都出不去」: it has not, or it would be said with 了.
  /(着火|起火|失火|出事|爆炸)(都|也|就|的话)[^了啦喇，,。！!]{0,2}(出不|跑不|逃不|进不|没法|没地|没处|来不及|冇)/,
  /没有?(再)?(着火|起火|冒烟|泄漏|泄露|漏气|爆炸|触电|受伤|人受伤|出事|事)|不是(真|着火|起火|火)|冇(着火|受伤)|未(着火|造成|发生)|误报|虚惊|看错|搞错|弄错|假的/,
  /(催|报的|上报|反映|投诉).{0,8}没有?(声音|动静|反应)/,
  /已经(灭|处理|修好|好了|解决|控制|送|没事)|灭掉了|灭了线|修了又|都好了|没事了/,
  /(怎么|如何|怎样|点样)(急救|处理|用|使用|救|逃|灭|包扎|止血|预防|赔|报销|认定|办理|写|做)|应该(怎么|怎样|做)|先做什么|步骤|要注意|^(?!.*(血|现在|这边|这里|我们|晕倒了|烧起来)).*怎么办[?？]?$|多久|几年|证(怎么|在哪)|是什么|什么是|吗[?？]?$|么[?？]$|能不能|可不可以|how to|what to do/,
  /热死|累死|笑死|饿死|困死|气死|无聊死|火锅|火爆|好火|炸鸡|爆米花|爆款|发烧友/,
  /工伤|赔|工资|社保|补偿/,
];
/** How a thing is, or what it lacks: a hazard, where no words tell of somebody it has come over. */
const OF_A_THING: readonly RegExp[] = [
  /过期|没(有)?(压力|水)|不见了|堵|锁|缺|冇戴|没戴|抽烟|吸烟/,
  /没有?(装|做|配|设)?(防|护|安全|灭火|急救|报警|应急|警示|盖|罩|栏|网)|没有?装/,
  /(灯|器|仪|感|阀|泵|开关|按钮|扇)(都|全|又|也|已经)?(坏|不亮|不响|不转|失灵|失效|启动不了)/,
  // Water, rain, oil and dust that run out harm nobody by themselves; near fire, current, acid or people they may.
  /^(?!.*(汽油|柴油|酒精|火|焊|电|酸|人)).*((漏|渗|滴)(了|着|点|出来?|得)?(一点|点)?(水|雨|机?油|浆|灰|料|粉)|(水|雨|油|浆|灰|料|粉)(都|又|一直|老是|总是|在|还在|慢慢)?(漏|渗|滴)|一(大)?(滩|摊)(机?油|水))/,
];
/** Spoken by somebody in it, whatever else the sentence holds. */
const IN_IT =
  /救命|快来|快点来|现在(正|还)?(在)?(着|起|烧|漏|冒|躺|流)|正在(冒烟|着火|起火|漏|喷|塌|烧)|还在(烧|漏|喷|流血|冒)|怎么办.{0,2}快|快.{0,2}怎么办|出不来|动不了|人(已经)?不动了|叫不醒|电死人|死人[啦了咗喇](?![吗么?？])|现在.{0,15}(头晕|想吐|站不住|晕倒|倒下|流血|喘不)|(吓得|都)(往外)?跑(出来|了)/;

/** A number, a code, a plate alone: no sentence, whatever its letters resemble. */
const IS_CODE = /^(?:[^\p{L}]*|(?=.*\d)[a-z0-9 -]+)$/u;

/** One that knows danger alone, and one that knows every matter: together they miss fewer and are alarmed less. */
const HEADS: readonly Head[] = [openHead(packed as PackedHead), mattersHead];

/** Who runs the place tells people to do something, or lets something be. */
const BY_ORDER =
  /(老板|厂长|经理|领导|主任|班长|组长|队长|工头|主管|厂里|安全员|管理人?员).{0,6}(叫|让|喊|逼|要求|要我|不让|不管|不准|不许|指使|命令|说别|说不用|关)/;

/** A plate, 「车牌 桂B·99119」, or a mobile number: 119 in one is none. */
const NUMBER =
  /(?:车牌号?码?[:：是为]?\s*)?[京津沪渝冀豫云辽黑湘皖鲁新苏浙赣鄂桂甘晋蒙陕吉闽贵粤青藏川宁琼]\s*[a-z][\s·.•-]*[a-z0-9]{4,5}[a-z0-9学警港澳挂](?![a-z0-9])|(?<!\d)1[3-9]\d(?:[ -]?\d{4}){2}(?!\d)/gu;
/** Family names of nine people in ten, and of Guangxi. */
const FAMILIES =
  '王李张刘陈杨黄赵吴周徐孙马朱胡郭何高林罗郑梁谢宋唐许韩冯邓曹彭曾肖田董袁潘于蒋蔡余杜叶程苏魏吕丁任沈姚卢姜崔钟谭陆汪范金石廖贾夏韦付方白邹孟熊秦邱江尹薛闫段雷侯龙史陶黎贺顾毛郝龚邵万钱严覃武戴莫孔向汤农蒙岑庞磨闭甘赖温欧区容冼凌宁滕施植';
/** Whoever names themselves with a number says no more, whatever their name resembles: 「覃燃，桂B99119」. */
const IS_NAMED = new RegExp(`^(?:我叫|我是|司机|姓名)?[:： ]*[${FAMILIES}]\\p{Script=Han}{1,2}$`, 'u');
/** Whether a message is a name and a number, and no sentence. */
function isNamed(words: string): boolean {
  const left = words.replace(NUMBER, '').replace(/^[\s，,、。;；]+|[\s，,、。;；]+$/gu, '');
  return left !== words && IS_NAMED.test(left);
}

interface Heard {
  /** The words leave no doubt. */
  isSaid: boolean;
  /** Past, feared, asked about or denied. */
  isElsewhen: boolean;
  /** It says how a thing is. */
  isOfAThing: boolean;
  /** How surely the sentence means it, from 0 to 1; −1 where that is not asked. */
  score: number;
}

/** By letters alone where the encoder, being opened or busy, has said nothing in time. */
const featuresIn = (words: string, ms: number | undefined): Promise<Features> =>
  ms === undefined
    ? featuresOf(words)
    : Promise.race([featuresOf(words), wait(ms, undefined, { ref: false }).then(() => featuresOf(words, true))]);

/** How likely it is a danger: the mean of what the heads say. */
function scoreOf(features: Features, by: readonly Head[]): number {
  const each = by.map((head) => head.score(features).find(({ label }) => label === 'danger')?.score ?? 0);
  return each.reduce((sum, score) => sum + score, 0) / by.length;
}

async function hear(text: string, by: readonly Head[], withinMs?: number): Promise<Heard> {
  const words = simplified(text).toLowerCase();
  if (!/[\p{L}\p{N}]/u.test(words)) return { isSaid: false, isElsewhen: false, isOfAThing: false, score: -1 };
  const isElsewhen = NOT_NOW.some((one) => one.test(words));
  const left = words.replace(NO_DANGER, '东西');
  const isOfAThing = left !== words || OF_A_THING.some((one) => one.test(words));
  const isSaid = IN_IT.test(left) || (!isElsewhen && NOW.some((one) => one.test(left)));
  const isHeard = isSaid || IS_CODE.test(words.replace(NUMBER, '').trim()) || isNamed(words);
  const score = isHeard ? -1 : scoreOf(await featuresIn(left, withinMs), by);
  return { isSaid, isElsewhen, isOfAThing, score };
}

/**
 * Whether a message tells of a danger to people now: fire, gas, electricity, collapse, drowning, poisoning, an injury,
 * somebody trapped. The words decide, then what the sentence means. Past events, drills, 万一, questions and denials are
 * no alarm. Recall first: whoever hears it says to leave and to call, whether or not it was one.
 */
export async function tellsDanger(text: string, by: readonly Head[] = HEADS): Promise<boolean> {
  const { isSaid, isElsewhen, isOfAThing, score } = await hear(text, by);
  return isSaid || score >= (isElsewhen || isOfAThing ? CERTAIN : ENOUGH);
}

/**
 * Whether it tells so so surely that others are called before anybody is asked. What whoever runs the place orders is
 * first asked about, where no words leave no doubt: it may have to go past them. What is past, feared or asked about is
 * heard, and calls nobody by itself.
 * @param withinMs Somebody waits for a page: then what the words alone say has to do.
 */
export async function criesForHelp(text: string, by: readonly Head[] = HEADS, withinMs?: number): Promise<boolean> {
  const { isSaid, isElsewhen, isOfAThing, score } = await hear(text, by, withinMs);
  if (isSaid || isElsewhen) return isSaid;
  return score >= (isOfAThing ? CERTAIN : SURE) && !BY_ORDER.test(simplified(text));
}
