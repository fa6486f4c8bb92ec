import { ALARM_RUNGS, type AlarmRung, type Hazard, isUnnamed } from '#domain/hazards';
import type { JournalEvent } from '#domain/journal';
import { formatHour } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';
import { presentTrail, type TrailEntry, type TrailWords } from '../presentTrail.ts';

export const CASE_WORDS: TrailWords = {
  'hazards.reported': { title: '上报隐患', icon: 'flag' },
  'hazards.alarm-unopened': { title: '没有人受理，升级', icon: 'bell' },
  'hazards.added': { icon: 'point' },
  'hazards.firm-found': { icon: 'point' },
  'hazards.urged': { icon: 'bell' },
  'hazards.endorsed': { icon: 'users' },
  'hazards.asked': { title: '问上报人', icon: 'bell' },
  'hazards.answered': { title: '上报人回答', icon: 'point' },
  'hazards.named': { title: '上报人写上了名字', icon: 'link' },
  'hazards.claimed': { title: '上报人绑定了账号', icon: 'link' },
  'hazards.marked-major': { icon: 'alert-triangle' },
  'hazards.owner-changed': { title: '整改责任人离开，交给别人接着改', icon: 'users' },
  'hazards.owner-left': { title: '整改责任人离开，要另请人整改', icon: 'users' },
  'hazards.moved-to-park': { title: '随企业转到另一园区', icon: 'map-pin' },
  'hazards.step-refused': { title: '有人要做不归他做的一步，已拒绝', icon: 'x' },
};
const BY_REPORTER = ['hazards.added', 'hazards.taken-back', 'hazards.reopened', 'hazards.endorsed'];

/** The case's journal, newest first. Nobody learns who reported anonymously, nor when exactly. */
export function presentCaseTrail(events: readonly JournalEvent[], hazard: Hazard): TrailEntry[] {
  const isHidden = ({ name }: JournalEvent): boolean => name === 'hazards.reported' && hazard.isAnonymous;
  return presentTrail(
    // A reward is told on its own page.
    events.filter((event) => !event.name.startsWith('rewards.')),
    {
      words: CASE_WORDS,
      detailOf: (text, { facts }) => [
        text('majorBasis') && `依据：${text('majorBasis')}`,
        text('duplicateOf') && `原件 ${text('duplicateOf')}`,
        text('added'),
        typeof facts['minutes'] === 'number' ? `已过 ${facts['minutes']} 分钟` : '',
        Array.isArray(facts['rungs'])
          ? `告知${(facts['rungs'] as AlarmRung[]).map((rung) => ALARM_RUNGS[rung]).join('、')}`
          : '',
        text('question'),
        text('answer'),
        text('measure'),
        typeof facts['fundFen'] === 'number' ? `资金 ${formatYuan(facts['fundFen'] as Fen)}` : '',
        text('dueOn') && `${text('dueOn')} 之前完成`,
        Array.isArray(facts['seenBefore']) && facts['seenBefore'].length > 0
          ? `照片以前出现过：${facts['seenBefore'].join('、')}`
          : '',
      ],
      unnamed: (event) => {
        if (event.actor.kind === 'visitor') return isHidden(event) ? '匿名上报人' : '未登录的上报人';
        return hazard.isAnonymous || BY_REPORTER.includes(event.name) ? '匿名上报人' : '';
      },
      roughTime: ({ at }) => (isUnnamed(hazard) ? formatHour(at) : undefined),
    },
  );
}
