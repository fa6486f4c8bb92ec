import {
  categoryLabel,
  firmNameOf,
  type Hazard,
  hazardLifecycle,
  isFirmUnknown,
  isJudgedByBody,
  isParks,
  isToldApart,
  isUnnamed,
  isWithFirm,
  type HazardRow as ListedHazard,
  wordsOf,
} from '#domain/hazards';
import { bodyName, parkName } from '#domain/organisations';
import { formatDateTime, formatDay, formatHour, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { formatReckoned } from '#kernel/workingDays';

export interface HazardTags {
  status: { label: string; tone: string };
  isMajor: boolean;
  isUrgent: boolean;
  isOverdue: boolean;
  isAnonymous: boolean;
  /** Told in another tongue, and nobody has put it into Chinese yet; never where that would tell who told it. */
  awaitsWords: boolean;
}

export interface HazardRow extends HazardTags {
  reference: string;
  href: string;
  text: string;
  place: string;
  enterprise: string;
  category: string;
  reportedOn: string;
  dueText: string;
}

/** True once the step a case is in should have been done. */
export const isOverdue = (hazard: Pick<Hazard, 'isOpen' | 'dueAt'>, now: Date): boolean =>
  hazard.isOpen && hazard.dueAt !== undefined && hazard.dueAt < now;

export function presentTags(hazard: ListedHazard, now: Date): HazardTags {
  const { label, tone } = statusRow(hazardLifecycle, hazard.status);
  return {
    status: { label, tone },
    isMajor: hazard.isMajor,
    isUrgent: hazard.isUrgent && hazard.isOpen,
    isOverdue: isOverdue(hazard, now),
    isAnonymous: hazard.isAnonymous,
    awaitsWords: hazard.awaitsWords === true && hazard.isOpen && !isToldApart(hazard),
  };
}

const LIST_TEXT_LENGTH = 60;
const shorten = (text: string): string =>
  Array.from(text).length > LIST_TEXT_LENGTH ? `${Array.from(text).slice(0, LIST_TEXT_LENGTH).join('')}…` : text;

type Dueness = Pick<Hazard, 'isOpen' | 'dueAt' | 'isDueReckoned'>;
const sayDay = ({ isDueReckoned }: Dueness, dueAt: Date, format: (day: LocalDate) => string): string =>
  isDueReckoned ? formatReckoned(localDate(dueAt), format) : format(localDate(dueAt));

/** `11月26日`, marked where it is expected only; empty when nothing is owed. */
export const dueText = (hazard: Dueness): string =>
  hazard.isOpen && hazard.dueAt !== undefined ? sayDay(hazard, hazard.dueAt, formatDay) : '';

/** One line of a list. */
export async function presentHazardRow(hazard: ListedHazard, now: Date): Promise<HazardRow> {
  return {
    ...presentTags(hazard, now),
    reference: hazard.reference,
    href: paths.hazard(hazard.reference),
    text: shorten(wordsOf(hazard)),
    place: hazard.placeText,
    enterprise: await firmNameOf(hazard),
    category: categoryLabel(hazard.category),
    reportedOn: formatDay(localDate(hazard.createdAt)),
    dueText: dueText(hazard),
  };
}

/**
 * Who has the case now, and what they are to do next, in the words of a person waiting for it.
 * @param knowsOthers Whether they may learn that there is another case it was merged into, though it is about managers.
 */
export async function presentStanding(hazard: Hazard, knowsOthers: boolean): Promise<{ holder: string; next: string }> {
  const firm = await firmNameOf(hazard);
  const body = await bodyName(hazard.bodyId);
  const officers = isWithFirm(hazard) ? `${firm}的安全管理人员` : body;
  const judges = isJudgedByBody(hazard) ? body : officers;
  switch (hazard.status) {
    case 'reported':
      return isFirmUnknown(hazard)
        ? { holder: body, next: '受理，查明是哪家企业' }
        : { holder: judges, next: '先受理，再到现场核实' };
    case 'accepted':
      return isFirmUnknown(hazard)
        ? { holder: body, next: '查明是哪家企业' }
        : { holder: judges, next: '到现场核实是不是隐患' };
    case 'valid':
      return { holder: officers, next: '安排整改，或当场改好' };
    case 'rectifying':
      return { holder: hazard.rectification?.ownerName ?? officers, next: '整改，改完拍照提交验收' };
    case 'submitted':
      return hazard.isMajor
        ? { holder: officers, next: '由另一个人复查，再申请监管部门销号' }
        : { holder: judges, next: '由另一个人到现场验收' };
    case 'closure-requested':
      return {
        holder: isParks(hazard) ? await parkName(hazard.parkId as string) : body,
        next: '到现场核查，决定是否销号',
      };
    case 'not-valid':
      return { holder: '', next: '已办结。如果问题还在，上报人可以说“还没有解决”' };
    case 'duplicate':
      return {
        holder: '',
        next:
          hazard.aboutFirmId === undefined || knowsOthers
            ? '已合并到原来的那一件，进度看原件'
            : '由监管部门合并办理，您说的都已记下。事情还在的，请再报一次',
      };
    case 'closed':
      return { holder: '', next: '已办结。如果问题还在，上报人可以说“还没有解决”' };
  }
}

/** When it came in: an anonymous report never finer than the hour, so that a shift list gives nobody away. */
export function reportedAt(hazard: Hazard): string {
  return isUnnamed(hazard) ? formatHour(hazard.createdAt) : formatDateTime(hazard.createdAt);
}

/** `11月26日`, with what that means today. */
export function presentDue(hazard: Hazard, now: Date): { text: string; isOverdue: boolean } | undefined {
  if (!hazard.isOpen || hazard.dueAt === undefined) return undefined;
  const late = isOverdue(hazard, now);
  const isToday = localDate(hazard.dueAt) === localDate(now);
  const when = isToday ? `今天 ${formatDateTime(hazard.dueAt).slice(-5)}` : sayDay(hazard, hazard.dueAt, formatYearDay);
  return { text: late ? `${when}（已逾期）` : when, isOverdue: late };
}
