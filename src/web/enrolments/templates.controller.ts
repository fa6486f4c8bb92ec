import type { Request, Response } from 'express';
import {
  findTemplates,
  lineHint,
  makeTemplate,
  TEMPLATE_KINDS,
  type Template,
  type TemplateKind,
  toLines,
} from '#domain/stages';
import { formatDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { partOf } from '../request.ts';

function kindOf(req: Request): TemplateKind {
  const kind = TEMPLATE_KINDS.find((row) => row.code === partOf(req, 'kind'))?.code;
  if (kind === undefined) throw notFound('common.not-found');
  return kind;
}
const labelOf = (kind: TemplateKind): string => TEMPLATE_KINDS.find((row) => row.code === kind)?.label ?? '';
const madeOf = (template: Template): string =>
  template.version === 1 ? '系统自带' : `${template.madeByName}，${formatDate(template.createdAt)}`;

/** All templates with their version in force. */
export async function showTemplates(_req: Request, res: Response): Promise<void> {
  const rows = await Promise.all(
    TEMPLATE_KINDS.map(async ({ code, label }) => {
      const [latest] = await findTemplates(code);
      return {
        href: paths.template(code),
        label,
        version: latest?.version ?? 1,
        items: latest?.items.length ?? 0,
      };
    }),
  );
  res.page('templates/index', { title: '项目模板', rows });
}

/** One template: what is in force, and every version before. */
export async function showTemplate(req: Request, res: Response): Promise<void> {
  const kind = kindOf(req);
  const versions = await findTemplates(kind);
  const wanted = Number(req.query['version']);
  const shown = versions.find((one) => one.version === wanted) ?? (versions[0] as Template);
  res.page('templates/show', {
    title: labelOf(kind),
    heading: labelOf(kind),
    newHref: paths.newTemplate(kind),
    version: shown.version,
    isCurrent: shown === versions[0],
    lines: toLines(kind, shown.items).split('\n'),
    versions: versions.map((one) => ({
      href: `${paths.template(kind)}?version=${one.version}`,
      version: one.version,
      note: one.note,
      made: madeOf(one),
      isShown: one === shown,
    })),
  });
}

async function newPage(req: Request): Promise<FormPage> {
  const kind = kindOf(req);
  const [latest] = await findTemplates(kind);
  const { version, items } = latest as Template;
  return {
    title: `${labelOf(kind)}：新版本`,
    lead: '新版本只用于以后开始的阶段和评估，已经开始的不变。',
    back: { href: paths.template(kind), label: `返回${labelOf(kind)}` },
    action: paths.newTemplate(kind),
    submit: `发布第 ${version + 1} 版`,
    fields: [
      { name: 'lines', label: '内容', kind: 'area', rows: 18, hint: lineHint(kind) },
      { name: 'note', label: '改了什么', kind: 'text' },
    ],
    values: { lines: toLines(kind, items) },
    hidden: [{ name: 'basedOn', value: String(version) }],
  };
}

export const { show: showNewTemplate, post: postNewTemplate } = formPages({
  page: newPage,
  run: makeTemplate,
  next: ({ version }, { kind }) => [paths.template(kind), `已发布第 ${version} 版。`],
});
