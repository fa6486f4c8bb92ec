import { createHash } from 'node:crypto';
import type { z } from 'zod';
import { placeOf } from '#domain/engine';
import { figuresOfSpan, type SpanFigures } from '#domain/hazards';
import { findEnterprises, getEnterprise } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { atLocalHour, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { type FirmReturn, type ReturnContent, ReturnModel, type SignedReturn } from './return.model.ts';
import { differences, dueOnOf, type Period, periodsOver } from './return.rules.ts';
import { returns } from './return.ts';

type Given<A extends Parameters<typeof returns.inputOf>[0]> = z.input<ReturnType<typeof returns.inputOf<A>>>;
type Typed = SpanFigures & { analysis: string; why?: string | undefined };

/** Whoever is named by it signs exactly this. */
const hashOf = (content: ReturnContent & { correction?: string }, { period }: FirmReturn): string =>
  createHash('sha256')
    .update(JSON.stringify([period, content]))
    .digest('hex')
    .slice(0, 32);

/**
 * What was typed, as it is kept.
 * @throws Invalid at `why` where it is not what the cases come to and nobody says why; at `overdue` where more is overdue
 * than is open.
 */
function contentOf({ counted }: FirmReturn, { analysis, why, ...figures }: Typed): ReturnContent {
  const others = differences(figures, counted);
  if (others.length > 0 && why === undefined)
    throw invalid('common.check-fields', { why: `${others.join('、')}和系统里的不一样，请写明为什么` });
  if (figures.overdue > figures.openGeneral + figures.openMajor)
    throw invalid('common.check-fields', { overdue: '逾期的不会比没有整改完的还多，请核对' });
  return { figures, analysis, ...given({ why: others.length === 0 ? undefined : why }) };
}

const nameIn = ({ actor }: Context): string => (actor.kind === 'person' ? actor.name : '');

function filling(ctx: Context, row: FirmReturn, typed: Typed, correction?: string) {
  const content = contentOf(row, typed);
  const contentHash = hashOf({ ...content, ...given({ correction }) }, row);
  const by = { filledBy: personIn(ctx.actor), filledByName: nameIn(ctx) };
  return {
    set: { ...content, ...by, contentHash, ...given({ correction }) },
    unset: content.why === undefined ? (['why'] as const) : [],
    facts: { changed: differences(content.figures, row.counted), ...given({ reason: correction }) },
  };
}

/** The firm looks the figures over, and says why where they are not what its cases come to. @throws Invalid with fields. */
export const fillReturn = (ctx: Context, raw: Given<'fill'>): Promise<FirmReturn> =>
  returns.step(ctx, 'fill', raw, (row, { reference: _, ...typed }: Typed & { reference?: string }) =>
    filling(ctx, row, typed),
  );

/** Puts a signed one right: the next version, with the reason; the signed one stands until it is signed. */
export const correctReturn = (ctx: Context, raw: Given<'correct'>): Promise<FirmReturn> =>
  returns.step(
    ctx,
    'correct',
    raw,
    (row, { reference: _, correction, ...typed }: Typed & { correction: string; reference?: string }) =>
      filling(ctx, row, typed, correction),
  );

/**
 * The firm's head signs what the page showed. From then on that version is never changed.
 * @throws Conflict `common.changed-meanwhile` where it was filled anew since.
 */
export const signReturn = (ctx: Context, raw: Given<'sign'>): Promise<FirmReturn> =>
  returns.step(ctx, 'sign', raw, (row, { contentHash }, { now }) => {
    const { figures, analysis = '', why, correction, sent, earlier, dueOn } = row;
    if (figures === undefined || row.contentHash !== contentHash) throw conflict('common.changed-meanwhile');
    const number = (sent?.number ?? 0) + 1;
    const signed: SignedReturn = {
      ...{ number, figures, analysis, by: personIn(ctx.actor), byName: nameIn(ctx), at: now },
      ...given({ why, correction }),
    };
    return {
      set: {
        sent: signed,
        earlier: sent === undefined ? earlier : [...earlier, sent],
        ...(sent === undefined && localDate(now) > dueOn ? { isLate: true } : {}),
      },
      unset: ['figures', 'analysis', 'why', 'correction', 'contentHash', 'filledBy', 'filledByName'],
      facts: { number, ...given({ reason: correction }) },
    };
  });

/** A form a firm owes and nobody has made yet. */
export interface Owing {
  key: string;
  enterpriseId: string;
  period: Period;
}

/** Firms that are read at once. */
const PAGE = 1_000;

/**
 * Whoever looks for forms that are owed, for one run of the clock: each call goes on after the firm the last one ended
 * with, so that a run reads every firm once and not once a batch.
 */
export function lookForOwing(): (now: Date, limit: number, without: readonly string[]) => Promise<Owing[]> {
  const found: Owing[] = [];
  let places: { period: Period; after?: string }[] | undefined;
  return async (now, limit, without) => {
    places ??= periodsOver(now).map((period) => ({ period }));
    for (let [place] = places; place !== undefined && found.length < limit; [place] = places) {
      const { period } = place;
      const firms = await findEnterprises({ limit: PAGE, ...given({ after: place.after }) });
      const last = firms.at(-1);
      if (last === undefined) places.shift();
      else place.after = last._id;
      // Whoever came later owes nothing of that time.
      const ids = firms.filter(({ createdAt }) => createdAt < atLocalHour(period.until, 0)).map(({ _id }) => _id);
      const made = await ReturnModel.distinct('enterpriseId', { enterpriseId: { $in: ids }, period: period.code });
      const has = new Set(made);
      for (const enterpriseId of ids) {
        const key = `${enterpriseId}:${period.code}`;
        if (!has.has(enterpriseId) && !without.includes(key)) found.push({ key, enterpriseId, period });
      }
    }
    return found.splice(0, limit);
  };
}

/** Makes the form of a firm and period with what its cases come to, once however many do so. */
export async function openReturn(ctx: Context, { key, enterpriseId, period }: Owing): Promise<boolean> {
  const place = placeOf(await getEnterprise(enterpriseId));
  const counted = await figuresOfSpan(enterpriseId, { from: period.from, until: period.until, now: ctx.now });
  const draft = { ...place, period: period.code, dueOn: dueOnOf(period), counted, earlier: [] };
  await returns.make({ ...ctx, onceKey: `return:${key}` }, 'open', draft, { facts: { period: period.code } });
  return true;
}
