import type { JournalEvent } from '#domain/journal';
import { type Round, roundLabel } from '#domain/programme';
import type { TrailWords } from '../presentTrail.ts';

/** What the timeline of an enrolment says of each event. */
export const TRAIL_ROWS: TrailWords = {
  'programme.enrolled': { title: '加入项目', icon: 'flag' },
  'programme.item-ticked': { title: '完成一项清单', icon: 'check' },
  'programme.item-unticked': { title: '把一项清单改为未完成', icon: 'arrow-back-up' },
  'programme.adviser-assigned': { title: '安排辅导员', icon: 'users' },
  'programme.implementing-started': { title: '进入组织实施', icon: 'arrow-up' },
  'programme.acceptance-started': { title: '进入验收评估', icon: 'arrow-up' },
  'programme.acceptance-passed': { title: '验收通过，进入持续改进', icon: 'check' },
  'programme.acceptance-failed': { title: '验收不通过，回到组织实施', icon: 'arrow-back-up' },
  'programme.certificate-withdrawn': { title: '证书撤销，回到组织实施', icon: 'x' },
  'programme.paused': { title: '暂停', icon: 'clock' },
  'programme.resumed': { title: '恢复', icon: 'refresh' },
  'programme.exited': { title: '退出项目', icon: 'x' },
  'programme.training-recorded': { title: '登记培训', icon: 'users' },
  'programme.training-voided': { title: '作废一次培训', icon: 'x' },
  'programme.assessment-started': { title: '开始评估', icon: 'clipboard-list' },
  'programme.assessment-submitted': { title: '评估做好，请企业确认', icon: 'upload' },
  'programme.assessment-finished': { title: '企业确认评估', icon: 'check' },
  'programme.assessment-returned': { title: '企业退回评估', icon: 'arrow-back-up' },
  'programme.visit-planned': { title: '约定入企辅导', icon: 'map-pin' },
  'programme.visit-changed': { title: '入企辅导改日期', icon: 'refresh' },
  'programme.visit-written': { title: '写辅导记录', icon: 'clipboard-list' },
  'programme.visit-signed': { title: '辅导员签字', icon: 'check' },
  'programme.visit-countersigned': { title: '企业签字', icon: 'check' },
  'programme.visit-returned': { title: '企业退回辅导记录', icon: 'arrow-back-up' },
  'programme.visit-cancelled': { title: '取消入企辅导', icon: 'x' },
  'programme.homework-finished': { title: '完成一项作业', icon: 'check' },
  'parks.firm-moved': { title: '转到另一园区', icon: 'map-pin' },
  'deadlines.step-reached': { title: '到期提醒', icon: 'clock' },
};

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');

/** The facts of an event in a line. */
export function trailDetail(facts: Readonly<Record<string, unknown>>, { subject }: JournalEvent): string {
  const round = textOf(facts['round']);
  const parts = [
    subject.kind === 'visit' ? (subject.reference ?? '') : '',
    round === '' ? '' : roundLabel(round as Round),
    textOf(facts['item']),
    textOf(facts['homework']),
    textOf(facts['reasonLabel']),
    textOf(facts['reason']),
    textOf(facts['note']),
    typeof facts['total'] === 'number' ? `${facts['total']} 分（满分 ${String(facts['most'])}）` : '',
    typeof facts['managers'] === 'number'
      ? `管理人员 ${facts['managers']} 人，员工 ${String(facts['workers'])} 人`
      : '',
    typeof facts['days'] === 'number' ? `暂停了 ${facts['days']} 天，没到期的日子顺延` : '',
    textOf(facts['plannedOn']),
    textOf(facts['title']),
  ];
  return parts.filter((part) => part !== '').join('；');
}
