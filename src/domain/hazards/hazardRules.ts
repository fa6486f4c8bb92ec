import { addDays, addMonths, DAY_MS, endOfLocalDay, HOUR_MS, type LocalDate, localDate } from '#kernel/dates';
import { defineRule, outOfOrder, ruleOn } from '#kernel/rules';
import { inWorkingDays, isWorkingDay } from '#kernel/workingDays';
import { categoryLabel } from './categories.ts';

/** Days as a place counts them: those of the calendar, or those that are worked. */
interface DaysOf {
  days: number;
  counted: 'calendar' | 'working';
}
const sayDays = ({ days, counted }: DaysOf): string => `${days} ${counted === 'working' ? '个工作日' : '天'}`;
/** The end of the last of so many days. */
export const endOfDays = (from: Date, { days, counted }: DaysOf): Date =>
  counted === 'working' ? inWorkingDays(from, days) : endOfLocalDay(addDays(localDate(from), days));

interface HazardClock {
  acceptHours: number;
  urgentAcceptHours: number;
  verifyWorkingDays: number;
  majorVerifyHours: number;
  /** Days a firm has to arrange the fix of something found valid. */
  planWorkingDays: number;
  /** Days another person has to look at what was submitted. */
  approveWorkingDays: number;
  /** Days the competent body has to look at a closure that was asked for. */
  closureReview: DaysOf;
  /** Until a report in another tongue is put into Chinese. */
  wordsHours: number;
}

/** How long each step of a case may take. */
export const HAZARD_CLOCK = defineRule<HazardClock>({
  key: 'hazard-clock',
  isSettable: true,
  contradiction: ({ urgentAcceptHours, acceptHours }) =>
    outOfOrder([urgentAcceptHours, acceptHours], '紧急的受理时限不能比一般的长'),
  label: '隐患处理时限',
  says: (clock) => [
    `受理 ${clock.acceptHours} 小时，紧急 ${clock.urgentAcceptHours} 小时；核实 ${clock.verifyWorkingDays} 个工作日，重大 ${clock.majorVerifyHours} 小时。`,
    `安排整改 ${clock.planWorkingDays} 个工作日，验收 ${clock.approveWorkingDays} 个工作日，重大隐患销号审核 ${sayDays(clock.closureReview)}。`,
    `不是用中文报的，${clock.wordsHours} 小时内转写成中文。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：意见和安委〔2024〕7号未规定天数',
      standing: 'reference',
      value: {
        acceptHours: 24,
        urgentAcceptHours: 2,
        verifyWorkingDays: 3,
        majorVerifyHours: 24,
        planWorkingDays: 3,
        approveWorkingDays: 3,
        // 暂行规定第二十三条 says ten days; a place that counts worked ones gets a version of its own.
        closureReview: { days: 10, counted: 'calendar' },
        wordsHours: 8,
      },
    },
  ],
});

/** How often whoever has a case may be pressed: more often nobody reads it. */
const URGING = defineRule<{ perPersonHours: number; perCaseADay: number }>({
  key: 'hazard-urging',
  label: '催办',
  says: ({ perPersonHours, perCaseADay }) => [
    `同一个人对同一件隐患 ${perPersonHours} 小时内催办一次；一件隐患一天最多催办 ${perCaseADay} 次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值',
      standing: 'reference',
      value: { perPersonHours: 24, perCaseADay: 3 },
    },
  ],
});

/** Who is told when nobody takes an urgent case on, the higher the later. `holder` is whoever has it, `superior` the bodies above its own. */
export const ALARM_RUNGS = {
  holder: '负责处理的人',
  manager: '企业负责人',
  park: '园区',
  body: '监管部门',
  superior: '上级监管部门',
} as const;
export type AlarmRung = keyof typeof ALARM_RUNGS;
interface AlarmStep {
  /** From the report. */
  minutes: number;
  tell: readonly AlarmRung[];
}

