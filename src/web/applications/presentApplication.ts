import {
  type Application,
  applicationLifecycle,
  countBefore,
  describeContent,
  diffContent,
  type GroundAnswer,
  holderOf,
  type ListedApplication,
  reasonLabel,
  type Submission,
} from '#domain/applying';
import type { JournalEvent } from '#domain/journal';
import { bodyName, parkName } from '#domain/organisations';
import { GROUNDS, SIZES } from '#domain/programme';
import { daysBetween, formatDay, formatYearDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { formatReckoned } from '#kernel/workingDays';
import { photosOf } from '../photos.ts';
import { presentTrail, type TrailWords } from '../presentTrail.ts';

/** When whoever has it should be done: the park's day in the park's turn. */
function dueOf(application: ListedApplication, now: Date): Date | undefined {
  if (!application.isOpen) return undefined;
  return holderOf(application, now) === 'park' ? application.parkDueAt : application.dueAt;
}

export const isLate = (application: ListedApplication, now: Date): boolean => {
  const due = dueOf(application, now);
  return due !== undefined && due < now;
};

/** On the waiting list of its cohort, and nobody has called it yet. */
const isWaiting = ({ isOpen, waitingSince, calledAt }: ListedApplication): boolean =>
  isOpen && waitingSince !== undefined && calledAt === undefined;

/** Who has it, by when, and what happens next, in the words of a firm that waits. */
export async function presentStanding(application: ListedApplication, now: Date) {
  const { status, parkId, parkDueAt } = application;
  const holder = holderOf(application, now);
  const names = {
    firm: '申请企业',
    park: parkId === undefined ? '' : await parkName(parkId),
    body: await bodyName(application.bodyId),
    nobody: '',
  };
  const next: Record<typeof status, string> = {
    draft: '填好后先核对资格，再提交。草稿会一直保存，换手机或电脑也能接着填。',
    submitted: '',
    resubmitted: '',
    recommended: '审核申请，决定是否批准。',
    returned: '按退回的理由改好，再重新提交。',
    admitted: '已加入项目，从准备动员阶段开始。',
    refused: '可以在异议期内提出异议，也可以符合条件后再申请。',
    withdrawn: '需要时可以重新申请。',
  };
  const waits = isWaiting(application);
  const reading = waits
    ? `名额已满，候补第 ${(await countBefore(application)) + 1} 位。有名额时按先后办理。`
    : holder === 'park'
      ? `看过后推荐，或退回补正。过了期限没有推荐的，${names.body}可以直接决定。`
      : parkDueAt === undefined
        ? '审核申请，决定是否批准。'
        : `园区没有在 ${formatReckoned(localDate(parkDueAt))} 之前推荐，可以直接决定。`;
  const due = dueOf(application, now);
  return {
    holder: names[holder],
    next: (waits && status === 'recommended' ? '' : next[status]) || reading,
    due: due === undefined ? '' : `${formatReckoned(localDate(due), formatYearDay)}${due < now ? '（已逾期）' : ''}`,
    isBad: isLate(application, now),
  };
}

/** The tags of an application: its status, and what a reviewer must not miss. */
export function presentTags(application: ListedApplication, now: Date, isUnchecked: boolean) {
  const { label, tone } = statusRow(applicationLifecycle, application.status);
  const flags = application.submission?.flags.length ?? 0;
  return [
    { label, tone },
    ...(application.isOpen && application.waitingSince !== undefined
      ? [
          application.calledAt === undefined
            ? { label: '候补', tone: 'waiting' }
            : { label: '候补有名额了', tone: 'active' },
        ]
      : []),
    ...(isLate(application, now) ? [{ label: '逾期', tone: 'bad' }] : []),
    ...(isUnchecked ? [{ label: '自行注册，身份未核验', tone: 'bad' }] : []),
    ...(application.isOpen && flags > 0 ? [{ label: `${flags} 处要核对`, tone: 'waiting' }] : []),
  ];
}

/** One line of a list. */
export async function presentRow(application: ListedApplication, now: Date, isUnchecked = false) {
  const { reference, submission, since, name } = application;
  const standing = await presentStanding(application, now);
  const grounds = submission?.grounds.filter((ground) => ground.holds).map(({ ground }) => groundLabel(ground)) ?? [];
  const days = daysBetween(localDate(since), localDate(now));
  return {
    reference,
    href: paths.application(reference),
    name,
    tags: presentTags(application, now, isUnchecked),
    meta: [
      submission === undefined ? '' : grounds.length > 0 ? grounds.join('、') : '三项条件都不符合',
      standing.holder === '' ? '' : `现在归${standing.holder}`,
      days === 0 ? '今天' : `${days} 天前`,
      standing.due === '' ? '' : `期限 ${standing.due}`,
    ]
      .filter((part) => part !== '')
      .join(' · '),
  };
}

const groundLabel = (code: string): string => GROUNDS.find((row) => row.code === code)?.label ?? code;

/** The three answers with what they were worked out from. */
export const presentGrounds = (grounds: readonly GroundAnswer[]) =>
  grounds.map(({ ground, holds, because, inputs, rule, ruleVersion, article, source }) => ({
    label: groundLabel(ground),
    verdict: holds ? { label: '符合', tone: 'good' } : { label: '不符合', tone: 'quiet' },
    because,
    inputs,
    rule: `${article} · ${rule} · 规则 ${ruleVersion}`,
    source,
  }));

/** What was sent in: the answers, the flags, the content, and what differs from the time before. */
export async function presentSubmission(submission: Submission, before: Submission | undefined) {
  const { content, ruleVersion, grounds, flags, isEligible, size, licencePhotoIds = [] } = submission;
  return {
    number: submission.number,
    isEligible,
    size: SIZES.find((row) => row.code === size)?.label ?? size,
    flags,
    grounds: presentGrounds(grounds),
    content: (await describeContent(content, ruleVersion)).filter(({ name }) => name !== 'hasCommitted'),
    licence: photosOf(licencePhotoIds, '营业执照'),
    isAgain: before !== undefined,
    diff: before === undefined ? [] : await diffContent(before.content, content, ruleVersion),
  };
}

/** The last thing reviewers said that the firm must act on. */
export function presentVerdict(application: Application) {
  const verdict = application.verdicts.at(-1);
  const wanted = application.status === 'returned' || application.status === 'refused';
  if (verdict === undefined || !wanted) return undefined;
  return {
    title: application.status === 'returned' ? '为什么退回' : '为什么没有批准',
    why: [reasonLabel(verdict.reasonCode ?? ''), verdict.reason ?? ''].filter((part) => part !== '').join('：'),
    wouldChange: verdict.wouldChange ?? '',
    appealUntil: verdict.appealUntil === undefined ? '' : formatDay(verdict.appealUntil),
  };
}

/** How often a draft was saved is nobody's business. */
export const APPLICATION_WORDS: TrailWords = {
  'programme.application-started': { title: '开始填写申请', icon: 'flag' },
  'programme.application-draft-saved': 'quiet',
  'programme.application-called': { title: '候补有名额了', icon: 'flag' },
  'programme.application-moved': { title: '申请随企业转园', icon: 'map-pin' },
};

export const presentHistory = (trail: readonly JournalEvent[]) =>
  presentTrail(trail, {
    words: APPLICATION_WORDS,
    detailOf: (text, { facts }) => [
      reasonLabel(text('reasonCode')),
      text('wouldChange') && `怎样才能符合：${text('wouldChange')}`,
      text('appealUntil') && `${text('appealUntil')} 之前可以提出异议`,
      text('from') && `从“${text('from')}”换到“${text('to')}”`,
      text('position') && `第 ${text('position')} 位`,
      text('enrolment') && `项目编号 ${text('enrolment')}`,
      facts['isEligible'] === false ? '三项条件都不符合' : '',
    ],
  });
