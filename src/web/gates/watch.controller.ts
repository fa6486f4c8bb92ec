import type { Request, Response } from 'express';
import { gates, letThrough } from '#domain/gates';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, presentForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf } from '../request.ts';

/** A gate without hardware, on the phone of whoever stands there. @throws NotFound where it is not theirs to let anybody through. */
async function watchPage(req: Request) {
  const ctx = contextOf(req);
  const gate = await gates.get(ctx, partOf(req, 'reference'));
  if (!gates.can(ctx.actor, 'let-through', gate)) throw notFound('common.not-found');
  const page: FormPage = {
    title: `${gate.name}值守`,
    back: { href: gates.pathOf(gate.reference), label: '返回卡口' },
    action: paths.gateWatch(gate.reference),
    submit: '进',
    fields: [
      { name: 'shown', label: '通行证编号或车牌', kind: 'text', hint: '例如：F2026-0001 或 桂A12345。' },
      { name: 'goods', label: '运单上的品名（没有货不用填）', kind: 'text' },
      { name: 'rescue', label: '救援车辆，马上放行', kind: 'check' },
    ],
  };
  return { gate, page };
}
const draw = (res: Response, model: Record<string, unknown>, status = 200) =>
  // The camera is this page's alone.
  res.set('permissions-policy', 'camera=(self)').page('gates/watch', model, status);

export async function showWatch(req: Request, res: Response): Promise<void> {
  draw(res, presentForm((await watchPage(req)).page));
}

/** Lets somebody in or out and comes back for the next; the button says which way. */
export async function postWatch(req: Request, res: Response): Promise<void> {
  const { gate, page } = await watchPage(req);
  const direction = textOf(req, 'direction');
  const sent = await submitForm(
    page,
    req,
    res,
    ({ rescue, ...typed }) =>
      letThrough(contextOf(req), { ...typed, direction, rescue: rescue === true ? 'yes' : 'no' }),
    (model, status) => draw(res, model, status),
  );
  if (sent !== undefined) res.goTo(paths.gateWatch(gate.reference), `${textOf(req, 'shown')}：放行，已登记。`);
}
