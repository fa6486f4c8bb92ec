import { createHash } from 'node:crypto';
import { z } from 'zod';
import { canonical } from '#domain/journal';
import {
  creditCodeField,
  findRegion,
  industryLabel,
  parkName,
  regionName,
  tidyIndustryCode,
} from '#domain/organisations';
import { atMost, chosenId, countField, namedField, requireFields, wordsField } from '#kernel/input';
import { yuanOf } from '#kernel/money';
import { ruleVersion } from '#kernel/rules';
import { phoneDigits, tidyName } from '#kernel/text';
import type { ApplicationContent } from './application.model.ts';
import { ELIGIBILITY } from './eligibilityRule.ts';

/** What is typed, by field: texts as typed, ticked options joined by commas. */
export type Draft = Readonly<Record<string, string>>;

const plain = (text: string): string => text.normalize('NFKC').replace(/[,\s]/g, '');
const MOST_PEOPLE = 2_000_000;

const peopleField = (ask: string) => countField(ask, { most: MOST_PEOPLE, tooMany: '人数太大，请核对' });

/** 万元 as typed → fen. At most six digits after the point are less than a fen. */
const wanField = (ask: string) =>
  z
    .string({ error: ask })
    .transform((text) => plain(text).replace(/万元?$/, ''))
    .pipe(
      z
        .string()
        .min(1, ask)
        .regex(/^\d{1,9}(\.\d{1,6})?$/, '请填写以万元为单位的数，例如 3500 或 3500.5'),
    )
    .transform((text) => Math.round(Number(text) * 1_000_000));

const personField = (ask: string) => namedField(ask, 30);
const phoneField = z
  .string({ error: '请填写联系电话' })
  .transform(phoneDigits)
  .pipe(
    z
      .string()
      .min(1, '请填写联系电话')
      .regex(/^(1[3-9]\d{9}|0\d{9,11})$/, '电话应为11位手机号，或带区号的座机'),
  );
/** Groups of GB/T 4754-2017, division 70. */
const REAL_ESTATE = 'K701 开发经营、K702 物业管理、K703 中介服务、K704 租赁经营、K709 其他';
const codesOf = (known: readonly { code: string }[]) =>
  z
    .string()
    .default('')
    .transform((text) => known.map((row) => row.code).filter((code) => text.split(',').includes(code)));

/** What an application must hold to be sent, for the rules it is judged by; every rule with its own sentence. */
export function contentInput(version: string) {
  const { highRisk, weak } = ruleVersion(ELIGIBILITY, version).value;
  return z.object({
    name: namedField('请填写企业全称', 60),
    creditCode: creditCodeField,
    regionCode: z
      .string({ error: '请选择所在县（市、区）' })
      .refine((code) => findRegion(code)?.level === 'county', '请选择所在县（市、区）'),
    parkId: z
      .union([z.literal('').transform(() => undefined), chosenId('请选择所在园区，不在园区就选“不在园区内”')])
      .optional(),
    address: wordsField('请填写生产经营地址', 100),
    industryCode: z
      .string({ error: '请填写行业代码' })
      .transform((text) => tidyIndustryCode(text) ?? '')
      .pipe(z.string().min(1, '没有这个行业代码。请从列表里选，或对照统计报表填写，例如 C21'))
      // Its groups have rows of their own in the size table.
      .refine((code) => code !== 'K70', `房地产业请填到三位：${REAL_ESTATE}`)
      .refine(
        (code) => !code.startsWith('K70') || /^K70[1-49]/.test(code),
        `没有这个行业代码，房地产业有：${REAL_ESTATE}`,
      ),
    employees: peopleField('请填写从业人员人数'),
    lastYearEmployees: z
      .union([
        z
          .string()
          .regex(/^\s*$/)
          .transform(() => undefined),
        peopleField('请填写上一年从业人员人数'),
      ])
      .optional(),
    revenueFen: wanField('请填写上一年营业收入'),
    assetsFen: wanField('请填写上年末资产总额'),
    highRiskLines: codesOf(highRisk.lines),
    weakIndicators: codesOf(weak.indicators),
    responsibleName: personField('请填写主要负责人姓名'),
    responsiblePhone: phoneField,
    safetyOfficerName: z
      .string()
      .default('')
      .transform(tidyName)
      .pipe(z.string().max(...atMost(30))),
    motive: wordsField('请写一两句为什么想参加', 500),
    hasCommitted: z
      .string({ error: '请确认所填属实' })
      .refine((text) => text === '1', '请确认所填属实')
      .transform(() => true),
  });
}

