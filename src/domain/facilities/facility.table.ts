import { enterRows, type RowsAnswer } from '#domain/engine';
import { ownPark } from '#domain/organisations';
import type { Context } from '#kernel/context';
import { ENTRIES } from './facility.acts.ts';
import { type EnterFacility, enterFacility, hasFacility } from './facility.commands.ts';
import { FACILITY_TYPES, facilityTerms } from './facility.rules.ts';

/** Columns of the table of facilities, in the order of the empty one. */
export const FACILITY_COLUMNS = [
  { code: 'type', label: '种类', isNeeded: true, width: 24, example: '消防水源' },
  { code: 'name', label: '名称', isNeeded: true, width: 24, example: '东门消火栓' },
  { code: 'kind', label: '情况', isNeeded: true, width: 18, example: '已经建好，能用' },
  { code: 'at', label: '坐标', isNeeded: false, width: 26, example: '110.354210，22.708130' },
  { code: 'capacity', label: '能力或规模', isNeeded: false, width: 24, example: '每秒 30 升' },
  { code: 'basis', label: '依据', isNeeded: false, width: 28, example: '园区消防专项规划' },
  { code: 'inServiceOn', label: '投用日期', isNeeded: false, width: 14, example: '2024-05-01' },
  { code: 'lastTestedOn', label: '上次检测', isNeeded: false, width: 14, example: '2026-06-01' },
  { code: 'plannedOn', label: '计划建成', isNeeded: false, width: 14, example: '2027-06-30' },
  { code: 'custodian', label: '管护单位或责任人', isNeeded: false, width: 20, example: '园区消防站' },
  { code: 'custodianPhone', label: '联系电话', isNeeded: false, width: 16, example: '0775-6300119' },
  { code: 'reason', label: '不需要的理由', isNeeded: false, width: 30, example: '' },
] as const;

/** A code by its label or the beginning of one alone; what could be several stays as it was written, for the command to refuse. */
function codeOf(rows: readonly { code: string; label: string }[], typed = ''): string {
  const meant = rows.filter(({ label }) => typed !== '' && label.startsWith(typed));
  const found = meant.find(({ label }) => label === typed) ?? (meant.length === 1 ? meant[0] : undefined);
  return found?.code ?? typed;
}

/**
 * Enters the facilities of a table, row by row; what stands there already is left as it is.
 * @throws Forbidden for all but park officers, Invalid at `table`.
 */
export async function importFacilities(ctx: Context, bytes: Buffer): Promise<RowsAnswer> {
  const { now } = ctx;
  const { parkId } = ownPark(ctx);
  const table = { columns: FACILITY_COLUMNS, what: '设施', one: '个', mostRows: facilityTerms(now).mostRows };
  return enterRows(ctx, bytes, table, async (by, { type, kind, ...cells }) => {
    const typed = { ...cells, type: codeOf(FACILITY_TYPES, type), kind: codeOf(ENTRIES, kind) } as EnterFacility;
    if (cells.name !== undefined && (await hasFacility(parkId, typed.type, cells.name))) return 'there';
    await enterFacility(by, typed);
    return 'entered';
  });
}
