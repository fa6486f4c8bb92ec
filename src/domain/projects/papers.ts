import type { Effect } from '#domain/engine';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { conditionsLaw, fireRule, needsConditions, opinionUntil } from './paper.rules.ts';
import type { Project } from './project.model.ts';
import { checkDay, type Given, goesOn, stepOf, stopped, through } from './steps.ts';
import { housingBodyOf } from './whose.ts';

const CONDITIONS = '安全条件审查';
const FIRE = '消防设计审查';

/** What was asked for, with what a step did beside it. */
const told = (review: string, paper = '') => ({ review, paper, said: paper });

/**
 * The design waits for an opinion on safety conditions that is good that day (总局令第45号).
 * @throws Conflict naming the law
 */
export function checkConditions(project: Project, day: LocalDate): void {
  if (!needsConditions(project)) return;
  const { opinion } = project.conditions ?? {};
  if (opinion !== undefined && opinion.until >= day) return;
  const why =
    opinion === undefined
      ? '还没有安全条件审查意见'
      : `安全条件审查意见${formatYearDay(opinion.until)}到期，要重新申请`;
  const { article, source } = conditionsLaw(day);
  throw stopped({ gate: 'G6', why, article, source });
}

/** Hands in the papers for the review of safety conditions; one whose opinion runs out hands them in anew. */
export const askConditions = (ctx: Context, raw: Given<'ask-conditions'>): Promise<Project> =>
  stepOf(ctx, 'ask-conditions', raw, (project, { papers }) => {
    goesOn(project, localDate(ctx.now));
    const conditions = { ...project.conditions, asked: { askedAt: ctx.now, papers } };
    return { set: { conditions }, facts: told(CONDITIONS, papers) };
  });

/** Takes the papers on: from now on the answer is due. */
export const acceptConditions = (ctx: Context, raw: Given<'accept-conditions'>): Promise<Project> =>
  stepOf(ctx, 'accept-conditions', raw, ({ conditions, since }) => {
    const asked = { ...(conditions?.asked ?? { askedAt: since, papers: '' }), acceptedAt: ctx.now };
    return { set: { conditions: { ...conditions, asked } }, facts: told(CONDITIONS) };
  });

/** The last opinion alone, when what was asked has been answered. */
const unasked = ({ conditions }: Project): Pick<Effect<Project>, 'set' | 'unset'> =>
  conditions?.opinion === undefined
    ? { unset: ['conditions'] }
    : { set: { conditions: { opinion: conditions.opinion } } };

/** Sends the papers back; they are handed in anew. @throws Invalid at `reason` */
export const returnConditions = (ctx: Context, raw: Given<'return-conditions'>): Promise<Project> =>
  stepOf(ctx, 'return-conditions', raw, (project, { reason }) => ({
    ...unasked(project),
    facts: { ...told(CONDITIONS), reason, said: reason },
  }));

/** Agrees, on paper; good until a day by the rule. @throws Invalid at `on` */
export const approveConditions = (ctx: Context, raw: Given<'approve-conditions'>): Promise<Project> =>
  stepOf(ctx, 'approve-conditions', raw, (_, { file, on }) => {
    checkDay(ctx, on);
    const opinion = { file, on, until: opinionUntil(on), by: personIn(ctx.actor), at: ctx.now };
    return { set: { conditions: { opinion } }, facts: told(CONDITIONS, file) };
  });

/** Hands in the papers of special works to the housing department of the day. @throws Invalid at `papers`, Conflict */
export const askFire = (ctx: Context, raw: Given<'ask-fire'>): Promise<Project> =>
  stepOf(ctx, 'ask-fire', raw, async (project, { papers }) => {
    const day = localDate(ctx.now);
    goesOn(project, day);
    return {
      set: { fireReview: { askedAt: ctx.now, papers }, housingBodyId: await housingBodyOf(project, day) },
      facts: told(FIRE, papers),
    };
  });

const reviewOf = ({ fireReview, since }: Project) => fireReview ?? { askedAt: since, papers: '' };

/** Takes the papers on: from now on the answer is due. */
export const acceptFire = (ctx: Context, raw: Given<'accept-fire'>): Promise<Project> =>
  stepOf(ctx, 'accept-fire', raw, (project) => ({
    set: { fireReview: { ...reviewOf(project), acceptedAt: ctx.now } },
    facts: told(FIRE),
  }));

/** Asks experts, which puts the answer off. @throws Invalid at `days` beyond the rule */
export const consultFire = (ctx: Context, raw: Given<'consult-fire'>): Promise<Project> =>
  stepOf(ctx, 'consult-fire', raw, (project, { days, reason }) => {
    const review = reviewOf(project);
    const { expertWorkingDays } = fireRule(review.acceptedAt ?? ctx.now);
    if (days > expertWorkingDays)
      throw invalid('common.check-fields', { days: `专家评审最多 ${expertWorkingDays} 个工作日` });
    return {
      set: { fireReview: { ...review, experts: { days, reason } } },
      facts: { ...told(FIRE), days, reason, said: reason },
    };
  });

/** Sends the papers back; they are handed in anew. @throws Invalid at `reason` */
export const returnFire = (ctx: Context, raw: Given<'return-fire'>): Promise<Project> =>
  stepOf(ctx, 'return-fire', raw, (_, { reason }) => ({
    unset: ['fireReview'],
    facts: { ...told(FIRE), reason, said: reason },
  }));

/** Passes the design, on paper: it is what building begins with (G7). @throws Invalid at `on` */
export const approveFire = (ctx: Context, raw: Given<'approve-fire'>): Promise<Project> =>
  stepOf(ctx, 'approve-fire', raw, (project, { file, on }) => {
    checkDay(ctx, on);
    const opinion = { file, on, by: personIn(ctx.actor), at: ctx.now };
    return { set: { fireReview: { ...reviewOf(project), opinion } }, facts: told(FIRE, file) };
  });

/** Files works that are no special ones with the housing department (G7). @throws Invalid at `on` */
export const fileFire = (ctx: Context, raw: Given<'file-fire'>): Promise<Project> =>
  stepOf(ctx, 'file-fire', raw, ({ acceptedOn }, { file, on }) => {
    checkDay(ctx, on);
    if (acceptedOn !== undefined && on < acceptedOn) throw invalid('common.check-fields', { on: '不能早于验收的日期' });
    return {
      push: through(ctx, ['G7'], `消防验收备案，${formatYearDay(on)}`, file),
      facts: told('消防验收备案', file),
    };
  });
