import type { Request, Response } from 'express';
import { countToDos, findToDos, TO_DO_TABS } from '#domain/nouns';
import { paths } from '#kernel/paths';
import { addressOf, pagerOf } from '../listAddress.ts';
import { contextOf } from '../request.ts';
import type { Route } from '../router.ts';
import { presentToDo } from './presentToDo.ts';

/** Everything that waits for the person in the role they act in, whatever it is. */
async function showToDos(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const tab = TO_DO_TABS.find(({ code }) => code === req.query['tab'])?.code;
  const after = typeof req.query['after'] === 'string' ? req.query['after'] : undefined;
  const [counts, { rows, nextCursor }] = await Promise.all([
    countToDos(ctx),
    findToDos(ctx, { ...(tab === undefined ? {} : { tab }), ...(after === undefined ? {} : { after }) }),
  ]);
  const tabs = [...TO_DO_TABS, { code: undefined, label: '全部' }];
  res.page('toDos/index', {
    title: '待办',
    tabs: tabs.map(({ code, label }) => ({
      label,
      count: counts[code ?? 'all'],
      href: addressOf(paths.toDos, { tab: code }),
      isCurrent: code === tab,
    })),
    toDos: await Promise.all(rows.map((row) => presentToDo(ctx, row))),
    isAll: tab === undefined,
    ...pagerOf(paths.toDos, { tab, after }, nextCursor),
  });
}

export const toDoRoutes: readonly Route[] = [{ method: 'get', path: paths.toDos, access: 'signed-in', run: showToDos }];
