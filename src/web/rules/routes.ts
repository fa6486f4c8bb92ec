import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import {
  postAnswer,
  postSetRule,
  postWithdraw,
  showAnswer,
  showRule,
  showRules,
  showSetRule,
  showWithdraw,
} from './rules.controller.ts';

const access = ['administrator', 'regulator'] as const;

export const ruleRoutes: readonly Route[] = [
  { method: 'get', path: paths.rules, access: 'signed-in', run: showRules },
  { method: 'get', path: paths.rule.pattern, access, run: showRule },
  { method: 'get', path: paths.setRule.pattern, access, run: showSetRule },
  { method: 'post', path: paths.setRule.pattern, access, run: postSetRule },
  { method: 'get', path: paths.answerSetting.pattern, access, run: showAnswer },
  { method: 'post', path: paths.answerSetting.pattern, access, run: postAnswer },
  { method: 'get', path: paths.withdrawSetting.pattern, access, run: showWithdraw },
  { method: 'post', path: paths.withdrawSetting.pattern, access, run: postWithdraw },
];
