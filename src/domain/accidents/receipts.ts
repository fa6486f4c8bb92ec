import { type Desk, desk } from '#domain/deadlines';
import { bodyName, parkName } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import type { Accident } from './accident.model.ts';
import { isLarger } from './accident.rules.ts';

type Row = Pick<
  Accident,
  'chain' | 'reached' | 'level' | 'levels' | 'passes' | 'sectorBodyId' | 'parkId' | 'createdAt' | 'receipts'
>;

/** A desk that was told: since when, and which one sees to it where nobody there says so. */
export interface ToldDesk {
  id: string;
  desk: Desk;
  since: Date;
  above?: Desk;
}

/** When a level of the line was told: at the report, when it was passed on, or when it became one all are told of. */
function sinceOf({ passes, levels, createdAt }: Row, i: number): Date {
  if (i === 0) return createdAt;
  return passes[i - 1]?.at ?? levels.find(({ level }) => isLarger(level))?.at ?? createdAt;
}

/** Every desk outside the firm that was told so far. */
export function toldDesks(row: Row): ToldDesk[] {
  const { chain, reached, level, sectorBodyId, parkId, createdAt } = row;
  const bodies = chain.map(({ bodyId }) => bodyId);
  const above = (i: number) => (bodies[i] === undefined ? {} : { above: desk.body(bodies[i]) });
  const line = bodies.flatMap((id, i) =>
    i <= reached || isLarger(level) ? [{ id, desk: desk.body(id), since: sinceOf(row, i), ...above(i + 1) }] : [],
  );
  const beside = [
    ...(sectorBodyId === undefined ? [] : [{ id: sectorBodyId, desk: desk.body(sectorBodyId) }]),
    ...(parkId === undefined ? [] : [{ id: parkId, desk: desk.park(parkId) }]),
  ];
  return [...line, ...beside.map((one) => ({ ...one, since: createdAt, ...above(0) }))];
}

/** Whether somebody at the desk has said that they know of it, or passed it on. */
export const isSeen = ({ receipts = [], passes }: Pick<Row, 'receipts' | 'passes'>, of: Desk): boolean =>
  receipts.some((one) => one.desk === of) || passes.some(({ bodyId }) => desk.body(bodyId) === of);

/** The desk somebody sits at, outside the firm. */
export const deskOfActor = ({ role, scope }: PersonActor): Desk | undefined => {
  if (role === 'park-officer' && scope.parkId !== undefined) return desk.park(scope.parkId);
  return role === 'regulator' && scope.bodyId !== undefined ? desk.body(scope.bodyId) : undefined;
};

/** What somebody may say: that their own desk knows, else that they see to those below that do not say so. */
export function toAcknowledge(actor: PersonActor, row: Row): { desk: Desk; isInPlace?: true }[] {
  const own = deskOfActor(actor);
  const unseen = toldDesks(row).filter((one) => !isSeen(row, one.desk));
  if (unseen.some((one) => one.desk === own)) return own === undefined ? [] : [{ desk: own }];
  return unseen.filter(({ above }) => above === own).map((one) => ({ desk: one.desk, isInPlace: true }));
}
export const mayAcknowledge = (actor: PersonActor, row: Row): boolean =>
  actsAs(actor, 'park-officer', 'regulator') && toAcknowledge(actor, row).length > 0;

/** What people call a desk outside the firm. */
export const deskName = ({ id, desk: of }: Pick<ToldDesk, 'id' | 'desk'>): Promise<string> =>
  of.startsWith('park:') ? parkName(id) : bodyName(id);
