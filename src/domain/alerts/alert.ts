import { aboutOwner, type Clocks, defineNoun, deskOfOwner, ownerName, SIGHT_OF_OWNED } from '#domain/engine';
import { alertActs } from './alert.acts.ts';
import { ALERT_CHANGING, ALERT_STATUSES, type Alert, AlertModel, type AlertStatus } from './alert.model.ts';
import { ALERT_CLASSES, type AlertClass, type AlertStep, classLabel, dueOf } from './alert.rules.ts';

const STEPS: readonly { step: AlertStep; title: string; runsIn: readonly AlertStatus[] }[] = [
  { step: 'ack', title: '待确认', runsIn: ['open'] },
  { step: 'handle', title: '待处理', runsIn: ['open', 'acknowledged'] },
];

/** A clock of each step and class: what cannot wait rings at night too, a reminder keeps to office hours. */
const clocks: Clocks<Alert> = Object.fromEntries(
  ALERT_CLASSES.flatMap(({ code, label }) =>
    STEPS.map(({ step, title, runsIn }) => [
      `alert-${step}-${code}`,
      {
        ladder: `alert-${code}`,
        title: ({ device }: Alert) => `${label}${title}：${device}`,
        runs: (row: Alert) => row.class === code && runsIn.includes(row.status),
        dueAt: ({ raisedAt }: Alert) => dueOf(raisedAt, code, step),
        owedBy: (row: Alert) => [deskOfOwner(row)],
        isUrgent: () => code === 'alarm',
        round: ({ round }: Alert) => round,
      },
    ]),
  ),
);

interface AlertFilters {
  status: AlertStatus;
  class: AlertClass;
  enterpriseId: string;
  parkId: string;
  isOpen: true;
}

/** 设备报警: of a firm or a park; its park and the bodies of the region read it. */
export const alerts = defineNoun<Alert, AlertStatus, typeof alertActs, AlertFilters>({
  kind: 'alert',
  name: '设备报警',
  letter: 'BJ',
  path: '/alerts',
  model: AlertModel,
  statuses: ALERT_STATUSES,
  acts: alertActs,
  sees: SIGHT_OF_OWNED,
  about: aboutOwner,
  ringsAtNight: ({ class: of }) => of === 'alarm',
  // The firm takes its device along.
  moves: { body: 'new' },
  changing: ALERT_CHANGING,
  holds: 'posts',
  clocks,
  filters: {
    status: (status) => ({ status }),
    class: (code) => ({ class: code }),
    enterpriseId: (enterpriseId) => ({ enterpriseId }),
    parkId: (parkId) => ({ parkId }),
    isOpen: () => ({ isOpen: true }),
  },
  standing: ['status', 'class', 'isOpen'],
  textOf: ({ class: of, device, said }) => `${classLabel(of)}：${device}${said === undefined ? '' : `，${said}`}`,
  params: async (row) => ({
    owner: await ownerName(row),
    class: classLabel(row.class),
    device: row.device,
    reason: row.reason ?? '',
  }),
});
