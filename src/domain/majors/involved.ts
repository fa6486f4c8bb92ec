import { ranSince } from '#domain/identity';
import { hasHand } from '#domain/journal';
import type { PersonActor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { type Major, MajorModel } from './major.model.ts';
import { StopModel } from './stops/stop.model.ts';

/** In these roles a person acts for the firm, or found it. */
const FIRM_ROLES = ['enterprise-manager', 'safety-officer', 'worker', 'adviser'];
/** What the competent body itself does in place of a firm nobody of which may, and finding it. */
const AS_FIRM = [
  'hazards.rectification-planned',
  'hazards.fixed-on-spot',
  'hazards.rectification-submitted',
  'hazards.closure-requested',
  'hazards.extension-asked',
  'majors.controlled',
  'majors.reported',
  'majors.progressed',
  'majors.accepted',
  'majors.answered',
  'majors.resume-asked',
];
const FOUND = ['hazards.reported', 'hazards.endorsed'];

/** A case somebody decides about. */
interface Handled {
  hazardId: string;
  /** The firm it is about, whoever has it. */
  firmId: string;
  /** When it came in. */
  since: Date;
}

/**
 * Four eyes by person, in whatever role somebody acts now: whether they run the firm or have run it while the case was
 * there, or have had a hand in the case, its file or what stands still because of it on the side of the firm.
 * @param alsoFound Whoever reported or joined by name too, as an inspector does.
 */
export async function hasHandIn(
  personId: string,
  { hazardId, firmId, since }: Handled,
  alsoFound: boolean,
): Promise<boolean> {
  if (await ranSince(firmId, personId, since)) return true;
  const [file, stops] = await Promise.all([
    MajorModel.findOne({ hazardId }).select({ _id: 1 }).lean<Pick<Major, '_id'>>(),
    StopModel.find({ hazardId }).select({ _id: 1 }).lean<{ _id: string }[]>(),
  ]);
  const subjects = [
    { kind: 'hazard', id: hazardId },
    ...(file === null ? [] : [{ kind: 'major-hazard', id: file._id }]),
    ...stops.map(({ _id: id }) => ({ kind: 'stop-order', id })),
  ];
  return hasHand(personId, subjects, { roles: FIRM_ROLES, names: [...AS_FIRM, ...(alsoFound ? FOUND : [])] });
}

/** Asked before a body decides about a firm's major hazard. @throws Forbidden `majors.has-hand` */
export async function checkNoHand({ actor }: Context, handled: Handled, alsoFound: boolean): Promise<void> {
  if (await hasHandIn((actor as PersonActor).personId, handled, alsoFound)) throw forbidden('majors.has-hand');
}
