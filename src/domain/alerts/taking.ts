import { type AlertSource, sourceTerms } from '#domain/alertSources';
import { holdsPowerOn } from '#domain/competence';
import { reportHazard } from '#domain/hazards';
import { type Context, systemContext } from '#kernel/context';
import { DAY_MS, localDate } from '#kernel/dates';
import { given } from '#kernel/given';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { alertKey, DONE_BEFORE } from './alert.commands.ts';
import { type Alert, type AlertEvent, AlertEventModel, AlertModel } from './alert.model.ts';
import { type AlertClass, isHigher } from './alert.rules.ts';
import { alerts } from './alert.ts';

/** One event as a platform tells it. */
export interface Told {
  key: string;
  state: 'raised' | 'cleared';
  at: Date;
  device: string;
  code: string;
  class: AlertClass;
  said?: string;
  value?: number;
  unit?: string;
}
/** In which alert it counts; `none` where it said that something was over that nobody had raised. */
export interface Answer {
  key: string;
  alert: string | 'none';
}

/** Whoever holds the power over manufacturing in a park looks after its devices, where the firm's trade is not known. */
const POWER_OVER = 'C';
const MOST_TRIES = 5;

/** Whether the park closes it: what is low, or all where it holds the power. */
async function isForPark(now: Date, { parkId, sector }: AlertSource, of: AlertClass): Promise<boolean> {
  if (parkId === undefined) return false;
  return of === 'reminder' || holdsPowerOn(parkId, sector ?? POWER_OVER, localDate(now));
}

/** Of a firm's alarm there is a hazard to be looked into, one an alert. */
async function caseOf(ctx: Context, { _id, enterpriseId, sourceName, device, said = '' }: Alert): Promise<void> {
  if (enterpriseId === undefined) return;
  const text = `设备报警：${device}${said === '' ? '' : `，${said}`}。请到现场核实。`;
  const filed = await reportHazard(
    { ...ctx, onceKey: `alert:${_id}` },
    { enterpriseId, placeText: `${sourceName} ${device}`, text },
  );
  await AlertModel.updateOne({ _id }, { $set: { hazardReference: filed.reference } });
}

async function raiseFirst(ctx: Context, source: AlertSource, told: Told): Promise<string> {
  const { _id: sourceId, name: sourceName, enterpriseId, parkId, bodyId, regionPath, sector } = source;
  const { at, device, code, said, value, unit } = told;
  const of = { sourceId, device, code };
  const place = { bodyId, regionPath, formerParks: [], ...given({ enterpriseId, parkId, sector }) };
  const row = await alerts.make(
    ctx,
    'raise',
    {
      ...place,
      ...of,
      ...{ sourceName, class: told.class, firstAt: at, lastAt: at, n: 1, raisedAt: ctx.now, round: 0 },
      ...{ isForPark: await isForPark(ctx.now, source, told.class), openKey: alertKey(of) },
      ...given({ said, unit, peak: value }),
    },
    { facts: { class: told.class } },
  );
  if (told.class === 'alarm') await caseOf(ctx, row);
  return row.reference;
}

/** Counted in the one that is open; of a higher class, or after it was put right, somebody has to look at it again. */
async function raiseAgain(ctx: Context, source: AlertSource, row: Alert, told: Told): Promise<string> {
  const isUp = isHigher(told.class, row.class);
  // What happened before it was over was told late: it counts, and is over all the same.
  const isSince = row.clearedAt === undefined || told.at > row.clearedAt;
  await AlertModel.updateOne(
    { _id: row._id },
    {
      $inc: { n: 1 },
      $max: { lastAt: told.at, ...given({ peak: told.value }) },
      ...(isSince ? { $unset: { clearedAt: 1 } } : {}),
    },
  );
  if (!isUp && (row.status !== 'verified' || !isSince)) return row.reference;
  const of = isUp ? told.class : row.class;
  const after = await alerts.change(ctx, row, 'again', {
    set: {
      ...{ class: of, raisedAt: ctx.now, round: row.round + 1, isForPark: await isForPark(ctx.now, source, of) },
      ...given({ said: told.said }),
    },
    unset: [...DONE_BEFORE],
    facts: { class: of },
  });
  if (of === 'alarm' && row.hazardReference === undefined) await caseOf(ctx, after);
  return row.reference;
}

async function clear(row: Alert, told: Told): Promise<string> {
  // Raised since: what was over then is over no more.
  if (told.at >= row.lastAt) await AlertModel.updateOne({ _id: row._id }, { $max: { clearedAt: told.at } });
  return row.reference;
}

/** Takes one event, once: told again it is answered as it was. */
async function takeOne(now: Date, source: AlertSource, told: Told): Promise<Answer> {
  const _id = `${source._id}/${told.key}`;
  const kept = await AlertEventModel.findById(_id).lean<AlertEvent>();
  if (kept !== null) return { key: told.key, alert: kept.alert ?? 'none' };
  const ctx = systemContext(now, 'alerts', source._id);
  const openKey = alertKey({ sourceId: source._id, device: told.device, code: told.code });
  const open = await AlertModel.findOne({ openKey }).lean<Alert>();
  const alert =
    told.state === 'cleared'
      ? open === null
        ? undefined
        : await clear(open, told)
      : open === null
        ? await raiseFirst(ctx, source, told)
        : await raiseAgain(ctx, source, open, told);
  const expiresAt = new Date(now.getTime() + 2 * sourceTerms(now).keepDays * DAY_MS);
  await AlertEventModel.create([{ _id, expiresAt, ...given({ alert }) }]);
  return { key: told.key, alert: alert ?? 'none' };
}

async function take(now: Date, source: AlertSource, told: Told): Promise<Answer> {
  for (let tries = 1; ; tries++) {
    try {
      return await inTransaction(() => takeOne(now, source, told));
    } catch (error) {
      // Told twice at once, or two of one device at once: the second looks again and finds the first.
      if (tries >= MOST_TRIES || !isDuplicateKey(error)) throw error;
    }
  }
}

/**
 * Takes events of a platform in the order they happened, each by itself: one that cannot be taken stops none of the others.
 * @returns what could be taken, in the order it was told, and what went wrong with the first that could not.
 */
export async function takeAlerts(
  now: Date,
  source: AlertSource,
  told: readonly Told[],
): Promise<{ answers: Map<Told, Answer>; error?: unknown }> {
  const answers = new Map<Told, Answer>();
  const wrong: unknown[] = [];
  for (const one of told.toSorted((a, b) => a.at.getTime() - b.at.getTime()))
    try {
      answers.set(one, await take(now, source, one));
    } catch (error) {
      wrong.push(error);
    }
  return { answers, ...given({ error: wrong[0] }) };
}
