import mongoose from 'mongoose';
import { reportAccident } from '#domain/accidents';
import {
  addFinding,
  checkFinding,
  closeDrill,
  drills,
  evaluateDrill,
  finishFinding,
  holdDrill,
  reportDrill,
} from '#domain/drills';
import { applyForExpansion, approveExpansion } from '#domain/expansions';
import { applyForVisit, approvePass, issuePass, passes } from '#domain/passes';
import { type EmergencyResponse, endResponse, finishStep, seeResponse } from '#domain/responses';
import { fillReturn, returns, signReturn } from '#domain/returns';
import { endTenancy, tenancies } from '#domain/tenancies';
import type { Context } from '#kernel/context';
import { connectMongo } from '#platform/mongo';
import { typedAccident } from './accidents.ts';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import { dieAtWrite } from './dieAtWrite.ts';
import { typedEvaluation, typedFinding, typedHeld } from './drills.ts';
import { typedExpansion } from './expansions.ts';
import { ofRegion } from './grades.ts';
import { inChat, typedVisit } from './passes.ts';
import { typedReturn } from './returns.ts';
import type { World, WorldActor } from './world.ts';
import './setup.ts';

/**
 * A process of its own that takes a drill, a statistics return, a tenancy, a visit, an expansion and an accident with its
 * responses to their ends, step by step from wherever they stand, and is killed at the n-th write it begins.
 */
const [uri = '', drill = '', statistics = '', tenancy = '', killAt = '0'] = process.argv.slice(2);
const world = JSON.parse(process.env['WORLD'] ?? '') as World;
const as = (who: WorldActor): Context => personContext(world.actors[who], { now: fixedNow });
/** What is made is asked for again under the name it was first asked for. */
const once = (ctx: Context, onceKey: string): Context => ({ ...ctx, onceKey });
await connectMongo(uri);
dieAtWrite(mongoose, Number(killAt));
const rows = <T>(name: string) =>
  mongoose.connection.collection<never>(name).find().toArray() as unknown as Promise<T[]>;

type Next = (() => Promise<unknown>) | undefined;

async function ofDrill(): Promise<Next> {
  const [officer, of] = [as('officer'), { reference: drill }];
  const row = await drills.get(as('officer'), drill);
  const [found] = row.findings;
  const findingOf = { ...of, finding: found?.id ?? '' };
  if (row.status === 'planned') return () => holdDrill(officer, { ...of, ...typedHeld(), photoIds: [], fileIds: [] });
  if (row.status === 'held')
    return () => evaluateDrill(as('manager'), { ...of, ...typedEvaluation, photoIds: [], fileIds: [] });
  if (row.status === 'closed') return undefined;
  if (found === undefined) return () => addFinding(once(as('manager'), 'finding'), { ...of, ...typedFinding() });
  if (found.done === undefined) return () => finishFinding(officer, { ...findingOf, evidence: '换了阀门，已出水' });
  if (found.checked === undefined) return () => checkFinding(as('manager'), findingOf);
  return row.status === 'evaluated'
    ? () => reportDrill(officer, { ...of, note: '演练总结' })
    : () => closeDrill(officer, of);
}

async function ofReturn(): Promise<Next> {
  const row = await returns.get(as('manager'), statistics);
  const { reference, status, contentHash = '' } = row;
  if (status === 'due') return () => fillReturn(as('officer'), { reference, ...(typedReturn(row) as object) } as never);
  return status === 'filled' ? () => signReturn(as('manager'), { reference, contentHash }) : undefined;
}

const ofTenancy = async (): Promise<Next> =>
  (await tenancies.get(as('officer'), tenancy)).isOpen
    ? () => endTenancy(as('otherOfficer'), { reference: tenancy, reason: '租期满' })
    : undefined;

async function ofVisit(): Promise<Next> {
  const [visit] = await rows<{ reference: string; status: string }>('passes');
  if (visit === undefined)
    return () => applyForVisit({ ...inChat('mock:killed', fixedNow), onceKey: 'visit' }, typedVisit(world));
  const { reference } = visit;
  const { status } = await passes.get(as('officer'), reference);
  if (status === 'applied') return () => approvePass(as('officer'), { reference });
  return status === 'host-approved' ? () => issuePass(as('parkOfficer'), { reference }) : undefined;
}

async function ofExpansion(): Promise<Next> {
  const [asked] = await rows<{ reference: string; status: string }>('expansions');
  if (asked === undefined) return () => applyForExpansion(once(as('parkOfficer'), 'expansion'), typedExpansion);
  const { reference, status } = asked;
  const documentNumber = '桂政函〔2026〕9号';
  return status === 'applied' ? () => approveExpansion(ofRegion(), { reference, documentNumber }) : undefined;
}

async function ofResponse(): Promise<Next> {
  const [firm] = (await rows<EmergencyResponse>('responses')).filter(({ enterpriseId }) => enterpriseId !== undefined);
  if (firm === undefined) return () => reportAccident(once(as('officer'), 'accident'), typedAccident());
  const { reference, steps, isOpen } = firm;
  if (!isOpen) return undefined;
  if (steps.some(({ seen }) => seen === undefined)) return () => seeResponse(as('officer'), { reference });
  const left = steps.find(({ done }) => done === undefined);
  return left === undefined
    ? () => endResponse(as('officer'), { reference, reason: '火已扑灭' })
    : () => finishStep(as('officer'), { reference, step: left.id, note: '' });
}

for (;;) {
  let taken = 0;
  // The accident last: what there is of the firm is kept as it is from then on.
  for (const next of [ofDrill, ofReturn, ofTenancy, ofVisit, ofExpansion, ofResponse]) {
    const step = await next();
    if (step === undefined) continue;
    await step();
    taken += 1;
    if (next !== ofResponse) break;
  }
  if (taken === 0) break;
}
process.stdout.write('all done\n', () => process.exit(0));
