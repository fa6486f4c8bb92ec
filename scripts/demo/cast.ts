import { findPeople, getActor } from '#domain/identity';
import type { Enterprise } from '#domain/organisations';
import type { PersonActor, Role, Scope } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { DAY_MS, HOUR_MS } from '#kernel/dates';

/** Moves through the past, minutes between acts and days between steps, and never beyond now. */
export class Timeline {
  #at: number;
  readonly #end: number;

  constructor(end: Date, daysAgo: number) {
    this.#end = end.getTime();
    this.#at = this.#end - daysAgo * DAY_MS - 6 * HOUR_MS;
  }

  get now(): Date {
    return new Date(this.#at);
  }

  days(count: number): void {
    this.#move(count * DAY_MS);
  }

  /** The next act of a person, a quarter of an hour after the one before. */
  by(actor: PersonActor): Context {
    this.#move(15 * 60_000);
    return { actor, now: this.now, requestId: 'demo', door: 'web' };
  }

  #move(ms: number): void {
    this.#at = Math.min(this.#at + ms, this.#end);
  }
}

/** Everybody who has a part in one firm's way through the programme. */
export interface DemoCast {
  manager: PersonActor;
  officer: PersonActor;
  workers: PersonActor[];
  park?: PersonActor;
  body: PersonActor;
}

async function holding(role: Role, scope: Pick<Scope, 'enterpriseId' | 'parkId' | 'bodyId'>): Promise<PersonActor[]> {
  const people = await findPeople({ role, ...scope }, 4);
  const actors = people.map((person) => {
    const grant = person.grants.find(
      (one) => one.role === role && Object.entries(scope).every(([key, id]) => one.scope[key as 'parkId'] === id),
    );
    return grant === undefined ? undefined : getActor(person._id, grant._id);
  });
  return (await Promise.all(actors)).filter((actor) => actor !== undefined);
}

/** A person in one of their roles; undefined when they are not in this world. */
export async function demoPerson(personId: string, role: Role): Promise<PersonActor | undefined> {
  const actor = await getActor(personId);
  return actor?.role === role ? actor : undefined;
}

/** The people of a firm with those of its park and competent body; undefined when somebody is missing. */
export async function demoCast({ _id, parkId, bodyId }: Enterprise): Promise<DemoCast | undefined> {
  const own = { enterpriseId: _id };
  const [[manager], [officer], workers, [park], [body]] = await Promise.all([
    holding('enterprise-manager', own),
    holding('safety-officer', own),
    holding('worker', own),
    parkId === undefined ? [] : holding('park-officer', { parkId }),
    holding('regulator', { bodyId }),
  ]);
  if (manager === undefined || officer === undefined || body === undefined) return undefined;
  return { manager, officer, workers, ...(park === undefined ? {} : { park }), body };
}
