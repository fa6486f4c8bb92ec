import type { z } from 'zod';
import { placeOfOwner } from '#domain/engine';
import { newKeyOf } from '#domain/webhooks';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { type AlertSource, SOURCE_KEYS } from './source.model.ts';
import { sourceTerms } from './source.rules.ts';
import { alertSources } from './source.ts';

type Given<A extends keyof typeof alertSources.acts> = z.input<ReturnType<typeof alertSources.inputOf<A>>>;
const setUpInput = alertSources.inputOf('set-up').omit({ reference: true });

/** Connects a platform of the firm or park of whoever acts. @throws Forbidden, Invalid with fields. */
export async function setUpSource(ctx: Context, raw: z.input<typeof setUpInput>): Promise<AlertSource> {
  const place = await placeOfOwner(ctx);
  return alertSources.make(ctx, 'set-up', { ...place, ...requireFields(setUpInput, raw), refused: 0 });
}

/**
 * Gives it a new key. The one before signs on for the hours of the rule, so that no alarm is lost meanwhile; one that
 * leaked, and the one before it, sign no more.
 * @throws Invalid at `leaked` while a key given back earlier still signs.
 */
export const renewSourceKey = (ctx: Context, raw: Given<'new-key'>): Promise<AlertSource> =>
  alertSources.step(ctx, 'new-key', raw, (row, { leaked }) =>
    newKeyOf(row, SOURCE_KEYS, { isLeaked: leaked === 'yes', now: ctx.now, hours: sourceTerms(ctx.now).oldKeyHours }),
  );

/** Its messages are taken no more. */
export const shutSource = (ctx: Context, raw: Given<'shut'>): Promise<AlertSource> =>
  alertSources.step(ctx, 'shut', raw);
/** It is in use again. */
export const reopenSource = (ctx: Context, raw: Given<'reopen'>): Promise<AlertSource> =>
  alertSources.step(ctx, 'reopen', raw);

/** The key a platform signs with, for its owner. @throws NotFound, Forbidden */
export async function readSourceKey(ctx: Context, reference: string): Promise<string | undefined> {
  const source = await alertSources.get(ctx, reference);
  if (!alertSources.mayEver(ctx.actor, 'new-key', source)) throw forbidden('common.not-allowed');
  return source.key === undefined ? undefined : SOURCE_KEYS.key.open(source._id, source.key);
}
