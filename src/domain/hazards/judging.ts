import { clauseOf, isEverywhere, libraryOn, maySuggest, suggestCriteria } from '#domain/criteria';
import { followCase } from '#domain/majors';
import { getEnterprise } from '#domain/organisations';
import { byTheHour, type Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { tongueOf } from '#kernel/tongue';
import { inTransaction } from '#platform/mongo';
import { caseOf } from './caseOf.ts';
import { isUnnamed } from './contact.ts';
import { firmOf, type Hazard, HazardModel, isFirmUnknown, type NotMajor } from './hazard.models.ts';
import { shownAt } from './hold.ts';
import { looksMajor } from './looks.ts';

/** Cases whose words were not yet held beside the criteria, urgent ones first; what nobody knows of yet has no file either. */
export const findUnsuggested = async (now: Date, limit: number, without: readonly string[]) =>
  HazardModel.find({ awaitsSuggestion: true, ...shownAt(now), _id: { $nin: [...without] } })
    .sort({ awaitsSuggestion: 1, isUrgent: -1, _id: 1 })
    .limit(limit)
    .lean<Hazard[]>();

/** What was told, in Chinese where it was put into it: other words beside would only make the criteria doubtful. */
function wordsOf({ text, inChinese }: Hazard): string {
  if (inChinese === undefined || text.includes(inChinese.text)) return text;
  return [inChinese.text, ...text.split('；').filter((part) => tongueOf(part) === undefined)].join('；');
}

/**
 * Keeps with a case which criteria of major hazards (重大事故隐患判定标准) its words may meet, in the versions of today.
 * It only suggests: a person judges. The clock does this, for the comparing would hold up a page.
 * @returns false when another worker was faster, or the case was judged meanwhile.
 */
export async function suggestForCase(at: Context, hazard: Hazard): Promise<boolean> {
  const { _id, placeText, sector, grade, status, duplicateOf } = hazard;
  const division = isFirmUnknown(hazard) ? undefined : (await getEnterprise(firmOf(hazard))).division;
  const found = await suggestCriteria(localDate(at.now), `${placeText} ${wordsOf(hazard)}`, { sector, division });
  const suggested = {
    criteria: found.criteria.map(({ criterion: { id, version }, words }) => ({ id, version, words: [...words] })),
    looksMajor: found.looksMajor === true,
    ...(found.looksMajor === false ? { isDoubtful: true as const } : {}),
  };
  const ctx = isUnnamed(hazard) ? byTheHour(at) : at;
  // Judged while it still waited, without anybody having been asked why: the competent body reads of it all the same.
  const isLate = suggested.looksMajor && isJudgedNone(hazard);
  const clauses = isLate ? (await suggestedClauses(ctx, { suggested, sector })).map(({ clause }) => clause) : [];
  return inTransaction(async () => {
    const into = isLate && duplicateOf !== undefined ? await HazardModel.findOne({ reference: duplicateOf }) : null;
    const intoMajor = into !== null && isOpenMajor(into) ? { into: into.reference } : {};
    const late = { notMajor: { reason: '核实时还没有对照判定标准', clauses, at: ctx.now, ...intoMajor } };
    const after = await HazardModel.findOneAndUpdate(
      { _id, awaitsSuggestion: true, status, grade: grade ?? { $exists: false } },
      {
        $set: { suggested, ...(isLate ? late : {}) },
        $unset: { awaitsSuggestion: 1 },
        ...(isLate ? { $inc: { version: 1 } } : {}),
      },
      { returnDocument: 'after' },
    ).lean<Hazard>();
    if (after === null) return false;
    if (suggested.looksMajor) await followCase(ctx, caseOf(after), 'suggestion');
    return true;
  });
}

/** It was judged, as anything but a major hazard, and nobody was asked why. */
const isJudgedNone = ({ grade, status, isMajor, notMajor }: Hazard): boolean =>
  !isMajor && notMajor === undefined && (grade === 'general' || status === 'not-valid' || status === 'duplicate');

/** Judged a major hazard, and not ended: what may be one is merged into no other. */
export const isOpenMajor = ({ isMajor, isOpen }: Pick<Hazard, 'isMajor' | 'isOpen'>): boolean => isMajor && isOpen;

/**
 * What is kept of a judgement that something which looked like a major hazard is none of its own.
 * @param into The open major hazard it was merged into. @throws Invalid `hazards.looks-major` at `field` without a reason.
 */
export async function judgedNone(
  ctx: Context,
  hazard: Hazard,
  reason: string | undefined,
  field = 'notMajorReason',
  into?: string,
): Promise<{ notMajor?: NotMajor }> {
  if (!looksMajor(hazard) && !hazard.isMajor) return {};
  const clauses = (await suggestedClauses(ctx, hazard)).map(({ clause }) => clause);
  const [first] = hazard.majorBasis === undefined ? clauses : [hazard.majorBasis];
  if (first === undefined && hazard.isClaimedMajor !== true) return {};
  if (reason === undefined)
    throw invalid(
      'hazards.looks-major',
      { [field]: into === undefined ? '请写明为什么不是重大隐患' : '请写明为什么和那一件是同一件' },
      { clause: first ?? '发现的人说是重大隐患' },
    );
  return { notMajor: { reason, clauses, at: ctx.now, ...given({ into }) } };
}

/** A criterion a case may meet, and the words that led to it. */
export interface SuggestedClause {
  id: string;
  /** Standard, article, number and version, then what it says. */
  clause: string;
  words: readonly string[];
}

/**
 * What was suggested for a case, as the library stands today: what has been repealed since is left out, and so is what the
 * firm cannot do and what probably is not met, but never fire, special equipment and what else happens everywhere.
 */
export async function suggestedClauses(ctx: Context, { suggested, sector }: Pick<Hazard, 'suggested' | 'sector'>) {
  if (suggested === undefined) return [];
  const library = await libraryOn(localDate(ctx.now));
  return suggested.criteria.flatMap(({ id, words }): SuggestedClause[] => {
    const criterion = library.find((one) => one.id === id);
    if (criterion === undefined || criterion.isRepealed || !maySuggest(criterion, { sector })) return [];
    if (suggested.isDoubtful === true && !isEverywhere(criterion.industry)) return [];
    return [{ id, clause: clauseOf(criterion), words }];
  });
}

/** What is chosen where none of those suggested fits. */
export const NO_CLAUSE = 'none';

/** A clause that was chosen, and words for what the clause does not say. */
export interface Basis {
  criterionId?: string | undefined;
  majorBasis?: string | undefined;
}

/**
 * What a case is called a major hazard by: the clause chosen, then what was written.
 * @throws Invalid at `majorBasis` where there is neither, at `criterionId` for a criterion not in force today.
 */
export async function basisOf(ctx: Context, { criterionId, majorBasis = '' }: Basis) {
  if (criterionId === undefined || criterionId === '' || criterionId === NO_CLAUSE) {
    if (majorBasis === '') throw invalid('hazards.major-basis', { majorBasis: '请写明判定标准的名称和条款' });
    return { majorBasis };
  }
  const criterion = (await libraryOn(localDate(ctx.now))).find(({ id }) => id === criterionId);
  if (criterion === undefined || criterion.isRepealed)
    throw invalid('common.check-fields', { criterionId: '这一条标准现在不适用，请另选一条或写明依据' });
  const clause = clauseOf(criterion);
  return {
    majorBasis: majorBasis === '' ? clause : `${clause}\n${majorBasis}`,
    criterion: { id: criterion.id, version: criterion.version },
  };
}
