import type { Request, Response } from 'express';
import { type DrawnNoun, fieldsOf, type Making } from '#domain/engine';
import type { Context } from '#kernel/context';
import { notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { pathsUnder } from '#kernel/paths';
import { type FormPage, formPages, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';
import { askedOf, formOf } from './form.ts';
import { makingAct, type Numbered } from './line.ts';

/** The pages on which the steps of a noun are taken: the form asks what the step needs, the command decides. */
export function stepsOf(noun: DrawnNoun<Numbered>) {
  const { acts, lifecycle } = noun;

  function askedStep(req: Request): string {
    const action = partOf(req, 'action');
    if (askedOf(noun, action) === undefined) throw notFound('common.not-found');
    return action;
  }

  const load = (ctx: Context, req: Request): Promise<Numbered> => noun.get(ctx, partOf(req, 'reference'));

  /** Somebody who may not take it now is told so by how it stands. */
  async function showStep(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const asked = askedStep(req);
    const row = await load(ctx, req);
    if (noun.actionsFor(ctx.actor, row).some(({ action }) => action === asked)) {
      return showForm(res, await formOf(noun, ctx, row, asked));
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
      await formOf(noun, ctx, row, asked),
      req,
      res,
      (input) => askedOf(noun, asked)?.run(ctx, input as never) ?? Promise.resolve(),
      async (model, status) => {
        const fresh = status === 409 ? await formOf(noun, ctx, await load(ctx, req), asked) : undefined;
        res.page(
          'pages/form',
          { ...model, ...(fresh === undefined ? {} : { facts: fresh.facts, hidden: fresh.hidden }) },
          status,
        );
      },
    );
    if (sent !== undefined) res.goTo(noun.pathOf(row.reference), acts[asked]?.said ?? '');
  }

  return { showStep, postStep };
}

/** The pages on which one is made: which sort where there are several, then the form. */
export function makingOf(noun: DrawnNoun<Numbered>, { sorts, ...making }: Making) {
  const { name, path } = noun;
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

  const { show, post: postMaking } = formPages({
    page: async (req): Promise<FormPage> => {
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
        fields: await fieldsOf(making.fields ?? [], sort, contextOf(req)),
        values: { ...making.values?.(sort, req.now), ...(await making.opensWith?.(contextOf(req))) },
      };
    },
    run: (ctx, input) => making.run(ctx, input as never),
    next: ({ reference }) => [noun.pathOf(reference), said],
  });

  /** Whoever may not make one now reads why where the list is. */
  async function showMaking(req: Request, res: Response): Promise<void> {
    if ((await making.may?.(contextOf(req))) === false) return res.goTo(path);
    await show(req, res);
  }
  return { showSorts, showMaking, postMaking };
}
