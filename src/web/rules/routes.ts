import type { Request, Response } from 'express';
import { formatDay, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { allRules, ruleOn } from '#kernel/rules';
import type { Route } from '../router.ts';

const STANDINGS = {
  read: { label: '已核对原文', tone: 'good' },
  reference: { label: '参考值', tone: 'quiet' },
} as const;

/** Every rule in force today: what it says, by which article, where it was read, and whether that was the official text. */
function showRules(req: Request, res: Response): void {
  const rules = allRules().map((rule) => {
    const { article, source, from, version, standing, value } = ruleOn(rule, localDate(req.now));
    return {
      label: rule.label,
      lines: rule.says(value),
      basis: `${article} · ${source}`,
      since: standing === 'read' ? `${formatDay(from)}起施行` : `版本 ${version}`,
      standing: STANDINGS[standing],
    };
  });
  const isReminder = ({ label }: { label: string }): boolean => label.startsWith('提醒：');
  res.page('rules/index', {
    title: '规则与依据',
    groups: [
      { label: '时限、条件和标准', rules: rules.filter((rule) => !isReminder(rule)) },
      { label: '提醒', rules: rules.filter(isReminder) },
    ],
  });
}

export const ruleRoutes: readonly Route[] = [{ method: 'get', path: paths.rules, access: 'signed-in', run: showRules }];
