import type { Request, Response } from 'express';
import { cohorts } from '#domain/applying';
import { findRegions, regionName, SECTORS } from '#domain/organisations';
import { enrolmentLifecycle, GROUNDS, SIZES } from '#domain/programme';
import { actsAs } from '#kernel/actor';
import { askedIn, choicesOf, isFiltered } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import { type BoardQuery, boardFilter, boardQuery } from './board.filter.ts';
import { presentBoard } from './presentBoard.ts';

const choice = (
  name: string,
  label: string,
  all: string,
  rows: readonly { code: string; label: string }[],
  chosen: string | undefined,
) => ({ name, label, options: choicesOf(all, rows, chosen) });

/** Regions a regulator may narrow the board to: their cities, or the counties of their city. */
function regionChoices(top: string | undefined, query: BoardQuery) {
  if (top === undefined || top.length === 6) return [];
  const rows = findRegions(top)
    .filter(({ code }) => code !== top && (code.length === 4 || top.length === 4 || code === query.region))
    .map(({ code }) => ({ code, label: regionName(code) }));
  return [choice('region', '地区', '全部地区', rows, query.region)];
}

/** 项目看板: who is in the programme and how far. Every number opens its list. */
export async function showBoard(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = askedIn(boardQuery, req, res);
  const top = actsAs(ctx.actor, 'regulator') ? ctx.actor.scope.regionCode : undefined;
  const { rows: invitations } = await cohorts.find(ctx, { limit: 100 });
  const chosen = invitations.find((cohort) => cohort._id === query.cohort);
  res.page('boards/enrolment', {
    title: '项目看板',
    choices: [
      choice(
        'cohort',
        '批次',
        '全部批次',
        invitations.map(({ _id, name }) => ({ code: _id, label: name })),
        query.cohort,
      ),
      ...regionChoices(top, query),
      choice('stage', '阶段', '全部阶段', enrolmentLifecycle.statuses, query.stage),
      choice('ground', '入项理由', '全部理由', GROUNDS, query.ground),
      choice('size', '规模', '全部规模', SIZES, query.size),
      choice('sector', '行业', '全部行业', SECTORS, query.sector),
    ],
    isFiltered: isFiltered(query),
    exportFilter: JSON.stringify(boardFilter(query)),
    says: [chosen?.name, query.region === undefined ? undefined : regionName(query.region)].filter(Boolean).join('，'),
    ...(await presentBoard(ctx, res.charts, boardFilter(query), query, { top, cohort: chosen?.reference })),
  });
}
