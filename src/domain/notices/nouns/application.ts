import { type Application, getCohortById, peekApplication, reasonLabel } from '#domain/applying';
import { desk } from '#domain/deadlines';
import { bodyPeople, deskPeople, parkPeople } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { formatDay, localDate } from '#kernel/dates';
import { type Noun, textOf } from './noun.ts';

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

export const applicationNoun: Noun<Application> = {
  kind: 'application',
  peek: peekApplication,
  statusOf: (application) => application.status,
  linkPath: (reference) => `/applications/${reference}`,
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
    enrolment: application.enrolmentReference ?? '',
  }),
  notices: {
    'programme.application-started': [],
    'programme.application-moved': [],
    'programme.application-draft-saved': [],
    'programme.application-submitted': [{ to: firstReader, template: 'application-submitted' }],
    'programme.application-resubmitted': [{ to: firstReader, template: 'application-resubmitted' }],
    'programme.application-returned': [{ to: firm, template: 'application-returned' }],
    'programme.application-recommended': [
      { to: body, template: 'application-to-decide' },
      { to: firm, template: 'application-recommended' },
    ],
    'programme.application-admitted': [{ to: firm, template: 'application-admitted' }],
    'programme.application-refused': [{ to: firm, template: 'application-refused' }],
    'programme.application-withdrawn': [{ to: readers, template: 'application-withdrawn' }],
  },
};
