import type { Model, QueryFilter, UpdateQuery } from 'mongoose';
import { z } from 'zod';
import { readEach, UNREADABLE } from '#domain/aside';
import { closeDeadlines } from '#domain/deadlines';
import { attachPhotos, judgeAgain, type Proves } from '#domain/evidence';
import { isSamePerson } from '#domain/identity';
import {
  type Effect as Change,
  claimStep,
  findTrail,
  type JournalEvent,
  record,
  type Subject,
  takeAction,
  takeReference,
} from '#domain/journal';
import { type Actor, actsAs, type PersonActor } from '#kernel/actor';
import { byTheHour, type Context, idIn, readOnce } from '#kernel/context';
import { AppError, conflict, forbidden, notFound } from '#kernel/errors';
import { lineField, referenceOf, requireFields } from '#kernel/input';
import { type ActionRow, nextStatus, type StatusRow, statusRow } from '#kernel/lifecycle';
import type { ReferenceLetter } from '#kernel/references';
import { inTransaction } from '#platform/mongo';
import { type Page, readPage } from '#platform/page';
import { type Act, type Acts, type InputOf, lifecycleFrom, type Notice, PASSED_ON, personsAt, REFUSED } from './act.ts';
import { type Clocks, checkClocks, keepClocks, tryClocks } from './clock.ts';
import type { Holding, Holds, Leaver, PassedOn } from './holding.ts';
import { asKnownTo, knownTrail, type LeftPark, leftParkOf } from './leftPark.ts';
import { type Going, movesOf } from './moving.ts';
import { makeOnce } from './once.ts';
import type { PhotosOf } from './register.ts';
import type { Row } from './row.ts';
import { isReadByParks, ofRegion, type Sight, sees, visible } from './sight.ts';

/** What a step does beside the status. */
export type Effect<T> = Omit<Change<T>, 'event' | 'hideActor'> & {
  /** Another event than the step's own, one of the noun's `events`. */
  event?: string;
  /** Work that belongs to the same transaction, done with the row as it then stands. */
  also?: (after: T) => Promise<unknown>;
};

type Filters<T, F extends object> = { [K in keyof F]-?: (value: NonNullable<F[K]>, ctx: Context) => QueryFilter<T> };
export type Paging = { after?: string; limit?: number };

export interface NounSpec<T extends Row<S>, S extends string, X extends Acts<T, S>, F extends object> {
  /** `subject.kind` of its events, deadlines and photos. */
  kind: string;
  /** What people call it. */
  name: string;
  /** Of its number; absent where the number is made of another's, and the draft of a new one brings it. */
  letter?: ReferenceLetter;
  /** Address of its list; a row lies under it by its number. */
  path: string;
  model: Model<T>;
  statuses: readonly StatusRow<S>[];
  acts: X;
  sees: Sight;
  /** Whom its events are about beside itself; its firm when absent. */
  about?: (row: T) => Subject[];
  /**
   * Whose acts on it leave no name, in the journal and in what they lead to: somebody behind an anonymous report. `isRefused`
   * of what they only tried.
   */
  isNameless?: (actor: PersonActor, row: T, isRefused: boolean) => boolean;
  /** Rows of which nothing tells more than the hour; see `RegisteredNoun`. */
  isByTheHour?: (row: T) => boolean;
  /** Its messages go out in quiet hours too, urgent or not. */
  ringsAtNight?: (row: T) => boolean;
  /** What becomes of it when its firm moves to another park. */
  moves: Going;
  /** What of it is one person's own, and how it is handed over when they leave. */
  holds: Holding<T>;
  /** Everything that changes while it lasts: a park the firm has left reads it as it stood. Absent where no park reads it. */
  changing?: readonly (keyof T & string)[];
  /** Why somebody who sees it may not take a step; `common.not-allowed` when undefined. */
  refusal?: (actor: Actor, action: keyof X & string, row: T) => AppError | undefined;
  /** What falls due, by kind. */
  clocks: Clocks<T>;
  /** What falls due once a part of it, as a piece of homework or a document; their kinds are not those of `clocks`. */
  clocksOf?: (row: T) => Clocks<T>;
  /** Filters of the list; given together, all must hold. */
  filters: Filters<T, F>;
  /** Filters that ask how a row stands today, which a park or body the firm has left does not know. */
  standing?: readonly (keyof F)[];
  /** Work every change of it owes in the same transaction, e.g. moving it on a board. */
  moved?: (before: T | undefined, after: T) => Promise<void>;
  /** Where a reminder leads park and body, who are told that it is late and may not open it; its own page when absent. */
  outsidePathOf?: (row: T) => string;
  /** Photos of its parts that are no noun of their own; see `RegisteredNoun`. */
  photosOf?: PhotosOf;
  /** What photos prove that a new one is made with; required where its first act asks for some. */
  newPhotos?: Proves;
  /** One line that says what it is. */
  textOf: (row: T) => string;
  /** Values its messages may name beside `reference`; never more personal data than the sentences need. */
  params: (row: T, event: JournalEvent) => Promise<Record<string, unknown>> | Record<string, unknown>;
  /** What happens to it beside its steps: what the timeline says, and who is told. */
  events?: Readonly<Record<string, { done: string; told: readonly Notice<T>[] }>>;
}

