import { bodyPeople, parkPeople } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { FILING_KINDS, type Filing, peekFiling } from '#domain/works';
import { formatDays } from '#kernel/dates';
import { bothOf } from '../audiences.ts';
import { type Noun, shorten, textOf } from './noun.ts';

const body = ({ bodyId }: Filing): Promise<string[]> => bodyPeople(bodyId);
const park = ({ parkId }: Filing): Promise<string[]> | string[] => (parkId === undefined ? [] : parkPeople(parkId));
const firm = ({ enterpriseId }: Filing): Promise<string[]> => bothOf(enterpriseId);
const TOLD = [
  { to: body, template: 'filing-filed', whileIn: ['filed'] },
  { to: park, template: 'filing-filed', whileIn: ['filed', 'acknowledged'] },
];
const OVER = [
  { to: body, template: 'filing-cancelled' },
  { to: park, template: 'filing-cancelled' },
];

export const workFilingNoun: Noun<Filing> = {
  kind: 'work-filing',
  peek: peekFiling,
  statusOf: (filing) => filing.status,
  linkPath: (reference) => `/filings/${reference}`,
  params: async ({ kind, enterpriseId, what, startsOn, endsOn, isLate }, event) => ({
    kind: FILING_KINDS.find((row) => row.code === kind)?.label ?? '',
    firm: await enterpriseName(enterpriseId),
    what: shorten(what),
    days: formatDays(startsOn, endsOn),
    isLate,
    reason: shorten(textOf(event.facts['reason'])),
  }),
  notices: {
    'works.filed': TOLD,
    'works.refiled': TOLD,
    'works.acknowledged': [{ to: firm, template: 'filing-acknowledged' }],
    'works.returned': [{ to: firm, template: 'filing-returned' }],
    // The body reads it where it looks for it; nobody is asked to do anything.
    'works.finished': [],
    'works.cancelled': OVER,
  },
};
