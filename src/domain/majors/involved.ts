import { runnersOf } from '#domain/identity';
import { hasHand } from '#domain/journal';
import { personIn } from '#kernel/actor';
import { type Context, readOnce } from '#kernel/context';
import { forbidden } from '#kernel/errors';
import { type Major, MajorModel } from './major.model.ts';
import { StopModel } from './stops/stop.model.ts';

/** In these roles a person runs safety in the firm. */
const RUNNING = ['enterprise-manager', 'safety-officer'];
/** In these roles a person acts for the firm, or found it. */
const FIRM_ROLES = [...RUNNING, 'worker', 'adviser'];
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

/** The file of a case; a page whose parts ask for it reads it once. */
export const fileOnce = (ctx: Context, hazardId: string): Promise<Major | undefined> =>
  readOnce(ctx, `file-of:${hazardId}`, async () => (await MajorModel.findOne({ hazardId }).lean<Major>()) ?? undefined);

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
  ctx: Context,
  { hazardId, firmId, since }: Handled,
  alsoFound: boolean,
): Promise<boolean> {
  const personId = personIn(ctx.actor);
  if ((await runnersOf(firmId)).includes(personId)) return true;
  const [file, stops] = await Promise.all([
    fileOnce(ctx, hazardId),
    StopModel.find({ hazardId }).select({ _id: 1 }).lean<{ _id: string }[]>(),
  ]);
  const subjects = [
    { kind: 'hazard', id: hazardId },
    ...(file === undefined ? [] : [{ kind: 'major-hazard', id: file._id }]),
    ...stops.map(({ _id: id }) => ({ kind: 'stop-order', id })),
  ];
  return hasHand(personId, subjects, {
    roles: FIRM_ROLES,
    names: [...AS_FIRM, ...(alsoFound ? FOUND : [])],
    // A role that was taken back stays known.
    lost: { firmId, since, roles: RUNNING },
  });
}

/** Asked before a body decides about a firm's major hazard. @throws Forbidden `majors.has-hand` */
export async function checkNoHand(ctx: Context, handled: Handled, alsoFound: boolean): Promise<void> {
  if (await hasHandIn(ctx, handled, alsoFound)) throw forbidden('majors.has-hand');
}
