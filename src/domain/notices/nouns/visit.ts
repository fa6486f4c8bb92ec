import { enterpriseName } from '#domain/organisations';
import { peekVisit, type Visit } from '#domain/stages';
import { formatDay } from '#kernel/dates';
import { bothOf } from '../audiences.ts';
import { type Noun, shorten, textOf } from './noun.ts';

const firm = (visit: Visit): Promise<string[]> => bothOf(visit.enterpriseId);
const adviser = (visit: Visit): string[] => [visit.plannedBy];
const bothSides = async (visit: Visit): Promise<string[]> => [...(await firm(visit)), ...adviser(visit)];

export const visitNoun: Noun<Visit> = {
  kind: 'visit',
  peek: peekVisit,
  statusOf: (visit) => visit.status,
  linkPath: (reference) => `/visits/${reference}`,
  params: async (visit, event) => ({
    firm: await enterpriseName(visit.enterpriseId),
    plannedOn: formatDay(visit.plannedOn),
    purpose: shorten(visit.purpose),
    homework: visit.homework.length,
    reason: shorten(textOf(event.facts['reason'])),
  }),
  notices: {
    'programme.visit-planned': [{ to: bothSides, template: 'visit-planned' }],
    'programme.visit-changed': [{ to: bothSides, template: 'visit-changed' }],
    'programme.visit-written': [],
    'programme.visit-signed': [{ to: firm, template: 'visit-to-sign' }],
    'programme.visit-countersigned': [{ to: adviser, template: 'visit-signed' }],
    'programme.visit-returned': [{ to: adviser, template: 'visit-returned' }],
    'programme.visit-cancelled': [{ to: bothSides, template: 'visit-cancelled' }],
    'programme.homework-finished': [{ to: adviser, template: 'homework-finished' }],
  },
};