/**
 * Everything a noun does by itself: reading, lists, steps, making one. Its folder adds what is its own. A noun that does
 * not fit composes the parts by hand.
 * @throws Error when a row of its tables names what does not exist: the process must not start.
 */
export function defineNoun<T extends Row<S>, S extends string, const X extends Acts<T, S>, F extends object>(
  spec: NounSpec<T, S, X, F>,
) {
  type A = keyof X & string;
  const { kind, letter, path, model, acts, filters, clocks, changing } = spec;
  const lifecycle = lifecycleFrom<T, S, X>(kind, spec.statuses, acts);
  const module = Object.values(acts)[0]?.event.split('.')[0];
  const refused = `${module}.step-refused`;
  const passedOn = `${module}.${kind}-passed-on`;
  const events = {
    ...Object.fromEntries(Object.values(acts).map(({ event, done, told }) => [event, { done, told }])),
    ...spec.events,
    [refused]: REFUSED,
    ...(typeof spec.holds === 'string' || spec.holds.passOn === undefined ? {} : { [passedOn]: PASSED_ON }),
  };
  const reference = letter === undefined ? lineField('请填写编号') : referenceOf(letter);
  const inputs = new Map(
    Object.entries(acts).map(([action, { needs }]) => [action, z.object({ reference, ...needs })]),
  );
  checkClocks(kind, clocks);
  for (const [action, { from, to, needs, differsFrom = [] }] of Object.entries(acts)) {
    if (from.length === 0 && 'photoIds' in needs && spec.newPhotos === undefined)
      throw new Error(`${action} of ${kind} takes photos and does not say what they prove`);
    for (const status of [...from, ...(to === 'stay' ? [] : [to])]) statusRow(lifecycle, status);
    for (const field of differsFrom)
      if (model.schema.path(field) === undefined && model.schema.path(field.split('.')[0] as string) === undefined)
        throw new Error(`${action} of ${kind} must differ from ${field}, which no ${kind} has`);
  }

  const subjectOf = ({ _id, reference }: Pick<T, '_id' | 'reference'>) => ({ kind, id: _id, reference });
  const about =
    spec.about ??
    ((row: T): Subject[] => {
      const { enterpriseId } = row as { enterpriseId?: string };
      return enterpriseId === undefined ? [] : [{ kind: 'enterprise', id: enterpriseId }];
    });
  const kept = { kind, model, lifecycle, about, ...(spec.moved === undefined ? {} : { moved: spec.moved }) };
  type Leaving = T & { parkId?: string; formerParks?: LeftPark[] };
  /** The row as the actor may know it. */
  const known = (actor: Actor, row: T): T =>
    changing === undefined ? row : asKnownTo<Leaving>(actor, row as Leaving, changing);

  /**
   * The row as a list may have it: where it cannot be said what the actor may know of it, its number alone, which the list
   * marks as one that cannot be read.
   */
  const listed = (actor: Actor, row: T): T => {
    try {
      return known(actor, row);
    } catch {
      return { _id: row._id, reference: row.reference } as T;
    }
  };

  /** Brings its clocks to how it stands; steps and making do it themselves. Call it in the transaction of the change. */
  const keep = (ctx: Context, row: T): Promise<void> =>
    keepClocks(ctx, subjectOf(row), { ...clocks, ...spec.clocksOf?.(row) }, row);

  const canSee = (actor: Actor, row: T): boolean => sees(spec.sees, actor, row);
  /** Nor does somebody who is not signed in, whose request leads to their browser. */
  const hideActor = ({ actor }: Context, row: T, isRefused = false): boolean =>
    actor.kind === 'visitor' || (actor.kind === 'person' && (spec.isNameless?.(actor, row, isRefused) ?? false));

  /** The act as it is kept of this row. */
  const timeOf = (ctx: Context, row: T): Context => (spec.isByTheHour?.(row) ? byTheHour(ctx) : ctx);

  /** As it stands, for messages that must still be true. No permission is asked. */
  const peek = async (reference: string): Promise<T | undefined> =>
    (await model.findOne({ reference } as QueryFilter<T>).lean<T>()) ?? undefined;

  /** As the actor may know it. @throws NotFound when it does not exist or is not the actor's to see. */
  async function get(ctx: Context, reference: string): Promise<T> {
    const row = await readOnce(ctx, `${kind}:${reference}`, () => peek(reference));
    if (row === undefined || (ctx.actor.kind !== 'system' && !canSee(ctx.actor, row)))
      throw notFound('common.not-found');
    return known(ctx.actor, row);
  }

  const actOf = (action: A): Act<T, S> => {
    const act = acts[action];
    if (act === undefined) throw new Error(`${kind} has no action ${action}`);
    return act;
  };
  const isAnotherPerson = (actor: PersonActor, { differsFrom = [] }: Act<T, S>, row: T): boolean =>
    !differsFrom.some((field) => personsAt(row, field).some((named) => isSamePerson(actor.personId, named)));
  /** Whether the step is the actor's, whatever the status. A park the firm has left does nothing any more. */
  const mayEver = (actor: Actor, act: Act<T, S>, row: T): boolean => {
    if (act.may === 'clock') return actor.kind === 'system';
    if (actor.kind !== 'person' || !canSee(actor, row) || leftParkOf(actor, row as Leaving) !== undefined) return false;
    return act.may(actor, row) && isAnotherPerson(actor, act, row);
  };

  /** May the actor take this step now? */
  const can = (actor: Actor, action: A, row: T): boolean => {
    const act = actOf(action);
    return act.from.includes(row.status) && (act.when?.(row) ?? true) && mayEver(actor, act, row);
  };

  /** Steps the actor may take now: the buttons of the page and the choices of the bot. */
  const actionsFor = (actor: Actor, row: T): ActionRow<A, S>[] =>
    lifecycle.actions.filter((one) => can(actor, one.action, row));

  /** Not the actor's → Forbidden; theirs, but not now, or done by somebody just before → Conflict. */
  function guard(actor: Actor, action: A, row: T): void {
    const act = actOf(action);
    if (!mayEver(actor, act, row)) {
      const isSame = actor.kind === 'person' && !isAnotherPerson(actor, act, row);
      throw spec.refusal?.(actor, action, row) ?? forbidden(isSame ? 'common.same-person' : 'common.not-allowed');
    }
    nextStatus(lifecycle, action, row.status);
    if (act.when?.(row) === false) throw spec.refusal?.(actor, action, row) ?? conflict('common.not-now');
  }

  /** Runs a step, and keeps it in the trail when it was refused to somebody who sees the row. */
  async function recordingRefusal(ctx: Context, action: A, work: (see: (row: T) => void) => Promise<T>): Promise<T> {
    let seen: T | undefined;
    try {
      return await inTransaction(() =>
        work((row) => {
          seen = row;
        }),
      );
    } catch (error) {
      const row = seen;
      if (row !== undefined && error instanceof AppError && error.kind === 'Forbidden') {
        const facts = { action, code: error.code };
        const of = { subject: subjectOf(row), about: about(row), hideActor: hideActor(ctx, row, true) };
        await inTransaction(() => record(ctx, { name: refused, ...of, facts }));
      }
      throw error;
    }
  }

  /**
   * The six beats every step shares, in one transaction: load, authorise, guard, change by compare-and-set, record,
   * clocks. A repeat of the same act (`ctx.onceKey`) changes nothing and returns the row as it stands.
   * @param raw The number, and what the step needs, as a form or a message gives it.
   * @throws Invalid with fields; NotFound out of sight; Forbidden when it is not theirs; Conflict in the wrong status or
   * when somebody was faster.
   */
  async function step<K extends A>(
    ctx: Context,
    action: K,
    raw: object,
    decide: (row: T, input: InputOf<X, K>, ctx: Context) => Promise<Effect<T>> | Effect<T> = () => ({}),
  ): Promise<T> {
    const schema = inputs.get(action) as unknown as z.ZodType<InputOf<X, K> & { reference: string }>;
    const input = requireFields(schema, raw);
    return recordingRefusal(ctx, action, async (see) => {
      const row = await get(ctx, input.reference);
      see(row);
      if (!(await claimStep(ctx, action, subjectOf(row)))) return row;
      guard(ctx.actor, action, row);
      const by = timeOf(ctx, row);
      const { label, judgesPhotos } = actOf(action);
      const judged = judgesPhotos ? await judgeAgain(by, { photoIds: row.photoIds, step: label }) : {};
      const { also, ...effect } = await decide(row, input, by);
      return change(by, row, action, { ...effect, facts: { ...effect.facts, ...judged } }, also);
    });
  }

  /** Change, record, clocks: the end of a step that has loaded and guarded by itself. Call it in a transaction. */
  async function change(ctx: Context, row: T, action: A, effect: Effect<T>, also?: Effect<T>['also']): Promise<T> {
    const { to, event } = actOf(action);
    const name = effect.event ?? event;
    if (events[name] === undefined) throw new Error(`${kind} declares no event ${name}`);
    const isElsewhere = (effect.to ?? to) !== 'stay' && (effect.to ?? to) !== row.status;
    const set = isElsewhere ? { since: ctx.now, ...effect.set } : effect.set;
    const after = await takeAction(ctx, kept, row, action, {
      ...effect,
      event: name,
      hideActor: hideActor(ctx, row),
      ...(set === undefined ? {} : { set }),
    } as Change<T>);
    await keep(ctx, after);
    await also?.(after);
    return after;
  }

  /**
   * Of rows that something else brings along in its own transaction, those that can be changed: what cannot be read is set
   * aside and told, and stops neither the others nor what brings them along.
   */
  async function changeable(ctx: Context, rows: readonly T[]): Promise<T[]> {
    const tried = (row: T): T => {
      if (!Number.isInteger(row.version)) throw new Error(`a ${kind} without a version`);
      tryClocks({ ...clocks, ...spec.clocksOf?.(row) }, row);
      return row;
    };
    const found = await readEach(ctx, kind, rows, tried, () => undefined);
    return found.filter((row) => row !== undefined);
  }

  /**
   * Ends one that cannot be changed, by the act that would: nothing is asked of it but its number, and nothing of it is due
   * any more. Call it in a transaction.
   */
  async function endBroken(ctx: Context, { _id, reference }: T, action: A, unset: readonly (keyof T & string)[] = []) {
    const { to, event } = actOf(action);
    const status = to as S;
    const set = { status, isOpen: statusRow(lifecycle, status).isOpen, since: ctx.now, updatedAt: ctx.now };
    const gone = Object.fromEntries(unset.map((key) => [key, 1]));
    await model.updateOne({ _id } as QueryFilter<T>, { $set: set, $unset: gone } as unknown as UpdateQuery<T>);
    await closeDeadlines(ctx, { kind, id: _id });
    await record(ctx, { name: event, subject: { kind, id: _id, reference }, about: [], facts: { action, status } });
  }

  /**
   * Makes one by the act that starts from nothing. A repeat of the same act (`ctx.onceKey`) returns the first.
   * @throws Forbidden when it is not the actor's to make.
   */
  async function make(
    at: Context,
    action: A,
    draft: Omit<T, keyof Row<S>> & { photoIds?: readonly string[]; reference?: string },
    { facts = {}, also }: { facts?: Record<string, unknown>; also?: (row: T) => Promise<unknown> } = {},
  ): Promise<T> {
    const { to, event, may } = actOf(action);
    const ctx = timeOf(at, draft as unknown as T);
    const status = to as S;
    const draw = async (): Promise<T> => {
      const row = {
        ...draft,
        _id: idIn(ctx),
        reference: draft.reference ?? (await takeReference(letter as ReferenceLetter, ctx.now)),
        photoIds: [...new Set(draft.photoIds ?? [])],
        status,
        isOpen: statusRow(lifecycle, status).isOpen,
        since: ctx.now,
        version: 0,
        createdAt: ctx.now,
        updatedAt: ctx.now,
      } as unknown as T;
      const { actor } = ctx;
      const isTheirs = may === 'clock' ? actor.kind === 'system' : actor.kind === 'person' && may(actor, row);
      if (!isTheirs) throw forbidden('common.not-allowed');
      return row;
    };
    return makeOnce(ctx, model, draw, async (row) => {
      if (row.photoIds.length > 0) {
        const proves = spec.newPhotos;
        if (proves === undefined) throw new Error(`${kind} does not say what photos of a new one prove`);
        await attachPhotos(ctx, { photoIds: row.photoIds, subject: subjectOf(row), proves });
      }
      await spec.moved?.(undefined, row);
      await keep(ctx, row);
      await record(ctx, {
        name: event,
        subject: subjectOf(row),
        about: about(row),
        facts: { action, status, ...facts },
        hideActor: hideActor(ctx, row),
      });
      await also?.(row);
    });
  }

  /** The filter of a list as MongoDB is asked it; exported for the test that explains it. */
  function query(ctx: Context, filter: Partial<F> & Paging): QueryFilter<T> {
    const asked = (Object.keys(filters) as (keyof F)[]).filter((key) => filter[key] !== undefined);
    const { actor } = ctx;
    const asksNow = changing !== undefined && asked.some((key) => spec.standing?.includes(key));
    const isNow = asksNow && actsAs(actor, 'park-officer', 'regulator');
    return {
      $and: [
        visible<T>(spec.sees, actor),
        ...(isNow ? [actor.role === 'regulator' ? ofRegion(actor) : { parkId: actor.scope.parkId ?? '' }] : []),
        ...asked.map((key) => filters[key](filter[key] as NonNullable<F[keyof F]>, ctx)),
      ],
    } as QueryFilter<T>;
  }

  /** Changes a row because somebody has left, which is no step of anybody's. */
  async function passOn(ctx: Context, row: T, { set, event = passedOn, isQuiet = false }: PassedOn<T>): Promise<void> {
    const update = { $set: { ...set, updatedAt: ctx.now }, $inc: { version: 1 } } as unknown as UpdateQuery<T>;
    const asSeen = { _id: row._id, version: row.version } as QueryFilter<T>;
    const after = await model.findOneAndUpdate(asSeen, update, { returnDocument: 'after' }).lean<T>();
    if (after === null) throw conflict('common.changed-meanwhile');
    await spec.moved?.(row, after);
    await keep(ctx, after);
    if (!isQuiet) await record(ctx, { name: event, subject: subjectOf(after), about: about(after), facts: {} });
  }

  /** What it holds for one person, by its rows. */
  function holdsOf(holding: Holding<T>): Holds {
    if (typeof holding === 'string') return holding;
    const { as, isHeld = () => true } = holding;
    const ending = holding.isEnding === true ? { isEnding: true } : {};
    const reads = {
      asked: (leaver: Leaver) => {
        const filter = holding.rows(leaver);
        return filter === undefined ? undefined : ([model, filter as Record<string, unknown>] as const);
      },
      // One that cannot be read is theirs all the same.
      heldOf: (row: T, leaver: Leaver) => {
        try {
          return isHeld(row, leaver) ? { reference: row.reference, as, ...ending, text: spec.textOf(row) } : undefined;
        } catch {
          return { reference: row.reference, as, ...ending, text: UNREADABLE };
        }
      },
    };
    if (holding.passOn === undefined) return reads;
    return {
      ...reads,
      handOver: async (ctx, leaver, to) => {
        const filter = holding.rows(leaver);
        if (filter === undefined) return;
        // Somebody must be able to leave, whatever became of a row of theirs.
        for (const row of await changeable(ctx, await model.find(filter).sort({ _id: 1 }).lean<T[]>())) {
          const at = timeOf(ctx, row);
          const change = await holding.passOn?.(row, leaver, to, at.now);
          if (change !== undefined) await passOn(at, row, change);
        }
      },
    };
  }

  /** A page of those the actor may see, the newest first. */
  const find = (ctx: Context, filter: Partial<F> & Paging = {}): Promise<Page<T>> =>
    readPage(model, query(ctx, filter), filter, (row) => listed(ctx.actor, row));

  /** Everything that happened to it as far as the actor may read, oldest first. @throws NotFound */
  async function trail(ctx: Context, reference: string): Promise<JournalEvent[]> {
    const row = await get(ctx, reference);
    return knownTrail(ctx.actor, row as Leaving, await findTrail({ kind, id: row._id }));
  }

  /** Whether the actor sees the row a photo belongs to, and the photo with it. */
  async function maySeePhoto({ actor }: Context, id: string, photoId: string): Promise<boolean> {
    const row = await model.findById(id).lean<T>();
    if (row === null || !canSee(actor, row)) return false;
    return leftParkOf(actor, row as Leaving) === undefined || known(actor, row).photoIds.includes(photoId);
  }

  return {
    ...spec,
    collection: model.collection.name,
    lifecycle,
    events,
    keepClocks: keep,
    holds: holdsOf(spec.holds),
    moves: movesOf(kind, model, spec.moves, isReadByParks(spec.sees), changing),
    pathOf: (reference: string): string => `${path}/${reference}`,
    statusOf: (row: T): S => row.status,
    inputOf: <K extends A>(action: K) =>
      inputs.get(action) as unknown as z.ZodObject<{ reference: z.ZodString } & X[K]['needs']>,
    subjectOf,
    about,
    canSee,
    can,
    mayEver: (actor: Actor, action: A, row: T): boolean => mayEver(actor, actOf(action), row),
    actionsFor,
    peek,
    get,
    step,
    change,
    changeable,
    endBroken,
    make,
    query,
    find,
    trail,
    maySeePhoto,
  };
}
