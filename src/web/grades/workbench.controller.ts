import type { Request, Response } from 'express';
import { expansions, findExpansionsStoppedBy } from '#domain/expansions';
import {
  effectText,
  gradeByScore,
  gradeLabel,
  grades,
  lacksOf,
  pointsIn,
  pointsOf,
  risesOf,
  sheetOf,
  totalOf,
} from '#domain/grades';
import { parkName } from '#domain/organisations';
import { findStoppedBy, projects } from '#domain/projects';
import { localDate } from '#kernel/dates';
import { contextOf, partOf } from '../request.ts';

/** What somebody supposes the park would score, as typed. */
async function supposed(req: Request, parkId: string) {
  const typed = typeof req.query['points'] === 'string' ? req.query['points'] : '';
  if (typed.trim() === '') return { typed };
  const tenths = pointsIn(typed);
  if (tenths === undefined) return { typed, error: '请填写 0 到 100 分，最多一位小数' };
  const grade = gradeByScore(tenths, localDate(req.now));
  const stopped = await findStoppedBy(contextOf(req), parkId, grade);
  const asked = await findExpansionsStoppedBy(contextOf(req), parkId, grade);
  return {
    typed,
    says: `${pointsOf(tenths)} 分是${gradeLabel(grade)}：${effectText(grade, req.now)}。`,
    stops:
      stopped.length === 0 ? '没有因此要停的项目。' : `${stopped.length} 个没动工的项目要停下来等决定，在建的不动：`,
    projects: stopped.map((project) => ({ href: projects.pathOf(project.reference), label: projects.textOf(project) })),
    ...(asked.length === 0
      ? {}
      : {
          held: `${asked.length} 件没决定的扩区申请要停下来：`,
          expansions: asked.map((one) => ({ href: expansions.pathOf(one.reference), label: expansions.textOf(one) })),
        }),
  };
}

/** What each part of the sheet is worth, which of them lift the park, and what another score would do. */
export async function showWorkbench(req: Request, res: Response): Promise<void> {
  const row = await grades.get(contextOf(req), partOf(req, 'reference'));
  const sheet = sheetOf(row);
  const grade = row.grade ?? gradeByScore(totalOf(sheet), localDate(req.now));
  const words = ({ label, lacks }: { label: string; lacks: number }): string => `${label} ${pointsOf(lacks)} 分`;
  res.page('grades/workbench', {
    title: '差在哪里，掉级会停什么',
    back: { href: grades.pathOf(row.reference), label: `返回 ${row.reference}` },
    stands: `${await parkName(row.parkId)}：${pointsOf(totalOf(sheet))} 分，${gradeLabel(grade)}。${effectText(grade, req.now)}。`,
    items: lacksOf(sheet).map(({ label, most, has, lacks }) => ({
      label,
      most: pointsOf(most),
      has: pointsOf(has),
      lacks: pointsOf(lacks),
      value: has,
      of: most,
    })),
    rises: risesOf(sheet, req.now).map(({ grade: better, missing, items }) => ({
      label: gradeLabel(better),
      missing: pointsOf(missing),
      items: items.map(words).join('、'),
    })),
    supposed: await supposed(req, row.parkId),
  });
}
