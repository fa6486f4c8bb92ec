import type { z } from 'zod';
import type { Effect } from '#domain/engine';
import { type Enterprise, findEnterpriseByCreditCode } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { stopsOn, type Verdict, verdictOf } from './judge.ts';
import type { ProjectAction } from './project.acts.ts';
import type { GatePass, Project } from './project.model.ts';
import { type GateCode, gateLabel, gateOn, noticeDueOn } from './project.rules.ts';
import { projects } from './project.ts';

export type Given<A extends ProjectAction> = z.input<ReturnType<typeof projects.inputOf<A>>>;

/** A firm somebody has looked at: whoever only says that they are one sees nothing. */
export async function firmOf(creditCode: string): Promise<Enterprise | undefined> {
  const firm = await findEnterpriseByCreditCode(creditCode);
  return firm?.status === 'active' ? firm : undefined;
}

/** The gate with its law, in an error that names both. */
export const stopped = ({ gate, why, article, source }: Pick<GatePass, 'gate' | 'why' | 'article' | 'source'>) =>
  conflict('projects.stopped', { params: { gate: `${gate} ${gateLabel(gate)}`, why, article, source } });

/** Names the law of a gate at a field that lacks what the gate asks for. */
export function lacking(gate: GateCode, day: LocalDate, field: string, sentence: string) {
  return invalid('common.check-fields', { [field]: `${sentence}（${gate}，${gateOn(gate, day)?.article ?? ''}）` });
}

/** Its firm has come to Anfa since it was entered. */
async function linkOf({ enterpriseId, ownerCode }: Project): Promise<Partial<Project>> {
  return enterpriseId === undefined ? given({ enterpriseId: (await firmOf(ownerCode))?._id }) : {};
}

/** A step with what every step does beside its own. */
export const stepOf = <A extends ProjectAction>(
  ctx: Context,
  action: A,
  raw: Given<A>,
  decide: (
    project: Project,
    input: z.output<ReturnType<typeof projects.inputOf<A>>>,
  ) => Promise<Effect<Project>> | Effect<Project>,
): Promise<Project> =>
  projects.step(ctx, action, raw, async (project, input) => {
    const effect = await decide(project, input as never);
    return { ...effect, set: { ...(await linkOf(project)), ...effect.set } };
  });

/** What it came through, as it is kept. */
export const kept = (ctx: Context, verdicts: readonly Verdict[]) => ({
  passes: { $each: verdicts.map((verdict) => ({ ...verdict, at: ctx.now, by: personIn(ctx.actor) })) },
});

/** A gate that lets it through on a paper. */
export function through(ctx: Context, gates: readonly GateCode[], why: string, file: string) {
  const day = localDate(ctx.now);
  return kept(
    ctx,
    gates.flatMap((gate) => verdictOf(gate, day, { result: 'pass', why, file }) ?? []),
  );
}

/** @throws Conflict naming the gate that stops it on a day. */
export function goesOn(project: Project, day: LocalDate): void {
  const [stop] = stopsOn(project, day);
  if (stop !== undefined) throw stopped(stop);
  const due = noticeDueOn(project.introducedOn, project.noticeVersion);
  const row = gateOn('G9', day);
  if (row !== undefined && project.receiptAt === undefined && day > due)
    throw stopped({ ...row, gate: 'G9', why: `通报${formatYearDay(due)}到期，还没有签收` });
}

/** @throws Invalid at `on` for a day to come. */
export function checkDay(ctx: Context, on: LocalDate): void {
  if (on > localDate(ctx.now)) throw invalid('common.check-fields', { on: '还没有到这一天' });
}
