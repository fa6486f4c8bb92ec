import { addDays, addMonths, type LocalDate, localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';

/** 公共领奖点: the desk of the competent body, where a code of any of its firms is taken. */
const PUBLIC_DESK_RULE = defineRule<{
  /** Calendar days after its promised day an unnamed reward waits for others like it; then the public desk pays it. */
  waitDays: number;
  /** By which day of the next month a firm gives back what the desk paid for it in a month. */
  settleDay: number;
}>({
  key: 'reward-public-desk',
  label: '公共领奖点',
  isSettable: true,
  says: ({ waitDays, settleDay }) => [
    `匿名奖励过了兑现期限 ${waitDays} 天还没有备到领奖点的，从下个月 1 日起由监管部门的公共领奖点先付，不再等。备在企业领奖点的，凭码也可以到公共领奖点领，企业看不到是哪一个码、哪一天。`,
    `公共领奖点替企业付的，企业只看到一个月的合计，下个月 ${settleDay} 日前还清。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（九）；安委〔2024〕7号「及时实施奖励」',
      source: '设计值：文件没有规定匿名奖励凑不够一批时谁付、等多久',
      standing: 'reference',
      value: { waitDays: 30, settleDay: 15 },
    },
  ],
});

const ruleAt = (now: Date) => ruleOn(PUBLIC_DESK_RULE, localDate(now)).value;

/** Calendar days after its promise an unnamed reward waits for others like it. */
export const publicWaitDays = (now: Date): number => ruleAt(now).waitDays;

/** The first day of the month `now` lies in, Shanghai. */
export const monthOf = (now: Date): LocalDate => `${localDate(now).slice(0, 7)}-01`;

/** Unnamed rewards promised for before that day are paid by the public desk in the month of `now`. */
export const waitedSince = (now: Date): LocalDate => addDays(monthOf(now), -ruleAt(now).waitDays);

/** From which day on the public desk pays an unnamed reward that finds no others like it. @param dueAt Its promise. */
export const publicFrom = (dueAt: Date, now: Date): LocalDate => {
  const over = addDays(localDate(dueAt), ruleAt(now).waitDays);
  return addMonths(`${over.slice(0, 7)}-01`, 1);
};

/** By which day a firm gives back what was paid for it in a month. */
export const settleBy = (month: LocalDate, now: Date): LocalDate =>
  addDays(addMonths(month, 1), ruleAt(now).settleDay - 1);
