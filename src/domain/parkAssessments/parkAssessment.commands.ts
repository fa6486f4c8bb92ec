import type { z } from 'zod';
import { isSamePerson } from '#domain/identity';
import { bodyOverPark, findParks, getPark, type Park, regionPathOf } from '#domain/organisations';
import { actsAs, personIn } from '#kernel/actor';
import { type Context, systemContext } from '#kernel/context';
import { addDays, isLocalDate, type LocalDate, localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { ofText } from '#platform/mongo';
import { tellRevisions } from './followers.ts';
import { type Measure, type ParkAssessment, ParkAssessmentModel } from './parkAssessment.model.ts';
import { assessmentClock, growthTerms, type Trigger, triggersOn } from './parkAssessment.rules.ts';
import { parkAssessments } from './parkAssessment.ts';
import { type Compared, compareWith, growthOf, isSame, isThere, type Source, sayR, sourcesIn } from './sources.ts';

type Given<A extends Parameters<typeof parkAssessments.inputOf>[0]> = z.input<
  ReturnType<typeof parkAssessments.inputOf<A>>
>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

/** Parks somebody may speak of: one's own, or those of the region. */
export async function parksOf({ actor }: Context): Promise<Park[]> {
  if (actor.kind !== 'person') return [];
  const { parkId, regionCode, sectors } = actor.scope;
  if (actor.role === 'park-officer') return parkId === undefined ? [] : [await getPark(parkId)];
  const isGeneral = actor.role === 'regulator' && sectors === undefined;
  return isGeneral && regionCode !== undefined ? findParks({ regionCode, takesFirms: true, limit: 500 }) : [];
}

/** Why somebody may ask for it that day: what stands by itself is the park's calendar, and the order of a body. */
export function triggersFor({ actor, now }: Context, isChemical: boolean): readonly Trigger[] {
  const { decided, chemicalOnly } = triggersOn(now);
  const own: Trigger = actsAs(actor, 'park-officer') ? 'calendar' : 'T5';
  return [own, ...decided.filter((code) => isChemical || !chemicalOnly.includes(code))];
}

const draftOf = async (park: Park, trigger: Trigger, why: string) => ({
  parkId: park._id,
  bodyId: (await bodyOverPark(park)) ?? '',
  regionPath: regionPathOf(park.regionCode),
  isChemical: park.isChemical,
  trigger,
  why,
  measures: [],
  answers: [],
});

/** Asked for, and not adopted yet. */
const ASKED = ['proposed', 'due', 'reviewing'] as const;

/** What is asked of a park takes the place of the day its last report falls due: at once, and until it is not asked any more. */
async function replaceCalendar(ctx: Context, parkId: string): Promise<void> {
  const found = await lastAdopted(parkId);
  const [last] = found === undefined ? [] : await parkAssessments.changeable(ctx, [found]);
  if (last === undefined) return;
  const asked = { parkId, _id: { $ne: last._id }, status: { $in: ASKED } };
  const first = await ParkAssessmentModel.findOne(asked as never)
    .sort({ _id: 1 })
    .lean<ParkAssessment>();
  if (first?.reference === last.replacedBy) return;
  const clock = asClock(ctx);
  if (first === null) await parkAssessments.change(clock, last, 'run-on', { unset: ['replacedBy'] });
  else await parkAssessments.change(clock, last, 'give-way', { set: { replacedBy: first.reference } });
}

const redoOn = (now: Date): LocalDate => addDays(localDate(now), assessmentClock(now).redoDays);
const raiseInput = parkAssessments.inputOf('raise').omit({ reference: true });

/**
 * Asks that a park be assessed as a whole. What its time or an order from above asks for is to be done at once; of what has
 * changed the body decides.
 * @throws Forbidden, Invalid at `parkId` or `trigger`.
 */
export async function raiseParkAssessment(ctx: Context, raw: z.input<typeof raiseInput>): Promise<ParkAssessment> {
  const { parkId, trigger, why } = requireFields(raiseInput, raw);
  const parks = await parksOf(ctx);
  const park = actsAs(ctx.actor, 'park-officer') ? parks[0] : parks.find(({ _id }) => _id === parkId);
  if (parks.length === 0) throw forbidden('common.not-allowed');
  if (park === undefined) throw wrong('parkId', '请选择您管理范围内的园区');
  if (!triggersFor(ctx, park.isChemical).includes(trigger)) throw wrong('trigger', '这个事由不适用，请从列表里选一个');
  const draft = { ...(await draftOf(park, trigger, why)), raisedBy: personIn(ctx.actor) };
  const isDecided = triggersOn(ctx.now).byItself.includes(trigger);
  const made = await parkAssessments.make(ctx, 'raise', draft, {
    facts: { trigger, said: why },
    also: async (row) => {
      if (isDecided)
        await parkAssessments.change(asClock(ctx), row, 'need', {
          set: { dueOn: redoOn(ctx.now) },
          facts: { said: '按规定直接要做' },
        });
      await replaceCalendar(ctx, row.parkId);
    },
  });
  return (await parkAssessments.peek(made.reference)) ?? made;
}

const asClock = ({ now, requestId }: Context): Context => systemContext(now, 'park-assessments', requestId);

/** Decides that it is to be done, with the reason; where what changed bears on them, the park's plans are to be revised too. */
export const needParkAssessment = (ctx: Context, raw: Given<'need'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'need', raw, ({ trigger }, { reason }) => ({
    set: { dueOn: redoOn(ctx.now), reason },
    facts: { reason },
    also: async (row) => {
      if (triggersOn(ctx.now).revisesPlans.includes(trigger)) await tellRevisions(asClock(ctx), row);
    },
  }));

/** Decides that it is not needed; those above are told why, and the last report falls due when it did. */
export const declineParkAssessment = (ctx: Context, raw: Given<'decline'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'decline', raw, ({ parkId }, { reason }) => ({
    set: { reason },
    facts: { reason },
    also: async () => {
      await replaceCalendar(ctx, parkId);
      await proposeByGrowth(ctx, await lastAdopted(parkId));
    },
  }));

/** The report a park was last assessed by. */
export const lastAdopted = async (parkId: string): Promise<ParkAssessment | undefined> =>
  (await ParkAssessmentModel.findOne({ parkId, status: 'tracking' }).sort({ _id: -1 }).lean<ParkAssessment>()) ??
  undefined;

/** Measures, one a line: what, who, by when. @throws Invalid at `measures`, naming the line. */
function measuresIn(typed: string): Measure[] {
  const lines = typed.split('\n').filter((line) => line !== '');
  if (lines.length === 0) throw wrong('measures', '请填写措施，一行一条');
  return lines.map((line, i) => {
    const [text = '', owner = '', due = ''] = line.split(/[|｜]/).map((part) => part.trim());
    if (text === '' || owner === '' || !isLocalDate(due))
      throw wrong('measures', `第 ${i + 1} 条请写成「措施｜责任人｜2027-06-30」`);
    return { id: `m${i + 1}`, text, owner, due };
  });
}

/** What became of every measure of the last report. @throws Invalid at `answers`, naming the first that is not answered. */
function answersIn(typed: string, last: ParkAssessment | undefined): ParkAssessment['answers'] {
  const lines = typed.split('\n');
  const measures = last?.measures ?? [];
  const [surplus] = lines.slice(measures.length).filter((line) => line !== '');
  if (surplus !== undefined)
    throw wrong('answers', `上一次一共 ${measures.length} 条措施，一行回应一条，多出来的是：${surplus}`);
  return measures.map(({ text }, i) => {
    const answer = lines[i] ?? '';
    if (answer === '') throw wrong('answers', `第 ${i + 1} 条没有回应：${text}`);
    return { measure: text, answer };
  });
}

/**
 * The park hands in the report. One that does not answer the last one measure by measure is not taken.
 * @throws Invalid at `measures` or `answers`.
 */
export const submitParkAssessment = (ctx: Context, raw: Given<'submit'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'submit', raw, async ({ parkId }, given) => {
    const { level, measures, answers, sources, photoIds, ...report } = given;
    if (report.dataCutoff > localDate(ctx.now)) throw wrong('dataCutoff', '数据不会到今天以后');
    const last = await lastAdopted(parkId);
    return {
      set: {
        report: { ...report, by: personIn(ctx.actor), at: ctx.now },
        level,
        measures: measuresIn(measures),
        answers: answersIn(answers, last),
        sources: sourcesIn(sources, report.dataCutoff),
        photoIds,
        ...(last === undefined ? {} : { lastReference: last.reference }),
      },
      facts: { level, said: report.provider },
    };
  });

export const returnParkAssessment = (ctx: Context, raw: Given<'return'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'return', raw, (_, { reason }) => ({
    set: { reason, dueOn: redoOn(ctx.now) },
    facts: { reason },
  }));

/** Whether a report answers why another one was asked for: what came after its data, but for the park's time, it cannot. */
const answers = (dataCutoff: LocalDate, { status, trigger, createdAt }: ParkAssessment): boolean =>
  status === 'tracking' || trigger === 'calendar' || localDate(createdAt) <= dataCutoff;

/**
 * The body adopts the report: it stands in place of the last, and of what was asked of the park up to the day of its data.
 * An accident of after that day still asks for one of its own.
 */
export const adoptParkAssessment = (ctx: Context, raw: Given<'adopt'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'adopt', raw, async ({ _id, parkId, report, sources = [] }) => {
    if (isSamePerson(personIn(ctx.actor), report?.by ?? '')) throw forbidden('common.same-person');
    const since = await sourcesSince(parkId, report?.dataCutoff ?? '', sources);
    return {
      set: {
        ...{ adoptedOn: localDate(ctx.now), adoptedBy: personIn(ctx.actor) },
        ...{ sources: [...sources, ...since], compared: compareWith(sources, growthTerms(ctx.now)) },
      },
      also: async (row) => {
        const others = { parkId, _id: { $ne: _id }, status: { $in: ['proposed', 'due', 'tracking'] } };
        const found = await ParkAssessmentModel.find(others as never).lean<ParkAssessment[]>();
        for (const other of await parkAssessments.changeable(ctx, found))
          if (answers(report?.dataCutoff ?? '', other))
            await parkAssessments.change(asClock(ctx), other, 'supersede', {});
        await replaceCalendar(ctx, parkId);
        await proposeByGrowth(ctx, row);
      },
    };
  });

const replaced = (measures: readonly Measure[], id: string, change: (one: Measure) => Measure): Measure[] => {
  if (!measures.some((one) => one.id === id)) throw wrong('measure', '请从列表里选一条');
  return measures.map((one) => (one.id === id ? change(one) : one));
};

/** The park says that a measure is done, and what shows it. @throws Invalid at `measure` */
export const finishMeasure = (ctx: Context, raw: Given<'finish-measure'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'finish-measure', raw, ({ measures }, { measure, evidence }) => ({
    set: {
      measures: replaced(measures, measure, (one) => {
        if (one.done !== undefined) throw wrong('measure', '这一条已经落实了');
        return { ...one, done: { evidence, by: personIn(ctx.actor), at: ctx.now } };
      }),
    },
    facts: { measure, said: evidence },
  }));

/** Another person looks at it. @throws Invalid at `measure`, Forbidden for whoever did it. */
export const checkMeasure = (ctx: Context, raw: Given<'check-measure'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'check-measure', raw, ({ measures }, { measure }) => ({
    set: {
      measures: replaced(measures, measure, (one) => {
        if (one.done === undefined) throw wrong('measure', '这一条还没有落实');
        if (one.checked !== undefined) throw wrong('measure', '这一条已经核对过了');
        if (isSamePerson(personIn(ctx.actor), one.done.by)) throw forbidden('common.same-person');
        return { ...one, checked: { by: personIn(ctx.actor), at: ctx.now } };
      }),
    },
    facts: { measure },
  }));

/** What was entered under the last report after the data of the next: that one says nothing of it, and it is there all the same. */
async function sourcesSince(parkId: string, dataCutoff: LocalDate, told: readonly Source[]): Promise<Source[]> {
  const { sources = [] } = (await lastAdopted(parkId)) ?? {};
  return sources.filter(
    (one) => isThere(one) && one.enteredOn > dataCutoff && !told.some((other) => isSame(one, other)),
  );
}

/** What the sources of a park are compared with: what they were when they last asked for a report, or when one was adopted. */
async function comparedOf({ _id, parkId, compared, since }: ParkAssessment): Promise<Compared | undefined> {
  const asked = await ParkAssessmentModel.findOne({
    parkId,
    _id: { $ne: _id },
    trigger: 'T2',
    compared: { $exists: true },
  })
    .sort({ _id: -1 })
    .lean<ParkAssessment>();
  return asked !== null && asked.createdAt > since ? asked.compared : compared;
}

/** Asks for a report where the sources of a park are clearly more; not while one is asked for because of them. */
async function proposeByGrowth(ctx: Context, last: ParkAssessment | undefined): Promise<void> {
  if (last === undefined) return;
  const { parkId, sources = [] } = last;
  const terms = growthTerms(ctx.now);
  const before = await comparedOf(last);
  const grown = before === undefined ? [] : growthOf(sources, before, terms);
  const asked = { parkId, trigger: 'T2', status: { $in: ASKED } } as const;
  if (grown.length === 0 || (await ParkAssessmentModel.exists(asked as never)) !== null) return;
  const why = `${grown.join('；')}。`;
  const draft = { ...(await draftOf(await getPark(parkId), 'T2', why)), compared: compareWith(sources, terms) };
  await parkAssessments.make(asClock(ctx), 'propose', draft, { facts: { trigger: 'T2', said: why } });
  await replaceCalendar(ctx, parkId);
}

/** A source of danger there is in the park, or what an old one has become. @throws Invalid with fields. */
export const enterSource = (ctx: Context, raw: Given<'enter-source'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'enter-source', raw, ({ sources = [] }, { firm, name, r }) => {
    const known = sources.find((one) => isThere(one) && isSame(one, { firm, name }));
    const now = { id: known?.id ?? newId(ctx.now), firm, name, r, enteredOn: localDate(ctx.now) };
    return {
      set: { sources: [...sources.filter((one) => one !== known), now] },
      facts: { said: `${firm}${name}，R 值 ${sayR(r)}` },
      also: (row) => proposeByGrowth(ctx, row),
    };
  });

/** It is there no more; its line stays with why. @throws Invalid at `source` */
export const endSource = (ctx: Context, raw: Given<'end-source'>): Promise<ParkAssessment> =>
  parkAssessments.step(ctx, 'end-source', raw, ({ sources = [] }, { source, reason }) => {
    const found = sources.find((one) => isThere(one) && one.id === source);
    if (found === undefined) throw wrong('source', '请从列表里选一处');
    const gone = { on: localDate(ctx.now), reason };
    return {
      set: { sources: sources.map((one) => (one === found ? { ...one, gone } : one)) },
      facts: { said: `${found.firm}${found.name}：${reason}` },
    };
  });

/** An accident as far as it concerns its park. */
export interface ParkAccident {
  id: string;
  reference: string;
  parkId?: string;
  isLarger: boolean;
  what: string;
}

/**
 * Follows an accident of a firm of a park: one that is 较大 or worse asks for an assessment by itself, once; one whose level
 * falls below that before anything was handed in asks no more. In the transaction of the accident's act.
 */
export async function followAccident(ctx: Context, accident: ParkAccident): Promise<void> {
  const { id: accidentId, reference: accidentReference, parkId, isLarger, what } = accident;
  const clock = asClock(ctx);
  const known = await ParkAssessmentModel.findOne({ accidentId: ofText(accidentId) }).lean<ParkAssessment>();
  const dueOn = redoOn(ctx.now);
  if (known === null) {
    if (!isLarger || parkId === undefined) return;
    const draft = await draftOf(await getPark(parkId), 'T3', `事故 ${accidentReference}：${what}`);
    await parkAssessments.make(
      clock,
      'trigger',
      { ...draft, dueOn, accidentId, accidentReference },
      {
        facts: { accident: accidentReference },
      },
    );
  } else if ((await parkAssessments.changeable(ctx, [known])).length > 0) {
    // One that cannot be read stays as it is, and the accident goes on.
    if (isLarger && known.status === 'withdrawn')
      await parkAssessments.change(clock, known, 'renew', { set: { dueOn } });
    if (!isLarger && known.status === 'due') await parkAssessments.change(clock, known, 'withdraw', {});
  }
  const park = parkId ?? known?.parkId;
  if (park !== undefined) await replaceCalendar(ctx, park);
}
