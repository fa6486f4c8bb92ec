import { rewardLifecycle } from '#domain/hazards';
import type { JournalEvent } from '#domain/journal';
import { roleLabel } from '#kernel/actor';
import { formatDateTime } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';

/** What the timeline of a reward says of each event. */
export const REWARD_TITLES: Readonly<Record<string, string>> = {
  'rewards.proposed': '提出奖励',
  'rewards.approved': '奖励已批准',
  'rewards.paid': '奖励已发放',
  'rewards.confirmed': '本人确认收到',
  'rewards.declined': '本人说没有收到',
  'deadlines.step-reached': '到期提醒',
};

/** What happened to a reward, the newest first. */
export function presentRewardTimeline(events: readonly JournalEvent[]) {
  return events
    .filter((event) => REWARD_TITLES[event.name] !== undefined)
    .map(({ name, actor, at, facts }) => ({
      title: REWARD_TITLES[name] ?? rewardLifecycle.noun,
      icon: name === 'deadlines.step-reached' ? 'clock' : 'gift',
      who:
        actor.kind === 'system'
          ? '系统定时'
          : actor.name === undefined
            ? '匿名上报人'
            : [actor.name, actor.role === undefined ? '' : `（${roleLabel(actor.role)}）`].join(''),
      when: formatDateTime(at),
      iso: at.toISOString(),
      detail: typeof facts['amountFen'] === 'number' ? formatYuan(facts['amountFen'] as Fen) : '',
    }))
    .reverse();
}
