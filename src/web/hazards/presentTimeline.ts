import type { Hazard } from '#domain/hazards';
import type { JournalEvent } from '#domain/journal';
import { roleLabel } from '#kernel/actor';
import { DOORS } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';
import type { TrailWords } from '../presentTrail.ts';
import { reportedAt } from './presentHazard.ts';

export interface TimelineEntry {
  title: string;
  who: string;
  when: string;
  /** Machine-readable time; left out where the exact time could give somebody away. */
  iso: string | undefined;
  detail: string;
  icon: string;
}

/** What the timeline of a case says of each event. */
export const CASE_TRAIL: TrailWords = {
  'hazards.reported': { title: '上报隐患', icon: 'flag' },
  'hazards.accepted': { title: '已受理', icon: 'check' },
  'hazards.verified-valid': { title: '核实属实', icon: 'check' },
  'hazards.verified-not-valid': { title: '核实不属实', icon: 'x' },
  'hazards.marked-duplicate': { title: '合并到原件', icon: 'link' },
  'hazards.rectification-planned': { title: '下达整改', icon: 'clipboard-list' },
  'hazards.fixed-on-spot': { title: '当场整改', icon: 'tool' },
  'hazards.rectification-submitted': { title: '提交验收', icon: 'upload' },
  'hazards.rectification-approved': { title: '验收通过，已关闭', icon: 'check' },
  'hazards.rectification-returned': { title: '验收退回', icon: 'arrow-back-up' },
  'hazards.closure-requested': { title: '申请销号', icon: 'upload' },
  'hazards.major-closed': { title: '监管部门准予销号', icon: 'check' },
  'hazards.closure-returned': { title: '监管部门不予销号', icon: 'arrow-back-up' },
  'hazards.reopened': { title: '上报人说还没有解决，重新核实', icon: 'refresh' },
  'hazards.urged': { title: '催办', icon: 'bell' },
  'hazards.endorsed': { title: '有人附议', icon: 'users' },
  'hazards.claimed': { title: '上报人绑定了账号', icon: 'link' },
  'hazards.marked-major': { title: '列为重大隐患', icon: 'alert-triangle' },
  'hazards.downgraded': { title: '改为一般隐患', icon: 'arrow-down' },
  'hazards.moved-to-park': { title: '随企业转到另一园区', icon: 'map-pin' },
  'hazards.step-refused': { title: '有人要做不归他做的一步，已拒绝', icon: 'x' },
  'deadlines.step-reached': { title: '到期提醒', icon: 'clock' },
};

const text = (facts: Record<string, unknown>, key: string): string => {
  const value = facts[key];
  return typeof value === 'string' ? value : '';
};

const RUNGS: Readonly<Record<string, string>> = {
  owner: '责任人',
  manager: '企业负责人',
  park: '园区',
  'competent-body': '监管部门',
};
const listOf = (value: unknown): string[] => (Array.isArray(value) ? value.map(String) : []);

/** Who a reminder went to, by post. */
const told = (facts: Record<string, unknown>): string => {
  const posts = listOf(facts['tell']).flatMap((rung) => RUNGS[rung] ?? []);
  return posts.length === 0 ? '' : `告知${posts.join('、')}`;
};
const seenBefore = (facts: Record<string, unknown>): string =>
  listOf(facts['seenBefore']).length === 0 ? '' : `照片以前出现过：${listOf(facts['seenBefore']).join('、')}`;

function detailOf({ facts }: JournalEvent): string {
  const parts = [
    text(facts, 'reason'),
    text(facts, 'majorBasis') && `依据：${text(facts, 'majorBasis')}`,
    text(facts, 'duplicateOf') && `原件 ${text(facts, 'duplicateOf')}`,
    text(facts, 'measure'),
    typeof facts['fundFen'] === 'number' ? `资金 ${formatYuan(facts['fundFen'] as Fen)}` : '',
    text(facts, 'dueOn') && `${text(facts, 'dueOn')} 之前完成`,
    text(facts, 'title'),
    told(facts),
    seenBefore(facts),
    text(facts, 'note'),
  ];
  return parts.filter((part) => part !== '').join('；');
}

function whoOf(event: JournalEvent, hazard: Hazard): string {
  const { actor } = event;
  if (actor.kind === 'system') return '系统定时';
  const isHidden = event.name === 'hazards.reported' && hazard.isAnonymous;
  if (isHidden) return '匿名上报人';
  const isReporterAct = event.name === 'hazards.reopened' || event.name === 'hazards.endorsed';
  if (actor.kind === 'visitor') return '未登录的上报人';
  if (actor.name === undefined) return isReporterAct || hazard.isAnonymous ? '匿名上报人' : '';
  return actor.role === undefined ? actor.name : `${actor.name}（${roleLabel(actor.role)}）`;
}

/** The case's journal, newest first: what happened, who did it, when, through which door. */
export function presentTimeline(events: readonly JournalEvent[], hazard: Hazard): TimelineEntry[] {
  return events
    .filter((event) => CASE_TRAIL[event.name] !== undefined)
    .map((event) => {
      const row = CASE_TRAIL[event.name] ?? { title: event.name, icon: 'point' };
      const isHidden = event.name === 'hazards.reported' && hazard.isAnonymous;
      const door = DOORS.find((d) => d.code === event.door)?.label ?? '';
      return {
        title: row.title,
        icon: row.icon,
        who: [whoOf(event, hazard), event.actor.kind === 'system' ? '' : door].filter((w) => w !== '').join(' · '),
        when: isHidden ? reportedAt(hazard) : formatDateTime(event.at),
        iso: isHidden ? undefined : event.at.toISOString(),
        detail: detailOf(event),
      };
    })
    .reverse();
}
