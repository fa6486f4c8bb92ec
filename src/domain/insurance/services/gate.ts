import { type Enterprise, getInsurer, isCreditCode } from '#domain/organisations';
import { findActiveEnrolment } from '#domain/programme';
import { addDays, formatDay, type LocalDate, localDate } from '#kernel/dates';
import { AppError, invalid } from '#kernel/errors';
import { yuanOf } from '#kernel/money';
import type { Budget } from '../budget/budget.model.ts';
import { budgetOn, overBudget, yearOf } from '../budget/ledger.ts';
import { type CatalogueItem, catalogueInForce } from '../catalogues/catalogue.ts';
import { mustInsureLine, type ServiceType, serviceTypeLabel } from '../mustInsureRules.ts';
import { covers, lastDayOf, type Policy } from '../policies/policy.model.ts';
import { activityLabel, programmeActivities, serviceClock } from '../serviceRules.ts';
import { type Purpose, type Service, ServiceModel, type ServiceStatus } from './service.model.ts';

/** What is asked of the budget. */
export interface Asked {
  purpose: Purpose;
  activity: string;
  serviceOn: LocalDate;
  /** Whom it is for, where somebody else than the insured was named. */
  beneficiary?: string | undefined;
  providerCode: string;
  qualifiedUntil: LocalDate;
  /** How many of the catalogue's units. */
  quantity: number;
  amountFen: number;
}

const refuse = (rule: `insurance.${string}`, field: string, sentence: string) => invalid(rule, { [field]: sentence });

/** Cover on the day of the service. */
function checkCover(policy: Policy, serviceOn: LocalDate): void {
  const { opensOn = '' } = policy;
  if (covers(policy, serviceOn)) return;
  throw refuse(
    'insurance.not-covered',
    'serviceOn',
    opensOn === ''
      ? '保险机构还没有确认这张保单'
      : `这一天不在保险期内：这张保单管 ${formatDay(opensOn)}到 ${formatDay(lastDayOf(policy))}`,
  );
}

const CUT_OFFS = {
  ask: ['cutOffDays', 'serviceOn', '不能再登记'],
  record: ['recordCutOffDays', 'servedOn', '不能再写记录；请取消，额度会释放'],
  settle: ['settleCutOffDays', 'amountFen', '不能再结算；请取消，额度会释放'],
} as const;

/** What was done inside cover may be told of, written down and settled for some days after its end. */
function checkCutOff(policy: Policy, now: Date, step: keyof typeof CUT_OFFS): void {
  const [of, field, refused] = CUT_OFFS[step];
  const { [of]: days } = serviceClock(now);
  if (localDate(now) > addDays(lastDayOf(policy), days))
    throw refuse('insurance.past-cut-off', field, `保险到期超过 ${days} 天，${refused}`);
}

/** Article 15 is for firms that must insure and do, in the programme, and for its activities. */
async function checkProgramme(
  firm: Enterprise,
  { activity, serviceOn }: Pick<Asked, 'activity' | 'serviceOn'>,
  now: Date,
): Promise<void> {
  // Nothing here tells a firm that need not insure that it must.
  if (mustInsureLine(firm, serviceOn) === undefined)
    throw refuse('insurance.need-not-insure', 'purpose', '项目活动使用额度只面向应当投保的高危行业企业');
  if (!programmeActivities(now).some(({ code }) => code === activity))
    throw refuse('insurance.not-programme', 'activity', '不属于项目活动，不能用预防服务额度');
  if ((await findActiveEnrolment(firm._id)) === undefined)
    throw refuse('insurance.not-programme', 'purpose', '企业还没有加入企业安全发展项目');
}

async function itemFor(policy: Policy, { activity }: Asked, now: Date): Promise<CatalogueItem> {
  const catalogue = await catalogueInForce(policy.insurerId);
  const item = catalogue?.items.find((one) => one.activity === activity);
  if (item === undefined)
    throw refuse(
      'insurance.not-in-catalogue',
      'activity',
      `保险机构的服务目录里没有「${activityLabel(activity, now)}」`,
    );
  checkContract(policy, item.type);
  return item;
}

function checkContract({ clause, serviceTypes = [] }: Policy, type: ServiceType): void {
  if (clause === undefined) throw refuse('insurance.no-clause', 'policy', '合同没有约定预防服务，没有额度');
  if (!serviceTypes.includes(type))
    throw refuse('insurance.not-in-contract', 'activity', `合同约定的服务里没有「${serviceTypeLabel(type)}」`);
}

/** An item of the catalogue that has a price is asked for at no higher one. */
function checkPrice({ unit = '', priceFen }: CatalogueItem, { quantity, amountFen }: Asked): void {
  if (priceFen === undefined || amountFen <= priceFen * quantity) return;
  const most = `服务目录里每${unit}最多 ${yuanOf(priceFen)}，${quantity} ${unit}最多 ${yuanOf(priceFen * quantity)}`;
  throw refuse('insurance.over-price', 'amountFen', most);
}

