import type { Request, Response } from 'express';
import { countResets, findResets, personName, type ResetByOthers } from '#domain/identity';
import { bodyName, enterpriseName } from '#domain/organisations';
import { roleLabel } from '#kernel/actor';
import { formatHour } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { contextOf } from '../request.ts';

const WAYS: Readonly<Record<ResetByOthers['way'], string>> = {
  sms: '重置码发到了本人的手机短信',
  chat: '重置码发到了本人绑定的聊天',
  slip: '重置码印在密封纸条上',
  page: '重置码在本人的网页上',
};

async function presentReset({ personId, role, scope, askedBy, askedByRole, way, at }: ResetByOthers) {
  const { enterpriseId, bodyId } = scope;
  const place =
    enterpriseId !== undefined ? enterpriseName(enterpriseId) : bodyId !== undefined ? bodyName(bodyId) : '';
  return {
    place: await place,
    holder: `${await personName(personId)}（${roleLabel(role)}）`,
    by: `${await personName(askedBy)}（${roleLabel(askedByRole)}）`,
    way: WAYS[way],
    isSlip: way === 'slip',
    when: formatHour(at),
  };
}

/** For the competent body: whose password was set anew because somebody else had asked for it. */
export async function showResets(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = pagesQuery.parse(req.query);
  const [{ rows, nextCursor }, total] = await Promise.all([findResets(ctx, query.after), countResets(ctx)]);
  res.page('people/resets', {
    title: '别人申请的重置',
    resets: await Promise.all(rows.map(presentReset)),
    total,
    ...pagerOf(paths.resets, query, nextCursor),
  });
}
