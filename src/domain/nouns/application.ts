import {
  type Application,
  applicationLifecycle,
  applicationsHeld,
  getCohortById,
  handOverApplications,
  maySeeLicence,
  moveApplications,
  peekApplication,
  reasonLabel,
} from '#domain/applying';
import { desk } from '#domain/deadlines';
import type { RegisteredNoun } from '#domain/engine';
import { bodyPeople, deskPeople, parkPeople } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { formatDay, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { textOf } from './fact.ts';

const firm = ({ enterpriseId }: Application) => deskPeople(desk.applicants(enterpriseId));
const body = ({ bodyId }: Application) => bodyPeople(bodyId);

const isParks = ({ facts }: JournalEvent): boolean => facts['reader'] === 'park';

/** Whoever looks at it first: the park where there is one, else the competent body. */
const firstReader = (application: Application, event: JournalEvent): Promise<string[]> =>
  isParks(event) && application.parkId !== undefined ? parkPeople(application.parkId) : body(application);

/** Whoever had it when it was taken back; nobody for a draft. */
async function readers(application: Application): Promise<string[]> {
  if (application.submittedAt === undefined) return [];
  return [
    ...(application.parkId === undefined ? [] : await parkPeople(application.parkId)),
    ...(await body(application)),
  ];
}

export const applicationNoun: RegisteredNoun<Application> = {
  kind: 'application',
  name: '申请',
  collection: 'applications',
  lifecycle: applicationLifecycle,
  peek: peekApplication,
  statusOf: (application) => application.status,
  pathOf: paths.application,
  textOf: (one) => one.name,
  params: async (application, event) => ({
    firm: application.name,
    cohort: (await getCohortById(application.cohortId)).name,
    why: [reasonLabel(textOf(event.facts['reasonCode'])), textOf(event.facts['reason'])]
      .filter((part) => part !== '')
      .join('：'),
    wouldChange: textOf(event.facts['wouldChange']),
    appealUntil: event.facts['appealUntil'] === undefined ? '' : formatDay(textOf(event.facts['appealUntil'])),
    dueOn: application.dueAt === undefined ? '' : formatDay(localDate(application.dueAt)),
    readDueOn: event.facts['readBy'] === undefined ? '' : formatDay(textOf(event.facts['readBy'])),
    isParks: isParks(event),
    position: event.facts['position'] ?? '',
    enrolment: application.enrolmentReference ?? '',
  }),
  events: {
    'programme.application-started': { told: [] },
    'programme.application-moved': { told: [] },
    'programme.application-draft-saved': { told: [] },
    'programme.application-submitted': { told: [{ to: firstReader, template: 'application-submitted' }] },
    'programme.application-resubmitted': { told: [{ to: firstReader, template: 'application-resubmitted' }] },
    'programme.application-returned': { told: [{ to: firm, template: 'application-returned' }] },
    'programme.application-recommended': {
      told: [
        { to: body, template: 'application-to-decide' },
        { to: firm, template: 'application-recommended' },
      ],
    },
    'programme.application-cohort-changed': { told: [] },
    'programme.application-waits': { told: [{ to: firm, template: 'application-waits' }] },
    'programme.application-called': {
      told: [
        { to: body, template: 'application-called' },
        { to: firm, template: 'application-place-free' },
      ],
    },
    'programme.application-admitted': { told: [{ to: firm, template: 'application-admitted' }] },
    'programme.application-refused': { told: [{ to: firm, template: 'application-refused' }] },
    'programme.application-withdrawn': { told: [{ to: readers, template: 'application-withdrawn' }] },
  },
  clocks: {},
  holds: { ...applicationsHeld, handOver: handOverApplications },
  moves: { body: 'kept', take: moveApplications },
  maySeePhoto: maySeeLicence,
};