/** The provider is qualified on the day, and neither the insured, nor close to it, nor the insurer. */
async function checkProvider(
  policy: Policy,
  { providerCode, qualifiedUntil, serviceOn }: Pick<Asked, 'providerCode' | 'qualifiedUntil' | 'serviceOn'>,
): Promise<void> {
  if (!isCreditCode(providerCode))
    throw refuse('insurance.provider-unqualified', 'providerCode', '统一社会信用代码不对，请对照服务机构的营业执照');
  if (qualifiedUntil < serviceOn)
    throw refuse('insurance.provider-unqualified', 'qualifiedUntil', '服务那天资质已经过期');
  const insurer = await getInsurer(policy.insurerId);
  if ([policy.creditCode, insurer.creditCode, ...(policy.affiliateCodes ?? [])].includes(providerCode))
    throw refuse('insurance.provider-affiliate', 'providerCode', '服务费用不能付给企业自己、它的关联单位或保险机构');
}

/** Statuses of a service that took place; one that is agreed may still be called off. */
const SERVED = ['delivered', 'accepted', 'settled'] as const satisfies readonly ServiceStatus[];

/** Where the contract puts its own basic services first, they stand before activities of the programme. */
async function checkOrder(
  policy: Policy,
  { serviceOn }: Pick<Asked, 'serviceOn'>,
  status: readonly ServiceStatus[] = ['agreed', ...SERVED],
): Promise<void> {
  if (policy.order !== 'compulsory') return;
  const asked = await ServiceModel.find(
    { policyId: policy._id, purpose: 'compulsory', status: { $in: [...status] } },
    { serviceOn: 1 },
  ).lean();
  const year = yearOf(policy, serviceOn);
  const done = asked.filter((one) => yearOf(policy, one.serviceOn) === year).length;
  const left = (policy.frequency ?? 0) - done;
  if (left > 0) throw refuse('insurance.compulsory-first', 'purpose', `按合同先安排基本服务，今年还差 ${left} 次`);
}

/**
 * Asks every question though one refuses, so that whoever asks is told all that is wrong at once; the rule that is named is
 * the first one's. @throws Invalid with the sentences of all.
 */
async function askAll(questions: readonly (() => Promise<void> | void)[]): Promise<void> {
  const refused: AppError[] = [];
  for (const question of questions) {
    try {
      await question();
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      refused.push(error);
    }
  }
  const [first, ...others] = refused;
  if (first === undefined) return;
  if (others.length === 0) throw first;
  const fields = Object.assign({}, ...refused.toReversed().map((one) => one.fields)) as Record<string, string>;
  throw invalid(first.code, fields);
}

/**
 * Every question of 意见（十五） and the contract, each with a refusal of its own.
 * @returns the item of the catalogue and the budget it is taken from; that the amount is really there is asked once more by
 * the ledger itself, at the instant it is taken.
 * @throws Invalid `insurance.…`, one code for each rule; of several the first, with the sentences of all at their fields.
 */
export async function passGate(
  policy: Policy,
  firm: Enterprise,
  asked: Asked,
  now: Date,
): Promise<{ item: CatalogueItem; budget: Budget }> {
  const isProgramme = asked.purpose === 'programme';
  const found: { item?: CatalogueItem; budget?: Budget } = {};
  await askAll([
    () => {
      if (asked.beneficiary !== undefined && asked.beneficiary !== policy.creditCode)
        throw refuse('insurance.other-firm', 'beneficiary', '额度只能用于被保险企业自己');
    },
    () => (isProgramme ? checkProgramme(firm, asked, now) : undefined),
    () => checkCover(policy, asked.serviceOn),
    () => checkCutOff(policy, now, 'ask'),
    async () => {
      found.item = await itemFor(policy, asked, now);
      checkPrice(found.item, asked);
    },
    () => checkProvider(policy, asked),
    () => (isProgramme ? checkOrder(policy, asked) : undefined),
    async () => {
      if (asked.amountFen <= 0) throw refuse('insurance.over-budget', 'amountFen', '请填写金额，例如 6000');
      const budget = await budgetOn(policy, asked.serviceOn);
      if (budget === undefined || budget.availableFen < asked.amountFen) throw overBudget(budget?.availableFen ?? 0);
      found.budget = budget;
    },
  ]);
  return found as { item: CatalogueItem; budget: Budget };
}

/**
 * The same questions once more, of the day it was really done on, when the record is written and when it is settled: what was
 * true of the day it was planned for may not be true any more. The amount is reserved, so it is not asked again; nor is, at
 * the settlement, whether the firm is still in the programme, for what was served is owed.
 * @throws Invalid `insurance.…` like `passGate`.
 */
export async function passAgain(
  policy: Policy,
  firm: Enterprise,
  service: Service,
  { now, isSettling }: { now: Date; isSettling: boolean },
): Promise<void> {
  checkCover(policy, service.serviceOn);
  checkCutOff(policy, now, isSettling ? 'settle' : 'record');
  checkContract(policy, service.type);
  await checkProvider(policy, service);
  if (service.purpose !== 'programme') return;
  if (!isSettling) await checkProgramme(firm, service, now);
  await checkOrder(policy, service, isSettling ? SERVED : undefined);
}
