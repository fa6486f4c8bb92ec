import type { Request, Response } from 'express';
import type { DrawnNoun } from '#domain/engine';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { actUnder, pathsUnder } from '#kernel/paths';
import { type FormPage, formPages, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { makingAct, type Numbered } from './line.ts';
import { withValue } from './show.ts';

/** The pages on which the steps of a noun are taken: the form asks what the step needs, the command decides. */
export function stepsOf(noun: DrawnNoun<Numbered>) {
  const { words, acts, name, lifecycle } = noun;

  function askedStep(req: Request) {
    const action = partOf(req, 'action');
    const step = Object.hasOwn(words.steps, action) ? words.steps[action] : undefined;
    if (typeof step !== 'object') throw notFound('common.not-found');
    return { action, step, said: acts[action]?.said ?? '', label: acts[action]?.label ?? '' };
  }

  async function formOf(
    row: Numbered,
    { action, step, label }: ReturnType<typeof askedStep>,
    now: Date,
  ): Promise<FormPage> {
    const { reference } = row;
    const path = noun.pathOf(reference);
    const what = [
      { label: '编号', value: reference },
      { label: name, value: noun.textOf(row) },
    ];
    return {
      title: label,
      lead: step.lead?.(row) ?? '',
      submit: step.submit ?? label,
      ...(step.isDanger ? { isDanger: true } : {}),
      back: { href: path, label: `返回 ${reference}` },
      action: actUnder(path, action),
      // Repeated above the form, so that nobody decides about the wrong one; not where the fields hold them.
      facts: step.values === undefined ? [...what, ...withValue(await words.facts(row))] : [],
      fields: step.fields?.(row, now) ?? [],
      values: step.values?.(row, now) ?? {},
    };
  }

  const load = (ctx: Context, req: Request): Promise<Numbered> => noun.get(ctx, partOf(req, 'reference'));

  /** Somebody who may not take it now is told so by how it stands. */
  async function showStep(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const asked = askedStep(req);
    const row = await load(ctx, req);
    if (noun.actionsFor(ctx.actor, row).some(({ action }) => action === asked.action)) {
      return showForm(res, await formOf(row, asked, ctx.now));
    }
    const { label } = statusRow(lifecycle, noun.statusOf(row));
    res.goTo(noun.pathOf(row.reference), `现在是「${label}」，这一步已经不用做，或者不归您做。`);
  }

  /** When somebody was faster, the page comes back with how it stands now. */
  async function postStep(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const asked = askedStep(req);
    const row = await load(ctx, req);
    const sent = await submitForm(
      await formOf(row, asked, ctx.now),
      req,
      res,
      (input) => asked.step.run(ctx, input as never),
      async (model, status) => {
        const fresh = status === 409 ? await formOf(await load(ctx, req), asked, ctx.now) : undefined;
        res.page('pages/form', { ...model, ...(fresh === undefined ? {} : { facts: fresh.facts }) }, status);
      },
    );
    if (sent !== undefined) res.goTo(noun.pathOf(row.reference), asked.said);
  }

  return { showStep, postStep };
}

/** The pages on which one is made: which sort where there are several, then the form. */
export function makingOf(noun: DrawnNoun<Numbered>) {
  const { words, name, path } = noun;
  const { sorts, ...making } = words.making;
  const { label = '', said = '' } = makingAct(noun) ?? {};

  function sortOf(req: Request): string {
    if (sorts === undefined) return '';
    const sort = sorts.of.find(({ code }) => code === partOf(req, 'kind'))?.code;
    if (sort === undefined) throw notFound('common.not-found');
    return sort;
  }

  /** Each sort asks for other things. */
  function showSorts(_req: Request, res: Response): void {
    res.page('nouns/sorts', {
      title: name,
      name,
      list: path,
      question: sorts?.title ?? '',
      sorts: sorts?.of.map(({ code, label, hint }) => ({ href: pathsUnder(path).sort(code), label, hint })),
    });
  }

  const { show: showMaking, post: postMaking } = formPages({
    page: (req): FormPage => {
      const sort = sortOf(req);
      return {
        title: making.title(sort),
        lead: making.lead?.(sort) ?? '',
        back:
          sorts === undefined
            ? { href: path, label: `返回${name}` }
            : { href: pathsUnder(path).making, label: '换一类' },
        action: sorts === undefined ? path : pathsUnder(path).sort(sort),
        submit: making.submit ?? label,
        fields: making.fields?.(sort, req.now) ?? [],
        values: making.values?.(sort, req.now) ?? {},
      };
    },
    run: (ctx, input) => making.run(ctx, input as never),
    next: ({ reference }) => [noun.pathOf(reference), said],
  });
  return { showSorts, showMaking, postMaking };
}
