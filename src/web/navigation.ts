import type { PersonActor, Role } from '#kernel/actor';

interface Place {
  href: string;
  label: string;
  icon: string;
  roles?: readonly Role[];
  /** Left to the menu behind the person's name where the bar would take two lines. */
  isMinor?: boolean;
}

const FIRM: readonly Role[] = ['enterprise-manager', 'safety-officer'];
const SEES_CASES: readonly Role[] = [...FIRM, 'park-officer', 'regulator', 'adviser'];

/** The main places, in the order people use them. */
const PLACES: readonly Place[] = [
  { href: '/', label: '首页', icon: 'home' },
  { href: '/report', label: '上报隐患', icon: 'flag', roles: ['worker', ...FIRM] },
  { href: '/my-reports', label: '我的上报', icon: 'list-check', roles: ['worker'] },
  { href: '/hazards', label: '隐患', icon: 'alert-triangle', roles: SEES_CASES },
  {
    href: '/applications',
    label: '项目申请',
    icon: 'clipboard-list',
    roles: ['applicant', ...FIRM, 'park-officer', 'regulator'],
  },
  { href: '/cohorts', label: '批次', icon: 'calendar-event', roles: ['regulator', 'administrator'] },
  { href: '/boards/enrolment', label: '项目看板', icon: 'chart-bar', roles: ['park-officer', 'regulator'] },
  { href: '/programme', label: '项目', icon: 'clipboard-list', roles: ['worker', ...FIRM] },
  { href: '/enrolments', label: '入项企业', icon: 'building', roles: ['park-officer', 'regulator', 'adviser'] },
  { href: '/rewards', label: '奖励', icon: 'gift', roles: ['worker', ...FIRM] },
  { href: '/plans', label: '发展计划', icon: 'clipboard-list', roles: [...FIRM, 'adviser'] },
  { href: '/suggestions', label: '建议', icon: 'bulb', roles: ['worker', ...FIRM] },
  { href: '/filings', label: '报备', icon: 'tool', roles: ['worker', ...FIRM, 'park-officer', 'regulator', 'adviser'] },
  { href: '/chat', label: '聊天', icon: 'message-circle' },
  { href: '/inbox', label: '消息', icon: 'bell' },
  {
    href: '/people',
    label: '人员',
    icon: 'users',
    roles: [...FIRM, 'park-officer', 'regulator', 'administrator'],
    isMinor: true,
  },
  { href: '/places', label: '地点与班组', icon: 'map-pin', roles: FIRM, isMinor: true },
  { href: '/organisations/parks', label: '单位', icon: 'building', roles: ['administrator'] },
  {
    href: '/support',
    label: '扶持政策',
    icon: 'clipboard-list',
    roles: [...FIRM, 'park-officer', 'regulator'],
    isMinor: true,
  },
  { href: '/transfers', label: '园区转移', icon: 'map-pin', roles: ['park-officer', 'regulator'], isMinor: true },
  { href: '/exports', label: '导出', icon: 'download', roles: SEES_CASES, isMinor: true },
  { href: '/admin/bot', label: '机器人', icon: 'robot', roles: ['administrator'] },
  { href: '/admin/templates', label: '项目模板', icon: 'clipboard-list', roles: ['administrator'] },
  { href: '/admin/journal', label: '操作记录', icon: 'history', roles: ['administrator'] },
];

/** Four thumbs' width: what fits at the bottom of a phone. */
const TABS: Readonly<Partial<Record<Role, readonly string[]>>> = {
  worker: ['/', '/report', '/my-reports', '/chat', '/inbox'],
  'enterprise-manager': ['/', '/hazards', '/rewards', '/chat', '/inbox'],
  'safety-officer': ['/', '/hazards', '/report', '/chat', '/inbox'],
  applicant: ['/', '/applications', '/inbox'],
  'park-officer': ['/', '/hazards', '/boards/enrolment', '/chat', '/inbox'],
  regulator: ['/', '/hazards', '/boards/enrolment', '/chat', '/inbox'],
  administrator: ['/', '/admin/bot', '/admin/journal', '/people', '/inbox'],
};
const USUAL_TABS = ['/', '/hazards', '/enrolments', '/chat', '/inbox'];

/** Places of each role, picked once: every page shows them. */
const PLACES_OF = new Map<Role, readonly Place[]>();
function placesOf(role: Role): readonly Place[] {
  const known = PLACES_OF.get(role);
  if (known !== undefined) return known;
  const places = PLACES.filter((place) => place.roles === undefined || place.roles.includes(role));
  PLACES_OF.set(role, places);
  return places;
}

const isCurrent = (href: string, path: string): boolean =>
  href === '/' ? path === '/' : path === href || path.startsWith(`${href}/`) || isUnder(href, path);
/** A firm's own enrolment, and what belongs to one, lie under the entry that led there. */
const isUnder = (href: string, path: string): boolean =>
  (href === '/programme' && path.startsWith('/enrolments/')) ||
  (['/programme', '/enrolments'].includes(href) && path.startsWith('/visits/'));

/** As many as fit in one line of a desktop beside the name. */
const MOST_IN_BAR = 12;
const barOf = (role: Role): readonly Place[] => {
  const places = placesOf(role);
  return places.length > MOST_IN_BAR ? places.filter((place) => place.isMinor !== true) : places;
};

/** The bar at the top of a wide screen. */
export const navigationFor = (actor: PersonActor, path: string) =>
  barOf(actor.role).map(({ href, label, icon }) => ({ href, label, icon, isCurrent: isCurrent(href, path) }));

/** The bar at the bottom of a phone. */
export function tabsFor(actor: PersonActor, path: string) {
  const hrefs = TABS[actor.role] ?? USUAL_TABS;
  return placesOf(actor.role)
    .filter((place) => hrefs.includes(place.href))
    .map(({ href, label, icon }) => ({ href, label, icon, isCurrent: isCurrent(href, path) }));
}

/** What lies behind a person's name: everything that has no room at the bottom of a phone, and their own settings. */
export const personLinksFor = (actor: PersonActor) => [
  ...placesOf(actor.role).flatMap(({ href, label }) => (href === '/' ? [] : { href, label })),
  { href: '/me', label: '账号与安全' },
];
