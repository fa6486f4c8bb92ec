import type { Request, Response } from 'express';
import { personName } from '#domain/identity';
import {
  approveReward,
  confirmReward,
  declineReward,
  PAY_METHODS,
  payReward,
  REWARD_SCHEDULE,
  type Reward,
  type RewardAction,
  rewards,
} from '#domain/rewards';
import { runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { type Fen, formatYuan } from '#kernel/money';
import { paths } from '#kernel/paths';
import { ruleVersion } from '#kernel/rules';
import { type FieldSpec, type FormPage, type Input, presentForm, submitForm } from '../forms.ts';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { presentTrail, type Telling } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';

/** What happened to a reward. Who gets it may be nameless. */
const REWARD_TELLING: Telling = {
  detailOf: (_text, { facts }) =>
    typeof facts['amountFen'] === 'number' ? [formatYuan(facts['amountFen'] as Fen)] : [],
  unnamed: () => '匿名上报人',
};

const row = async (ctx: Context, reward: Reward) => ({
  reference: reward.reference,
  href: paths.reward(reward.reference),
  hazard: reward.hazardReference,
  amount: formatYuan(reward.amountFen as Fen),
  status: statusRow(rewards.lifecycle, reward.status),
  who: reward.isAnonymous ? '匿名上报人' : runsEnterprise(ctx.actor) ? await personName(reward.personId) : '',
  dueOn: reward.status === 'proposed' || reward.status === 'approved' ? formatDate(reward.dueAt) : '',
});

/** Rewards the person receives, or those their firm gives. */
export async function showRewards(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = pagesQuery.parse(req.query);
  const { rows, nextCursor } = await rewards.find(ctx, given(query));
  res.page('rewards/index', {
    title: '奖励',
    isFirm: runsEnterprise(ctx.actor),
    rewards: await Promise.all(rows.map((reward) => row(ctx, reward))),
    ...pagerOf(paths.rewards, query, nextCursor),
  });
}

const ASKED: Readonly<Record<RewardAction, readonly FieldSpec[]>> = {
  'propose-reward': [],
  'approve-reward': [{ name: 'amountFen', label: '奖励金额（元）', kind: 'yuan' }],
  'pay-reward': [{ name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS }],
  'confirm-reward': [],
  'decline-reward': [],
};

/** The forms of the steps this person may take now; each on the page itself, for there is little to ask. */
function formsOf(ctx: Context, reward: Reward): FormPage[] {
  return rewards.actionsFor(ctx.actor, reward).map(({ action, label }) => ({
    title: label,
    action: paths.rewardAct(reward.reference, action),
    submit: label,
    fields: ASKED[action],
    values: { amountFen: String(reward.amountFen / 100), method: 'payroll' },
    isDanger: action === 'decline-reward',
  }));
}

async function pageOf(ctx: Context, reward: Reward, failed?: { action: string; model: Record<string, unknown> }) {
  const band = ruleVersion(REWARD_SCHEDULE, reward.rule).value[reward.grade];
  const isWaitingForOther =
    reward.status === 'proposed' && runsEnterprise(ctx.actor) && rewards.actionsFor(ctx.actor, reward).length === 0;
  return {
    title: `奖励 ${reward.reference}`,
    ...(await row(ctx, reward)),
    facts: [
      { label: '金额', value: formatYuan(reward.amountFen as Fen) },
      { label: '标准', value: `${formatYuan(band.minFen as Fen)} 到 ${formatYuan(band.maxFen as Fen)}` },
      { label: '应在此前发放', value: formatDate(reward.dueAt) },
      { label: '发放方式', value: PAY_METHODS.find((method) => method.code === reward.payMethod)?.label ?? '' },
    ].filter((fact) => fact.value !== ''),
    isWaitingForOther,
    forms: formsOf(ctx, reward).map((form) => (failed?.action === form.action ? failed.model : presentForm(form))),
    errors: failed?.model['errors'],
    timeline: presentTrail(await rewards.trail(ctx, reward.reference), REWARD_TELLING),
  };
}

export async function showReward(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  res.page('rewards/show', await pageOf(ctx, await rewards.get(ctx, partOf(req, 'reference'))));
}

const COMMANDS: Readonly<Partial<Record<RewardAction, (ctx: Context, input: Input) => Promise<unknown>>>> = {
  'approve-reward': approveReward,
  'pay-reward': payReward,
  'confirm-reward': confirmReward,
  'decline-reward': declineReward,
};

/** Takes a step of a reward. */
export async function postReward(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const reference = partOf(req, 'reference');
  const action = rewards.lifecycle.actions.find((one) => one.action === partOf(req, 'action'))?.action;
  const command = action === undefined ? undefined : COMMANDS[action];
  if (action === undefined || command === undefined) throw notFound('common.not-found');
  const reward = await rewards.get(ctx, reference);
  const { label, said } = rewards.acts[action];
  const address = paths.rewardAct(reference, action);
  const form: FormPage = { title: label, action: address, submit: label, fields: ASKED[action] };
  const sent = await submitForm(
    form,
    req,
    res,
    (input) => command(ctx, input),
    async (model, status) => {
      const now = await rewards.get(ctx, reward.reference);
      res.page('rewards/show', await pageOf(ctx, now, { action: address, model }), status);
    },
  );
  if (sent !== undefined) res.goTo(paths.reward(reference), said);
}
