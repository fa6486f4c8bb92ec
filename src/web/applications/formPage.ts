import { type Application, CONTENT_FIELDS, type Cohort, type Draft, ELIGIBILITY } from '#domain/applying';
import { DIVISIONS, findParks, getEnterprise, parkName, REGIONS, regionName } from '#domain/organisations';
import type { FieldErrors } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { ruleVersion } from '#kernel/rules';
import { type FieldSpec, type Option, optionsOf, presentForm } from '../forms.ts';

type Name = (typeof CONTENT_FIELDS)[number]['name'];
type Spec = Omit<FieldSpec, 'name' | 'label'>;

const COUNTIES: readonly Option[] = REGIONS.filter((region) => region.level === 'county').map(({ code }) => ({
  code,
  label: regionName(code),
}));
const TRADES = DIVISIONS.map(({ code, label }) => `${code} ${label}`);

/** A firm that lies in a park stays in it; one that does not chooses among the parks of its city, or none. */
async function parkOptions(application: Application): Promise<Pick<FieldSpec, 'none' | 'options'>> {
  const firm = await getEnterprise(application.enterpriseId);
  if (firm.parkId !== undefined) return { options: [{ code: firm.parkId, label: await parkName(firm.parkId) }] };
  const regionCode = String(application.draft['regionCode'] ?? '').slice(0, 4);
  const parks = regionCode.length === 4 ? await findParks({ regionCode, takesFirms: true, limit: 500 }) : [];
  return { none: '不在园区内', options: optionsOf(parks) };
}

/** How each field of an application is asked. A field without a row does not compile. */
async function specs(application: Application, cohort: Cohort): Promise<Record<Name, Spec>> {
  const { highRisk, weak } = ruleVersion(ELIGIBILITY, cohort.ruleVersion).value;
  return {
    name: { kind: 'text', hint: '和营业执照一致。', autocomplete: 'organization' },
    creditCode: { kind: 'text', hint: '18 位，营业执照上有；大小写和空格都可以。' },
    regionCode: { kind: 'select', none: '请选择', options: COUNTIES },
    parkId: {
      kind: 'select',
      hint: '不在园区也可以申请，由县（市、区）应急管理局审核。',
      ...(await parkOptions(application)),
    },
    address: { kind: 'text' },
    industryCode: { kind: 'text', hint: '从列表里选，或填统计报表上的代码，例如 C21、C2614。', list: TRADES },
    employees: { kind: 'number', hint: '上一年平均人数，包括派遣工。' },
    lastYearEmployees: { kind: 'number', hint: '去年填过别的报表的，填那时的人数；没有就不填。' },
    revenueFen: { kind: 'number', hint: '以万元为单位，例如 3500。' },
    assetsFen: { kind: 'number', hint: '以万元为单位。' },
    highRiskLines: { kind: 'checks', hint: '没有就都不选。', options: highRisk.lines },
    weakIndicators: {
      kind: 'checks',
      hint: `如实勾选就好：有 ${weak.enough} 项就符合“安全管理基础薄弱”，项目就是来帮您补上的，不会因此处罚。`,
      options: weak.indicators,
    },
    responsibleName: { kind: 'text' },
    responsiblePhone: { kind: 'tel' },
    safetyOfficerName: { kind: 'text', hint: '还没有就不填。' },
    motive: { kind: 'area', rows: 3 },
    hasCommitted: { kind: 'check', hint: '如与事实不符，批准可以撤销。' },
  };
}

/** What whoever reviews looks at before they say that they did. */
const LICENCE: FieldSpec = {
  name: 'photos',
  label: '营业执照照片',
  kind: 'photos',
  hint: '拍清楚名称、代码和章。审核的人看过才能批准。',
};
const SECTIONS: readonly { title: string; names: readonly Name[]; last?: readonly string[] }[] = [
  { title: '企业', names: ['name', 'creditCode', 'regionCode', 'parkId', 'address'], last: [LICENCE.name] },
  { title: '行业和规模', names: ['industryCode', 'employees', 'lastYearEmployees', 'revenueFen', 'assetsFen'] },
  { title: '安全管理', names: ['highRiskLines', 'weakIndicators'] },
  { title: '联系人', names: ['responsibleName', 'responsiblePhone', 'safetyOfficerName'] },
  { title: '最后', names: ['motive', 'hasCommitted'] },
];
const COMMITMENT = '我确认所填内容属实';

/** The long form, in sections, as it stands in the draft or as it was just typed. */
export async function presentFormPage(
  application: Application,
  cohort: Cohort,
  more: { typed?: Draft; keptPhotoIds?: readonly string[]; errors?: FieldErrors; sentence?: string } = {},
) {
  const { reference, version } = application;
  const all = await specs(application, cohort);
  const fields = CONTENT_FIELDS.map(({ name, label }) => ({
    ...all[name],
    name,
    label: name === 'hasCommitted' ? COMMITMENT : label,
  }));
  const form = presentForm(
    {
      title: `填写申请 ${reference}`,
      lead: `${cohort.name}。随时可以保存，换手机或电脑登录后接着填。`,
      back: { href: paths.application(reference), label: `返回 ${reference}` },
      action: paths.applicationForm(reference),
      submit: '下一步：核对资格',
      fields: [...fields, LICENCE],
      keptPhotoIds: more.keptPhotoIds ?? application.licencePhotoIds ?? [],
      values: more.typed ?? (application.draft as Draft),
      hidden: [{ name: 'version', value: String(version) }],
    },
    more.errors,
    more.sentence,
  );
  const drawn = form['fields'] as { name: string }[];
  return {
    ...form,
    sections: SECTIONS.map(({ title, names, last = [] }) => ({
      title,
      fields: [...names, ...last].map((name) => drawn.find((field) => field.name === name)),
    })),
  };
}

/** Where what was just typed differs from what another device has saved meanwhile. */
export const differences = (saved: Draft, typed: Draft): { label: string; saved: string; typed: string }[] =>
  CONTENT_FIELDS.filter(({ name }) => (saved[name] ?? '') !== (typed[name] ?? '')).map(({ name, label }) => ({
    label,
    saved: saved[name] || '（空）',
    typed: typed[name] || '（空）',
  }));
