import { RUNG_LABELS } from '#domain/deadlines';
import type { JournalEvent } from '#domain/journal';
import { nounOf } from '#domain/nouns';
import { roleLabel } from '#kernel/actor';
import { DOORS } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { type ActionRow, type Lifecycle, lifecycleOf } from '#kernel/lifecycle';

/** Words of events that are no act of a lifecycle, or say more than the act; `quiet` ones are left out of a timeline. */
export type TrailWords = Readonly<Record<string, { title?: string; icon?: string } | 'quiet'>>;

export interface Telling {
  words?: TrailWords;
  /** What the facts add to the title, before reason, note and what fell due. */
  detailOf?: (text: (key: string) => string, event: JournalEvent) => readonly string[];
  /** What stands in place of a person whose name the journal leaves out. */
  unnamed?: (event: JournalEvent) => string;
  /** The time in words, of an event whose exact time could give somebody away. */
  roughTime?: (event: JournalEvent) => string | undefined;
}

export interface TrailEntry {
  title: string;
  who: string;
  when: string;
  /** Machine-readable time; left out where the exact time could give somebody away. */
  iso: string | undefined;
  detail: string;
  icon: string;
}

type AnyLifecycle = Lifecycle<string, string>;

const BY_TONE = {
  good: { icon: 'check' },
  quiet: { icon: 'x' },
  bad: { icon: 'arrow-back-up' },
  waiting: { icon: 'point' },
  active: { icon: 'point' },
} as const;

/** Of an act that leaves it where it is. */
const KEPT = { icon: 'pencil' } as const;

/** The icon of an act, from where it leads: begun, kept where it is, sent back, ended well or not. */
function iconOf({ statuses }: AnyLifecycle, { from, to }: ActionRow<string, string>): string {
  if (from.length === 0) return 'flag';
  const place = (code: string): number => statuses.findIndex((row) => row.code === code);
  const target = statuses[place(to)];
  if (target === undefined) return KEPT.icon;
  return from.every((code) => place(code) > place(to)) ? BY_TONE.bad.icon : BY_TONE[target.tone].icon;
}

const REMINDER: TrailWords = {
  'deadlines.step-reached': { title: '到期提醒', icon: 'clock' },
  'deadlines.moved': { title: '放假安排公布后期限改了', icon: 'clock' },
};

/**
 * Past tense of what happened, from the noun's lifecycle; undefined for an event that is no act of it. The first event of
 * a noun is its making, whether it says so or not.
 */
export function actOf({ name, subject, facts, seq }: Pick<JournalEvent, 'name' | 'subject' | 'facts' | 'seq'>) {
  const lifecycle = lifecycleOf(subject.kind);
  const { action, status } = facts;
  const makes = ({ from, to }: ActionRow<string, string>): boolean =>
    action === undefined && seq === 1 && from.length === 0 && (status === undefined || status === to);
  const row = lifecycle?.actions.find((one) => one.action === action || makes(one));
  const title = nounOf(subject.kind)?.events[name]?.done ?? row?.done;
  const icon = lifecycle && row && iconOf(lifecycle, row);
  return title === undefined ? undefined : { title, icon };
}

/** Who acted and through which door. The journal decides whose name is kept; nothing is looked up here. */
export function whoOf(event: JournalEvent, unnamed: Telling['unnamed'] = () => ''): string {
  const { actor, door } = event;
  if (actor.kind === 'system') return '系统定时';
  const role = actor.role === undefined ? '' : `（${roleLabel(actor.role)}）`;
  const name = actor.name === undefined ? unnamed(event) : `${actor.name}${role}`;
  return [name, DOORS.find((row) => row.code === door)?.label ?? ''].filter((part) => part !== '').join(' · ');
}

/** Who a reminder went to, by post. */
function told({ tell }: Readonly<Record<string, unknown>>): string {
  const posts = Array.isArray(tell)
    ? tell.flatMap((rung) => (RUNG_LABELS as Readonly<Record<string, string>>)[String(rung)] ?? [])
    : [];
  return posts.length === 0 ? '' : `告知${posts.join('、')}`;
}

/** Why photos passed that had been handed in before. */
const passed = ({ photoReason }: Readonly<Record<string, unknown>>): string =>
  typeof photoReason === 'string' ? `照片以前交过，可以通过：${photoReason}` : '';

/** A noun's journal as the `timeline` partial wants it, newest first. An act is told in the words of its lifecycle. */
export function presentTrail(events: readonly JournalEvent[], telling: Telling = {}): TrailEntry[] {
  const words: TrailWords = { ...REMINDER, ...telling.words };
  return events
    .flatMap((event) => {
      const own = words[event.name];
      const act = { title: undefined, icon: undefined, ...actOf(event), ...(own === 'quiet' ? {} : own) };
      if (own === 'quiet' || act.title === undefined) return [];
      const { facts } = event;
      const text = (key: string): string => (typeof facts[key] === 'string' ? (facts[key] as string) : '');
      const more = telling.detailOf?.(text, event) ?? [];
      const rough = telling.roughTime?.(event);
      return [
        {
          title: act.title,
          icon: act.icon ?? 'point',
          who: whoOf(event, telling.unnamed),
          when: rough ?? formatDateTime(event.at),
          iso: rough === undefined ? event.at.toISOString() : undefined,
          detail: [...more, text('reason'), text('title'), told(facts), text('note'), passed(facts)]
            .filter((part) => part)
            .join('；'),
        },
      ];
    })
    .reverse();
}
