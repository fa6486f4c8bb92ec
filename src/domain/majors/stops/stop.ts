import { defineNoun } from '#domain/engine';
import { addDays, addMonths, endOfLocalDay, localDate } from '#kernel/dates';
import { shorten } from '#kernel/text';
import { stopClock } from '../major.rules.ts';
import { competentDesk, firmName, firmPeople, nowIn, SIGHT } from '../whose.ts';
import { stopActs } from './stop.acts.ts';
import { STOP_CHANGING, STOP_STATUSES, type Stop, StopModel, type StopStatus } from './stop.model.ts';

/** 停产停用的决定: the body's; the firm asks for its end, and nobody else but the body gives it. */
export const stops = defineNoun({
  kind: 'stop-order',
  name: '停产停用',
  letter: 'Q',
  path: '/stops',
  model: StopModel,
  statuses: STOP_STATUSES,
  acts: stopActs,
  sees: SIGHT,
  about: ({ isApart, enterpriseId }) => (isApart ? [] : [{ kind: 'enterprise', id: enterpriseId }]),
  isByTheHour: ({ isByHour }) => isByHour,
  ringsAtNight: () => true,
  changing: STOP_CHANGING,
  // A case takes along what stands still because of it (`placeFile`).
  moves: { body: 'kept', take: async () => 0 },
  holds: 'posts',
  clocks: {
    'stop-review': {
      ladder: 'hazard-closure',
      title: () => '复产申请待审查',
      runs: ({ status }) => status === 'resume-asked',
      dueAt: ({ since }) => endOfLocalDay(addDays(localDate(since), stopClock(since).reviewDays)),
      owedBy: (stop) => [competentDesk(stop)],
      notBy: ({ asked }) => [asked?.by],
      isUrgent: () => true,
    },
    'stop-long': {
      ladder: 'hazard-closure',
      title: () => '停产停用到了最长的期限，要复查',
      runs: ({ status }) => status === 'in-force',
      dueAt: ({ createdAt }) => endOfLocalDay(addMonths(localDate(createdAt), stopClock(createdAt).maxMonths)),
      owedBy: (stop) => [competentDesk(stop)],
      isUrgent: () => true,
    },
  },
  filters: {
    status: (status: StopStatus, ctx) => ({ status, ...nowIn(ctx) }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    hazardId: (hazardId: string) => ({ hazardId }),
    isOpen: (_: true, ctx) => ({ isOpen: true, ...nowIn(ctx) }),
  },
  events: {
    'majors.stop-given': {
      done: '承租方退租，随案归出租方',
      told: [
        {
          to: (stop: Stop) => firmPeople(stop),
          template: 'stop-given',
          whileIn: ['in-force', 'resume-asked'],
          isUrgent: () => true,
        },
      ],
    },
  },
  textOf: ({ what }) => shorten(what),
  params: async (stop, { facts }) => ({
    firm: await firmName(stop),
    what: shorten(stop.what),
    basis: shorten(stop.basis),
    reason: shorten(typeof facts['reason'] === 'string' ? facts['reason'] : ''),
  }),
});
