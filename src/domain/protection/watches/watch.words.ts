import { type Fact, putInWords, type Section } from '#domain/engine';
import type { Context } from '#kernel/context';
import { formatHour } from '#kernel/dates';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { LAW_54 } from '../protectionRules.ts';
import { readSecret, type Secret, sealSecret, WATCH_KINDS, type Watch } from './watch.model.ts';
import { watches } from './watch.ts';

const HARMED = '说被为难了';
/** Whether somebody may have been made to pay for a report. */
const isAlarm = ({ answer, cases = [] }: Secret): boolean => answer === 'harmed' || cases.length > 0;

/** Marks it as looked at, with what was done, sealed. @throws Invalid at `note` */
export const seeWatch = (ctx: Context, raw: object): Promise<Watch> =>
  watches.step(ctx, 'see', raw, (watch, { note }) => {
    const { isDamaged: _, ...secret } = readSecret(watch);
    return { set: { secret: sealSecret(watch._id, { ...secret, note }) } };
  });

const DAMAGED = '里面的内容打不开了，请告诉系统管理员；这一条照样要看、要记一句';

function saidOf({ answer, words = '', note = '', isDamaged }: ReturnType<typeof readSecret>): Fact[] {
  return [
    { label: '内容', value: isDamaged ? DAMAGED : '' },
    { label: '上报人的回答', value: answer === undefined ? '' : answer === 'fine' ? '还好，没有被为难' : HARMED },
    { label: '上报人说', value: words },
    { label: '怎么处理的', value: note },
  ];
}

function accountsOf({ changes = 0, cases = [] }: Secret): Section {
  const none = `这一天有 ${changes} 个账号停用、收回身份、换班组、解绑或重置，没有涉及匿名上报人。`;
  if (cases.length === 0) return { title: '涉及匿名上报人的', none };
  return {
    title: '涉及匿名上报人的',
    text: `这一天有 ${changes} 个账号停用、收回身份、换班组、解绑或重置。其中有下面这些隐患的匿名上报人或附议人，请查一查是不是打击报复。`,
    points: cases.map((reference) => `隐患 ${reference}`),
    none,
  };
}

export const watchesInWords = putInWords(watches, {
  lead: '只有本部门看得到。每条都要看、都要记一句：企业从外面看不出哪条有事。',
  quick: [
    ['全部', {}],
    ['待看', { status: 'waiting' }],
    ...WATCH_KINDS.map(({ code, label }) => [label, { kind: code }] as const),
  ],
  choices: { kind: WATCH_KINDS },
  none: () => ({ text: '还没有。上报人回答了回访，或企业里有账号变动，第二天早上出现在这里。' }),
  meta: ({ since }) => formatHour(since),
  tags: (watch) => {
    const secret = readSecret(watch);
    if (secret.isDamaged) return [{ label: '内容打不开', tone: 'bad', icon: 'alert-triangle' }];
    const isRaised = watch.status === 'waiting' && isAlarm(secret);
    return isRaised ? [{ label: '可能有打击报复', tone: 'bad', icon: 'alert-triangle' }] : [];
  },
  standing: (watch) => {
    const next =
      watch.status === 'asked'
        ? '等上报人回答，不用催'
        : watch.status === 'waiting'
          ? '看过，查一查，记下怎么处理的。去企业时不要让人看出是因为哪一件、哪个人'
          : '已看过';
    return { holder: watch.status === 'waiting' ? '本部门' : '', next, said: saidOf(readSecret(watch)) };
  },
  facts: ({ kind, hazardReference = '', days }) => [
    { label: '来由', value: labelIn(WATCH_KINDS, kind) },
    { label: '隐患', value: hazardReference },
    { label: '上报后', value: days === undefined ? '' : `${days} 天` },
  ],
  sections: async (_ctx, watch) => {
    const secret = readSecret(watch);
    return [
      ...(watch.kind === 'accounts' && !secret.isDamaged ? [accountsOf(secret)] : []),
      ...(isAlarm(secret) ? [{ title: '依据', text: LAW_54 }] : []),
    ];
  },
  links: async (_ctx, watch) =>
    [watch.hazardReference, ...(readSecret(watch).cases ?? [])]
      .filter((one) => one !== undefined)
      .slice(0, 10)
      .map((one) => ({ label: `看隐患 ${one}`, href: paths.hazard(one) })),
  doers: ['regulator'],
  steps: {
    ask: 'elsewhere',
    gather: 'elsewhere',
    // By whoever reported, on the page of their case.
    answer: 'elsewhere',
    see: {
      lead: () => '没有要处理的，写“没有”。写下的话只有本部门看得到。',
      fields: [{ name: 'note', label: '怎么处理的', kind: 'area' }],
      run: seeWatch,
    },
  },
  place: { icon: 'umbrella', group: 'work', words: '打击报复 回访 匿名', after: paths.hazards },
});
