import type { Request, Response } from 'express';
import {
  approveReward,
  canReward,
  confirmReward,
  declineReward,
  findRewards,
  getReward,
  payReward,
  REWARD_SCHEDULE,
  type Reward,
  type RewardAction,
  rewardLifecycle,
} from '#domain/hazards';
import { personName } from '#domain/identity';
import { findTrail } from '#domain/journal';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate } from '#kernel/dates';
import { invalid, notFound } from '#kernel/errors';
import { actionRow, statusRow } from '#kernel/lifecycle';
import { type Fen, formatYuan, parseYuan } from '#kernel/money';
import { ruleVersion } from '#kernel/rules';
import { type FieldSpec, type FormPage, presentForm, submitForm } from '../forms.ts';
import { presentTrail, type Telling } from '../presentTrail.ts';
import { contextOf, partOf, textOf } from '../visit.ts';

/** What happened to a reward. Who gets it may be nameless. */
const REWARD_TELLING: Telling = {
  detailOf: (_text, { facts }) =>
    typeof facts['amountFen'] === 'number' ? [formatYuan(facts['amountFen'] as Fen)] : [],
  unnamed: () => '匿名上报人',
};

export const PAY_METHODS = [
  { value: 'payroll', label: '随工资发' },
  { value: 'bank', label: '银行转账' },
  { value: 'wechat', label: '微信转账' },
  { value: 'cash', label: '现金' },
] as const;

const row = async (ctx: Context, reward: Reward) => ({
  reference: reward.reference,
  href: `/rewards/${reward.reference}`,
  hazard: reward.hazardReference,
  amount: formatYuan(reward.amountFen as Fen),
  status: statusRow(rewardLifecycle, reward.status),
  who: reward.isAnonymous ? '匿名上报人' : runsEnterprise(ctx.actor) ? await personName(reward.personId) : '',
  dueOn: reward.status === 'proposed' || reward.status === 'approved' ? formatDate(reward.dueAt) : '',
});

/** Rewards the person receives, or those their firm gives. */
export async function showRewards(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const after = typeof req.query['after'] === 'string' ? req.query['after'] : undefined;
  const { rows, nextCursor } = await findRewards(ctx, after === undefined ? {} : { after });
  res.page('rewards/index', {
    title: '奖励',
    isFirm: runsEnterprise(ctx.actor),
    rewards: await Promise.all(rows.map((reward) => row(ctx, reward))),
    first: after === undefined ? undefined : '/rewards',
    next: nextCursor === undefined ? undefined : `/rewards?after=${nextCursor}`,
    isPaged: after !== undefined || nextCursor !== undefined,
  });
}

const ASKED: Readonly<Record<RewardAction, readonly FieldSpec[]>> = {
  'propose-reward': [],
  'approve-reward': [{ name: 'amountFen', label: '奖励金额（元）', kind: 'number' }],
  'pay-reward': [{ name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS }],
  'confirm-reward': [],
  'decline-reward': [],
};

const actionsOf = (ctx: Context, reward: Reward) =>
  rewardLifecycle.actions.filter(
    ({ action, from }) => (from as readonly string[]).includes(reward.status) && canReward(ctx, action, reward),
  );

/** The forms of the steps this person may take now; each on the page itself, for there is little to ask. */
function formsOf(ctx: Context, reward: Reward): FormPage[] {
  return actionsOf(ctx, reward).map(({ action, label }) => ({
    title: label,
    action: `/rewards/${reward.reference}/act/${action}`,
    submit: label,
    fields: ASKED[action],
    values: { amountFen: String(reward.amountFen / 100), method: 'payroll' },
    isDanger: action === 'decline-reward',
  }));
}

async function pageOf(ctx: Context, reward: Reward, failed?: { action: string; model: Record<string, unknown> }) {
  const band = ruleVersion(REWARD_SCHEDULE, reward.rule).value[reward.grade];
  const isWaitingForOther =
    reward.status === 'proposed' && runsEnterprise(ctx.actor) && actionsOf(ctx, reward).length === 0;
  return {
    title: `奖励 ${reward.reference}`,
    ...(await row(ctx, reward)),
    facts: [
      { label: '金额', value: formatYuan(reward.amountFen as Fen) },
      { label: '标准', value: `${formatYuan(band.minFen as Fen)} 到 ${formatYuan(band.maxFen as Fen)}` },
      { label: '应在此前发放', value: formatDate(reward.dueAt) },
      { label: '发放方式', value: PAY_METHODS.find((method) => method.value === reward.payMethod)?.label ?? '' },
    ].filter((fact) => fact.value !== ''),
    isWaitingForOther,
    forms: formsOf(ctx, reward).map((form) => (failed?.action === form.action ? failed.model : presentForm(form))),
    errors: failed?.model['errors'],
    timeline: presentTrail(await findTrail({ kind: 'reward', id: reward._id }), REWARD_TELLING),
  };
}

export async function showReward(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  res.page('rewards/show', await pageOf(ctx, await getReward(ctx, partOf(req, 'reference'))));
}

const COMMANDS: Readonly<
  Partial<Record<RewardAction, (ctx: Context, req: Request, reference: string) => Promise<unknown>>>
> = {
  'approve-reward': (ctx, req, reference) => {
    const amountFen = parseYuan(textOf(req, 'amountFen'));
    if (amountFen === undefined) throw invalid('common.check-fields', { amountFen: '请填写金额，例如 50' });
    return approveReward(ctx, { reference, amountFen });
  },
  'pay-reward': (ctx, req, reference) => payReward(ctx, { reference, method: textOf(req, 'method') as never }),
  'confirm-reward': (ctx, _req, reference) => confirmReward(ctx, { reference }),
  'decline-reward': (ctx, _req, reference) => declineReward(ctx, { reference }),
};

/** Takes a step of a reward. */
export async function postReward(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const action = rewardLifecycle.actions.find((one) => one.action === partOf(req, 'action'))?.action;
  const command = action === undefined ? undefined : COMMANDS[action];
  if (action === undefined || command === undefined) throw notFound('common.not-found');
  const reward = await getReward(ctx, reference);
  const { label, done } = actionRow(rewardLifecycle, action);
  const address = `/rewards/${reference}/act/${action}`;
  const form: FormPage = { title: label, action: address, submit: label, fields: ASKED[action] };
  let refused: { model: Record<string, unknown>; status: number } | undefined;
  const ok = await submitForm(
    form,
    req,
    res,
    async () => {
      await command(ctx, req, reward.reference);
      return true;
    },
    (model, status) => {
      refused = { model, status };
    },
  );
  if (ok) return res.goTo(`/rewards/${reference}`, `${done}。`);
  if (refused !== undefined) {
    const { model, status } = refused;
    res.page('rewards/show', await pageOf(ctx, await getReward(ctx, reference), { action: address, model }), status);
  }
}
