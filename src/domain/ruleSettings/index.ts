export type { RuleSetting } from './ruleSetting.model.ts';
export { daysToSet } from './ruleSetting.rules.ts';
export {
  answerSetting,
  findAgreers,
  findProposed,
  findSettings,
  followSettings,
  getSetting,
  isOpenOn,
  mayAgree,
  mayPropose,
  proposeSetting,
  readSettings,
  requireRule,
  requireSettable,
  type SettableChoice,
  type SettableNumber,
  type ShownSetting,
  settableChoices,
  settableNumbers,
  withdrawSetting,
} from './ruleSettings.ts';