/** Reads a draft as content. @throws Invalid `common.check-fields` with a sentence at each field that is not right. */
export function readContent(draft: Draft, version: string): ApplicationContent {
  const { parkId, lastYearEmployees, ...rest } = requireFields(contentInput(version), draft);
  return {
    ...rest,
    ...(parkId === undefined ? {} : { parkId }),
    ...(lastYearEmployees === undefined ? {} : { lastYearEmployees }),
  };
}

/**
 * What a decision binds to: the same content with the same photos of the licence gives the same hash, whatever the order
 * of its fields.
 */
export const contentHash = (content: ApplicationContent, licencePhotoIds: readonly string[] = []): string =>
  createHash('sha256')
    .update(canonical(licencePhotoIds.length === 0 ? content : { ...content, licencePhotoIds }))
    .digest('hex');

type Field = keyof ApplicationContent;

/** The fields in the order of the form, in the words of people; a draft holds these keys and no others. */
export const CONTENT_FIELDS: readonly { name: Field; label: string }[] = [
  { name: 'name', label: '企业全称' },
  { name: 'creditCode', label: '统一社会信用代码' },
  { name: 'regionCode', label: '所在县（市、区）' },
  { name: 'parkId', label: '所在园区' },
  { name: 'address', label: '生产经营地址' },
  { name: 'industryCode', label: '行业代码' },
  { name: 'employees', label: '从业人员（人）' },
  { name: 'lastYearEmployees', label: '上一年填报的从业人员（人）' },
  { name: 'revenueFen', label: '上一年营业收入（万元）' },
  { name: 'assetsFen', label: '上年末资产总额（万元）' },
  { name: 'highRiskLines', label: '从事的高危行业' },
  { name: 'weakIndicators', label: '安全管理薄弱指标' },
  { name: 'responsibleName', label: '主要负责人' },
  { name: 'responsiblePhone', label: '联系电话' },
  { name: 'safetyOfficerName', label: '安全管理人员' },
  { name: 'motive', label: '为什么想参加' },
  { name: 'hasCommitted', label: '所填属实' },
];

/** One field in words, for pages and comparisons. */
async function fieldText(content: ApplicationContent, name: Field, version: string): Promise<string> {
  const { highRisk, weak } = ruleVersion(ELIGIBILITY, version).value;
  const labels = (codes: readonly string[], known: readonly { code: string; label: string }[]): string =>
    codes.map((code) => known.find((row) => row.code === code)?.label ?? code).join('；') || '无';
  switch (name) {
    case 'regionCode':
      return regionName(content.regionCode);
    case 'parkId':
      return content.parkId === undefined ? '不在园区内' : parkName(content.parkId);
    case 'industryCode':
      return industryLabel(content.industryCode);
    case 'employees':
      return `${content.employees}`;
    case 'lastYearEmployees':
      return content.lastYearEmployees === undefined ? '未填' : `${content.lastYearEmployees}`;
    case 'revenueFen':
    case 'assetsFen':
      return content[name] % 1_000_000 === 0 ? `${content[name] / 1_000_000}` : yuanOf(content[name]);
    case 'highRiskLines':
      return labels(content.highRiskLines, highRisk.lines);
    case 'weakIndicators':
      return labels(content.weakIndicators, weak.indicators);
    case 'hasCommitted':
      return content.hasCommitted ? '已确认' : '未确认';
    default:
      return content[name] || '未填';
  }
}

/** The whole content in words, in the order of the form. */
export async function describeContent(content: ApplicationContent, version: string) {
  return Promise.all(
    CONTENT_FIELDS.map(async ({ name, label }) => ({ name, label, value: await fieldText(content, name, version) })),
  );
}

/** The fields in which two submissions differ, in words: what reviewers read after a correction. */
export async function diffContent(
  before: ApplicationContent,
  after: ApplicationContent,
  version: string,
): Promise<{ name: string; label: string; before: string; after: string }[]> {
  const changed = CONTENT_FIELDS.filter(({ name }) => canonical(before[name]) !== canonical(after[name]));
  return Promise.all(
    changed.map(async ({ name, label }) => ({
      name,
      label,
      before: await fieldText(before, name, version),
      after: await fieldText(after, name, version),
    })),
  );
}
