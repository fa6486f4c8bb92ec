import type { z } from 'zod';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { findBodiesOver, getPark, ownPark, regionPathOf } from '#domain/organisations';
import { personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { type LocalDate, localDate } from '#kernel/dates';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { isDuplicateKey } from '#platform/mongo';
import { type Override, type ParkGrade, ParkGradeModel } from './grade.model.ts';
import { boundsVersionOn, type Grade, gradeByScore, SHEET_ITEMS, type Sheet, totalOf } from './grade.rules.ts';
import { grades } from './grade.ts';

type Given<A extends keyof typeof grades.acts> = z.input<ReturnType<typeof grades.inputOf<A>>>;
const scoreInput = grades.inputOf('score').omit({ reference: true });

const sheetIn = (typed: Sheet): Sheet =>
  Object.fromEntries(SHEET_ITEMS.map(({ code }) => [code, typed[code]])) as unknown as Sheet;

/**
 * Begins the grading of the officer's own park, which must be a chemical one; one at a time.
 * @throws Forbidden, Invalid with fields, Conflict while another is on its way.
 */
export async function scorePark(ctx: Context, raw: z.input<typeof scoreInput>): Promise<ParkGrade> {
  const { actor, parkId } = ownPark(ctx);
  const own = sheetIn(requireFields(scoreInput, raw));
  const { regionCode, isChemical } = await getPark(parkId);
  if (!isChemical) throw forbidden('grades.not-chemical');
  const region = (await findBodiesOver(regionCode)).find(
    ({ level, kind }) => level === 'autonomous-region' && kind === 'general',
  );
  const draft = {
    ...{ parkId, regionPath: regionPathOf(regionCode), openKey: parkId, own, scoredBy: personIn(actor) },
    ...(region === undefined ? {} : { bodyId: region._id }),
  };
  try {
    return await grades.make(ctx, 'score', draft, { facts: { total: totalOf(own) } });
  } catch (error) {
    if (isDuplicateKey(error, 'one_grading')) throw conflict('grades.on-its-way');
    throw error;
  }
}

/** Scores the sheet anew, before a third party has looked or once it was sent back. @throws Invalid with fields */
export const rescorePark = (ctx: Context, raw: Given<'rescore'>): Promise<ParkGrade> =>
  grades.step(ctx, 'rescore', raw, (_, typed) => ({
    set: { own: sheetIn(typed), scoredBy: personIn(ctx.actor) },
    unset: ['assessed', 'checked', 'override'],
    facts: { total: totalOf(sheetIn(typed)) },
  }));

/** What a third party found, with its report. @throws Invalid with fields */
export const assessPark = (ctx: Context, raw: Given<'assess'>): Promise<ParkGrade> =>
  grades.step(ctx, 'assess', raw, ({ photoIds, fileIds = [] }, typed) => ({
    set: {
      ...{ assessor: typed.assessor, reportNumber: typed.reportNumber, assessed: sheetIn(typed) },
      ...{ assessedBy: personIn(ctx.actor), fileIds: [...new Set([...fileIds, ...typed.fileIds])] },
      photoIds: [...new Set([...photoIds, ...typed.photoIds])],
    },
    facts: { total: totalOf(sheetIn(typed)) },
    also: async (after) => {
      const subject = grades.subjectOf(after);
      await attachPhotos(ctx, { photoIds: typed.photoIds, subject, proves: 'there' });
      await attachFiles(ctx, { fileIds: typed.fileIds, subject });
    },
  }));

/** Sends it back to the park. @throws Invalid at `reason` */
export const returnGrade = (ctx: Context, raw: Given<'return'>): Promise<ParkGrade> =>
  grades.step(ctx, 'return', raw, (_, { reason }) => ({ set: { reason }, facts: { reason } }));

/**
 * The autonomous region checks the sheet, or decides by a ground of the guideline whatever the score.
 * @throws Invalid with fields: a ground and a reason belong to a grade that is not read from the score.
 */
export const recheckGrade = (ctx: Context, raw: Given<'recheck'>): Promise<ParkGrade> =>
  grades.step(ctx, 'recheck', raw, (_, { overrideGrade, overrideItem, overrideReason, ...typed }) => {
    const override = overrideOf(overrideGrade, overrideItem, overrideReason);
    const checked = sheetIn(typed);
    return {
      set: { checked, checkedBy: personIn(ctx.actor), ...(override === undefined ? {} : { override }) },
      ...(override === undefined ? { unset: ['override'] } : {}),
      facts: { total: totalOf(checked), ...(override === undefined ? {} : { override: override.grade }) },
    };
  });

function overrideOf(grade: Grade | undefined, item = '', reason = ''): Override | undefined {
  if (grade === undefined) {
    if (item !== '' || reason !== '')
      throw invalid('common.check-fields', { overrideGrade: '写了直接判定的理由，请选择判定的等级' });
    return undefined;
  }
  const missing = {
    ...(item === '' ? { overrideItem: '请写明是哪一条直接判定情形' } : {}),
    ...(reason === '' ? { overrideReason: '请写明直接判定的理由' } : {}),
  };
  if (Object.keys(missing).length > 0) throw invalid('common.check-fields', missing);
  return { grade, item, reason };
}

/** Publishes it: from this day on the park has that grade, and the one before is over. @throws Invalid at its field */
export const publishGrade = (ctx: Context, raw: Given<'publish'>): Promise<ParkGrade> =>
  grades.step(ctx, 'publish', raw, async (row, { documentNumber }) => {
    const publishedOn = localDate(ctx.now);
    const total = totalOf(row.checked as Sheet);
    const grade = row.override?.grade ?? gradeByScore(total, publishedOn);
    const before = await ParkGradeModel.findOne({ parkId: row.parkId, status: 'published' }).lean<ParkGrade>();
    // First, in the same transaction: a park has one grade at a time.
    if (before !== null && (await grades.changeable(ctx, [before])).length > 0)
      await grades.change(ctx, before, 'supersede', { facts: { by: row.reference } });
    else if (before !== null) await grades.endBroken(ctx, before, 'supersede');
    return {
      set: { grade, boundsVersion: boundsVersionOn(publishedOn), documentNumber, publishedOn },
      unset: ['openKey'],
      facts: { grade, total, ...(before?.grade === undefined ? {} : { before: before.grade }) },
    };
  });

/** A grade with the number and day of its publication. */
export interface PublishedGrade {
  grade: Grade;
  reference: string;
  publishedOn: LocalDate;
}

/**
 * The grade a park had on a day, as published; undefined before its first. No permission is asked: it is published.
 * It stays the park's grade after the day it should have been checked again.
 */
export async function gradeOn(parkId: string, day: LocalDate): Promise<PublishedGrade | undefined> {
  const found = await ParkGradeModel.findOne({ parkId, publishedOn: { $lte: day } })
    .sort({ publishedOn: -1, _id: -1 })
    .lean<ParkGrade>();
  if (found?.grade === undefined || found.publishedOn === undefined) return undefined;
  return { grade: found.grade, reference: found.reference, publishedOn: found.publishedOn };
}

/** Parks that have one of some grades now. */
export const parksGraded = (among: readonly Grade[]): Promise<string[]> =>
  ParkGradeModel.distinct('parkId', { status: 'published', grade: { $in: [...among] } });
