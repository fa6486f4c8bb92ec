import type { Small } from './smallWorld.ts';
import type { WorldActor } from './world.ts';

/** Where to look at a route's page; several addresses show it in several states. */
type Example = (small: Small, who: WorldActor | 'visitor') => string | readonly string[];

/** Addresses of the portal that answer with a file or a stream, and why they are no page. */
const NO_PAGE = {
  '/chat/events': 'a stream',
  '/chat/photos/:id': 'a picture',
  '/photos/:id': 'a picture',
  '/exports/:id/file': 'a file',
  '/files/:id': 'a file',
} as const;

export const isNoPage = (path: string): boolean => path in NO_PAGE;

/**
 * Every GET route with parameters needs a row here, or the page test fails; a route without parameters is visited as it
 * is, and gets a row only to be seen in more states.
 */
export const PAGE_EXAMPLES: Readonly<Record<string, Example>> = {
  '/l/:code': ({ world }) => `/l/${world.location.code}`,
  '/join/:code': ({ world }) => `/join/${world.team.code}`,
  '/hazards': ({ cases }) => [
    '/hazards',
    '/hazards?overdue=1',
    '/hazards?q=%E9%94%85%E7%82%89%E7%88%86%E7%82%B8',
    `/hazards?q=${cases.closed}&status=closed&category=electrical`,
  ],
  '/hazards/:reference': ({ cases }, who) =>
    (who === 'officer' ? Object.values(cases) : [cases.long, cases.anonymous, cases.late, cases.closed]).map(
      (reference) => `/hazards/${reference}`,
    ),
  '/hazards/:reference/act/:action': ({ cases, acts }, who) =>
    (who === 'officer' ? acts : acts.slice(-8)).map(([status, action]) => `/hazards/${cases[status]}/act/${action}`),
  '/enrolments/:reference': ({ enrolment }) => `/enrolments/${enrolment}`,
  '/enrolments/:reference/assessments': ({ enrolment }) => `/enrolments/${enrolment}/assessments`,
  '/enrolments/:reference/visits/new': ({ enrolment }) => `/enrolments/${enrolment}/visits/new`,
  '/enrolments/:reference/trainings/new': ({ enrolment }) => `/enrolments/${enrolment}/trainings/new`,
  '/enrolments/:reference/acceptance': ({ enrolment }) => `/enrolments/${enrolment}/acceptance`,
  '/enrolments/:reference/outcomes': ({ enrolment }) => `/enrolments/${enrolment}/outcomes`,
  '/enrolments/:reference/outcomes/:round/:code': ({ enrolment }) =>
    `/enrolments/${enrolment}/outcomes/baseline/reports-per-100`,
  '/filings': () => ['/filings', '/filings?overdue=1', '/filings?status=returned'],
  '/filings/new/:kind': () => ['special-work', 'outsourcing', 'construction'].map((kind) => `/filings/new/${kind}`),
  '/filings/:reference': ({ filings }) => Object.values(filings).map((reference) => `/filings/${reference}`),
  '/filings/:reference/refile': ({ filings }) => `/filings/${filings.returned}/refile`,
  '/filings/:reference/act/:action': ({ filings }, who) =>
    (who === 'regulator' ? ['return'] : ['cancel']).map((action) => `/filings/${filings.filed}/act/${action}`),
  '/outcomes/months/:month': () => '/outcomes/months/2026-10',
  '/organisations/parks/:id': ({ world }) => `/organisations/parks/${world.park._id}`,
  '/organisations/parks/:id/change': ({ world }) => `/organisations/parks/${world.park._id}/change`,
  '/organisations/parks/:id/supervision': ({ world }) => `/organisations/parks/${world.park._id}/supervision`,
  '/organisations/bodies/:id/change': ({ world }) => `/organisations/bodies/${world.bodyId}/change`,
  '/rewards/:reference': ({ rewards }) => rewards.map((reference) => `/rewards/${reference}`),
  '/exports/:id': ({ exports }) => exports.map((id) => `/exports/${id}`),
  '/places/locations/:id/poster': ({ world }) => `/places/locations/${world.location._id}/poster`,
  '/places/teams/:id/poster': ({ world }) => `/places/teams/${world.team._id}/poster`,
  '/admin/journal': ({ cases }) => ['/admin/journal', `/admin/journal?reference=${cases.closed}`],
};

/**
 * Pages the small world has nothing for yet. The list only shrinks: a page gets its row above and leaves here. A route
 * that stands in neither fails the test.
 */
export const STILL_TO_SHOW: readonly string[] = [
  '/cohorts/:reference',
  '/cohorts/:reference/act/:action',
  '/applications/:reference',
  '/applications/:reference/form',
  '/applications/:reference/check',
  '/applications/:reference/act/:action',
  '/plans/:reference',
  '/plans/:reference/act/:action',
  '/plans/:reference/items/new',
  '/items/:reference',
  '/items/:reference/act/:action',
  '/suggestions/:reference',
  '/suggestions/:reference/act/:action',
  '/enrolments/:reference/act/:action',
  '/enrolments/:reference/items/:code',
  '/enrolments/:reference/items/:code/undo',
  '/enrolments/:reference/assessments/:round',
  '/enrolments/:reference/assessments/:round/edit',
  '/enrolments/:reference/assessments/:round/return',
  '/visits/:reference',
  '/visits/:reference/write',
  '/visits/:reference/act/:action',
  '/enrolments/:reference/trainings/:id/void',
  '/enrolments/:reference/certificate',
  '/certificates/:number',
  '/admin/templates/:kind',
  '/admin/templates/:kind/new',
  '/support/decisions/:reference',
  '/support/decisions/:reference/compare',
  '/support/decisions/:reference/decide',
  '/support/decisions/:reference/notice',
  '/support/decisions/:reference/act/:action',
  '/support/:reference',
  '/support/:reference/edit',
  '/support/:reference/act/:action',
  '/transfers/new/:kind',
  '/transfers/:reference',
  '/transfers/:reference/act/:action',
];
