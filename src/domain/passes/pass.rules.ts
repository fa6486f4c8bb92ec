import { localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { defineRule, ruleOn } from '#kernel/rules';

/** What a pass is for, which decides how long it may run, what it must say and through which gates it leads. */
export const PASS_KINDS = [
  { code: 'visitor', label: '临时来访', hint: '来办事的人和车，来一次申请一次' },
  { code: 'fixed', label: '固定', hint: '职工和本单位车辆' },
  { code: 'contractor', label: '承包商', hint: '检修、施工、清理的人和车' },
  { code: 'hazchem', label: '危化品车辆', hint: '装卸危险化学品或危险废物' },
  { code: 'material', label: '物料', hint: '普通货物进出' },
] as const;
export type PassKind = (typeof PASS_KINDS)[number]['code'];

interface PassTerms {
  /** Longest run, both days counted. */
  mostDays: Readonly<Record<PassKind, number>>;
  /** Kinds that lead into the park once. */
  onceOnly: readonly PassKind[];
  /** Calendar days the host, then the park, has to answer. */
  answerDays: number;
  /** Days after its last day until whoever it names is forgotten. */
  keepDays: number;
  /** How many a visitor may have that are not over, and how many days ahead they may ask. */
  visitorMost: number;
  visitorAheadDays: number;
  /** How many of visitors may wait for one firm at once. */
  visitorsWaiting: number;
}

export const PASS_RULE = defineRule<PassTerms>({
  key: 'pass-kinds',
  isSettable: true,
  label: '园区通行证',
  says: ({ mostDays, onceOnly, answerDays, keepDays, visitorMost, visitorAheadDays, visitorsWaiting }) => [
    `${PASS_KINDS.map(({ code, label }) => `${label}最长 ${mostDays[code]} 天`).join('，')}。`,
    `${onceOnly.map((kind) => labelIn(PASS_KINDS, kind)).join('、')}只能进园一次。`,
    '先由接待企业同意，再由园区签发；申请人和签发人不能是同一个人。',
    `企业和园区各在 ${answerDays} 天内答复。过期 ${keepDays} 天后，清除姓名、车牌和证件期限。`,
    `没有账号也可以在聊天里申请来访：只能申请 ${visitorAheadDays} 天以内的，一个人同时最多 ${visitorMost} 张，一家企业同时最多 ${visitorsWaiting} 张等答复。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十八）；平罗、金乡公告（示例）',
      source:
        '平罗、金乡公告转载：固定一年、危化品车辆一天；承包商天数、答复天数、保存天数、来访登记的限数为设计值，可由主管部门另定',
      standing: 'reference',
      value: {
        mostDays: { visitor: 1, fixed: 365, contractor: 90, hazchem: 1, material: 7 },
        onceOnly: ['visitor'],
        answerDays: 1,
        keepDays: 90,
        visitorMost: 3,
        visitorAheadDays: 7,
        visitorsWaiting: 50,
      },
    },
  ],
});

/** Zones of a closed park, the outermost first; a pass for one leads through those before it. */
export const ZONES = [
  { code: 'general', label: '一般控制区', where: '其余区域', measures: '卡口识别人和车' },
  {
    code: 'key',
    label: '关键控制区',
    where: '其他重大危险源、重点工艺和仓储',
    measures: '凭写明事由和时间的通行证，视频，按路线走',
  },
  {
    code: 'core',
    label: '核心控制区',
    where: '毒性气体、液态易燃气体、一级重大危险源',
    measures: '一人一次授权、两人批准，远程监测，在线预警，实时人数',
  },
] as const;
export type Zone = (typeof ZONES)[number]['code'];

/** The three zones, for the page of rules. */
defineRule<readonly (typeof ZONES)[number][]>({
  key: 'closed-zones',
  label: '封闭化分区',
  says: (zones) => zones.map(({ label, where, measures }) => `${label}（${where}）：${measures}。`),
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（十八）',
      source: '意见第三次征求意见稿：三区和核心区授权；两人批准、关键区范围为设计值，界线以整体性评价为准',
      standing: 'reference',
      value: ZONES,
    },
  ],
});

export const passTerms = (now: Date): PassTerms => ruleOn(PASS_RULE, localDate(now)).value;
export const passKindLabel = (kind: PassKind): string => labelIn(PASS_KINDS, kind);
export const zoneLabel = (zone: Zone): string => labelIn(ZONES, zone);

/** Whether a pass for one zone leads into another. */
export const leadsInto = (granted: Zone, asked: Zone): boolean =>
  ZONES.findIndex(({ code }) => code === granted) >= ZONES.findIndex(({ code }) => code === asked);
