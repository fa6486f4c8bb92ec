import { type DrawnNoun, drawnOf } from '#domain/engine';
import { NOUNS } from '#domain/nouns';
import { ROLES, type Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from './router.ts';

/** The top level: everything else lies inside one of these. */
export const GROUPS = [
  { code: 'work', label: '工作', icon: 'briefcase' },
  { code: 'programme', label: '项目', icon: 'clipboard-list' },
  { code: 'reward', label: '激励与保险', icon: 'gift' },
  { code: 'park', label: '园区', icon: 'building-factory' },
  { code: 'board', label: '看板', icon: 'chart-bar' },
  { code: 'administration', label: '管理', icon: 'settings' },
] as const;

/** One place people go to. Who may go there is said by its route and nowhere else. */
export interface Entry {
  path: string;
  label: string;
  icon: string;
  group: (typeof GROUPS)[number]['code'];
  /** Other words somebody may look for it by. */
  words?: string;
  /** Fewer roles than may open it: only those of whom it is asked. */
  only?: readonly Role[];
  /** Patterns of pages that lie under it, with all under theirs, although their address does not begin with `path`. */
  holds?: readonly string[];
}

const REPORTS: readonly Role[] = ['worker', 'enterprise-manager', 'safety-officer'];

const FIRM: readonly Role[] = [...REPORTS, 'applicant'];

/** Every place but those of nouns that are put in words, in the order people use them. */
const OWN: readonly Entry[] = [
  { path: paths.home, label: '首页', icon: 'home', group: 'work' },
  { path: paths.toDos, label: '待办', icon: 'checklist', group: 'work', words: '逾期 今天 期限' },
  { path: paths.report, label: '上报隐患', icon: 'flag', group: 'work', only: REPORTS, words: '危险 随手拍' },
  { path: paths.myReports, label: '我的上报', icon: 'list-check', group: 'work', only: REPORTS, words: '进度' },
  { path: paths.hazards, label: '隐患', icon: 'alert-triangle', group: 'work', words: '整改 验收 销号 重大' },
  {
    path: paths.criteria,
    label: '重大隐患判定标准',
    icon: 'file-text',
    group: 'work',
    words: '重大 条款 国标 判定',
  },
  { path: paths.firms, label: '本企业', icon: 'building', group: 'work', only: FIRM },
  { path: paths.chat, label: '聊天', icon: 'message-circle', group: 'work', words: '机器人 微信' },
  { path: paths.inbox, label: '消息', icon: 'bell', group: 'work', words: '通知 提醒' },
  {
    path: paths.programme,
    label: '我的项目',
    icon: 'stairs-up',
    group: 'programme',
    holds: [paths.enrolments],
  },
  {
    path: paths.enrolments,
    label: '入项企业',
    icon: 'stairs-up',
    group: 'programme',
    words: '辅导 评估 验收',
  },
  { path: paths.applications, label: '项目申请', icon: 'file-text', group: 'programme', words: '报名 审核 补正' },
  { path: paths.cohorts, label: '批次', icon: 'calendar-event', group: 'programme' },
  { path: paths.months, label: '每月填报', icon: 'calendar-event', group: 'programme', words: '工伤 人数 成效' },
  { path: paths.support, label: '扶持政策', icon: 'award', group: 'programme', words: '优先' },
  { path: paths.scheme, label: '奖励标准', icon: 'award', group: 'reward', words: '金额 积分 上限' },
  { path: paths.firms, label: '企业', icon: 'building', group: 'park', only: ['park-officer', 'regulator', 'adviser'] },
  {
    path: paths.competences,
    label: '谁管哪个园区',
    icon: 'building-bank',
    group: 'park',
    words: '监管部门 职责 委托监管 赋权 权责',
  },
  {
    path: paths.parkBooks,
    label: '园区一本账',
    icon: 'building-factory',
    group: 'park',
    words: '设施 缺口 地图 级别 化工园区',
  },
  { path: paths.inside, label: '现在谁在园里', icon: 'users', group: 'park', words: '在园 疏散 人数' },
  { path: paths.redeemClaim, label: '领奖点', icon: 'gift', group: 'reward', words: '领奖码 核销 匿名奖励' },
  {
    path: paths.rewardAdvances,
    label: '公共领奖点代付',
    icon: 'arrow-back-up',
    group: 'reward',
    words: '匿名奖励 垫付 归还',
  },
  { path: paths.participation, label: '班组参与', icon: 'users', group: 'reward', words: '上报 班组 参与率' },
  { path: paths.rewardArrears, label: '拖欠奖励的企业', icon: 'gift', group: 'board', words: '奖励 兑现 逾期' },
  { path: paths.majorBoard, label: '动态清零', icon: 'target-arrow', group: 'board', words: '重大隐患 督办 逾期 清零' },
  {
    path: paths.returnBoard,
    label: '统计表上报情况',
    icon: 'chart-bar',
    group: 'board',
    words: '季度 年度 谁没报 合计',
  },
  { path: paths.enrolmentBoard, label: '项目看板', icon: 'chart-bar', group: 'board', words: '漏斗 统计' },
  {
    path: paths.budgetUse,
    label: '额度使用情况',
    icon: 'chart-bar',
    group: 'board',
    words: '预防服务 使用率 没用完',
  },
  {
    path: paths.cover,
    label: '投保情况',
    icon: 'umbrella',
    group: 'board',
    words: '安责险 应保尽保 脱保 未投保',
  },
  { path: paths.exports, label: '导出', icon: 'download', group: 'board', words: '表格 Excel' },
  { path: paths.resets, label: '别人申请的重置', icon: 'history', group: 'administration', words: '密码 重置码 账号' },
  { path: paths.people, label: '人员', icon: 'users', group: 'administration', words: '邀请 账号' },
  { path: paths.custodians, label: '保密专员', icon: 'users', group: 'administration', words: '匿名 上报人 联系方式' },
  { path: paths.places, label: '地点与班组', icon: 'map-pin', group: 'administration', words: '海报 二维码' },
  {
    path: paths.parks,
    label: '园区名册',
    icon: 'building-factory',
    group: 'administration',
    words: '化工园区',
  },
  { path: paths.bodies, label: '监管部门名册', icon: 'building-bank', group: 'administration' },
  { path: paths.enterprises, label: '企业名册', icon: 'building', group: 'administration' },
  { path: paths.insurers, label: '保险机构名册', icon: 'umbrella', group: 'administration' },
  { path: paths.bot, label: '机器人', icon: 'robot', group: 'administration', words: '队列 发送失败' },
  {
    path: paths.templates,
    label: '项目模板',
    icon: 'clipboard-list',
    group: 'administration',
    words: '评估表 清单',
  },
  { path: paths.journal, label: '操作记录', icon: 'history', group: 'administration', words: '审计' },
  {
    path: paths.asides,
    label: '没能办成的事项',
    icon: 'alert-triangle',
    group: 'administration',
    words: '后台 再试',
  },
  {
    path: paths.calendar,
    label: '放假安排',
    icon: 'calendar-event',
    group: 'administration',
    words: '工作日 节假日 调休 补班',
  },
  {
    path: paths.rules,
    label: '规则与依据',
    icon: 'file-text',
    group: 'administration',
    words: '时限 天数 标准 条件 提醒',
  },
  { path: paths.me, label: '账号与安全', icon: 'user-circle', group: 'administration', words: '密码 动态码 设备 绑定' },
];

/** The places with those of nouns that are put in words, where their words say. @throws Error for a group there is not. */
export function entriesWith(nouns: readonly DrawnNoun[], own: readonly Entry[] = OWN): readonly Entry[] {
  const entries = [...own];
  for (const { kind, path, name, words } of nouns) {
    const { icon, words: others = '', after } = words.place;
    const group = GROUPS.find(({ code }) => code === words.place.group)?.code;
    if (group === undefined) throw new Error(`a ${kind} has its place in ${words.place.group}, which is no group`);
    const before = entries.findIndex((entry) => entry.path === after);
    entries.splice(before < 0 ? entries.length : before + 1, 0, { path, label: name, icon, group, words: others });
  }
  return entries;
}
const ENTRIES = entriesWith(drawnOf(NOUNS));

const MORE: Link = { path: paths.more, label: '更多', icon: 'layout-grid' };

interface Link {
  path: string;
  label: string;
  icon: string;
}

/** What each role has under its thumb on a phone, between 首页 and 消息. */
const THUMBS: Readonly<Record<Role, { noun: string; action: Link }>> = {
  worker: { noun: paths.myReports, action: { path: paths.report, label: '上报', icon: 'flag' } },
  'enterprise-manager': { noun: paths.hazards, action: { path: paths.report, label: '上报', icon: 'flag' } },
  'safety-officer': { noun: paths.hazards, action: { path: paths.report, label: '上报', icon: 'flag' } },
  'park-officer': { noun: paths.hazards, action: { path: paths.toDos, label: '待办', icon: 'checklist' } },
  regulator: { noun: paths.hazards, action: { path: paths.toDos, label: '待办', icon: 'checklist' } },
  insurer: { noun: paths.chat, action: { path: paths.toDos, label: '待办', icon: 'checklist' } },
  adviser: { noun: paths.enrolments, action: { path: paths.toDos, label: '待办', icon: 'checklist' } },
  administrator: { noun: paths.parks, action: { path: paths.newPerson, label: '邀请', icon: 'user-plus' } },
  applicant: { noun: paths.applications, action: { path: paths.newApplication, label: '申请', icon: 'file-text' } },
};

export interface Group extends Pick<(typeof GROUPS)[number], 'code' | 'label' | 'icon'> {
  entries: readonly Entry[];
}

/** Where everybody may go. Built once, when the portal starts. */
export interface Navigation {
  /** The groups of a role that hold something, in their order. */
  groupsOf(role: Role): readonly Group[];
  /** The five of a phone; the third is what this role does most. */
  tabsOf(role: Role): readonly Link[];
  /** Whether the role may open a page at this address of a route. */
  isOpenTo(role: Role, path: string): boolean;
  /** The address of the entry that a page at `path` lies under; empty when it lies under none. */
  underOf(role: Role, path: string): string;
}

/**
 * Lays out the navigation of every role from the register and who may open which route.
 * @throws Error for an entry without a page or shown to somebody who may not open it: the portal must not start.
 */
export function navigationOf(routes: readonly Route[], entries: readonly Entry[] = ENTRIES): Navigation {
  const pages = new Map<string, Route>(
    routes.filter(({ method }) => method === 'get').map((route) => [route.path, route]),
  );
  const isOpenTo = (role: Role, path: string): boolean => {
    const route = pages.get(path);
    if (route === undefined) throw new Error(`navigation leads to ${path}, and there is no such page`);
    return typeof route.access === 'string' || route.access.includes(role);
  };
  const link = (role: Role, path: string): void => {
    if (!isOpenTo(role, path)) throw new Error(`navigation leads a ${role} to ${path}, which is closed to them`);
  };
  for (const { path, only = [] } of entries) for (const role of only) link(role, path);
  const laidOut = new Map(
    ROLES.map(({ code: role }) => {
      const own = entries.filter(({ path, only }) => isOpenTo(role, path) && (only?.includes(role) ?? true));
      const groups = GROUPS.map((group) => ({ ...group, entries: own.filter((entry) => entry.group === group.code) }));
      const { noun, action } = THUMBS[role];
      const tabs = [paths.home, noun, '', paths.inbox, paths.more].map((path) => {
        const found = path === '' ? action : path === paths.more ? MORE : own.find((entry) => entry.path === path);
        if (found === undefined) throw new Error(`a ${role} has a tab to ${path}, and no entry of it`);
        link(role, found.path);
        return { path: found.path, label: found.label, icon: found.icon };
      });
      const prefixes = own
        .flatMap(({ path, holds = [] }) =>
          [path, ...holds].map((held) => ({ prefix: held.replace('/:reference', ''), path })),
        )
        .toSorted((a, b) => b.prefix.length - a.prefix.length);
      return [role, { groups: groups.filter((group) => group.entries.length > 0), tabs, prefixes }] as const;
    }),
  );
  const of = (role: Role) => laidOut.get(role) as NonNullable<ReturnType<typeof laidOut.get>>;
  return {
    groupsOf: (role) => of(role).groups,
    tabsOf: (role) => of(role).tabs,
    isOpenTo,
    underOf: (role, path) =>
      of(role).prefixes.find(({ prefix }) => path === prefix || (prefix !== '/' && path.startsWith(`${prefix}/`)))
        ?.path ?? '',
  };
}
