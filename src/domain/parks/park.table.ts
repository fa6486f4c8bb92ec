import { enterRows, type RowsAnswer } from '#domain/engine';
import {
  addPark,
  changePark,
  findBodyNamed,
  findParkNamed,
  findRegions,
  PARK_LEVELS,
  type Park,
} from '#domain/organisations';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { defineRule, ruleOn } from '#kernel/rules';
import { tidyName } from '#kernel/text';

const TABLE_RULE = defineRule<{ mostRows: number }>({
  key: 'park-table',
  label: '成批登记园区',
  says: ({ mostRows }) => [`一张表最多登记 ${mostRows} 个园区；已有同名的，按表里写的修改。`],
  versions: [
    {
      version: '2026-1',
      from: '2020-01-01',
      article: '意见（一）',
      source: '设计值',
      standing: 'reference',
      value: { mostRows: 300 },
    },
  ],
});

/** Columns of the table of parks, in the order of the empty one. */
export const PARK_COLUMNS = [
  { code: 'name', label: '园区全称', isNeeded: true, width: 30, example: '钦南石化产业园区' },
  { code: 'regionCode', label: '县（市、区）', isNeeded: true, width: 18, example: '钦南区，或代码 450702' },
  { code: 'bodyId', label: '监管部门', isNeeded: false, width: 30, example: '钦州市钦南区应急管理局' },
  { code: 'level', label: '级别', isNeeded: false, width: 12, example: '自治区级' },
  { code: 'isChemical', label: '化工园区', isNeeded: false, width: 10, example: '是' },
] as const;

/** A county by its code or its name; several counties have one name alike, and are told apart by their code. */
function countyOf(typed = ''): string {
  const counties = findRegions('45').filter(({ level }) => level === 'county');
  const found = counties.filter(({ code, name }) => code === typed || name === typed);
  if (found.length > 1)
    throw invalid('common.check-fields', {
      regionCode: `有几个“${typed}”，请写代码：${found.map(({ code }) => code).join('、')}`,
    });
  if (found[0] === undefined)
    throw invalid('common.check-fields', { regionCode: '没有这个县（市、区），请写全称或代码' });
  return found[0].code;
}

const FLAGS: Readonly<Record<string, boolean>> = { 是: true, 否: false, '': false };
function flagOf(typed = ''): boolean {
  const flag = FLAGS[typed];
  if (flag === undefined) throw invalid('common.check-fields', { isChemical: '请写“是”或“否”' });
  return flag;
}
async function bodyOf(typed: string | undefined): Promise<string> {
  if (typed === undefined) return '';
  const body = await findBodyNamed(tidyName(typed));
  if (body === undefined) throw invalid('common.check-fields', { bodyId: '没有这个监管部门，请写名册里的全称' });
  return body._id;
}
const levelOf = (typed = ''): string => PARK_LEVELS.find(({ label }) => label === typed)?.code ?? typed;

const isAsTyped = (park: Park, typed: { bodyId: string; level: string; isChemical: boolean }): boolean =>
  (park.bodyId ?? '') === typed.bodyId && (park.level ?? '') === typed.level && park.isChemical === typed.isChemical;

/**
 * Creates the parks of a table, and changes those that are there by its name; a park is never moved to another county.
 * @throws Forbidden for all but administrators, Invalid at `table`.
 */
export async function importParks(ctx: Context, bytes: Buffer): Promise<RowsAnswer> {
  if (!actsAs(ctx.actor, 'administrator')) throw forbidden('common.not-allowed');
  const { mostRows } = ruleOn(TABLE_RULE, localDate(ctx.now)).value;
  const table = { columns: PARK_COLUMNS, what: '园区', one: '个', mostRows };
  return enterRows(ctx, bytes, table, async (by, cells) => {
    const name = tidyName(cells.name ?? '');
    const regionCode = countyOf(cells.regionCode);
    const rest = {
      bodyId: await bodyOf(cells.bodyId),
      level: levelOf(cells.level),
      isChemical: flagOf(cells.isChemical),
    };
    const known = await findParkNamed(name);
    if (known === undefined) {
      await addPark(by, { name, regionCode, ...rest } as Parameters<typeof addPark>[1]);
      return 'entered';
    }
    if (known.regionCode !== regionCode)
      throw invalid('common.check-fields', { regionCode: '这个园区登记在别的县（市、区），请核对' });
    if (isAsTyped(known, rest)) return 'there';
    await changePark(by, { parkId: known._id, name, ...rest } as Parameters<typeof changePark>[1]);
    return 'entered';
  });
}
