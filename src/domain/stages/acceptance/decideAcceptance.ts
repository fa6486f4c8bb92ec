import { z } from 'zod';
import { judgeAgain } from '#domain/evidence';
import { personName } from '#domain/identity';
import type { Enrolment } from '#domain/programme';
import { getEnrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { answersField, dayField, requireFields, rowsField, wordsField } from '#kernel/input';
import { tidy } from '#kernel/text';
import { requireChecklist } from '../checklist.ts';
import { enrolmentField } from '../fields.ts';
import { canReadRecord } from '../policy.ts';
import { acceptanceRule } from '../stageRules.ts';
import { personOf, type StageEffect, takeStage } from '../takeStage.ts';
import type { AcceptanceItem, Template } from '../templates/template.model.ts';
import { templateAt, templateVersion } from '../templates/templates.ts';
import { readTrainings } from '../trainings/queries.ts';
import { type Acceptance, AcceptanceModel, type PanelMember } from './acceptance.models.ts';
import { issueCertificate } from './certificates.ts';

export const decideAcceptanceInput = z.object({
  reference: enrolmentField,
  heldOn: dayField('请选择验收日期'),
  /** One member a line: name and unit, apart by a space or comma. */
  panel: rowsField('请填写验收组成员', 2_000, '名单太长'),
  /** As typed, by item code. */
  scores: answersField(10),
  templateVersion: z.coerce.number({ error: '页面过期了，请重新打开' }).int(),
  result: z.enum(['pass', 'fail'], { error: '请选择结论' }),
  opinion: wordsField('请写明验收意见', 1_000),
});

/** Photos of everything ticked, and of the classes held: acceptance finds them good, and nobody has before. */
export async function photosToAccept(ctx: Context, { _id, checklists }: Enrolment): Promise<string[]> {
  const ticks = Object.values(checklists ?? {}).flatMap((list) => list.ticks);
  const classes = (await readTrainings(ctx, { enrolmentId: _id })).filter(({ voided }) => voided === undefined);
  return [...ticks, ...classes].flatMap(({ photoIds = [] }) => photoIds);
}

/** The scoring sheet of a decision to be made now: the one in force when the firm asked for acceptance. */
export const acceptanceSheet = (enrolment: Enrolment): Promise<Template<AcceptanceItem>> =>
  templateAt('acceptance', enrolment.stageSince);

function readPanel(typed: string, adviser: string, least: number): PanelMember[] {
  const panel = typed
    .split('\n')
    .map((line) => tidy(line))
    .filter(Boolean)
    .map((line) => {
      const [name = '', ...unit] = line.split(/[\s,，、]+/);
      return { name, unit: unit.join(' ') };
    });
  const refuse = (sentence: string) => invalid('common.check-fields', { panel: sentence });
  if (new Set(panel.map((one) => one.name)).size !== panel.length) throw refuse('有人写了两次');
  if (panel.length < least) throw refuse(`验收组至少 ${least} 人，一行写一个人`);
  if (panel.some((one) => one.unit === '')) throw refuse('每个人都要写单位，例如：韦国强 玉林市应急管理局');
  if (adviser !== '' && panel.some((one) => one.name === adviser)) throw refuse('辅导员不能验收自己辅导的企业');
  return panel;
}

function readScores(items: readonly AcceptanceItem[], typed: Record<string, string>): Record<string, number> {
  const scores: Record<string, number> = {};
  const fields: Record<string, string> = {};
  for (const { code, points } of items) {
    const text = (typed[code] ?? '').normalize('NFKC').trim();
    if (/^\d{1,3}$/.test(text) && Number(text) <= points) scores[code] = Number(text);
    else fields[`score-${code}`] = `请填写 0 到 ${points} 的整数`;
  }
  if (Object.keys(fields).length > 0) throw invalid('common.check-fields', fields);
  return scores;
}

/**
 * Records what the panel decided, by the competent body. Passing needs the stage's checklist, the pass mark of the rule
 * table, and gives the certificate; failing sends the firm back to 组织实施 with the opinion.
 * @throws Invalid at `panel`, `score-<code>`, `result`; Conflict `enrolment.items-missing`.
 */
export async function decideAcceptance(
  ctx: Context,
  raw: z.input<typeof decideAcceptanceInput>,
): Promise<{ enrolment: Enrolment; certificateNumber?: string }> {
  const input = requireFields(decideAcceptanceInput, raw);
  if (input.heldOn > localDate(ctx.now)) throw invalid('common.check-fields', { heldOn: '还没到这一天' });
  const isPass = input.result === 'pass';
  const enrolment = await takeStage(
    ctx,
    input.reference,
    isPass ? 'pass-acceptance' : 'fail-acceptance',
    async (before): Promise<StageEffect> => {
      const sheet = await acceptanceSheet(before);
      if (sheet.version !== input.templateVersion) throw conflict('common.changed-meanwhile');
      const rule = acceptanceRule(ctx.now);
      const adviser = before.adviserId === undefined ? '' : await personName(before.adviserId);
      const panel = readPanel(input.panel, adviser, rule.panelMin);
      const scores = readScores(sheet.items, input.scores);
      const total = Object.values(scores).reduce((sum, one) => sum + one, 0);
      const most = sheet.items.reduce((sum, item) => sum + item.points, 0);
      if (isPass && total * 100 < most * rule.passPercent) {
        const sentence = `总分 ${total}，不到 ${most} 分的 ${rule.passPercent}%，不能通过`;
        throw invalid('common.check-fields', { result: sentence });
      }
      if (isPass) await requireChecklist(ctx, before);
      const judged = isPass ? await judgeAgain(ctx, { photoIds: await photosToAccept(ctx, before), step: '验收' }) : {};
      const number = (before.acceptanceCount ?? 0) + 1;
      const { by, byName } = personOf(ctx);
      const decision: Acceptance = {
        _id: newId(ctx.now),
        enrolmentId: before._id,
        enterpriseId: before.enterpriseId,
        number,
        heldOn: input.heldOn,
        panel,
        templateVersion: sheet.version,
        scores,
        total,
        most,
        result: input.result,
        opinion: input.opinion,
        decidedBy: by,
        decidedByName: byName,
        decidedAt: ctx.now,
      };
      await AcceptanceModel.create([decision]);
      const certificate = isPass ? await issueCertificate(ctx, before) : undefined;
      return {
        event: isPass ? 'programme.acceptance-passed' : 'programme.acceptance-failed',
        set: {
          acceptanceCount: number,
          ...(certificate === undefined ? {} : { certificateNumber: certificate.number }),
        },
        facts: { number, total, most, ...(isPass ? judged : { reason: input.opinion }) },
      };
    },
  );
  const { certificateNumber } = enrolment;
  return { enrolment, ...(certificateNumber === undefined ? {} : { certificateNumber }) };
}

/** A decision with the sheet it went by. */
export interface ReadAcceptance extends Acceptance {
  items: AcceptanceItem[];
}

/** Decisions on a firm, the newest first. @throws NotFound */
export async function findAcceptances(ctx: Context, reference: string): Promise<ReadAcceptance[]> {
  const enrolment = await getEnrolment(ctx, reference);
  const rows = await AcceptanceModel.find({ enrolmentId: enrolment._id })
    .sort({ number: -1 })
    .limit(20)
    .lean<Acceptance[]>();
  const readable = rows.filter((row) => canReadRecord(ctx.actor, enrolment, row.heldOn));
  return Promise.all(
    readable.map(async (row) => ({ ...row, items: (await templateVersion('acceptance', row.templateVersion)).items })),
  );
}
