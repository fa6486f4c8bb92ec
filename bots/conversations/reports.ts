import type { Hazard } from '#domain/hazards';
import { findByQueryCode, findMyReports, getHazard, hazardLifecycle } from '#domain/hazards';
import { getItem, getSuggestion, itemLifecycle, suggestionLifecycle } from '#domain/plans';
import { formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { end, type Outcome, say, type Turn } from '../conversation.ts';
import type { Intent } from '../intents.ts';

const MAX_ROWS = 6;
const SHORT = 24;

export const statusLabel = (hazard: Pick<Hazard, 'status'>): string => statusRow(hazardLifecycle, hazard.status).label;
export const shortly = (text: string): string => (text.length > SHORT ? `${text.slice(0, SHORT)}…` : text);

/** 我的上报 */
export async function myReports({ ctx }: Turn): Promise<Outcome> {
  const rows = (await findMyReports(ctx)).rows.slice(0, MAX_ROWS);
  return end(
    say('my-reports', {
      rows: rows.map((h) => ({ reference: h.reference, status: statusLabel(h), text: shortly(h.text) })),
    }),
  );
}

/** 进度 H…: with the query code when we do not know the person; without a number their latest report. */
export async function progress(intent: Intent, turn: Turn): Promise<Outcome> {
  const { ctx, publicUrl } = turn;
  if (intent.reference?.startsWith('J')) return itemProgress(intent.reference, turn);
  if (intent.reference?.startsWith('S')) return suggestionProgress(intent.reference, turn);
  const mine = (await findMyReports(ctx)).rows;
  const reference = intent.reference ?? mine[0]?.reference;
  if (!reference) return end(say('progress-ask'));
  const isMine = mine.some((h) => h.reference === reference);
  const hazard = intent.rest
    ? await findByQueryCode({ reference, queryCode: intent.rest })
    : (await getHazard(ctx, reference)).hazard;
  const due = hazard.rectification?.dueOn;
  return end(
    say('progress', {
      reference,
      status: statusLabel(hazard),
      text: hazard.text,
      place: hazard.placeText ?? '',
      dueOn: due ? formatDay(due) : '',
      rectification: hazard.rectification?.measure ?? '',
      link: isMine || ctx.actor.kind === 'person' ? `${publicUrl}/hazards/${reference}` : '',
    }),
  );
}

/** 进度 J…: who has the item of the plan and by when. */
async function itemProgress(reference: string, { ctx, publicUrl }: Turn): Promise<Outcome> {
  const { item } = await getItem(ctx, reference);
  return end(
    say('plan-progress', {
      reference,
      status: statusRow(itemLifecycle, item.status).label,
      text: item.measure ?? item.problem,
      owner: item.ownerName ?? '',
      dueOn: item.dueOn === undefined ? '' : formatDay(item.dueOn),
      reason: item.reason ?? '',
      link: `${publicUrl}/items/${reference}`,
    }),
  );
}

/** 进度 S…: what became of a suggestion. */
async function suggestionProgress(reference: string, { ctx, publicUrl }: Turn): Promise<Outcome> {
  const { status, text, reason } = await getSuggestion(ctx, reference);
  return end(
    say('plan-progress', {
      reference,
      status: statusRow(suggestionLifecycle, status).label,
      text,
      owner: '',
      dueOn: '',
      reason: reason ?? '',
      link: `${publicUrl}/suggestions/${reference}`,
    }),
  );
}
