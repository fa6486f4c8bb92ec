import { type BoardFilter, narrowed, scopeOnBoard } from '#domain/programme';
import { adjustTallies, type Dims, defineBoard, sumTallies } from '#domain/tallies';
import type { Context } from '#kernel/context';
import { paths } from '#kernel/paths';
import { type Application, ApplicationModel } from './application.model.ts';
import type { ApplicationStatus } from './lifecycle.ts';

/**
 * Applications that have been sent in, by place, cohort and how they stand, and once more in each park they have left
 * (`left`), as they stood then. Drafts are nobody's business yet.
 */
const BOARD = defineBoard({
  name: 'applications',
  label: '项目申请',
  shownOn: paths.enrolmentBoard,
  opens: paths.applications,
  cuts: [
    ['county', 'left', 'cohort', 'status', 'sector'],
    ['park', 'left', 'cohort', 'status', 'sector'],
  ],
  // Read row by row: one `$group` over everything would outlast the time a single answer of the store may take.
  recount: async function* (session) {
    const applications = ApplicationModel.find({ submittedAt: { $exists: true } })
      .select({ _id: 0, regionPath: 1, parkId: 1, cohortId: 1, sector: 1, status: 1, submittedAt: 1, formerParks: 1 })
      .session(session)
      .lean<Counted>()
      .cursor({ batchSize: 2_000 });
    for await (const application of applications) for (const dims of placesOf(application)) yield { dims, by: 1 };
  },
});
type Counted = Pick<
  Application,
  'regionPath' | 'parkId' | 'cohortId' | 'sector' | 'status' | 'submittedAt' | 'formerParks'
>;

const isSent = (application: Counted): boolean => application.submittedAt !== undefined;
const dimsOf = (application: Counted) => ({
  county: application.regionPath.at(-1),
  park: application.parkId,
  cohort: application.cohortId,
  status: application.status,
  sector: application.sector,
});

/** Where an application is counted: where it lies, and once in every park it has left. */
const placesOf = (application: Counted): Dims[] => {
  const former = (application.formerParks ?? []).filter(({ parkId }) => parkId !== application.parkId);
  // The last stay in a park is how it knows it.
  const last = new Map(former.map((left) => [left.parkId, left]));
  return [
    { ...dimsOf(application), left: '' },
    ...[...last.values()].map(({ parkId, frozen }) => {
      const status = (frozen['status'] ?? application.status) as ApplicationStatus;
      return { ...dimsOf({ ...application, parkId, status }), county: undefined, left: 'park' };
    }),
  ];
};

/** Moves an application on the board from what it was, if it was, to what it is now, in the transaction of the change. */
export async function tallyApplication(before: Counted | undefined, after: Counted): Promise<void> {
  await adjustTallies([
    ...(before !== undefined && isSent(before) ? placesOf(before).map((dims) => ({ board: BOARD, dims, by: -1 })) : []),
    ...(isSent(after) ? placesOf(after).map((dims) => ({ board: BOARD, dims, by: 1 })) : []),
  ]);
}

/**
 * Applications in the actor's scope by status.
 * @param whose `here` those that lie there, `ever` also those that lay in the actor's park once.
 */
export async function countApplications(
  ctx: Context,
  filter: Pick<BoardFilter, 'cohortId' | 'regionCode'>,
  whose: 'here' | 'ever' = 'here',
): Promise<Map<ApplicationStatus, number>> {
  const scope = scopeOnBoard(ctx.actor);
  if (scope === undefined) return new Map();
  const query = {
    ...narrowed(scope, filter.regionCode),
    left: whose === 'ever' ? ['', 'park'] : [''],
    ...(filter.cohortId === undefined ? {} : { cohort: filter.cohortId }),
  };
  const rows = await sumTallies(BOARD, query, ['status'], ctx.now);
  return new Map(rows.map(({ dims, count }) => [dims.status as ApplicationStatus, count]));
}
