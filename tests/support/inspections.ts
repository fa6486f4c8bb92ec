import {
  announceInspection,
  approveInspection,
  cancelInspection,
  closeInspection,
  declineInspection,
  type Inspection,
  type InspectionStatus,
  inspections,
  proposeInspection,
  recordInspection,
  refuseInspection,
  startInspection,
  tellInspection,
} from '#domain/inspections';
import { addDays, formatClock, localDate } from '#kernel/dates';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import { colleagueOf } from './referrals.ts';
import type { World } from './world.ts';

/** What a body types of one it plans for the day after; of one that is not announced with `isUnannounced`. */
export const typedInspection = ({ enterprise }: World, more: Record<string, unknown> = {}, now = fixedNow) =>
  ({
    ...{ kind: 'on-site', creditCode: enterprise.creditCode, cause: 'daily', items: ['fire', 'training'] },
    ...{ why: '年度检查计划', whyOnSite: '要看疏散通道和消防设施现场', isUnannounced: 'no' },
    ...{ people: '陆监管 桂K0981001\n韦执法 桂K0981002', experts: '莫教授' },
    ...{ visitOn: addDays(localDate(now), 1), visitTime: '09:00' },
    ...more,
  }) as Parameters<typeof proposeInspection>[1];

export const HEAD = '谭局长，局长';
/** How far each status is along the way of one that takes its course. */
const COURSE: readonly InspectionStatus[] = [
  'proposed',
  'approved',
  'announced',
  'started',
  'recorded',
  'told',
  'closed',
];

/** One of the county's body, in the status wished for. */
export async function buildInspection(
  world: World,
  status: InspectionStatus = 'proposed',
  more: Record<string, unknown> = {},
  now = fixedNow,
): Promise<Inspection> {
  const own = () => personContext(world.actors.regulator, { now });
  const head = () => personContext(colleagueOf(world), { now });
  const { reference, isUnannounced } = await proposeInspection(own(), typedInspection(world, more, now));
  const isPast = (step: InspectionStatus) =>
    COURSE.indexOf(step) <= COURSE.indexOf(status === 'refused' ? 'started' : status);
  if (status === 'declined') await declineInspection(head(), { reference, head: HEAD, reason: '上个月刚查过' });
  if (status === 'cancelled') await cancelInspection(own(), { reference, reason: '企业停产' });
  if (isPast('approved')) await approveInspection(head(), { reference, head: HEAD });
  if (isPast('announced') && !isUnannounced) await announceInspection(own(), { reference });
  if (isPast('started')) await startInspection(own(), { reference, ...startedNow(now) });
  if (status === 'refused') await refuseInspection(own(), { reference, ground: 'no-notice', reason: '通知没有盖章' });
  if (isPast('recorded')) await recordInspection(own(), { reference, findings: '疏散通道畅通', signing: 'signed' });
  if (isPast('told')) await tellInspection(own(), { reference, notice: '没有发现问题' });
  if (isPast('closed')) await closeInspection(own(), { reference, outcome: '不用整改' });
  return (await inspections.peek(reference)) as Inspection;
}

/** What is typed where it begins. */
export const startedNow = (now = fixedNow) => ({
  ...{ visitOn: localDate(now), visitTime: formatClock(now), arrival: 'scanned' as const },
});
