import type { QueryFilter } from 'mongoose';
import { z } from 'zod';
import { actorsOf } from '#domain/identity';
import { record } from '#domain/journal';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { ID, newId } from '#kernel/ids';
import { fenField, optionalWords, requireFields } from '#kernel/input';
import { ruleOn } from '#kernel/rules';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { type Scheme, SchemeModel } from './scheme.model.ts';
import { FUNDINGS, LEVELS, REWARD_CLOCK, REWARD_SCHEDULE, type SchemeTerms } from './scheme.rules.ts';

/** The scheme a firm rewards by, and what its version is called: nought where it is the one every firm has. */
export interface InForce {
  version: number;
  name: string;
  terms: SchemeTerms;
}

/** What can be rewarded by: a version that cannot be read is passed over, so that it stops no case and no page of its firm. */
const NUMBERS = [
  'outsideDutyPercent',
  'dayCapFen',
  'monthCapFen',
  'instantFen',
  'managerAboveFen',
  'payDays',
  'pointFen',
];
const AMOUNTS = LEVELS.map(({ code }) => `levels.${code}`);
const WHOLE = Object.fromEntries([
  ['at', { $type: 'date' }],
  ...[...NUMBERS, ...AMOUNTS].map((name) => [`terms.${name}`, { $type: 'number' }]),
  ...['funding', 'deskId'].map((name) => [`terms.${name}`, { $type: 'string' }]),
]) as QueryFilter<Scheme>;
const newestOf = (enterpriseId: string, which: QueryFilter<Scheme>) =>
  SchemeModel.findOne({ $and: [{ enterpriseId }, which] })
    .sort({ version: -1 })
    .lean<Scheme>();

/** The scheme of a firm that was in force `at`. No permission is asked: everybody of it may read it, and it names nobody. */
export async function schemeOf(enterpriseId: string, at: Date): Promise<InForce> {
  const own = await newestOf(enterpriseId, { $and: [WHOLE, { at: { $lte: at } }] });
  if (own !== null) return { version: own.version, name: `企业标准第 ${own.version} 版`, terms: own.terms };
  const { version, value } = ruleOn(REWARD_SCHEDULE, localDate(at));
  return { version: 0, name: `通用标准 ${version}`, terms: value };
}

/** Versions of a firm's own scheme, the newest first. @throws Forbidden for whoever is not of the firm. */
export async function findSchemes({ actor }: Context, enterpriseId: string): Promise<Scheme[]> {
  if (actor.kind !== 'person' || actor.scope.enterpriseId !== enterpriseId) throw forbidden('common.not-allowed');
  return SchemeModel.find({ enterpriseId }).sort({ version: -1 }).limit(100).lean<Scheme[]>();
}

const ASK = '请填写金额，例如 50；不设的填 0';
const whole = (ask: string, min: number, max: number) =>
  z.coerce.number({ error: ask }).int(ask).min(min, ask).max(max, ask);

/** One amount a level, and the rest of a version, as its one form sends them. */
export const setSchemeInput = z.object({
  general: fenField(ASK),
  serious: fenField(ASK),
  major: fenField(ASK),
  averted: fenField(ASK),
  outsideDutyPercent: whole('请填写 100 到 300 之间的整数', 100, 300),
  excludesDuty: z.boolean(),
  dayCapFen: fenField(ASK),
  monthCapFen: fenField(ASK),
  instantFen: fenField(ASK),
  managerAboveFen: fenField(ASK),
  announcesFirst: z.boolean(),
  payDays: whole('请填写天数', 1, 366),
  funding: z.enum(
    FUNDINGS.map(({ code }) => code),
    { error: '请选择从哪里列支' },
  ),
  pointFen: fenField(ASK),
  deskId: z.string().regex(ID, '请从名单里选').or(z.literal('')).default(''),
  deskWhere: optionalWords(60),
  /** The version the person saw: whoever was faster is not written over. */
  basedOn: z.coerce.number().int(),
});

/** Whether somebody may keep the desk: a worker of the firm who does not run it, so that nobody who gives it pays it out. */
export async function mayKeepDesk(personId: string, enterpriseId: string): Promise<boolean> {
  const parts = (await actorsOf(personId)).filter(({ scope }) => scope.enterpriseId === enterpriseId);
  return parts.some(({ role }) => role === 'worker') && parts.every((actor) => !runsEnterprise(actor));
}

/** What contradicts itself, by field. */
function problemsOf(terms: SchemeTerms, now: Date): Record<string, string> {
  const problems: Record<string, string> = {};
  const { levels, dayCapFen, monthCapFen, instantFen, managerAboveFen, pointFen, payDays } = terms;
  if (levels.general <= 0) problems['general'] = '金额要大于 0';
  LEVELS.forEach(({ code, label }, at) => {
    const under = LEVELS[at - 1];
    if (under !== undefined && levels[code] < levels[under.code]) problems[code] = `${label}不能少于${under.label}`;
    else if (pointFen > 0 && levels[code] % pointFen !== 0) problems[code] = '折成积分要是整数，请改金额或每分的价值';
  });
  if (dayCapFen > 0 && monthCapFen > 0 && monthCapFen < dayCapFen) problems['monthCapFen'] = '每月上限不能少于每天上限';
  if (instantFen > managerAboveFen) problems['instantFen'] = '不能多于要企业负责人批准的金额';
  const most = ruleOn(REWARD_CLOCK, localDate(now)).value.payDays;
  if (payDays > most) problems['payDays'] = `最迟 ${most} 天内兑现，可以更快，不能更慢`;
  return problems;
}

/**
 * Sets a new version of the firm's own scheme, in force from now on; what was rewarded before keeps the version it was
 * rewarded by. Only a manager does.
 * @throws Forbidden; Invalid at the fields that contradict; Conflict when somebody set one meanwhile.
 */
export async function setScheme(ctx: Context, raw: z.input<typeof setSchemeInput>): Promise<Scheme> {
  const { actor, now } = ctx;
  if (!actsAs(actor, 'enterprise-manager') || actor.scope.enterpriseId === undefined)
    throw forbidden('common.not-allowed');
  const { enterpriseId } = actor.scope;
  const { general, serious, major, averted, basedOn, deskWhere, ...rest } = requireFields(setSchemeInput, raw);
  const terms: SchemeTerms = { levels: { general, serious, major, averted }, ...rest, ...given({ deskWhere }) };
  const problems = problemsOf(terms, now);
  if (terms.deskId !== '' && !(await mayKeepDesk(terms.deskId, enterpriseId)))
    problems['deskId'] = '领奖点只能由本企业的员工担任，负责人和安全管理员不行';
  if (Object.keys(problems).length > 0) throw invalid('common.check-fields', problems);
  const [inForce, last] = await Promise.all([newestOf(enterpriseId, WHOLE), newestOf(enterpriseId, {})]);
  if ((inForce?.version ?? 0) !== basedOn) throw conflict('common.changed-meanwhile');
  const scheme: Scheme = {
    _id: newId(now),
    enterpriseId,
    version: (last?.version ?? 0) + 1,
    terms,
    setBy: actor.personId,
    at: now,
  };
  try {
    await inTransaction(async () => {
      await SchemeModel.create([scheme]);
      const subject = { kind: 'enterprise', id: enterpriseId };
      await record(ctx, { name: 'schemes.set', subject, facts: { version: scheme.version } });
    });
  } catch (error) {
    if (!isDuplicateKey(error, 'one_version')) throw error;
    throw conflict('common.changed-meanwhile');
  }
  return scheme;
}
