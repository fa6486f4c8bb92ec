import { type Link, putInWords } from '#domain/engine';
import { personName } from '#domain/identity';
import { ROLES, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate } from '#kernel/dates';
import { type Fen, formatYuan } from '#kernel/money';
import { paths } from '#kernel/paths';
import { ruleVersion } from '#kernel/rules';
import { approveReward, confirmReward, declineReward, payReward } from './reward.commands.ts';
import type { Reward } from './reward.model.ts';
import { PAY_METHODS, REWARD_SCHEDULE } from './reward.rules.ts';
import { rewards } from './reward.ts';

/** A reward is the reporter's, who is the first letter of the case. */
const NAMELESS = '员工A';
const FIRM = '企业负责人或安全管理员';
const yuan = (fen: number): string => formatYuan(fen as Fen);

/** Whom the firm rewards; nobody is told who reported without a name, and nobody is told their own. */
const whoOf = ({ actor }: Context, { isAnonymous, personId }: Reward): string | Promise<string> =>
  isAnonymous ? NAMELESS : runsEnterprise(actor) ? personName(personId) : '';

const caseOf = ({ hazardReference }: Reward): Link => ({
  label: `看隐患 ${hazardReference}`,
  href: paths.hazard(hazardReference),
});

/** Who has it now, and what comes next. */
function handOf({ status, dueAt, isAnonymous }: Reward): { holder: string; next: string } {
  switch (status) {
    case 'proposed':
      return { holder: FIRM, next: '由提出人以外的另一个人批准' };
    case 'approved':
      return { holder: FIRM, next: `${formatDate(dueAt)}前发放，再登记怎么发的` };
    case 'paid':
      return { holder: isAnonymous ? NAMELESS : '上报人', next: '确认收到；没有收到的，说一声' };
    case 'declined':
      return { holder: FIRM, next: '核对后补发，再登记一次' };
    case 'confirmed':
      return { holder: '', next: '本人已确认收到' };
  }
}

export const rewardsInWords = putInWords(rewards, {
  lead: '核实属实的上报，奖励要及时兑现；批准和提出的人不能是同一个。',
  quick: [['全部', {}], ...rewards.lifecycle.statuses.map(({ code, label }) => [label, { status: code }] as const)],
  none: ({ actor }) => ({
    text: runsEnterprise(actor) ? '还没有奖励。' : '还没有奖励。您上报的隐患核实属实后，奖励会出现在这里。',
  }),
  meta: async (reward, ctx) =>
    [
      yuan(reward.amountFen),
      await whoOf(ctx, reward),
      reward.status === 'proposed' || reward.status === 'approved' ? `${formatDate(reward.dueAt)}前发放` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  standing: (reward, { actor }) => {
    const isTheirs = actor.kind === 'person' && reward.status === 'proposed' && actor.personId === reward.proposedBy;
    const { holder, next } = handOf(reward);
    return {
      holder,
      next: isTheirs ? '这笔奖励由您提出，要由另一个人批准。' : next,
      links: [caseOf(reward)],
    };
  },
  facts: async (reward, ctx) => {
    const { minFen, maxFen } = ruleVersion(REWARD_SCHEDULE, reward.rule).value[reward.grade];
    return [
      { label: '隐患', value: reward.hazardReference },
      { label: '奖给', value: await whoOf(ctx, reward) },
      { label: '金额', value: yuan(reward.amountFen) },
      { label: '标准', value: `${yuan(minFen)} 到 ${yuan(maxFen)}` },
      { label: '应在此前发放', value: formatDate(reward.dueAt) },
      { label: '发放方式', value: PAY_METHODS.find(({ code }) => code === reward.payMethod)?.label ?? '' },
    ];
  },
  detailOf: (_text, { facts: { amountFen } }) => (typeof amountFen === 'number' ? [yuan(amountFen)] : []),
  unnamed: NAMELESS,
  listed: ['worker', 'enterprise-manager', 'safety-officer'],
  // The money is theirs in whatever role they act.
  doers: ROLES.map(({ code }) => code),
  steps: {
    'propose-reward': 'elsewhere',
    'approve-reward': {
      isAskedThere: true,
      fields: [{ name: 'amountFen', label: '奖励金额（元）', kind: 'yuan' }],
      values: ({ amountFen }) => ({ amountFen: String(amountFen / 100) }),
      run: approveReward,
    },
    'pay-reward': {
      isAskedThere: true,
      fields: [{ name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS }],
      values: () => ({ method: 'payroll' }),
      run: payReward,
    },
    'confirm-reward': { run: confirmReward },
    'decline-reward': { run: declineReward },
  },
  tab: 'rewards',
  place: { icon: 'gift', group: 'reward', words: '兑现 红包' },
});
