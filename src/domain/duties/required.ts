import { type Enterprise, industryLabel } from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';
import { type Duty, DutyModel } from './duty.model.ts';
import { type DutyType, dutyLabel } from './duty.rules.ts';
import { dutyKey } from './owner.ts';

interface Required {
  /** Section letter and two digits of GB/T 4754-2017. */
  divisions: readonly string[];
  types: readonly DutyType[];
}
const REQUIRED = defineRule<Required>({
  key: 'duty-required',
  label: '定期安全事项：哪些企业要有',
  says: ({ divisions, types }) => [
    `${divisions.map(industryLabel).join('、')}的企业，要登记${types.map(dutyLabel).join('、')}，或者写明为什么不适用；没有登记的算缺少。`,
  ],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '危险化学品安全管理条例第二十二条；安全承诺公告',
      source: '按 GB/T 4754-2017 大类对应为设计值；只占一个大类一部分的行业和消防安全重点单位由企业自己登记',
      standing: 'reference',
      value: { divisions: ['C25', 'C26'], types: ['hazchem.evaluation', 'pledge.daily'] },
    },
  ],
});

export type Firm = Pick<Enterprise, '_id' | 'name' | 'sector' | 'division'>;
const firmKey = (enterpriseId: string, type: DutyType): string => `${dutyKey({ enterpriseId, bodyId: '' })}/${type}`;
/** What it has to enter and has said nothing of. */
export function missingOf({ _id, sector, division = '' }: Firm, entered: ReadonlySet<string>, now: Date): DutyType[] {
  const { divisions, types } = ruleOn(REQUIRED, localDate(now)).value;
  if (!divisions.includes(`${sector}${division}`)) return [];
  return types.filter((type) => !entered.has(firmKey(_id, type)));
}

/** The same of one firm, asked of the store. No permission is asked. */
export async function missingOfFirm(firm: Firm, now: Date): Promise<DutyType[]> {
  const asked = missingOf(firm, new Set(), now).map((type) => firmKey(firm._id, type));
  if (asked.length === 0) return [];
  const there = await DutyModel.find({ openKey: { $in: asked } }, { openKey: 1 }).lean<Pick<Duty, 'openKey'>[]>();
  return missingOf(firm, new Set(there.map(({ openKey }) => openKey)), now);
}

/** Section and division of the firms that have to enter something, and what. */
export function requiredOn(now: Date): { trades: { sector: string; division: string }[]; types: readonly DutyType[] } {
  const { divisions, types } = ruleOn(REQUIRED, localDate(now)).value;
  return { trades: divisions.map((code) => ({ sector: code.slice(0, 1), division: code.slice(1) })), types };
}
