import { dayCell, type Fact, type Link, putInWords, type Section } from '#domain/engine';
import { linksToFiles } from '#domain/evidence';
import { personName } from '#domain/identity';
import { dutyInWords, fundingLabel, isUnder, LEVELS, levelLabel, worthOf } from '#domain/schemes';
import { ROLES, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDay, formatYearDay, localDate } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { statusRow } from '#kernel/lifecycle';
import { yuanOf } from '#kernel/money';
import { paths } from '#kernel/paths';
import { ruleOn } from '#kernel/rules';
import { BATCH_RULE } from './batches/batch.rules.ts';
import { claimsOf, keepsDesk } from './batches/claims.ts';
import { publicFrom } from './batches/public.rules.ts';
import { PAPERS, voucherLabel } from './papers/paper.fields.ts';
import { papersFor } from './papers/papers.ts';
import { needsManager } from './reward.acts.ts';
import {
  announceReward,
  approveReward,
  confirmReward,
  declineReward,
  hideName,
  payReward,
  reverseReward,
  showName,
} from './reward.commands.ts';
import type { Reward } from './reward.model.ts';
import { PAY_METHODS } from './reward.rules.ts';
import { isLateNow, rewards } from './reward.ts';
import { TOGETHER } from './together.ts';

/** A reward is the reporter's, who is the first letter of the case. */
const NAMELESS = '员工A';
const FIRM = '企业负责人或安全管理员';

/** Whom the firm rewards; nobody is told who reported without a name, and nobody is told their own. */
const whoOf = ({ actor }: Context, { isAnonymous, personId }: Reward): string | Promise<string> =>
  isAnonymous ? NAMELESS : runsEnterprise(actor) ? personName(personId) : '';

const caseOf = ({ hazardReference }: Reward): Link => ({
  label: `看隐患 ${hazardReference}`,
  href: paths.hazard(hazardReference),
});

/** The codes it is fetched by, for whoever it is for and nobody else. */
async function codeFacts(reward: Reward, ctx: Context): Promise<Fact[]> {
  return (await claimsOf(ctx, reward)).flatMap(({ code, amountFen, isRedeemed, isDenied, desk }) => [
    {
      label: `领奖码（${yuanOf(amountFen)}）`,
      // Taken and not handed over: the code is what it is said by.
      value: isDenied ? `${code}，已说没拿到，凭它再领一次` : isRedeemed ? `${code}，已经核销` : code,
    },
    { label: '领奖点', value: desk },
  ]);
}

/** Of an unnamed one a part lies at the desk, and the rest waits. */
const isPartly = ({ status, depositedFen = 0 }: Reward): boolean => status !== 'deposited' && depositedFen > 0;

/** What it was worked out by, as it was given: the scheme, the level, the share. */
function basisOf({ terms, rule, level, kind, share, isOutsideDuty }: Reward): string {
  return [
    `${rule}：${kind === 'top-up' ? '列为重大隐患，补到' : ''}${levelLabel(level)} ${worthOf(terms, terms.levels[level])}`,
    isOutsideDuty ? `本职以外按 ${terms.outsideDutyPercent}%` : '',
    share.of > 1 ? `${share.of} 人平分` : '',
  ]
    .filter((part) => part !== '')
    .join('，');
}

/** Why it is so much: the scheme, level and share, and what of it the caps of the scheme or the step of unnamed ones changed. */
function whyOf(reward: Reward): string {
  const { status, recognisedFen, isAnonymous, createdAt } = reward;
  if (status === 'excluded') return dutyInWords;
  const { stepFen } = ruleOn(BATCH_RULE, localDate(createdAt)).value;
  return [
    basisOf(reward),
    isAnonymous ? `匿名奖励进到 ${yuanOf(stepFen)} 的整数倍` : '',
    recognisedFen > 0 ? `超过上限的 ${yuanOf(recognisedFen)}记为表扬` : '',
  ]
    .filter((part) => part !== '')
    .join('；');
}

/** The same in a line of a list. */
const whyInShort = ({ status, kind, level, share, isOutsideDuty, recognisedFen }: Reward): string =>
  status === 'excluded'
    ? ''
    : [
        kind === 'top-up' ? `补到${levelLabel(level)}` : levelLabel(level),
        isOutsideDuty ? '本职以外' : '',
        share.of > 1 ? `${share.of} 人平分` : '',
        recognisedFen > 0 ? `另 ${yuanOf(recognisedFen)}超过上限，记为表扬` : '',
      ]
        .filter((part) => part !== '')
        .join('，');

