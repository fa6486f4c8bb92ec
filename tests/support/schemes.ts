import type { setScheme } from '#domain/schemes';

/** A first scheme of a firm's own, like the one every firm has. */
export const SCHEME: Parameters<typeof setScheme>[1] = {
  ...{ general: 5_000, serious: 20_000, major: 100_000, averted: 300_000 },
  ...{ outsideDutyPercent: 150, excludesDuty: true, dayCapFen: 0, monthCapFen: 0, instantFen: 0 },
  ...{ managerAboveFen: 50_000, announcesFirst: false, payDays: 30, funding: 'cost', pointFen: 0, basedOn: 0 },
};
