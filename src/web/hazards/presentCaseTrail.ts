import { wordsOfPlaces } from '#domain/evidence';
import { ALARM_RUNGS, type AlarmRung, type Hazard, isUnnamed, voiceIn } from '#domain/hazards';
import type { JournalEvent } from '#domain/journal';
import { formatHour } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { presentTrail, type TrailEntry, type TrailWords } from '../presentTrail.ts';

export const CASE_WORDS: TrailWords = {
  'hazards.reported': { title: '上报隐患', icon: 'flag' },
  'hazards.alarm-unopened': { title: '没有人受理，升级', icon: 'bell' },
  'hazards.added': { icon: 'point' },
  'hazards.firm-found': { icon: 'point' },
  'hazards.urged': { icon: 'bell' },
  'hazards.assisted': { icon: 'map-pin' },
  'hazards.endorsed': { icon: 'users' },
  'hazards.asked': { title: '提问', icon: 'bell' },
  'hazards.answered': { title: '回答', icon: 'point' },
  'hazards.named': { title: '上报人写上了名字', icon: 'link' },
  'hazards.outside-offered': { title: '没人核实，已告诉上报人可以转交监管部门', icon: 'bell' },
  'hazards.taken-outside': { title: '没人核实，交给监管部门', icon: 'arrows-exchange' },
  'hazards.disputed': { title: '上报人说还没有解决，由另一名监管人员复核', icon: 'bell' },
  'hazards.found-solved': { title: '上报人说已解决', icon: 'check' },
  'hazards.claimed': { title: '上报人绑定了账号', icon: 'link' },
  'hazards.marked-major': { icon: 'alert-triangle' },
  'hazards.owner-changed': { title: '整改责任人离开，交给别人接着改', icon: 'users' },
  'hazards.lead-changed': { title: '承租方退租，归出租方接着办', icon: 'building' },
  'hazards.owner-left': { title: '整改责任人离开，要另请人整改', icon: 'users' },
  'hazards.moved-to-park': { title: '随企业转到另一园区', icon: 'map-pin' },
  'hazards.step-refused': { title: '有人要做不归他做的一步，已拒绝', icon: 'x' },
};
const BY_REPORTER = [
  'hazards.added',
  'hazards.taken-back',
  'hazards.reopened',
  'hazards.endorsed',
  'hazards.disputed',
  'hazards.found-solved',
];
const UNKNOWN = '未登录的上报人';

/** The case's journal, newest first. Nobody learns who reported anonymously, nor when exactly. */
export function presentCaseTrail(events: readonly JournalEvent[], hazard: Hazard): TrailEntry[] {
  return presentTrail(
    // A reward is told on its own page.
    events.filter((event) => !event.name.startsWith('rewards.')),
    {
      words: CASE_WORDS,
      detailOf: (text, { name, facts }) => [
        text('majorBasis') && `依据：${text('majorBasis')}`,
        text('duplicateOf') && `原件 ${text('duplicateOf')}`,
        text('notSameAs') && `和 ${text('notSameAs')} 不是同一件`,
        text('added'),
        facts['inPlace'] === true ? '代为销号' : '',
        typeof facts['minutes'] === 'number' ? `已过 ${facts['minutes']} 分钟` : '',
        Array.isArray(facts['rungs'])
          ? `告知${(facts['rungs'] as AlarmRung[]).map((rung) => ALARM_RUNGS[rung]).join('、')}`
          : '',
        text('question'),
        text('answer'),
        text('measure'),
        typeof facts['fundFen'] === 'number' ? `资金 ${yuanOf(facts['fundFen'])}` : '',
        name === 'hazards.date-set' ? '仍算逾期' : '',
        text('dueOn') && `${text('dueOn')} 之前完成`,
        Array.isArray(facts['seenBefore']) && facts['seenBefore'].length > 0
          ? `照片以前出现过：${wordsOfPlaces(hazard, facts['seenBefore'])}`
          : '',
      ],
      // Whoever speaks without a name is the same letter throughout the case.
      unnamed: ({ name, actor, facts }) => {
        if (typeof facts['voice'] === 'string') return facts['voice'];
        if (name === 'hazards.step-refused') return '';
        if (hazard.isAnonymous) return voiceIn(hazard);
        return actor.kind === 'visitor' || BY_REPORTER.includes(name) ? UNKNOWN : '';
      },
      roughTime: ({ at }) => (isUnnamed(hazard) ? formatHour(at) : undefined),
    },
  );
}
