import type { Request, Response } from 'express';
import { denyClaim, keepsDesk, redeemClaim, rewards } from '#domain/rewards';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { formPages } from '../forms.ts';
import { contextOf } from '../request.ts';

const deny = formPages({
  page: () => ({
    title: '领奖码核销了，钱没拿到',
    lead: '只要领奖码，不问您是谁。企业只看到有几个码没拿到、共多少钱；核对后凭同一个码再付一次。',
    back: { href: paths.home, label: '返回首页' },
    action: paths.denyClaim,
    submit: '没拿到',
    fields: [{ name: 'code', label: '领奖码', kind: 'text', autocomplete: 'off' }],
  }),
  run: denyClaim,
  next: () => [paths.denyClaim, '已告诉企业，不会说是谁。过几天再凭同一个码去领。'],
});

const { show, post } = formPages({
  page: ({ actor }) => ({
    title: '核销领奖码',
    lead: '来人报码，您核销后当面付钱。不要问是谁、为什么事、哪家企业，也不要登记姓名。',
    back:
      actor?.kind === 'person' && actor.role === 'regulator'
        ? { href: paths.rewardAdvances, label: '公共领奖点代付' }
        : { href: rewards.path, label: '返回奖励' },
    action: paths.redeemClaim,
    submit: '核销',
    fields: [{ name: 'code', label: '领奖码', kind: 'text', autocomplete: 'off' }],
  }),
  run: redeemClaim,
  next: (amount) => [paths.redeemClaim, `已核销，请当面付 ${yuanOf(amount)}。`],
});

export { post as postRedeem };
export const { show: showDeny, post: postDeny } = deny;

/** The desk of unnamed rewards: a code is taken once, and nobody is asked who they are. Others read whose desk it is. */
export async function showRedeem(req: Request, res: Response): Promise<void> {
  if (await keepsDesk(contextOf(req))) return show(req, res);
  res.goTo(paths.scheme, '领奖点不在您这里。');
}
