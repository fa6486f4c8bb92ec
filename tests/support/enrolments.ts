import mongoose from 'mongoose';
import { type Enrolment, type EnrolmentStage, PROGRAMME } from '#domain/programme';
import { newId } from '#kernel/ids';
import { bigrams } from '#kernel/text';
import { fixedNow } from './clock.ts';
import type { World } from './world.ts';

let serial = 0;

/** The world's firm in the programme, in the stage wished for; written straight into the collection. */
export async function buildEnrolment(
  world: World,
  wish: Partial<Enrolment> & { stage?: EnrolmentStage } = {},
): Promise<Enrolment> {
  const { stage = 'preparing', ...more } = wish;
  const { enterprise } = world;
  const { regionCode } = enterprise;
  serial += 1;
  const enrolment: Enrolment = {
    _id: newId(fixedNow),
    reference: `E2026-${String(serial).padStart(4, '0')}`,
    programme: PROGRAMME,
    cohortId: newId(fixedNow),
    applicationId: newId(fixedNow),
    enterpriseId: enterprise._id,
    creditCode: enterprise.creditCode,
    name: enterprise.name,
    regionPath: [regionCode.slice(0, 2), regionCode.slice(0, 4), regionCode],
    ...(enterprise.parkId === undefined ? {} : { parkId: enterprise.parkId }),
    formerParks: [],
    bodyId: enterprise.bodyId,
    sector: enterprise.sector,
    size: 'medium',
    grounds: ['small'],
    status: stage,
    isOpen: stage !== 'exited',
    isActive: stage !== 'exited',
    stageSince: fixedNow,
    ...(stage === 'paused' ? { pausedFrom: 'implementing' as const } : {}),
    stageDays: {},
    admittedAt: fixedNow,
    grams: bigrams(more.name ?? enterprise.name),
    version: 0,
    createdAt: fixedNow,
    updatedAt: fixedNow,
    ...more,
  };
  await mongoose.connection.collection('enrolments').insertOne(enrolment as never);
  return enrolment;
}
