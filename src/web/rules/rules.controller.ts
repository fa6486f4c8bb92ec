import type { Request, Response } from 'express';
import { personName } from '#domain/identity';
import {
  answerSetting,
  daysToSet,
  findProposed,
  findSettings,
  getSetting,
  isOpenOn,
  mayAgree,
  mayPropose,
  proposeSetting,
  requireRule,
  requireSettable,
  type SettableChoice,
  type SettableNumber,
  type ShownSetting,
  settableChoices,
  settableNumbers,
  withdrawSetting,
} from '#domain/ruleSettings';
import { formatDate, formatDay, localDate } from '#kernel/dates';
import type { FieldSpec } from '#kernel/fields';
import { paths } from '#kernel/paths';
import { allRules, type RuleTable, type RuleVersion, ruleOn, versionsOf } from '#kernel/rules';
import { type FormPage, formPages } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

const STANDINGS = {
  read: { label: '已核对原文', tone: 'good' },
  reference: { label: '参考值', tone: 'quiet' },
  unread: { label: '原文待核', tone: 'waiting' },
  set: { label: '主管部门已定', tone: 'active' },
} as const;

const presentVersion = (rule: RuleTable<unknown>, version: RuleVersion<unknown>) => ({
  lines: rule.says(version.value),
  basis: `${version.article} · ${version.source}`,
  since:
    version.standing === 'reference' || version.standing === 'unread'
      ? `版本 ${version.version}`
      : `${formatDay(version.from)}起施行`,
  standing: STANDINGS[version.standing],
});

/** Every rule in force today: what it says, by which article, where it was read, and whether that was the official text. */
export async function showRules(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const isOffice = mayPropose(ctx.actor);
  const rules = allRules().map((rule) => ({
    label: rule.label,
    ...presentVersion(rule, ruleOn(rule, localDate(req.now))),
    href: isOffice && isOpenOn(rule, req.now) ? paths.rule(rule.key) : '',
  }));
  const isReminder = ({ label }: { label: string }): boolean => label.startsWith('提醒：');
  res.page('rules/index', {
    title: '规则与依据',
    proposed: (await findProposed(ctx)).map((row) => ({
      label: row.label,
      href: paths.rule(row.key),
      says: sayFrom(row),
      isYours: mayAgree(ctx.actor, row),
    })),
    groups: [
      { label: '时限、条件和标准', rules: rules.filter((rule) => !isReminder(rule)) },
      { label: '提醒', rules: rules.filter(isReminder) },
    ],
  });
}

const sayFrom = ({ from }: ShownSetting): string => `${formatDay(from)}起施行`;

const STATES = {
  proposed: { label: '等同意', tone: 'waiting' },
  agreed: { label: '已同意', tone: 'good' },
  declined: { label: '没有同意', tone: 'quiet' },
  withdrawn: { label: '已撤回', tone: 'quiet' },
  lapsed: { label: '到期没有同意，作废', tone: 'quiet' },
} as const;

/** One rule: what is in force, what was shipped and set before and is to come, and what was asked for. */
export async function showRule(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const key = partOf(req, 'id');
  const [rule, settings] = [requireRule(key), await findSettings(ctx, key)];
  const today = localDate(req.now);
  const inForce = ruleOn(rule, today);
  res.page('rules/show', {
    title: rule.label,
    back: { href: paths.rules, label: '返回规则与依据' },
    ...presentVersion(rule, inForce),
    change: isOpenOn(rule, req.now) ? paths.setRule(key) : '',
    others: versionsOf(rule)
      .filter((version) => version !== inForce)
      .toReversed()
      .map((version) => ({ ...presentVersion(rule, version), isToCome: version.from > today })),
    settings: await Promise.all(
      settings.map(async (row) => {
        const isOver = row.status === 'proposed' && row.from <= today;
        const isOpen = row.status === 'proposed' && !isOver;
        return {
          state: STATES[isOver ? 'lapsed' : row.status],
          from: sayFrom(row),
          basis: `${row.article} · ${row.source}`,
          why: row.why,
          reason: row.reason ?? '',
          changes: row.changes,
          asked: `${await personName(row.proposedBy)} ${formatDate(row.proposedAt)}提出`,
          answered:
            row.endedBy === undefined || row.endedAt === undefined
              ? ''
              : `${await personName(row.endedBy)} ${formatDate(row.endedAt)}办理`,
          answer: isOpen && mayAgree(ctx.actor, row) ? paths.answerSetting(row._id) : '',
          withdraw:
            isOpen && ctx.actor.kind === 'person' && row.proposedBy === ctx.actor.personId
              ? paths.withdrawSetting(row._id)
              : '',
          waits: isOpen ? '等自治区另一位监管人员同意' : '',
        };
      }),
    ),
  });
}