/** How an urgent case climbs while nobody has taken it on: in minutes, at any hour of the day. */
export const HAZARD_ALARM = defineRule<{ steps: readonly AlarmStep[] }>({
  key: 'hazard-alarm',
  isSettable: true,
  contradiction: ({ steps }) =>
    outOfOrder(
      steps.map(({ minutes }) => minutes),
      '越往上告知，分钟数要越多',
    ),
  label: '紧急上报没有人受理',
  says: ({ steps }) =>
    steps.map(
      ({ minutes, tell }) => `${minutes} 分钟没有人受理，告知${tell.map((rung) => ALARM_RUNGS[rung]).join('、')}。`,
    ),
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）（十）',
      source: '设计值：文件未规定分钟数',
      standing: 'reference',
      value: {
        steps: [
          { minutes: 5, tell: ['holder', 'manager'] },
          { minutes: 15, tell: ['holder', 'manager', 'park'] },
          { minutes: 30, tell: ['holder', 'manager', 'park', 'body'] },
          { minutes: 60, tell: ['holder', 'manager', 'park', 'body', 'superior'] },
        ],
      },
    },
  ],
});
export const alarmSteps = (now: Date): readonly AlarmStep[] => ruleOn(HAZARD_ALARM, localDate(now)).value.steps;

export const urgingRule = (now: Date) => ruleOn(URGING, localDate(now)).value;
export const hazardClock = (now: Date): HazardClock => ruleOn(HAZARD_CLOCK, localDate(now)).value;
export const inHours = (now: Date, hours: number): Date => new Date(now.getTime() + hours * HOUR_MS);

/** How far an unnamed reporter may be asked. */
export const HAZARD_TALK = defineRule<{ questions: number }>({
  key: 'hazard-talk',
  label: '向匿名上报人提问',
  says: ({ questions }) => [`一件隐患最多问 ${questions} 次，答了一次再问下一次。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：意见未规定',
      standing: 'reference',
      value: { questions: 5 },
    },
  ],
});
export const hazardTalk = (now: Date): { questions: number } => ruleOn(HAZARD_TALK, localDate(now)).value;

/** How far off the day may be by which a firm says a major hazard will be put right. */
const TREATMENT_TIME = defineRule<{ months: number }>({
  key: 'hazard-treatment-time',
  isSettable: true,
  label: '重大隐患治理的最长时间',
  says: ({ months }) => [
    `企业自己定的完成日期，从安排整改那天起最长 ${months} 个月；更长的只能由负责销号的部门同意延期或者另定。`,
    '完成日期比这还远的，没有逾期部门也可以往前改。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）；暂行规定第十五条',
      source: '设计值：法规只要求方案写明时限，未规定最长时间；取停产停用一般不超过六个月的同一时长；各地不同，可调整',
      standing: 'reference',
      value: { months: 6 },
    },
  ],
});
/** The last day a firm may set by itself for the fix of a major hazard it arranges now. */
export const lastDayToFix = (now: Date): LocalDate =>
  addMonths(localDate(now), ruleOn(TREATMENT_TIME, localDate(now)).value.months);

/** How a firm asks for more time to put a major hazard right. */
const EXTENSION = defineRule<{ leadWorkingDays: number; decideWorkingDays: number }>({
  key: 'hazard-extension',
  isSettable: true,
  label: '重大隐患整改延期',
  says: ({ leadWorkingDays, decideWorkingDays }) => [
    `要延期的，到期前 ${leadWorkingDays} 个工作日以前向负责销号的部门申请，晚了不受理；部门 ${decideWorkingDays} 个工作日内答复。`,
    '逾期以后部门可以另定期限，这件仍算逾期。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）',
      source: '宁波挂牌督办整改延期表：到期前 15 个工作日；青岛 2012：10 个工作日内答复；各地不同，可调整',
      standing: 'reference',
      value: { leadWorkingDays: 15, decideWorkingDays: 10 },
    },
  ],
});
export const extensionRule = (now: Date) => ruleOn(EXTENSION, localDate(now)).value;

/** The last day on which more time may be asked for. */
export function lastDayToAsk(dueOn: LocalDate, now: Date): LocalDate {
  let day = dueOn;
  for (let left = extensionRule(now).leadWorkingDays; left > 0; ) {
    day = addDays(day, -1);
    if (isWorkingDay(day)) left -= 1;
  }
  return day;
}

/** Whether the firm may still ask for more time to put it right. */
export const mayStillAsk = ({ rectification }: { rectification?: { dueOn: LocalDate } }, now: Date): boolean =>
  rectification !== undefined && localDate(now) <= lastDayToAsk(rectification.dueOn, now);

/** How long the competent body may call back a judgement that something is no major hazard. */
const CALLING_BACK = defineRule<{ workingDays: number }>({
  key: 'hazard-calling-back',
  isSettable: true,
  label: '判为不属重大隐患后的收回',
  says: ({ workingDays }) => [`监管部门可以在判定后 ${workingDays} 个工作日内收回，重新判定。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）',
      source: '设计值：意见未规定天数',
      standing: 'reference',
      value: { workingDays: 10 },
    },
  ],
});
export const callableUntil = (judged: Date): Date =>
  inWorkingDays(judged, ruleOn(CALLING_BACK, localDate(judged)).value.workingDays);

