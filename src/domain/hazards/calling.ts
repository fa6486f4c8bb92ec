import type { Call } from '#domain/engine';
import type { Context } from '#kernel/context';
import { formatDateTime, formatDay, formatHour, HOUR_MS, localDate, MINUTE_MS } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { startOf } from './alarm.model.ts';
import { isUnnamed } from './contact.ts';
import type { Hazard } from './hazard.models.ts';
import { can } from './policy.ts';

/** How long, as people say it. */
const waitedFor = (minutes: number): string => (minutes < 1 ? '还没人受理' : `已 ${spanOf(minutes)}没人受理`);
const spanOf = (minutes: number): string =>
  minutes < 60 ? `${minutes} 分钟` : `${Math.floor(minutes / 60)} 小时 ${minutes % 60} 分钟`;

/** How long it has waited. Of one without a name hours alone are told: minutes would tell the minute it came for as long as it stands. */
function waited({ now }: Context, hazard: Hazard, startedAt: Date | undefined): string {
  if (!isUnnamed(hazard)) {
    const since = startedAt ?? hazard.createdAt;
    return waitedFor(Math.floor((now.getTime() - since.getTime()) / MINUTE_MS));
  }
  // It came some time within that hour: so many are full for certain.
  const hours = Math.floor((now.getTime() - hazard.createdAt.getTime()) / HOUR_MS) - 1;
  return hours < 1 ? waitedFor(0) : `${hours} 个多小时没人受理`;
}

/**
 * What 待办 says of a cry for help nobody has taken on: when it came, how long it has waited, and the button that takes it
 * on for whoever may.
 */
export function callOf(ctx: Context, hazard: Hazard, beside: unknown): Call {
  const startedAt = startOf(beside);
  const day = localDate(hazard.createdAt);
  const when = (isUnnamed(hazard) ? formatHour : formatDateTime)(hazard.createdAt).split(' ')[1] ?? '';
  const seen = { hazard, isOwn: false, hasJoined: false, parkSupervises: false, isCallable: false };
  return {
    says: `${day === localDate(ctx.now) ? '' : `${formatDay(day)} `}${when}报，${waited(ctx, hazard, startedAt)}`,
    at: startedAt ?? hazard.createdAt,
    ...(can(ctx.actor, 'accept', seen)
      ? { answer: { label: '受理', href: paths.hazardAct(hazard.reference, 'accept') } }
      : {}),
  };
}
