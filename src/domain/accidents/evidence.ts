import type { z } from 'zod';
import { sees } from '#domain/engine';
import { actorsOf, bodyPeople, personName } from '#domain/identity';
import { record } from '#domain/journal';
import { findBodiesOver } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { inTransaction } from '#platform/mongo';
import type { Accident, EvidenceGrant } from './accident.model.ts';
import { accidents } from './accident.ts';
import { SIGHT } from './whose.ts';

type Given<A extends Parameters<typeof accidents.inputOf>[0]> = z.input<ReturnType<typeof accidents.inputOf<A>>>;

/** Somebody who may be named, and for which body. */
export interface Nameable {
  _id: string;
  name: string;
  bodyId: string;
}

/** Whether somebody acts for the body, sees the accident and has no part in its firm. */
async function isFit(personId: string, bodyId: string, row: Accident): Promise<boolean> {
  const actors = await actorsOf(personId);
  const isOfFirm = actors.some(
    ({ scope }) => scope.enterpriseId === row.enterpriseId || scope.enterpriseIds?.includes(row.enterpriseId),
  );
  return !isOfFirm && actors.some((one) => one.scope.bodyId === bodyId && sees(SIGHT, one, row));
}

/** Whom the investigating body may name: people of the bodies of that government who see the accident, but whoever asks. */
export async function findNameable(ctx: Context, row: Accident): Promise<Nameable[]> {
  const bodies = await findBodiesOver(row.regionPath.at(-1) ?? '');
  const regionCode = bodies.find(({ _id }) => _id === row.investigatorBodyId)?.regionCode;
  const found = await Promise.all(
    bodies
      .filter((body) => body.regionCode === regionCode)
      .map(async ({ _id: bodyId }) => {
        const people = (await bodyPeople(bodyId)).filter((id) => id !== personIn(ctx.actor));
        const fit = await Promise.all(people.map((id) => isFit(id, bodyId, row)));
        const named = people.filter((_, i) => fit[i] === true);
        return Promise.all(named.map(async (_id) => ({ _id, name: await personName(_id), bodyId })));
      }),
  );
  return found.flat();
}

/** Grants that still hold on a day. */
export const isInForce = ({ endedAt, until }: EvidenceGrant, now: Date): boolean =>
  endedAt === undefined && localDate(now) <= until;

/**
 * The body that investigates lets one named person take the evidence along, until the end of a day. Nobody names themselves.
 * @throws Invalid at `personId` or `until`.
 */
export const grantEvidence = (ctx: Context, raw: Given<'grant-evidence'>): Promise<Accident> =>
  accidents.step(ctx, 'grant-evidence', raw, async (row, { personId, fileNumber, until }) => {
    const named = (await findNameable(ctx, row)).find(({ _id }) => _id === personId);
    if (named === undefined)
      throw invalid('common.check-fields', { personId: '请从名单里选一位：只能是负责调查的一级政府的人，不能是自己' });
    if (until < localDate(ctx.now)) throw invalid('common.check-fields', { until: '不能早于今天' });
    const id = newId(ctx.now);
    const grant = { id, personId, bodyId: named.bodyId, fileNumber, until, by: personIn(ctx.actor), at: ctx.now };
    return { push: { grants: grant }, facts: { grant: id, fileNumber, until, said: `文号 ${fileNumber}` } };
  });

/** Takes it back at once. @throws Invalid at `grant` for one that is not there or was taken back. */
export const endEvidence = (ctx: Context, raw: Given<'end-evidence'>): Promise<Accident> =>
  accidents.step(ctx, 'end-evidence', raw, ({ grants = [] }, { grant }) => {
    const found = grants.find(({ id, endedAt }) => id === grant && endedAt === undefined);
    if (found === undefined) throw invalid('common.check-fields', { grant: '这份授权已经收回，请刷新再看' });
    const ended = { ...found, endedAt: ctx.now, endedBy: personIn(ctx.actor) };
    return {
      set: { grants: grants.map((one) => (one.id === grant ? ended : one)) },
      facts: { grant, fileNumber: found.fileNumber, said: `文号 ${found.fileNumber}` },
    };
  });

/**
 * Keeps that the named person opens the evidence, before anything is handed over.
 * @throws Forbidden for everybody else; `accidents.grant-over` once its day is over.
 */
export const openEvidence = (ctx: Context, raw: Given<'open-evidence'>): Promise<Accident> =>
  accidents.step(ctx, 'open-evidence', raw, ({ grants = [] }) => {
    const mine = grants.filter(({ personId }) => personId === personIn(ctx.actor));
    const grant = mine.find((one) => isInForce(one, ctx.now));
    if (grant === undefined) throw forbidden('accidents.grant-over');
    const { id, fileNumber } = grant;
    return { facts: { grant: id, fileNumber, said: `文号 ${fileNumber}` } };
  });

/** Keeps by which manifest the whole was handed over: whoever has the file can tell by the trail that it is the one. */
export const noteTaken = (
  ctx: Context,
  { _id, reference, enterpriseId }: Accident,
  manifest: string,
): Promise<unknown> =>
  inTransaction(() =>
    record(ctx, {
      name: 'accidents.evidence-taken',
      subject: { kind: accidents.kind, id: _id, reference },
      about: [{ kind: 'enterprise', id: enterpriseId }],
      facts: { manifest, said: `目录校验值 ${manifest}` },
    }),
  );
