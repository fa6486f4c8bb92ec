import { putInWords, type Section } from '#domain/engine';
import { bodyName } from '#domain/organisations';
import { formatDateTime, formatHour } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { custodyRule } from '../protectionRules.ts';
import { agreeReveal, declineReveal, endReveal, lookAtContact, readContact } from './reveal.commands.ts';
import type { Reveal } from './reveal.model.ts';
import { reveals } from './reveal.ts';

function handOf({ status, askedByName }: Reveal): { holder: string; next: string } {
  switch (status) {
    case 'asked':
      return { holder: '本部门申请人以外的另一个人', next: '看理由，同意或不同意' };
    case 'open':
      return { holder: askedByName, next: '需要时看一次；每看一次，上报人都会知道。用完就收回' };
    case 'declined':
      return { holder: '', next: '没有同意，联系方式没有打开过' };
    case 'ended':
      return { holder: '', next: '已收回，谁也看不到了' };
  }
}

export const revealsInWords = putInWords(reveals, {
  lead: '匿名上报人的联系方式封存着。只有本部门的保密专员能申请打开，每次打开上报人都会知道。',
  quick: [
    ['全部', {}],
    ['等同意', { status: 'asked' }],
    ['打开着', { status: 'open' }],
  ],
  besides: [{ label: '保密专员', href: paths.custodians }],
  none: () => ({ text: '没有打开过谁的联系方式。需要时由保密专员在隐患页面申请。' }),
  meta: ({ askedByName, createdAt }) => `${askedByName} · ${formatHour(createdAt)}`,
  standing: (reveal) => ({
    ...handOf(reveal),
    said: [{ label: '不同意的理由', value: reveal.declinedBecause ?? '' }],
  }),
  facts: async ({ hazardReference, askedByName, reason, basis, bodyId, endsAt }) => [
    { label: '隐患', value: hazardReference },
    { label: '谁申请', value: askedByName },
    { label: '部门', value: await bodyName(bodyId) },
    { label: '凭什么', value: basis === 'given' ? '上报人同意联系' : '写明理由，另一个人同意' },
    { label: '理由', value: reason },
    { label: '打开到', value: endsAt === undefined ? '' : formatDateTime(endsAt) },
  ],
  sections: async (ctx, reveal) => {
    if (reveal.status !== 'open') return [];
    const contact = await readContact(ctx, reveal);
    const section: Section = {
      title: '联系方式',
      ...(contact === undefined ? {} : { text: `${contact.name}　${contact.phone}` }),
    };
    const none = `没有显示。申请人按“看联系方式”后显示 ${custodyRule(ctx.now).lookMinutes} 分钟，只有申请人看得到。`;
    return [{ ...section, none }];
  },
  links: async (_ctx, { hazardReference }) => [
    { label: `看隐患 ${hazardReference}`, href: paths.hazard(hazardReference) },
  ],
  doers: ['regulator'],
  steps: {
    // From the page of the case.
    ask: 'elsewhere',
    'open-given': 'elsewhere',
    agree: { run: agreeReveal },
    decline: {
      fields: [{ name: 'reason', label: '为什么不同意', kind: 'area' }],
      run: declineReveal,
    },
    look: { run: lookAtContact },
    end: { run: endReveal },
    'take-back': 'elsewhere',
    lapse: 'elsewhere',
  },
  place: { icon: 'user-circle', group: 'administration', words: '匿名 上报人 保密 实名' },
});