/** How long a link from a chat to a page where a step is confirmed is good for. */
const CONFIRMATION = defineRule<{ minutes: number }>({
  key: 'hazard-confirmation',
  label: '聊天里销号、降级、延期的确认',
  says: ({ minutes }) => [
    `在聊天里要求销号、改为一般隐患或者答复延期的，发一个链接，${minutes} 分钟内本人登录后再确认一次才办，只能用一次。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）监管部门审核把关销号',
      source: '设计值：聊天账号没有动态码',
      standing: 'reference',
      value: { minutes: 15 },
    },
  ],
});
export const confirmationRule = (now: Date) => ruleOn(CONFIRMATION, localDate(now)).value;

/** What there is nothing to see of once it is put right: a paper is as good as a photo. */
const PAPER_MATTERS = defineRule<{ categories: readonly string[] }>({
  key: 'hazard-paper-matters',
  label: '用文件代替整改后照片的隐患',
  says: ({ categories }) => [
    `${categories.map(categoryLabel).join('、')}类的隐患，整改后可以交证件、预案、记录等文件，不用照片；其他的要有整改后的照片。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十）',
      source: '设计值：意见未规定证明材料的形式',
      standing: 'reference',
      value: { categories: ['training', 'management', 'emergency'] },
    },
  ],
});
/** Whether what was put right is a matter of paper: a certificate, a plan, a record. */
export const isOnPaper = ({ category }: { category: string }, now: Date): boolean =>
  ruleOn(PAPER_MATTERS, localDate(now)).value.categories.includes(category);

/** How long somebody else has to look again at a closing that is disputed, and how often one may be. */
const DISPUTE = defineRule<{ workingDays: number; times: number }>({
  key: 'hazard-dispute',
  isSettable: true,
  label: '销号异议复核',
  says: ({ workingDays, times }) => [
    `重大隐患销号以后，上报人说还没有解决的，由另一名监管人员 ${workingDays} 个工作日内复核；复核以前销号不变。`,
    `维持以后还可以再提，由上一级监管部门复核；一件一共复核 ${times} 次。以后再有危险的另报一件。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）（十）',
      source: '设计值：意见未规定天数和次数',
      standing: 'reference',
      value: { workingDays: 5, times: 2 },
    },
  ],
});
export const disputeRule = (now: Date) => ruleOn(DISPUTE, localDate(now)).value;

/** When a report nobody has verified may be handed to the regulator by whoever made it. */
export const HAZARD_OUTSIDE = defineRule<{ unverifiedDays: number }>({
  key: 'hazard-outside',
  label: '没人核实，转交监管部门',
  says: ({ unverifiedDays }) => [
    `上报 ${unverifiedDays} 天还没有核实的，上报人可以一键交给监管部门；交出去以后由监管部门受理、核实、验收，企业照样整改。`,
    '不经上报人同意，联系方式不随案交出。',
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）（十）',
      source: '设计值：意见未规定天数；安全生产法第七十四条：任何单位和个人有权向监管部门报告或者举报',
      standing: 'reference',
      value: { unverifiedDays: 7 },
    },
  ],
});
export const unverifiedDays = (now: Date): number => ruleOn(HAZARD_OUTSIDE, localDate(now)).value.unverifiedDays;
/** When that is offered for a case a firm has from now on. */
export const offerOn = (now: Date): Date => inHours(now, 24 * unverifiedDays(now));

/** When whoever reported without a name, or about those who run the firm, is asked how they are. */
export const CHECK_INS = defineRule<{ days: readonly number[] }>({
  key: 'reporter-check-ins',
  label: '回访上报人',
  says: ({ days }) => [
    `匿名上报、说到企业负责人的和转交监管部门的，上报后第 ${days.join('、')} 天各问一次有没有被为难；回答只有监管部门看得到。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（五）；安全生产法第五十四条',
      source: '设计值：法律禁止打击报复，未规定回访天数',
      standing: 'reference',
      value: { days: [30, 90] },
    },
  ],
});

