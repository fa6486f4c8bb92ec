import { putInWords } from '#domain/engine';
import { parkName } from '#domain/organisations';
import { formatYearDay, localDate } from '#kernel/dates';
import { adoptEntryList, declineEntryList, proposeEntryList, withdrawEntryList } from './entryList.commands.ts';
import type { EntryList } from './entryList.model.ts';
import { entryLists } from './entryList.ts';

async function handOf({ status, parkId, from, isParkCompetent }: EntryList): Promise<{ holder: string; next: string }> {
  const park = await parkName(parkId);
  switch (status) {
    case 'proposed':
      return { holder: isParkCompetent ? `${park}另一人或监管部门` : '监管部门', next: '批准公布，或写明理由退回' };
    case 'adopted':
      return { holder: park, next: `${formatYearDay(from)}起审查项目用这一份，直到下一份施行` };
    default:
      return { holder: '', next: '不再用' };
  }
}

export const entryListsInWords = putInWords(entryLists, {
  lead: '园区的禁止和限制目录。项目进园先对照当天在用的一份。',
  quick: [
    ['全部', {}],
    ['待批准', { status: 'proposed' }],
    ['已公布', { status: 'adopted' }],
  ],
  none: '还没有准入目录。没有目录，项目过不了准入审查。',
  meta: async ({ parkId, basis }) => [await parkName(parkId), basis].join(' · '),
  standing: async (list) => ({ ...(await handOf(list)), said: [{ label: '理由', value: list.reason ?? '' }] }),
  facts: async ({ parkId, from, basis }) => [
    { label: '园区', value: await parkName(parkId) },
    { label: '施行日期', value: formatYearDay(from) },
    { label: '依据', value: basis },
  ],
  sections: async (_ctx, { banned, restricted }) => [
    { title: `禁止类（${banned.length} 项）`, points: banned, none: '没有。' },
    { title: `限制类（${restricted.length} 项）`, points: restricted, none: '没有。' },
  ],
  making: {
    roles: ['park-officer'],
    title: () => '拟定准入目录',
    lead: () => '公布后，从施行日期起替代前一份。以前审过的项目不变。',
    fields: [
      { name: 'from', label: '哪天起施行', kind: 'date' },
      { name: 'basis', label: '依据的文件', kind: 'text', hint: '例如：钦石化管发〔2026〕8号。' },
      {
        name: 'banned',
        label: '禁止类，一行一项',
        kind: 'area',
        rows: 6,
        hint: '写行业、产品或工艺的名称，例如：光气生产。',
      },
      {
        name: 'restricted',
        label: '限制类，一行一项',
        kind: 'area',
        rows: 6,
        hint: '要例外批准才能进，例如：农药原药。',
      },
    ],
    values: (_kind, now) => ({ from: localDate(now) }),
    run: proposeEntryList,
  },
  doers: ['park-officer', 'regulator'],
  steps: {
    propose: 'made',
    adopt: { lead: () => '公布后，从施行日期起审查项目用这一份。', run: adoptEntryList },
    decline: {
      lead: () => '园区会收到您写的理由。',
      fields: [{ name: 'reason', label: '理由', kind: 'area' }],
      isDanger: true,
      run: declineEntryList,
    },
    withdraw: {
      lead: () => '废止后马上用它前面的一份；前面没有的，项目过不了准入审查。',
      fields: [{ name: 'reason', label: '为什么废止', kind: 'area' }],
      isDanger: true,
      run: withdrawEntryList,
    },
  },
  place: { icon: 'list-check', group: 'park', words: '禁止 限制 目录 准入 负面清单' },
});