/** Who has it now, and what comes next. */
function handOf(reward: Reward, now: Date): { holder: string; next: string } {
  const { status, dueAt, isAnonymous, terms, recognisedFen, readyAt } = reward;
  switch (status) {
    case 'proposed':
      return { holder: needsManager(reward) ? '企业负责人' : FIRM, next: '由提出人以外的另一个人批准' };
    case 'approved':
      if (isAnonymous && readyAt === undefined)
        return {
          holder: '',
          next: `金额一样的匿名奖励还不够一批，等够了一起备到领奖点；单独备会让人看出是谁。到${formatYearDay(publicFrom(dueAt, now))}还没有备的，由监管部门的公共领奖点付`,
        };
      if (isAnonymous) return { holder: FIRM, next: '和别的匿名奖励一起，成批备到领奖点' };
      return {
        holder: FIRM,
        next: `${terms.announcesFirst ? '先公示，' : ''}${formatDate(dueAt)}前发放，再登记怎么发的`,
      };
    case 'announced':
      return { holder: FIRM, next: `${formatDate(dueAt)}前发放，再登记怎么发的` };
    case 'deposited':
      return { holder: '', next: '凭领奖码到领奖点领，一码领一次' };
    case 'recognised':
      return { holder: '', next: `超过企业标准的上限，${yuanOf(recognisedFen)}记为表扬，不另发钱` };
    case 'excluded':
      return { holder: '', next: dutyInWords };
    case 'paid':
      return { holder: isAnonymous ? NAMELESS : '上报人', next: '确认收到；没有收到的，说一声' };
    case 'declined':
      return { holder: FIRM, next: '核对后补发，再登记一次' };
    case 'confirmed':
      return { holder: '', next: '本人已确认收到' };
  }
}

