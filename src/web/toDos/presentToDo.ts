import type { ToDo } from '#domain/nouns';
import { enterpriseName } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { daysBetween, formatDateTime, formatDay, localDate } from '#kernel/dates';
import { formatReckoned } from '#kernel/workingDays';

/** 「逾期 1 天」, 「今天 18:00」, 「12月10日」. */
function dueOf({ dueAt, isExpected }: ToDo, now: Date): { due: string; isLate: boolean } {
  const days = daysBetween(localDate(dueAt), localDate(now));
  if (days > 0) return { due: `逾期 ${days} 天`, isLate: true };
  if (days === 0) return { due: `今天 ${formatDateTime(dueAt).slice(-5)}`, isLate: false };
  const day = localDate(dueAt);
  return { due: isExpected ? formatReckoned(day) : formatDay(day), isLate: false };
}

/** One thing that waits, for the `to-do` partial; whose firm it is for those who look after several. */
export async function presentToDo({ actor, now }: Context, toDo: ToDo) {
  const { title, text, noun, reference, path, enterpriseId, status, isUrgent, call } = toDo;
  const isOwn = actor.kind === 'person' && actor.scope.enterpriseId === enterpriseId;
  const firm = isOwn || enterpriseId === undefined ? '' : await enterpriseName(enterpriseId);
  return {
    title,
    text,
    href: path,
    call,
    meta: [reference, noun, firm].filter((part) => part !== '').join(' · '),
    tags: [
      ...(status === undefined ? [] : [{ label: status.label, tone: status.tone }]),
      ...(isUrgent ? [{ label: '紧急', tone: 'bad' }] : []),
    ],
    ...dueOf(toDo, now),
  };
}
