import { againOf } from '#domain/evidence';
import { personName } from '#domain/identity';
import { bodyName, parkName, regionName, sectorLabel } from '#domain/organisations';
import { type Enrolment, enrolmentLifecycle, GROUNDS, SIZES } from '#domain/programme';
import type { Checklist, Standing } from '#domain/stages';
import { daysBetween, formatDate, formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { photosOf } from '../photos.ts';

const STEPS = ['preparing', 'implementing', 'accepting', 'improving'] as const;

/** The four stages as steps: what is behind, where the firm stands, what is ahead. */
export function presentSteps(enrolment: Enrolment, now: Date) {
  const { status, pausedFrom, stageDays } = enrolment;
  const here = status === 'paused' ? pausedFrom : status;
  const at = (STEPS as readonly (string | undefined)[]).indexOf(here);
  const furthest = STEPS.findLastIndex((step) => stageDays[step] !== undefined);
  return STEPS.map((step, index) => {
    const isCurrent = index === at;
    const isDone = index < (at < 0 ? furthest + 1 : at);
    const spent = stageDays[step] ?? 0;
    const running = isCurrent && status !== 'paused' ? daysBetween(localDate(enrolment.stageSince), localDate(now)) : 0;
    const days = spent + running;
    return {
      number: index + 1,
      label: statusRow(enrolmentLifecycle, step).label,
      isCurrent,
      isDone,
      state: isCurrent ? (status === 'paused' ? '暂停在这里' : '现在在这里') : isDone ? '已走过' : '还没到',
      days: isCurrent || isDone ? `${days} 天` : '',
    };
  });
}

/** One line of the list. */
export async function presentEnrolmentRow(enrolment: Enrolment, now: Date) {
  const { label, tone } = statusRow(enrolmentLifecycle, enrolment.status);
  return {
    reference: enrolment.reference,
    href: paths.enrolment(enrolment.reference),
    name: enrolment.name,
    status: { label, tone },
    place: [regionName(enrolment.regionPath.at(-1) ?? ''), enrolment.parkId && (await parkName(enrolment.parkId))]
      .filter(Boolean)
      .join(' · '),
    adviser: enrolment.adviserId === undefined ? '' : await personName(enrolment.adviserId),
    days: daysBetween(localDate(enrolment.stageSince), localDate(now)),
    isOpen: enrolment.isOpen,
  };
}

/** Who has it, in words. */
export async function presentHolder(enrolment: Enrolment, { holder }: Standing): Promise<string> {
  if (holder === 'nobody') return '';
  if (holder === 'body') return bodyName(enrolment.bodyId);
  if (holder === 'adviser' && enrolment.adviserId !== undefined)
    return `辅导员${await personName(enrolment.adviserId)}`;
  return `${enrolment.name}的负责人和安全管理员`;
}

/** What a firm is, for the box beside. */
export async function presentFacts(enrolment: Enrolment) {
  const facts = [
    { label: '编号', value: enrolment.reference },
    { label: '所在地', value: regionName(enrolment.regionPath.at(-1) ?? '') },
    { label: '园区', value: enrolment.parkId === undefined ? '不在园区' : await parkName(enrolment.parkId) },
    { label: '主管部门', value: await bodyName(enrolment.bodyId) },
    { label: '行业', value: sectorLabel(enrolment.sector) },
    { label: '规模', value: SIZES.find((row) => row.code === enrolment.size)?.label ?? '' },
    {
      label: '参加的理由',
      value: GROUNDS.filter((row) => enrolment.grounds.includes(row.code))
        .map((row) => row.label)
        .join('、'),
    },
    { label: '加入日期', value: formatDate(enrolment.admittedAt) },
    {
      label: '辅导员',
      value: enrolment.adviserId === undefined ? '还没有安排' : await personName(enrolment.adviserId),
    },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** The checklist of the stage; `mayTick` adds where to say that an item is done. */
export async function presentChecklist(reference: string, checklist: Checklist, mayTick: boolean) {
  const again = await againOf(checklist.lines.flatMap(({ tick }) => tick?.photoIds ?? []));
  return {
    title: `${statusRow(enrolmentLifecycle, checklist.stage).label}清单`,
    hasNext: checklist.stage !== 'improving',
    done: checklist.lines.filter((line) => line.isDone).length,
    total: checklist.lines.length,
    lines: checklist.lines.map((line) => ({
      label: line.label,
      isDone: line.isDone,
      need: line.isRequired ? '必做' : '选做',
      because: line.because,
      tick:
        line.tick === undefined
          ? ''
          : [`${line.tick.byName} ${formatDay(localDate(line.tick.at))}`, line.tick.note].filter(Boolean).join('：'),
      photos: photosOf(line.tick?.photoIds ?? [], line.label, again),
      doHref: mayTick && line.auto === undefined && !line.isDone ? paths.checklistItem(reference, line.code) : '',
      undoHref: mayTick && line.auto === undefined && line.isDone ? paths.undoChecklistItem(reference, line.code) : '',
    })),
  };
}
