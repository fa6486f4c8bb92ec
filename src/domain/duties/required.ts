import { type Enterprise, findEnterprises, industryLabel } from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { defineRule, ruleOn } from '#kernel/rules';
import { DutyModel } from './duty.model.ts';
import { type DutyType, dutyLabel } from './duty.rules.ts';

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

type Firm = Pick<Enterprise, '_id' | 'sector' | 'division'>;
/** What firms have to enter and nothing is said of, by firm; firms that miss nothing are left out. No permission is asked. */
async function missingOf(firms: readonly Firm[], now: Date): Promise<Map<string, DutyType[]>> {
  const { divisions, types } = ruleOn(REQUIRED, localDate(now)).value;
  const asked = firms.filter(({ sector, division = '' }) => divisions.includes(`${sector}${division}`));
  const keyOf = (firmId: string, type: DutyType): string => `firm/${firmId}/${type}`;
  const keys = asked.flatMap(({ _id }) => types.map((type) => keyOf(_id, type)));
  const there = keys.length === 0 ? [] : await DutyModel.find({ openKey: { $in: keys } }, { openKey: 1 }).lean();
  const said = new Set(there.map(({ openKey }) => openKey));
  const missing = asked.map(({ _id }) => [_id, types.filter((type) => !said.has(keyOf(_id, type)))] as const);
  return new Map(missing.filter(([, list]) => list.length > 0));
}

/** What a firm has to enter and has said nothing of. No permission is asked. */
export const missingOfFirm = async (firm: Firm, now: Date): Promise<DutyType[]> =>
  (await missingOf([firm], now)).get(firm._id) ?? [];

/** Firms of a park that have said nothing of what they have to enter, of so many firms of their trades. No permission is asked. */
export async function missingInPark(
  parkId: string,
  now: Date,
  limit: number,
): Promise<{ name: string; firmId: string; types: readonly DutyType[] }[]> {
  const { divisions } = ruleOn(REQUIRED, localDate(now)).value;
  const trades = divisions.map((code) => ({ sector: code.slice(0, 1), division: code.slice(1) }));
  const firms = await findEnterprises({ parkId, trades, limit });
  const missing = await missingOf(firms, now);
  return firms.flatMap(({ _id, name }) => {
    const types = missing.get(_id);
    return types === undefined ? [] : [{ name, firmId: _id, types }];
  });
}
