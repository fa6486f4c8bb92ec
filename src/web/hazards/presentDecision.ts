import { wordsOfPlaces } from '#domain/evidence';
import { extensionRule, type Hazard, lastDayToAsk } from '#domain/hazards';
import { lateWords } from '#domain/journal';
import { atLocalHour, formatDate, formatDateTime, formatYearDay, localDate } from '#kernel/dates';
import { yuanOf } from '#kernel/money';
import { isForecast } from '#kernel/workingDays';
import { type Compared, presentSides } from '../compared.ts';
import { reportedAt } from './presentHazard.ts';

/** The day they say it was done, with the time they said so; a gap is printed. */
export function presentClaim({ fix }: Hazard): string {
  if (fix?.claimedOn === undefined) return '';
  const gap = lateWords(fix.claimedOn, fix.at, '提交');
  return `企业填的是${formatDate(atLocalHour(fix.claimedOn, 0))}，系统 ${formatDateTime(fix.at)} 收到${gap}`;
}

/** Before and after, side by side, for whoever decides whether it is put right. */
export async function presentCompared(hazard: Hazard): Promise<Compared> {
  const { photoIds, text, fix, review } = hazard;
  const done = fix === undefined ? '' : `${fix.byName} · ${formatDateTime(fix.at)}`;
  const seen = review === undefined ? '' : `${review.byName} · ${formatDateTime(review.at)}`;
  return presentSides(
    [
      { title: '整改前', when: reportedAt(hazard), said: text, photoIds },
      {
        ...{ title: '整改后', when: done, said: fix?.text ?? '' },
        ...{ photoIds: fix?.photoIds ?? [], fileIds: fix?.fileIds ?? [] },
      },
      ...(review === undefined
        ? []
        : [
            {
              ...{ title: '现场核查', when: seen, said: review.note ?? '' },
              ...{ photoIds: review.photoIds, fileIds: review.fileIds ?? [] },
            },
          ]),
    ],
    wordsOfPlaces(hazard, fix?.seenBefore ?? []),
  );
}

/** What it is a major one by, the five elements of its fix, and the days claimed, for whoever decides. */
export function presentPlanOf(hazard: Hazard) {
  const { majorBasis = '', rectification: plan } = hazard;
  return [
    { label: '判定依据', value: majorBasis },
    ...(plan === undefined
      ? []
      : [
          { label: '责任', value: plan.ownerName },
          { label: '措施', value: plan.measure },
          { label: '资金', value: yuanOf(plan.fundFen) },
          { label: '时限', value: formatYearDay(plan.dueOn) },
          { label: '预案', value: plan.contingency },
        ]),
    { label: '完成日期', value: presentClaim(hazard) },
  ];
}

/** Until when more time may be asked for; once that is over, what is left. */
export function presentLastDay({ rectification, extension }: Hazard, now: Date): { label: string; value: string }[] {
  if (rectification === undefined || extension !== undefined) return [];
  const { dueOn } = rectification;
  const last = lastDayToAsk(dueOn, now);
  // Counted back from the due day: expected only, where holidays before it may still be published.
  const expected = isForecast(dueOn) ? '（预计）' : '';
  const until = `${formatYearDay(dueOn)}到期，最晚${formatYearDay(last)}${expected}申请（到期前 ${extensionRule(now).leadWorkingDays} 个工作日）`;
  const isOver = localDate(now) > last;
  return [{ label: '延期', value: isOver ? `${until}，已过。逾期以后可以请负责销号的部门另定期限，仍算逾期` : until }];
}