/** What was shown for its payments, for those who run the firm. */
async function paperSections(ctx: Context, { paperIds = [] }: Reward): Promise<Section[]> {
  const papers = await papersFor(ctx, paperIds);
  if (papers.length === 0) return [];
  const entries = papers.map(async ({ method, voucher, photoIds, fileIds, count, totalFen, by, on }) => ({
    text: [
      labelIn(PAY_METHODS, method),
      voucher === undefined ? '' : `凭证 ${voucher}`,
      count > 1 ? `一起发 ${count} 笔，共 ${yuanOf(totalFen)}` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
    photoIds,
    files: await linksToFiles(fileIds),
    by: `${await personName(by)} · ${formatDay(on)}`,
  }));
  return [{ title: '发放凭证', entries: await Promise.all(entries) }];
}

export const rewardsInWords = putInWords(rewards, {
  lead: '核实属实的上报，奖励要及时兑现；批准和提出的人不能是同一个。',
  besides: async (ctx) => [
    { label: '奖励标准', href: paths.scheme },
    ...((await keepsDesk(ctx)) ? [{ label: '核销领奖码', href: paths.redeemClaim }] : []),
    ...(runsEnterprise(ctx.actor)
      ? [
          ...TOGETHER.map(({ code, label }) => ({ label, href: paths.together(code) })),
          { label: '匿名奖励', href: paths.rewardBatches },
          { label: '公示单', href: paths.rewardNotice },
        ]
      : []),
  ],
  quick: [
    ['全部', {}],
    ['已晚', { isLate: true }],
    ...rewards.lifecycle.statuses.map(({ code, label }) => [label, { status: code }] as const),
  ],
  none: ({ actor }) => ({
    text: runsEnterprise(actor) ? '还没有奖励。' : '还没有奖励。您上报的隐患核实属实后，奖励会出现在这里。',
  }),
  meta: async (reward, ctx) =>
    [
      yuanOf(reward.amountFen),
      whyInShort(reward),
      await whoOf(ctx, reward),
      reward.status === 'proposed' || reward.status === 'approved' ? `${formatDate(reward.dueAt)}前发放` : '',
    ]
      .filter((part) => part !== '')
      .join(' · '),
  tags: (reward, now) => (isLateNow(reward, now) ? [{ label: '已晚', tone: 'bad' }] : []),
  standing: async (reward, ctx) => {
    const { actor } = ctx;
    const isTheirs = actor.kind === 'person' && reward.status === 'proposed' && actor.personId === reward.proposedBy;
    const { holder, next } = handOf(reward, ctx.now);
    const claims = await claimsOf(ctx, reward);
    const isTaken = claims.length > 0 && claims.every(({ isRedeemed, isDenied }) => isRedeemed && !isDenied);
    return {
      holder,
      next: isTheirs ? '这笔奖励由您提出，要由另一个人批准。' : isTaken ? '领奖码已经核销，钱应该到手了' : next,
      links: [
        ...(reward.isAnonymous && reward.status === 'approved' && runsEnterprise(actor)
          ? [{ label: '成批兑现匿名奖励', href: paths.rewardBatches }]
          : []),
        ...(claims.some(({ isRedeemed, isDenied }) => isRedeemed && !isDenied)
          ? [{ label: '核销了，钱没拿到', href: paths.denyClaim }]
          : []),
        caseOf(reward),
      ],
    };
  },
  facts: async (reward, ctx) => {
    const { terms } = reward;
    return [
      { label: '隐患', value: reward.hazardReference },
      { label: '奖给', value: await whoOf(ctx, reward) },
      { label: '金额', value: yuanOf(reward.amountFen) },
      { label: '已备在领奖点', value: isPartly(reward) ? yuanOf(reward.depositedFen ?? 0) : '' },
      { label: '为什么这么多', value: whyOf(reward) },
      { label: '列支', value: fundingLabel(terms.funding) },
      { label: '应在此前发放', value: formatDate(reward.dueAt) },
      { label: '发放方式', value: PAY_METHODS.find(({ code }) => code === reward.payMethod)?.label ?? '' },
      {
        label: '公示',
        value: [
          reward.announcedAt === undefined ? '' : `${formatDate(reward.announcedAt)}公示`,
          reward.isNameShown === true ? '本人同意写名字' : '',
        ]
          .filter((part) => part !== '')
          .join('，'),
      },
      ...(await codeFacts(reward, ctx)),
      { label: '凭证号', value: reward.isAnonymous ? '' : (reward.voucher ?? '') },
    ];
  },
  sections: paperSections,
  detailOf: (_text, { facts: { amountFen } }) => (typeof amountFen === 'number' ? [yuanOf(amountFen)] : []),
  unnamed: NAMELESS,
  listed: ['worker', 'enterprise-manager', 'safety-officer'],
  // The money is theirs in whatever role they act.
  doers: ROLES.map(({ code }) => code),
  steps: {
    'propose-reward': 'elsewhere',
    'grant-reward': 'elsewhere',
    'recognise-reward': 'elsewhere',
    'exclude-reward': 'elsewhere',
    'raise-reward': 'elsewhere',
    'deposit-reward': 'elsewhere',
    'deposit-part': 'elsewhere',
    'approve-reward': {
      isAskedThere: true,
      fields: [
        {
          name: 'level',
          of: ({ kind, level, terms, isAnonymous }) =>
            kind === 'top-up' || isAnonymous
              ? undefined
              : {
                  label: '按哪一级奖',
                  kind: 'radios',
                  options: LEVELS.filter(({ code }) => !isUnder(code, level)).map(({ code, label }) => ({
                    code,
                    label: `${label} ${worthOf(terms, terms.levels[code])}`,
                  })),
                },
        },
        {
          name: 'isOutsideDuty',
          of: ({ kind, isAnonymous, terms }) =>
            kind === 'top-up' || isAnonymous
              ? undefined
              : { label: `在本职以外发现的（按 ${terms.outsideDutyPercent}% 奖）`, kind: 'check' },
        },
      ],
      values: ({ level }) => ({ level }),
      run: approveReward,
    },
    'announce-reward': { run: announceReward },
    'pay-reward': {
      isAskedThere: true,
      fields: [
        { name: 'method', label: '怎么发的', kind: 'radios', options: PAY_METHODS },
        {
          name: 'voucher',
          of: ({ amountFen }, { now }) => ({ label: voucherLabel(amountFen, now), kind: 'text' }),
        },
        PAPERS,
      ],
      run: payReward,
    },
    'confirm-reward': { run: confirmReward },
    'decline-reward': { run: declineReward },
    'show-name': { run: showName },
    'hide-name': { run: hideName },
    'reverse-reward': {
      lead: () => '账上记一笔冲销，原来那笔不改。冲销后重新发放、再登记。',
      fields: [{ name: 'reason', label: '为什么冲销', kind: 'area', hint: '例如：发错了人。' }],
      isDanger: true,
      run: reverseReward,
    },
  },
  tab: 'rewards',
  place: { icon: 'gift', group: 'reward', words: '兑现 红包' },
  // The firm's ledger of rewards; those to be paid of it are the list for the payroll.
  sheet: {
    kind: 'rewards',
    name: '奖励台账',
    columns: [
      { header: '编号', width: 14, cell: ({ reference }) => reference },
      { header: '隐患', width: 14, cell: ({ hazardReference }) => hazardReference },
      {
        header: '奖给',
        width: 12,
        cell: ({ isAnonymous, personId }) => (isAnonymous ? '匿名' : personName(personId)),
      },
      { header: '事由', width: 14, cell: ({ kind }) => (kind === 'top-up' ? '列为重大，补差' : '上报属实') },
      { header: '等级', width: 10, cell: ({ level }) => levelLabel(level) },
      { header: '金额（元）', width: 12, cell: ({ amountFen }) => amountFen / 100 },
      { header: '表扬（元）', width: 12, cell: ({ recognisedFen }) => recognisedFen / 100 },
      { header: '标准', width: 40, cell: basisOf },
      { header: '列支', width: 14, cell: ({ terms }) => fundingLabel(terms.funding) },
      { header: '状态', width: 16, cell: ({ status }) => statusRow(rewards.lifecycle, status).label },
      { header: '提出', width: 12, cell: ({ createdAt }) => dayCell(localDate(createdAt)) },
      { header: '应在此前发放', width: 14, cell: ({ dueAt }) => dayCell(localDate(dueAt)) },
      // Of what was paid in a batch the batch alone has a day and a paper.
      { header: '发放', width: 12, cell: ({ paidAt }) => (paidAt === undefined ? '' : dayCell(localDate(paidAt))) },
      {
        header: '发放方式',
        width: 12,
        cell: ({ payMethod }) => labelIn(PAY_METHODS, payMethod),
      },
      { header: '凭证号', width: 18, cell: ({ voucher = '' }) => voucher },
    ],
  },
});
