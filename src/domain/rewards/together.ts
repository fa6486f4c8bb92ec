import { z } from 'zod';
import type { Context } from '#kernel/context';
import { AppError, conflict } from '#kernel/errors';
import { idsField, requireFields } from '#kernel/input';
import { sumOf } from './ledger.ts';
import { checkPaper, keepPaper } from './papers/papers.ts';
import { methodField, voucherField } from './reward.acts.ts';
import { actKeyOf, announceReward, approveReward, payBy } from './reward.commands.ts';
import type { Reward, RewardStatus } from './reward.model.ts';
import { rewards } from './reward.ts';

/** Steps that are taken for several at once. */
export const TOGETHER = [
  { code: 'approve', action: 'approve-reward', label: '成批批准' },
  { code: 'pay', action: 'pay-reward', label: '成批登记发放' },
  { code: 'announce', action: 'announce-reward', label: '成批公示' },
] as const;
export type Together = (typeof TOGETHER)[number]['code'];

/** As many as one page asks to be ticked. */
export const MOST_TOGETHER = 200;

const STATUSES = {
  approve: ['proposed'],
  pay: ['approved', 'announced', 'declined'],
} as const satisfies Record<string, readonly RewardStatus[]>;

/** Rewards for which the actor may take the step now, the oldest first. */
export async function findForTogether(ctx: Context, what: Together): Promise<Reward[]> {
  const action = TOGETHER.find(({ code }) => code === what)?.action ?? 'approve-reward';
  const pages =
    what === 'announce'
      ? [await rewards.find(ctx, { isToAnnounce: true, limit: MOST_TOGETHER })]
      : await Promise.all(STATUSES[what].map((status) => rewards.find(ctx, { status, limit: MOST_TOGETHER })));
  return pages
    .flatMap(({ rows }) => rows)
    .filter((row) => rewards.can(ctx.actor, action, row))
    .sort((a, b) => (a._id < b._id ? -1 : 1))
    .slice(0, MOST_TOGETHER);
}

export const togetherInput = z.object({
  references: z
    .union([z.array(z.string()), z.string().transform((text) => text.split(','))])
    .pipe(z.array(z.string()).min(1, '请至少选一笔').max(MOST_TOGETHER)),
  /** The sum the person saw and said yes to. */
  totalFen: z.coerce.number().int(),
});
const payInput = togetherInput.extend({
  ...{ method: methodField, voucher: voucherField },
  ...{ photoIds: idsField, fileIds: idsField },
});

/** How it went: one that could not be done holds up no other. */
export interface Done {
  count: number;
  totalFen: number;
  left: string[];
}

async function forEach(
  ctx: Context,
  what: Together,
  { references, totalFen }: z.output<typeof togetherInput>,
  step: (reference: string) => Promise<Reward>,
  before: (chosen: readonly Reward[]) => Promise<void> = async () => {},
): Promise<Done> {
  const { actKey } = actKeyOf(ctx);
  const isOwn = (row: Reward | undefined): boolean => actKey !== undefined && row?.actKey === actKey;
  const wanted = [...new Set(references)];
  const ready = (await findForTogether(ctx, what)).filter(({ reference }) => wanted.includes(reference));
  const others = wanted.filter((one) => ready.every(({ reference }) => reference !== one));
  // What the first sending of this very form has done, counts as what it is: done by this act.
  const done = (await Promise.all(others.map((reference) => rewards.peek(reference)))).filter(
    (row) => row !== undefined && isOwn(row) && rewards.canSee(ctx.actor, row),
  ) as Reward[];
  const chosen = [...ready, ...done].sort((a, b) => (a._id < b._id ? -1 : 1));
  if (chosen.length !== wanted.length || sumOf(chosen) !== totalFen) throw conflict('common.changed-meanwhile');
  await before(chosen);
  const outcome: Done = { count: 0, totalFen: 0, left: [] };
  for (const seen of chosen) {
    const row = await taken(seen);
    if (row === undefined) outcome.left.push(seen.reference);
    else {
      outcome.count += 1;
      outcome.totalFen += row.amountFen;
    }
  }
  return outcome;

  /** The reward once the step is taken, by this sending of the form or by another one; undefined where it could not be. */
  async function taken(row: Reward): Promise<Reward | undefined> {
    if (isOwn(row) && done.includes(row)) return row;
    try {
      return await step(row.reference);
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      const now = await rewards.peek(row.reference);
      return isOwn(now) ? now : undefined;
    }
  }
}

/**
 * Grants several as they were proposed; the same form sent twice answers with its first effect. @throws Conflict when they are no longer what the person saw.
 */
export const approveTogether = (ctx: Context, raw: z.input<typeof togetherInput>): Promise<Done> =>
  forEach(ctx, 'approve', requireFields(togetherInput, raw), (reference) => approveReward(ctx, { reference }));

/** Puts several on the notice board. @throws Conflict like `approveTogether`. */
export const announceTogether = (ctx: Context, raw: z.input<typeof togetherInput>): Promise<Done> =>
  forEach(ctx, 'announce', requireFields(togetherInput, raw), (reference) => announceReward(ctx, { reference }));

/**
 * Records that several were paid, in one way and under one paper.
 * @throws Conflict like `approveTogether`; Invalid at `voucher` for a sum of more than the rule lets pass without a paper.
 */
export function payTogether(ctx: Context, raw: z.input<typeof payInput>): Promise<Done> {
  const { method, voucher, photoIds, fileIds, ...input } = requireFields(payInput, raw);
  let paperId: string | undefined;
  const show = async (chosen: readonly Reward[]): Promise<void> => {
    const shown = { method, voucher, photoIds, fileIds };
    const [{ enterpriseId } = { enterpriseId: '' }] = chosen;
    checkPaper(shown, input.totalFen, ctx.now);
    paperId = await keepPaper(ctx, shown, { enterpriseId, count: chosen.length, totalFen: input.totalFen });
  };
  return forEach(ctx, 'pay', input, (reference) => payBy(ctx, { reference, method, voucher }, paperId), show);
}
