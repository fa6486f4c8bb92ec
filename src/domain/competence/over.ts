import { findBodiesOver, getBody, recallBody } from '#domain/organisations';
import { MATTERS } from './matters.ts';

/** 消防救援, 市场监管 …: which line of departments a special body belongs to, by its name. */
const lineOf = (name: string): string | undefined => MATTERS.find(({ who }) => name.includes(who))?.who;

/**
 * Whether a body is the superior of another: that of the same line, or the emergency management, of a region that holds
 * the other's. By where both are and what they are; where the matter itself lies says nothing of it.
 */
export async function isBodyOver(bodyId: string | undefined, ofBodyId: string): Promise<boolean> {
  const [one, other] = await Promise.all([bodyId === undefined ? undefined : recallBody(bodyId), recallBody(ofBodyId)]);
  if (one === undefined || other === undefined) return false;
  if (one.regionCode === other.regionCode || !other.regionCode.startsWith(one.regionCode)) return false;
  if (one.kind === 'general') return true;
  if (one.kind !== other.kind) return false;
  return one.kind === 'special'
    ? lineOf(one.name) !== undefined && lineOf(one.name) === lineOf(other.name)
    : other.sectors.every((sector) => one.sectors.includes(sector));
}

/** A body and those above it that day. @throws NotFound */
export async function bodiesUpFrom(bodyId: string): Promise<string[]> {
  const { regionCode } = await getBody(bodyId);
  const bodies = await findBodiesOver(regionCode);
  const isAbove = await Promise.all(bodies.map(({ _id }) => isBodyOver(_id, bodyId)));
  return [bodyId, ...bodies.filter((_, i) => isAbove[i]).map(({ _id }) => _id)];
}
