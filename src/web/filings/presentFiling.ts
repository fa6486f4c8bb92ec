import {
  FILING_KINDS,
  type Filing,
  type FilingKind,
  filings,
  isFilingOverdue,
  PROJECT_TYPES,
  workTypes,
} from '#domain/filings';
import { bodyName, enterpriseName, parkName } from '#domain/organisations';
import { formatDay, formatDays } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';

export const kindLabel = (kind: FilingKind): string => FILING_KINDS.find((row) => row.code === kind)?.label ?? '';

/** `动火`, `扩建`; empty for outsourcing. Types that have left the table still read as they did. */
function typeLabel({ kind, type, createdAt }: Filing): string {
  const types = kind === 'special-work' ? workTypes(createdAt) : PROJECT_TYPES;
  return types.find((row) => row.code === type)?.label ?? '';
}

const daysOf = ({ startsOn, endsOn }: Filing): string => formatDays(startsOn, endsOn);

/** The tags of a filing: its status, told late, past its end. */
export const presentTags = (filing: Filing, now: Date) => ({
  status: statusRow(filings.lifecycle, filing.status),
  isLate: filing.isLate,
  isOverdue: isFilingOverdue(filing, now),
});

/** One line of a list. */
export const presentFilingRow = async (filing: Filing, now: Date) => ({
  ...presentTags(filing, now),
  reference: filing.reference,
  href: `/filings/${filing.reference}`,
  text: `${typeLabel(filing) || kindLabel(filing.kind)}：${filing.what}`,
  meta: [await enterpriseName(filing.enterpriseId), filing.placeText, daysOf(filing)].join(' · '),
});

/** What the firm told, as facts; what a kind does not have is left out. */
export async function factsOf(filing: Filing): Promise<{ label: string; value: string }[]> {
  const { kind, contractorName = '', contractorCode = '', headcount, guardianName = '' } = filing;
  const facts = [
    { label: '报备类别', value: kindLabel(kind) },
    { label: '种类', value: typeLabel(filing) },
    { label: '企业', value: await enterpriseName(filing.enterpriseId) },
    { label: kind === 'construction' ? '项目名称' : '做什么', value: filing.what },
    { label: '在哪里', value: filing.placeText },
    { label: '时间', value: daysOf(filing) },
    { label: '负责人', value: filing.responsibleName },
    { label: '现场监护人', value: guardianName },
    { label: kind === 'construction' ? '施工单位' : '外包单位', value: contractorName },
    { label: '统一社会信用代码', value: contractorCode },
    { label: '作业人数', value: headcount === undefined ? '' : `${headcount} 人` },
    { label: '安全措施', value: filing.measures },
    { label: '园区', value: filing.parkId === undefined ? '' : await parkName(filing.parkId) },
    { label: '报给', value: await bodyName(filing.bodyId) },
  ];
  return facts.filter((fact) => fact.value !== '');
}

/** Who has the filing now, and what comes next. */
export async function presentStanding(filing: Filing): Promise<{ holder: string; next: string }> {
  const body = await bodyName(filing.bodyId);
  switch (filing.status) {
    case 'filed':
      return { holder: body, next: '看过后收悉，缺什么就退回补充。报备不是审批，作业不用等它。' };
    case 'returned':
      return { holder: '企业负责人或安全管理员', next: '按要求补充，再重新报来' };
    case 'acknowledged':
      return { holder: '企业', next: `按措施作业，${formatDay(filing.endsOn)}前完工并报告` };
    case 'finished':
      return { holder: '', next: '已完工，不用做什么' };
    case 'cancelled':
      return { holder: '', next: '已取消，不用做什么' };
  }
}
