import { makeOnce } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { personIn, runsEnterprise } from '#kernel/actor';
import { type Context, idIn } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { yuanOf } from '#kernel/money';
import { PaperModel, type RewardPaper } from './paper.model.ts';
import { paperNeededAbove } from './paper.rules.ts';

/** What photos and documents of a payment are attached to. */
export const PAPER = 'reward-paper';

/** What is shown for a payment, as it was typed and chosen. */
export interface Shown {
  method: string;
  voucher?: string | undefined;
  photoIds: readonly string[];
  fileIds: readonly string[];
}

/** @throws Invalid at `voucher` for a payment of more than the rule lets pass without any paper. */
export function checkPaper({ voucher, photoIds, fileIds }: Shown, totalFen: number, now: Date): void {
  const above = paperNeededAbove(now);
  if (totalFen <= above || voucher !== undefined || photoIds.length + fileIds.length > 0) return;
  throw invalid('common.check-fields', {
    voucher: `合计超过 ${yuanOf(above)}，请填写凭证号，或附上凭证的照片、文件`,
  });
}

/**
 * Keeps the photos and documents of a payment, once however often the same act is sent.
 * @param id Drawn before by a row that names it.
 * @returns its id; undefined where a number alone was typed, which stands in the rewards themselves.
 * @throws Invalid at `photos` for what is gone or somebody else's.
 */
export async function keepPaper(
  ctx: Context,
  { method, voucher, photoIds, fileIds }: Shown,
  paid: { enterpriseId: string; count: number; totalFen: number },
  id = idIn(ctx),
): Promise<string | undefined> {
  if (photoIds.length + fileIds.length === 0) return undefined;
  const draw = async (): Promise<RewardPaper> => ({
    ...{ _id: id, ...paid, method, ...given({ voucher }) },
    ...{ photoIds: [...new Set(photoIds)], fileIds: [...new Set(fileIds)] },
    ...{ by: personIn(ctx.actor), on: localDate(ctx.now) },
  });
  const paper = await makeOnce(ctx, PaperModel, draw, async (row) => {
    const subject = { kind: PAPER, id: row._id };
    await attachPhotos(ctx, { photoIds: row.photoIds, subject, proves: 'there' });
    await attachFiles(ctx, { fileIds: row.fileIds, subject });
  });
  return paper._id;
}

const mayRead = ({ actor }: Context, { enterpriseId }: RewardPaper): boolean =>
  actor.kind === 'person' && runsEnterprise(actor) && actor.scope.enterpriseId === enterpriseId;

/**
 * Whether the actor sees a photo or document of a payment: those who run the firm alone, for a payroll names everybody who
 * was paid by it.
 */
export async function maySeePaper(ctx: Context, id: string, uploadId: string): Promise<boolean> {
  const paper = await PaperModel.findById(id).lean<RewardPaper>();
  return paper !== null && mayRead(ctx, paper) && [...paper.photoIds, ...paper.fileIds].includes(uploadId);
}

/** Papers by their ids that the actor may read, in the order of the ids. */
export async function papersFor(ctx: Context, ids: readonly string[]): Promise<RewardPaper[]> {
  if (ids.length === 0) return [];
  const found = (await PaperModel.find({ _id: { $in: [...ids] } }).lean<RewardPaper[]>()).filter((one) =>
    mayRead(ctx, one),
  );
  return ids.flatMap((id) => found.filter(({ _id }) => _id === id));
}
