import { draftPlan, findOpenPlan, nameTeam, startPlan } from '#domain/plans';
import { type Enrolment, type EnrolmentStage, peekEnrolment, type Round } from '#domain/programme';
import {
  assessments,
  confirmAssessment,
  countersignVisit,
  planVisit,
  readChecklist,
  recordTraining,
  signVisit,
  startAssessment,
  submitAssessment,
  templateVersion,
  tickItem,
  type Visit,
  writeVisit,
} from '#domain/stages';
import type { WorkStage } from '../../src/domain/programme/lifecycle.ts';
import { fixedNow } from './clock.ts';
import { clockContext, personContext } from './contexts.ts';
import { buildEnrolment } from './enrolments.ts';
import type { World } from './world.ts';

/** The world's firm in the programme with the world's adviser. */
export const buildAdvised = (world: World, stage: EnrolmentStage = 'preparing'): Promise<Enrolment> =>
  buildEnrolment(world, { stage, adviserId: world.actors.adviser.personId });

/** A round answered with yes everywhere, by the adviser; confirmed by the manager unless told otherwise. */
export async function buildRound(
  world: World,
  reference: string,
  round: Round,
  more: { isConfirmed?: boolean; now?: Date } = {},
): Promise<void> {
  const { isConfirmed = true, now = fixedNow } = more;
  const adviser = personContext(world.actors.adviser, { now });
  const { templateVersion: version } = await startAssessment(adviser, { reference, round });
  const { items } = await templateVersion('assessment', version);
  const answers = Object.fromEntries(
    items.map((item) => [item.code, item.kind === 'practice' ? 'yes' : item.kind === 'score' ? '3' : '0']),
  );
  const { contentHash } = await submitAssessment(adviser, { reference, round, answers });
  const manager = personContext(world.actors.manager, { now });
  if (isConfirmed) await confirmAssessment(manager, { reference, round, contentHash: contentHash ?? '' });
  await assessments.get(manager, `${reference}/${round}`);
}

/** A visit written by the adviser, signed by them, and by the officer unless told otherwise. */
export async function buildVisit(
  world: World,
  reference: string,
  more: { isCountersigned?: boolean; now?: Date } = {},
): Promise<Visit> {
  const { isCountersigned = true, now = fixedNow } = more;
  const adviser = personContext(world.actors.adviser, { now });
  const planned = await planVisit(adviser, { reference, plannedOn: '2026-11-24', purpose: '看现场 5S' });
  const written = await writeVisit(adviser, {
    reference: planned.reference,
    visitedOn: '2026-11-24',
    summary: '和班组一起走了一遍现场',
    findings: [{ text: '通道堆料', isForPlan: true }, { text: '灭火器挡住了' }],
    homework: [{ text: '把通道画线', dueOn: '2026-12-01' }],
  });
  const contentHash = written.contentHash ?? '';
  const signed = await signVisit(adviser, { reference: planned.reference, contentHash });
  if (!isCountersigned) return signed;
  return countersignVisit(personContext(world.actors.officer, { now }), { reference: planned.reference, contentHash });
}

/** A plan of the world's firm with an improvement team of both sides; the one it has, where it has one. */
export async function buildTeam({ actors, enterprise }: World): Promise<{ reference: string }> {
  const officer = personContext(actors.officer);
  const open = await findOpenPlan(enterprise._id);
  const { reference } = open ?? (await draftPlan(officer, { year: 2026, goals: '零重伤' }));
  if (open?.team.length) return { reference };
  await nameTeam(officer, { reference, leaderId: actors.manager.personId, liaisonIds: [actors.worker.personId] });
  return { reference };
}

/** Does everything the current stage requires. */
export async function doStage(world: World, reference: string): Promise<void> {
  const enrolment = (await peekEnrolment(reference)) as Enrolment;
  const { lines } = await readChecklist(clockContext(), enrolment, enrolment.status as WorkStage);
  const officer = personContext(world.actors.officer);
  for (const line of lines.filter((one) => one.isRequired && !one.isDone)) {
    if (line.auto === undefined) await tickItem(officer, { reference, code: line.code });
    if (line.auto === 'baseline' || line.auto === 'acceptance') await buildRound(world, reference, line.auto);
    if (line.auto === 'team') await buildTeam(world);
    if (line.auto === 'running-plan') await startPlan(personContext(world.actors.manager), await buildTeam(world));
    if (line.auto === 'visits') for (let i = 0; i < 3; i++) await buildVisit(world, reference);
    if (line.auto === 'training') {
      await recordTraining(officer, {
        reference,
        module: 'cooperation',
        heldOn: '2026-11-20',
        hours: 16,
        personIds: [world.actors.manager.personId, world.actors.worker.personId],
        managers: '周班长',
        workers: '黄大力\n韦小妹',
      });
    }
  }
}