/** When the first check-in that is still ahead falls due; undefined once all were. */
export function nextCheckInAt(createdAt: Date, after: Date): Date | undefined {
  const { days } = ruleOn(CHECK_INS, localDate(createdAt)).value;
  return days.map((day) => new Date(createdAt.getTime() + day * DAY_MS)).find((at) => at > after);
}

/** What was said without a name of a calm case and could not be done when its hour came. */
const HELD_WORDS = defineRule<{ days: number }>({
  key: 'hazard-held-words',
  label: '不署名的话，整点起办',
  says: ({ days }) => [
    '不署名又不急的，说还没有解决、交给监管部门、说出是哪家企业，都在下一个整点办，别人那时才看得到。',
    `到整点时办不成的，您写的话给您自己留 ${days} 天。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（五）；安全生产法第七十四条',
      source: '设计值：早一分钟看到，就看得出是谁；意见未规定时限',
      standing: 'reference',
      value: { days: 30 },
    },
  ],
});
export const heldWordsDays = (now: Date): number => ruleOn(HELD_WORDS, localDate(now)).value.days;

interface Likeness {
  /** Share of the pairs of letters that two reports have in common, at different places and at one. */
  sameWords: number;
  sameWordsAtOnePlace: number;
  /** Bits in which the fingerprints of two photos may differ. */
  photoBits: number;
  /** Open cases of the firm that are looked at, the newest first. */
  candidates: number;
  /** The most that are shown. */
  shown: number;
}

/** How alike two reports must be before we ask whether they are one. */
const SIMILARITY = defineRule<Likeness>({
  key: 'hazard-likeness',
  label: '相似的上报',
  says: ({ sameWords, sameWordsAtOnePlace, candidates, shown }) => [
    `文字有 ${sameWords * 100}% 相同（同一地点 ${sameWordsAtOnePlace * 100}%），或照片几乎一样，就问是不是同一件事；在最近 ${candidates} 件没办完的里面找，最多列 ${shown} 件。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：意见未规定',
      standing: 'reference',
      value: { sameWords: 0.45, sameWordsAtOnePlace: 0.25, photoBits: 10, candidates: 60, shown: 3 },
    },
  ],
});
/** When what was closed and is reported again counts as a recurrence. */
const RECURRING = defineRule<{ days: number; times: number }>({
  key: 'hazard-recurring',
  isSettable: true,
  label: '反复出现',
  says: ({ days, times }) => [
    `${days} 天内同样的问题关闭后又报，写明以前是哪一件；第 ${times} 次起算反复出现，请企业查根本原因。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）',
      source: '设计值：意见要求建立长效机制，未规定次数',
      standing: 'reference',
      value: { days: 90, times: 3 },
    },
  ],
});
export const recurringRule = (now: Date) => ruleOn(RECURRING, localDate(now)).value;
export const likenessRule = (now: Date): Likeness => ruleOn(SIMILARITY, localDate(now)).value;
