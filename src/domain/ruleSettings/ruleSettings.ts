import { z } from 'zod';
import { readEach } from '#domain/aside';
import { findPeople } from '#domain/identity';
import { record } from '#domain/journal';
import { AUTONOMOUS_REGION, isAutonomousRegion } from '#domain/organisations';
import { type Actor, actsAs, type PersonActor, personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { formatDay, isLocalDate, type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { given } from '#kernel/given';
import { countField, dayField, optionalWords, reasonField, requireFields, wordsField } from '#kernel/input';
import {
  allRules,
  codesAt,
  isListAt,
  type Picked,
  pickIn,
  putIn,
  type RuleChoice,
  type RuleTable,
  ruleOn,
  type SaidNumber,
  saidNumbers,
  shippedOn,
  useSet,
  versionsOf,
} from '#kernel/rules';
import { afterCommit, inTransaction, isDuplicateKey } from '#platform/mongo';
import { type RuleSetting, RuleSettingModel } from './ruleSetting.model.ts';
import { boundsOf, daysToSet } from './ruleSetting.rules.ts';

/** Who may ask that a number be set otherwise: whoever runs the portal, and the 自治区's general body. */
export const mayPropose = (actor: Actor): actor is PersonActor =>
  actsAs(actor, 'administrator') || isAutonomousRegion(actor);

/** Whether it is for them to agree: the 自治区's general body, by another person than whoever asked. */
export const mayAgree = (actor: Actor, { proposedBy }: RuleSetting): actor is PersonActor =>
  isAutonomousRegion(actor) && actor.personId !== proposedBy;

/** Whose it is to agree: the people of the 自治区's general body. @returns ids of people */
export async function findAgreers(): Promise<string[]> {
  const people = await findPeople({ role: 'regulator', regionCode: AUTONOMOUS_REGION.code });
  return people.filter(({ grants }) => grants.some(isGeneral)).map(({ _id }) => _id);
}
const isGeneral = ({ role, scope }: Pick<PersonActor, 'role' | 'scope'>): boolean =>
  role === 'regulator' && scope.regionCode === AUTONOMOUS_REGION.code && scope.sectors === undefined;

/** A table of which numbers may be set on that day: a reference the document leaves open. */
export const isOpenOn = (table: RuleTable<unknown>, now: Date): boolean =>
  table.isSettable === true && ruleOn(table, localDate(now)).standing !== 'read';

/** A number that may be set: where it stands, what it is now and between which it may lie. */
export interface SettableNumber extends SaidNumber {
  least: number;
  most: number;
}

/** The day from which all that has been agreed holds: whoever asks for more before it comes takes nothing of it back. */
function lastAgreed(table: RuleTable<unknown>, now: Date): LocalDate {
  const today = localDate(now);
  return versionsOf(table).findLast(({ standing, from }) => standing === 'set' && from > today)?.from ?? today;
}

/**
 * Every number of a table that may be set, in the order it says them.
 * @param day As they stand on it; when absent, once all that has been agreed holds.
 */
export function settableNumbers(
  table: RuleTable<unknown>,
  now: Date,
  day: LocalDate = lastAgreed(table, now),
): SettableNumber[] {
  const today = localDate(now);
  const shipped = new Map(
    saidNumbers(table, shippedOn(table, today)?.value).map(({ path, value }) => [path, value] as const),
  );
  return saidNumbers(table, ruleOn(table, day).value).map((number) => {
    const { least, most } = boundsOf(shipped.get(number.path) ?? number.value, now);
    const ever = table.most?.[number.path.split('.').at(-1) ?? ''] ?? most;
    return { ...number, least, most: Math.min(most, ever) };
  });
}

/** Something that may be picked otherwise: what is picked now, and whether several may be. */
export interface SettableChoice extends RuleChoice {
  codes: readonly string[];
  isMany: boolean;
}

/** Every list of a table that may be picked from, as of the same day. */
export function settableChoices(
  table: RuleTable<unknown>,
  now: Date,
  day: LocalDate = lastAgreed(table, now),
): SettableChoice[] {
  const { value } = ruleOn(table, day);
  return (table.choices ?? []).map((choice) => ({
    ...choice,
    codes: codesAt(value, choice.path),
    isMany: isListAt(value, choice.path),
  }));
}

/** A rule table by its key. @throws NotFound */
export function requireRule(key: string): RuleTable<unknown> {
  const table = allRules().find((one) => one.key === key);
  if (table === undefined) throw notFound('common.not-found');
  return table;
}

/** A table that somebody may ask to be set otherwise now. @throws Forbidden, NotFound */
export function requireSettable({ actor, now }: Context, key: string): RuleTable<unknown> {
  if (!mayPropose(actor)) throw forbidden('common.not-allowed');
  const table = requireRule(key);
  if (!isOpenOn(table, now)) throw notFound('common.not-found');
  return table;
}

/** What is kept of a setting, as far as anything is reckoned by it. */
const keptSetting = z.object({
  ...{ key: z.string(), version: z.string(), article: z.string(), source: z.string() },
  from: z.string().refine(isLocalDate),
  numbers: z.array(z.object({ path: z.string(), value: z.number().int() })),
  picked: z.array(z.object({ path: z.string(), codes: z.array(z.string()) })).optional(),
});

/** A row as it was written. @throws Error for one that is not: a rule that took it over could not be asked any more. */
function asKept(row: RuleSetting): RuleSetting {
  const { key, version } = row;
  if (!keptSetting.safeParse(row).success) throw new Error(`setting ${version} of ${key} is not as it was written`);
  return row;
}
const readable = (ctx: Context, rows: readonly RuleSetting[]): Promise<(RuleSetting | undefined)[]> =>
  readEach(ctx, 'rule-setting', rows, asKept, () => undefined);

/** Lets this process go by what is agreed; a row that cannot be read leaves the others as they are, and is told. */
export async function readSettings(ctx: Context): Promise<void> {
  const rows = await RuleSettingModel.find({ status: 'agreed' }).sort({ endedAt: 1 }).lean<RuleSetting[]>();
  useSet((await readable(ctx, rows)).filter((row) => row !== undefined));
}

/** What every process asks again: nothing is in force before the day after, so all go by the same by then. */
const ASKED_EVERY_MS = 30_000;

/** Reads what is agreed now and again and again for as long as the process lives. @throws when the store is away. */
export async function followSettings(now: () => Date): Promise<void> {
  const read = (): Promise<void> => readSettings(systemContext(now(), 'rule-settings', 'rule-settings'));
  await read();
  setInterval(() => void read().catch(() => {}), ASKED_EVERY_MS).unref();
}

export const proposeInput = z.object({
  from: dayField('请填写从哪天起施行'),
  article: wordsField('请写明依据的条文', 120),
  source: wordsField('请写明文件的名称和文号', 120),
  why: reasonField,
  numbers: z.record(z.string(), z.string()).default({}),
  /** Codes by the place of their list. */
  picked: z.record(z.string(), z.array(z.string())).default({}),
});

/** Numbers as they were typed, by where they stand, others as of that day; and what is wrong, by field. */
function readNumbers(table: RuleTable<unknown>, typed: Readonly<Record<string, string>>, now: Date, day?: LocalDate) {
  const problems: Record<string, string> = {};
  const numbers = settableNumbers(table, now, day).map(({ path, value, least, most }) => {
    const ask = `请填写 ${least} 到 ${most} 之间的整数`;
    const read = countField(ask, { least, most }).safeParse(typed[path] ?? `${value}`);
    if (!read.success) problems[path] = read.error.issues[0]?.message ?? ask;
    return { path, value: read.data ?? value };
  });
  return { numbers, problems };
}

/** What was picked, by the place of its list; one that was not asked for stays as it is. And what is wrong, by field. */
function readPicked(
  table: RuleTable<unknown>,
  typed: Readonly<Record<string, readonly string[]>>,
  now: Date,
  day?: LocalDate,
) {
  const problems: Record<string, string> = {};
  const picked = settableChoices(table, now, day).map(({ path, options, codes, isMany }): Picked => {
    const asked = typed[path] ?? codes;
    const known = options.map(({ code }) => code).filter((code) => asked.includes(code));
    if (known.length === 0 || known.length !== new Set(asked).size || (!isMany && known.length > 1))
      problems[path] = isMany ? '请至少选一项' : '请从列表里选一项';
    return { path, codes: known };
  });
  return { picked, problems };
}

/** What is asked beside the numbers. @throws Invalid for these and for what is wrong with the numbers, in one go */
function requireBoth(raw: z.input<typeof proposeInput>, problems: Readonly<Record<string, string>>) {
  const read = proposeInput.omit({ numbers: true, picked: true }).safeParse(raw);
  if (read.success) return read.data;
  const missing = read.error.issues.map(({ path, message }) => [String(path[0] ?? ''), message] as const);
  throw invalid('common.check-fields', { ...Object.fromEntries(missing.toReversed()), ...problems });
}

/**
 * Asks that numbers of a rule be set otherwise from a day on. They hold once another person of the 自治区 has agreed;
 * what is decided before keeps the version it was decided by.
 * @param raw `numbers` by where each stands; one left out stays as it is.
 * @throws Forbidden, NotFound; Invalid at each field, at the number by its place; Conflict while another one waits.
 */
export async function proposeSetting(
  ctx: Context,
  key: string,
  raw: z.input<typeof proposeInput>,
): Promise<RuleSetting> {
  const table = requireSettable(ctx, key);
  const { actor, now } = ctx;
  if (actor.kind !== 'person') throw forbidden('common.not-allowed');
  // What is left out stays as it is then, and not as it is today.
  const day = proposeInput.shape.from.safeParse(raw.from).data;
  const typed = proposeInput.shape.numbers.safeParse(raw.numbers).data ?? {};
  const { numbers, problems } = readNumbers(table, typed, now, day);
  const lists = readPicked(table, proposeInput.shape.picked.safeParse(raw.picked).data ?? {}, now, day);
  const { picked } = lists;
  Object.assign(problems, lists.problems);
  const rest = requireBoth(raw, problems);
  const { first, last } = daysToSet(now);
  if (rest.from < first || rest.from > last)
    problems['from'] = `施行的日子在 ${formatDay(first)}到 ${formatDay(last)}之间`;
  const base = shippedOn(table, rest.from);
  if (base?.standing === 'read') problems['from'] = '从那天起文件已有规定，不能再改';
  if (Object.keys(problems).length > 0) throw invalid('common.check-fields', problems);
  const wanted = pickIn(table, putIn(base?.value, numbers), picked);
  const contradiction = table.contradiction?.(wanted);
  const inForce = table.says(ruleOn(table, rest.from).value).join('');
  if (contradiction !== undefined) throw invalid('common.check-fields', { numbers: contradiction });
  if (table.says(wanted).join('') === inForce)
    throw invalid('common.check-fields', { numbers: picked.length === 0 ? '没有改动任何数字' : '没有改动任何内容' });
  const propose = async (): Promise<RuleSetting> => {
    // Nobody agreed to it before its day: it holds no place any more.
    await RuleSettingModel.updateMany(
      { key, status: 'proposed', from: { $lte: localDate(now) } },
      { $set: { status: 'lapsed', endedAt: now } },
    );
    const [found] = await RuleSettingModel.create([
      {
        ...rest,
        key,
        numbers,
        ...(picked.length === 0 ? {} : { picked }),
        version: `${rest.from}#${(await RuleSettingModel.countDocuments({ key })) + 1}`,
        status: 'proposed',
        proposedBy: actor.personId,
        proposedAt: now,
      },
    ]);
    const row = found?.toObject() as RuleSetting;
    await record(ctx, {
      name: 'rules.proposed',
      subject: { kind: 'rule', id: key },
      facts: {
        setting: row._id,
        label: table.label,
        from: rest.from,
        was: inForce,
        becomes: table.says(wanted).join(''),
      },
    });
    return row;
  };
  return inTransaction(propose).catch((error: unknown) => {
    if (isDuplicateKey(error, 'one_proposed')) throw conflict('rules.one-waits');
    throw isDuplicateKey(error) ? conflict('common.changed-meanwhile') : error;
  });
}

const ENDS = {
  agreed: 'rules.agreed',
  declined: 'rules.declined',
  withdrawn: 'rules.withdrawn',
} as const;
type End = keyof typeof ENDS;

/** One proposal, for whoever may ask or answer. @throws Forbidden, NotFound */
export async function getSetting(ctx: Context, id: string): Promise<ShownSetting> {
  if (!mayPropose(ctx.actor)) throw forbidden('common.not-allowed');
  const row = await RuleSettingModel.findById(id).lean<RuleSetting>();
  const [found] = row === null ? [] : await shownOf(ctx, [row]);
  if (found === undefined) throw notFound('common.not-found');
  return found;
}

export const answerInput = z.object({
  answer: z.enum(['agreed', 'declined'], { error: '请选同意或者不同意' }),
  reason: optionalWords(500),
});

/**
 * Another person of the 自治区 agrees to what was asked, or declines and says why.
 * @throws NotFound; Forbidden; Invalid; Conflict when it was answered meanwhile, or its day has come.
 */
export async function answerSetting(ctx: Context, id: string, raw: z.input<typeof answerInput>): Promise<RuleSetting> {
  const row = await getSetting(ctx, id);
  if (!isAutonomousRegion(ctx.actor)) throw forbidden('common.not-allowed');
  if (!mayAgree(ctx.actor, row)) throw forbidden('common.same-person');
  const { answer, reason } = requireFields(answerInput, raw);
  if (answer === 'declined' && reason === undefined)
    throw invalid('common.check-fields', { reason: '不同意的，请写明理由' });
  return endSetting(ctx, row, answer, reason);
}

/** Whoever asked takes it back. @throws NotFound, Forbidden; Conflict when it was answered meanwhile */
export async function withdrawSetting(ctx: Context, id: string): Promise<RuleSetting> {
  const row = await getSetting(ctx, id);
  if (ctx.actor.kind !== 'person' || row.proposedBy !== ctx.actor.personId) throw forbidden('common.not-allowed');
  return endSetting(ctx, row, 'withdrawn');
}

async function endSetting(ctx: Context, row: ShownSetting, end: End, reason?: string): Promise<RuleSetting> {
  const { actor, now } = ctx;
  if (row.status !== 'proposed') throw conflict('common.not-now');
  if (end !== 'withdrawn' && row.from <= localDate(now)) throw conflict('rules.too-late');
  return inTransaction(async () => {
    const ended = await RuleSettingModel.findOneAndUpdate(
      { _id: row._id, status: 'proposed' },
      { $set: { status: end, endedBy: personIn(actor), endedAt: now, ...given({ reason }) } },
      { new: true },
    ).lean<RuleSetting>();
    if (ended === null) throw conflict('common.not-now');
    await record(ctx, {
      name: ENDS[end],
      subject: { kind: 'rule', id: row.key },
      facts: { setting: row._id, label: row.label, from: row.from, proposedBy: row.proposedBy, ...given({ reason }) },
    });
    await afterCommit(() => readSettings(ctx));
    return ended;
  });
}

/** What a proposal makes of a rule: its sentences then, beside those in force the day before. */
export interface ShownSetting extends RuleSetting {
  label: string;
  /** Sentences that change, as they are and as they are to be. */
  changes: { was: string; becomes: string }[];
}

function shown(row: RuleSetting): ShownSetting | undefined {
  const table = allRules().find(({ key }) => key === row.key);
  const base = table === undefined ? undefined : shippedOn(table, row.from);
  if (table === undefined || base === undefined) return undefined;
  const others = versionsOf(table).filter(({ version, from }) => from <= row.from && version !== row.version);
  const was = table.says((others.at(-1) ?? base).value);
  const becomes = table.says(pickIn(table, putIn(base.value, row.numbers), row.picked));
  const changes = becomes.flatMap((line, at) => (line === was[at] ? [] : [{ was: was[at] ?? '', becomes: line }]));
  return { ...row, label: table.label, changes };
}

/** The same of several; what cannot be read is told to administrators, and hides none of the others. */
const shownOf = async (ctx: Context, rows: readonly RuleSetting[]): Promise<ShownSetting[]> =>
  (await readable(ctx, rows)).flatMap((row) => (row === undefined ? [] : (shown(row) ?? [])));

/** What waits for an answer, the oldest first, for whoever may ask or answer; nothing for others. */
export async function findProposed(ctx: Context): Promise<ShownSetting[]> {
  if (!mayPropose(ctx.actor)) return [];
  const rows = await RuleSettingModel.find({ status: 'proposed', from: { $gt: localDate(ctx.now) } })
    .sort({ proposedAt: 1 })
    .lean<RuleSetting[]>();
  return shownOf(ctx, rows);
}

/** What was ever asked of a rule, the newest first. @throws Forbidden, NotFound */
export async function findSettings(ctx: Context, key: string): Promise<ShownSetting[]> {
  if (!mayPropose(ctx.actor)) throw forbidden('common.not-allowed');
  requireRule(key);
  const rows = await RuleSettingModel.find({ key }).sort({ proposedAt: -1 }).limit(MOST_SHOWN).lean<RuleSetting[]>();
  return shownOf(ctx, rows);
}
const MOST_SHOWN = 50;
