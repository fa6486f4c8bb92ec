import { z } from 'zod';
import { record } from '#domain/journal';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { conflict, forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { atMost, requireFields, rowsField } from '#kernel/input';
import { tidy } from '#kernel/text';
import { inTransaction, isDuplicateKey } from '#platform/mongo';
import { fromLines } from './lines.ts';
import { TEMPLATE_KINDS, type Template, type TemplateKind, TemplateModel } from './template.model.ts';
import { findTemplates } from './templates.ts';

export const makeTemplateInput = z.object({
  kind: z.enum(TEMPLATE_KINDS.map((row) => row.code) as [TemplateKind, ...TemplateKind[]], { error: '没有这种模板' }),
  /** The version on the page the new one was made from. */
  basedOn: z.coerce.number({ error: '页面过期了，请重新打开' }).int(),
  lines: rowsField('请填写内容', 20_000, '内容太长'),
  note: z
    .string({ error: '请写一句改了什么' })
    .transform(tidy)
    .pipe(
      z
        .string()
        .min(2, '请写一句改了什么')
        .max(...atMost(200)),
    ),
});

/** Administrators and nobody else: a template is a rule of the programme and tells nothing of any firm. */
export const mayEditTemplates = (ctx: Context): boolean => actsAs(ctx.actor, 'administrator');

/**
 * Makes the next version of a template. Firms and rounds that began under an earlier one keep it.
 * @throws Forbidden, Invalid at `lines`, Conflict when somebody made a version meanwhile.
 */
export async function makeTemplate(ctx: Context, raw: z.input<typeof makeTemplateInput>): Promise<Template> {
  if (!mayEditTemplates(ctx) || ctx.actor.kind !== 'person') throw forbidden('common.not-allowed');
  const { personId, name } = ctx.actor;
  const { kind, basedOn, lines, note } = requireFields(makeTemplateInput, raw);
  const read = fromLines(kind, lines);
  if ('problem' in read) throw invalid('common.check-fields', { lines: read.problem });
  const [latest] = await findTemplates(kind);
  if (latest?.version !== basedOn) throw conflict('common.changed-meanwhile');
  const template: Template = {
    _id: newId(ctx.now),
    kind,
    version: basedOn + 1,
    items: read.items,
    note,
    madeBy: personId,
    madeByName: name,
    createdAt: ctx.now,
  };
  try {
    await inTransaction(async () => {
      await TemplateModel.create([template]);
      await record(ctx, {
        name: 'programme.template-made',
        subject: { kind: 'template', id: kind },
        facts: { kind, version: template.version, itemCount: template.items.length },
      });
    });
  } catch (error) {
    if (isDuplicateKey(error, 'one_version')) throw conflict('common.changed-meanwhile');
    throw error;
  }
  return template;
}
