import { z } from 'zod';
import { makeOnce } from '#domain/engine';
import { attachPhotos } from '#domain/evidence';
import { findPeople } from '#domain/identity';
import { record } from '#domain/journal';
import type { Enrolment } from '#domain/programme';
import { getEnrolment, isWorking } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, forbidden, invalid, notFound } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { chosenId, dayField, idsField, requireFields, wordsField } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { enrolmentField, noteField } from '../fields.ts';
import { type Part, partIn, requireWorking } from '../policy.ts';
import { personOf } from '../takeStage.ts';
import { type Attendee, MODULES, type Module, type Training, TrainingModel } from './training.model.ts';

const MOST_PEOPLE = 300;
const names = z
  .string()
  .max(6_000, '名单太长，请分两次登记')
  .transform((text) => [
    ...new Set(
      text
        .split(/[\n,，、;；]/)
        .map(tidy)
        .filter(Boolean),
    ),
  ])
  .default([]);

export const recordTrainingInput = z.object({
  reference: enrolmentField,
  module: z.enum(MODULES.map((row) => row.code) as [Module, ...Module[]], { error: '请选择培训内容' }),
  heldOn: dayField('请选择培训日期'),
  hours: z.coerce.number({ error: '请填写学时' }).min(0.5, '学时至少 0.5').max(200, '学时太多，请核对'),
  /** Accounts of the firm's people who came. */
  personIds: z.array(chosenId('请重新选择参加的人')).max(MOST_PEOPLE, `一次最多 ${MOST_PEOPLE} 人`).default([]),
  /** Names of people without an account, one a line. */
  managers: names,
  workers: names,
  note: noteField,
  photoIds: idsField,
});
export const voidTrainingInput = z.object({
  reference: enrolmentField,
  trainingId: chosenId('没有这次培训'),
  reason: wordsField('请写明为什么作废'),
});

/** The adviser and whoever runs the firm keep the list of who came. */
const KEEPERS: readonly Part[] = ['manager', 'officer', 'adviser'];

/** May the actor record or void a class of this firm now? */
export const mayKeepTrainings = (ctx: Context, enrolment: Enrolment): boolean => {
  const part = partIn(ctx.actor, enrolment);
  return part !== undefined && KEEPERS.includes(part) && isWorking(enrolment);
};

async function enrolmentFor(ctx: Context, reference: string): Promise<Enrolment> {
  const enrolment = await getEnrolment(ctx, reference);
  const part = partIn(ctx.actor, enrolment);
  if (part === undefined || !KEEPERS.includes(part)) throw forbidden('common.not-allowed');
  requireWorking(enrolment, '登记培训');
  return enrolment;
}

/** Whoever came, each on their side; people of other firms are not of this class. */
async function attendeesOf(
  enterpriseId: string,
  input: { personIds: string[]; managers: string[]; workers: string[] },
): Promise<Attendee[]> {
  const people = input.personIds.length === 0 ? [] : await findPeople({ enterpriseId }, 2_000);
  const known = input.personIds.map((personId) => {
    const person = people.find((one) => one._id === personId);
    if (person === undefined) throw invalid('common.check-fields', { personIds: '有人不在本企业，请重新选择' });
    const isWorker = person.grants.some((g) => g.role === 'worker' && g.scope.enterpriseId === enterpriseId);
    return { name: person.name, side: isWorker ? ('worker' as const) : ('manager' as const), personId };
  });
  const typed = (side: Attendee['side'], list: string[]) =>
    list.filter((name) => !known.some((one) => one.name === name && one.side === side)).map((name) => ({ name, side }));
  const all = [...known, ...typed('manager', input.managers), ...typed('worker', input.workers)];
  if (all.length === 0) throw invalid('common.check-fields', { workers: '请选择或填写参加的人' });
  if (all.some((one) => one.name.length > 30))
    throw invalid('common.check-fields', { workers: '姓名太长，一行只写一个人' });
  return all;
}

/**
 * Records a class and who came to it.
 * @throws Invalid at `heldOn` for a day to come, at `workers` without anybody; Forbidden, Conflict.
 */
export async function recordTraining(ctx: Context, raw: z.input<typeof recordTrainingInput>): Promise<Training> {
  const input = requireFields(recordTrainingInput, raw);
  const enrolment = await enrolmentFor(ctx, input.reference);
  if (input.heldOn > localDate(ctx.now))
    throw invalid('common.check-fields', { heldOn: '还没到这一天，请培训后再登记' });
  const { enterpriseId } = enrolment;
  const { by, byName } = personOf(ctx);
  const draw = async (): Promise<Training> => ({
    _id: newId(ctx.now),
    enrolmentId: enrolment._id,
    enterpriseId,
    module: input.module,
    heldOn: input.heldOn,
    hours: input.hours,
    attendees: await attendeesOf(enterpriseId, input),
    note: input.note,
    photoIds: input.photoIds,
    recordedBy: by,
    recordedByName: byName,
    createdAt: ctx.now,
  });
  return makeOnce(ctx, TrainingModel, draw, async ({ _id, attendees }) => {
    const subject = { kind: 'training', id: _id };
    await attachPhotos(ctx, { photoIds: input.photoIds, subject, proves: 'done', firmId: enterpriseId });
    await note(ctx, enrolment, 'programme.training-recorded', {
      module: input.module,
      heldOn: input.heldOn,
      managers: attendees.filter((one) => one.side === 'manager').length,
      workers: attendees.filter((one) => one.side === 'worker').length,
    });
  });
}

const note = (ctx: Context, enrolment: Enrolment, name: string, facts: Record<string, unknown>) =>
  record(ctx, {
    name,
    subject: { kind: 'enrolment', id: enrolment._id, reference: enrolment.reference },
    about: [{ kind: 'enterprise', id: enrolment.enterpriseId }],
    facts: { status: enrolment.status, ...facts },
  });

/** Voids a class recorded by mistake. @throws NotFound, Conflict when it is void already, Invalid at `reason` */
export async function voidTraining(ctx: Context, raw: z.input<typeof voidTrainingInput>): Promise<void> {
  const { reference, trainingId, reason } = requireFields(voidTrainingInput, raw);
  await inTransaction(async () => {
    const enrolment = await enrolmentFor(ctx, reference);
    const own = { _id: trainingId, enrolmentId: enrolment._id };
    if ((await TrainingModel.exists(own)) === null) throw notFound('common.not-found');
    const { modifiedCount } = await TrainingModel.updateOne(
      { ...own, voided: { $exists: false } },
      { $set: { voided: { reason, ...personOf(ctx), at: ctx.now } } },
    );
    if (modifiedCount === 0) throw conflict('common.changed-meanwhile');
    await note(ctx, enrolment, 'programme.training-voided', { reason });
  });
}