/** Between which it may lie, and the whole sentence where its part alone does not tell. */
const hintOf = ({ sentence, before, after, least, most }: SettableNumber): string => {
  const isPart = sentence.length > before.length + after.length + 8;
  return `可填 ${least} 到 ${most}。${isPart && sentence.length <= 120 ? `全句：${sentence}` : ''}`;
};

const numberField = (number: SettableNumber): FieldSpec => ({
  name: number.path,
  label: `${number.before}几${number.after}`,
  kind: 'number',
  hint: hintOf(number),
});

const choiceField = ({ path, label, options, isMany }: SettableChoice): FieldSpec => ({
  name: path,
  label,
  kind: isMany ? 'checks' : 'select',
  options,
});
/** What a form sends of several ticked options, of one, or of none. */
const codesIn = (sent: unknown): string[] =>
  Array.isArray(sent) ? sent.filter((one) => typeof one === 'string') : typeof sent === 'string' ? [sent] : [];

export const { show: showSetRule, post: postSetRule } = formPages({
  page: (req): FormPage => {
    const ctx = contextOf(req);
    const key = partOf(req, 'id');
    const rule = requireSettable(ctx, key);
    const { first } = daysToSet(req.now);
    return {
      title: `${settableChoices(rule, req.now).length === 0 ? '改数字' : '改数字和列表'}：${rule.label}`,
      lead: '自治区另一位监管人员同意以后，从那天起照新的办；以前办的不变。',
      back: { href: paths.rule(key), label: '返回这条规则' },
      action: paths.setRule(key),
      submit: '提出',
      fields: [
        ...settableChoices(rule, req.now).map(choiceField),
        ...settableNumbers(rule, req.now).map(numberField),
        { name: 'from', label: '从哪天起施行', kind: 'date', hint: `最早 ${formatDay(first)}` },
        { name: 'article', label: '依据的条文', kind: 'text', hint: '例如：意见（七）' },
        { name: 'source', label: '文件的名称和文号', kind: 'text' },
        { name: 'why', label: '为什么改', kind: 'area' },
      ],
      values: Object.fromEntries([
        ...settableNumbers(rule, req.now).map(({ path, value }) => [path, `${value}`]),
        ...settableChoices(rule, req.now).map(({ path, codes }) => [path, codes.join()]),
      ]),
    };
  },
  run: (ctx, { id, from, article, source, why, ...sent }) => {
    const places = settableChoices(requireSettable(ctx, id), ctx.now).map(({ path }) => path);
    const typed = Object.entries(sent as Record<string, unknown>);
    return proposeSetting(ctx, id, {
      ...{ from, article, source, why },
      numbers: Object.fromEntries(typed.filter(([path]) => !places.includes(path))) as Record<string, string>,
      picked: Object.fromEntries(places.map((path) => [path, codesIn((sent as Record<string, unknown>)[path])])),
    });
  },
  next: ({ key }) => [paths.rule(key), '已提出，等自治区另一位监管人员同意。'],
});

/** What is asked for, as facts above a form. */
const factsOf = (row: ShownSetting) => [
  ...row.changes.flatMap(({ was, becomes }) => [
    { label: '现在', value: was },
    { label: '改成', value: becomes },
  ]),
  { label: '施行', value: sayFrom(row) },
  { label: '依据', value: `${row.article} · ${row.source}` },
  { label: '理由', value: row.why },
];

export const { show: showAnswer, post: postAnswer } = formPages({
  page: async (req): Promise<FormPage> => {
    const row = await getSetting(contextOf(req), partOf(req, 'id'));
    return {
      title: `答复：${row.label}`,
      back: { href: paths.rule(row.key), label: '返回这条规则' },
      action: paths.answerSetting(row._id),
      submit: '答复',
      facts: factsOf(row),
      fields: [
        {
          name: 'answer',
          label: '同意吗',
          kind: 'radios',
          options: [
            { code: 'agreed', label: '同意' },
            { code: 'declined', label: '不同意' },
          ],
        },
        { name: 'reason', label: '理由（不同意的要写）', kind: 'area' },
      ],
    };
  },
  run: (ctx, { id, ...input }) => answerSetting(ctx, id, input),
  next: ({ key, status, from }) => [
    paths.rule(key),
    status === 'agreed' ? `已同意，${formatDay(from)}起照新的办。` : '已答复：不同意。',
  ],
});

export const { show: showWithdraw, post: postWithdraw } = formPages({
  page: async (req): Promise<FormPage> => {
    const row = await getSetting(contextOf(req), partOf(req, 'id'));
    return {
      title: `撤回：${row.label}`,
      back: { href: paths.rule(row.key), label: '返回这条规则' },
      action: paths.withdrawSetting(row._id),
      submit: '撤回',
      facts: factsOf(row),
      fields: [],
    };
  },
  run: (ctx, { id }) => withdrawSetting(ctx, id),
  next: ({ key }) => [paths.rule(key), '已撤回。'],
});
