import type { RegisteredNoun } from '#domain/engine';
import { runnersOf } from '#domain/identity';
import { enterpriseName } from '#domain/organisations';
import { maySeeRecordPhotos, peekVisit, type Visit, visitLifecycle } from '#domain/stages';
import { formatDay } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { textOf } from './fact.ts';

const firm = (visit: Visit): Promise<string[]> => runnersOf(visit.enterpriseId);
const adviser = (visit: Visit): string[] => [visit.plannedBy];
const bothSides = async (visit: Visit): Promise<string[]> => [...(await firm(visit)), ...adviser(visit)];

export const visitNoun: RegisteredNoun<Visit> = {
  kind: 'visit',
  name: '入企辅导',
  collection: 'visits',
  lifecycle: visitLifecycle,
  peek: peekVisit,
  statusOf: (visit) => visit.status,
  pathOf: (reference) => `/visits/${reference}`,
  textOf: (one) => one.purpose,
  params: async (visit, event) => ({
    firm: await enterpriseName(visit.enterpriseId),
    plannedOn: formatDay(visit.plannedOn),
    purpose: shorten(visit.purpose),
    homework: visit.homework.length,
    reason: shorten(textOf(event.facts['reason'])),
  }),
  events: {
    'programme.visit-planned': { told: [{ to: bothSides, template: 'visit-planned' }] },
    'programme.visit-changed': { told: [{ to: bothSides, template: 'visit-changed' }] },
    'programme.visit-written': { told: [] },
    'programme.visit-signed': { told: [{ to: firm, template: 'visit-to-sign' }] },
    'programme.visit-countersigned': { told: [{ to: adviser, template: 'visit-signed' }] },
    'programme.visit-returned': { told: [{ to: adviser, template: 'visit-returned' }] },
    'programme.visit-cancelled': { told: [{ to: bothSides, template: 'visit-cancelled' }] },
    'programme.homework-finished': { told: [{ to: adviser, template: 'homework-finished' }] },
  },
  clocks: {},
  maySeePhoto: (ctx, id) => maySeeRecordPhotos(ctx, { kind: 'visit', id }),
};
