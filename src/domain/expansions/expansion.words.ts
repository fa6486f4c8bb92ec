import { putInWords } from '#domain/engine';
import { gradeLabel } from '#domain/grades';
import { parkName } from '#domain/organisations';
import { formatYearDay } from '#kernel/dates';
import { applyAgain, applyForExpansion, approveExpansion, declineExpansion } from './expansion.commands.ts';
import type { Expansion } from './expansion.model.ts';
import { expansions, groundOf } from './expansion.ts';

async function handOf({ status, parkId }: Expansion): Promise<{ holder: string; next: string }> {
  const park = await parkName(parkId);
  switch (status) {
    case 'applied':
      return { holder: '自治区', next: '批准，或写明理由不批准' };
    case 'refused':
    case 'stopped':
      return { holder: park, next: '等级够了以后，一按就重新申请，写过的不用再写' };
    case 'approved':
      return { holder: park, next: '四至变了，提出整体评估' };
    default:
      return { holder: '', next: '已经办结' };
  }
}

const isHeld = ({ status }: Expansion): boolean => status === 'refused' || status === 'stopped';

export const expansionsInWords = putInWords(expansions, {
  lead: '化工园区扩大四至的申请。等级不够的不予受理，等级掉了的停下。',
  quick: [
    ['全部', {}],
    ['等自治区决定', { isOpen: true }],
    ['不予受理', { status: 'refused' }],
    ['停下的', { status: 'stopped' }],
    ['已批准', { status: 'approved' }],
  ],
  none: '还没有扩区申请。',
  meta: async ({ parkId, plan }) => [await parkName(parkId), plan].join(' · '),
  standing: async (row) => ({
    ...(await handOf(row)),
    said: [
      { label: '为什么', value: isHeld(row) ? groundOf(row) : '' },
      { label: '理由', value: row.reason ?? '' },
    ],
  }),
  facts: async ({ parkId, ground, plan, purpose, grade, judgedOn, article, documentNumber }) => [
    { label: '园区', value: await parkName(parkId) },
    { label: '扩到哪里', value: ground },
    { label: '规划文件', value: plan },
    { label: '为什么扩', value: purpose },
    {
      label: '按哪个等级',
      value: `${grade === undefined ? '没有公布过等级' : gradeLabel(grade)}（${formatYearDay(judgedOn)}）`,
    },
    { label: '依据', value: article },
    { label: '批准文号', value: documentNumber ?? '' },
  ],
  making: {
    roles: ['park-officer'],
    title: () => '申请扩区',
    lead: () => '只有化工园区在这里申请。等级够的报自治区；不够的照样登记，等级够了一按就报。',
    fields: [
      { name: 'ground', label: '扩到哪里、多大面积', kind: 'area', hint: '例如：东片区往东到疏港大道，1.2 平方公里。' },
      { name: 'plan', label: '规划文件和文号', kind: 'text' },
      { name: 'purpose', label: '为什么扩区', kind: 'area' },
    ],
    run: applyForExpansion,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    apply: 'made',
    refuse: 'elsewhere',
    'apply-again': { lead: () => '按今天的等级重新报，写过的都在。', run: applyAgain },
    stop: 'elsewhere',
    approve: {
      lead: () => '批准前再核一次园区今天的等级。',
      fields: [{ name: 'documentNumber', label: '批准文号', kind: 'text' }],
      run: approveExpansion,
    },
    decline: {
      lead: () => '园区会收到您写的理由。',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: declineExpansion,
    },
  },
  place: { icon: 'stairs', group: 'park', words: '扩区 扩园 四至 面积 化工园区' },
});
