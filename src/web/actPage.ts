import type { Request, Response } from 'express';
import type { Actor } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { localDate } from '#kernel/dates';
import { conflict, notFound } from '#kernel/errors';
import { type ActionRow, actionRow, type Lifecycle, statusRow } from '#kernel/lifecycle';
import { actUnder } from '#kernel/paths';
import { type FieldSpec, type FormPage, type Option, presentForm, submitForm, type Values } from './forms.ts';
import { contextOf, partOf } from './request.ts';

/** A field of an action's form. */
export interface ActField extends FieldSpec {
  /** A date that cannot lie before today. */
  isFuture?: boolean;
}

/** The page of one action: its question in the user's words, its fields, and what pressing the button means. */
export interface ActForm {
  /** Shown under the title: what happens next. */
  lead: string;
  submit: string;
  /** Said on the noun's page afterwards. */
  said: string;
  fields: readonly ActField[];
  isDanger?: boolean;
}

type Command = (ctx: Context, input: never) => Promise<unknown>;

/**
 * The pages on which one noun's actions are taken: `GET` and `POST <path>/act/:action`. `T` is the noun as the actor
 * sees it, `B` the actions that have such a page; leaving one out of `forms` or `commands` does not compile.
 */
export interface ActPages<T, S extends string, A extends string, B extends A> {
  lifecycle: Lifecycle<S, A>;
  forms: Readonly<Record<B, ActForm>>;
  commands: Readonly<Record<B, Command>>;
  /** @throws NotFound when it is not the actor's to see. */
  load: (ctx: Context, reference: string) => Promise<T>;
  statusOf: (noun: T) => S;
  actionsFor: (actor: Actor, noun: T, ctx: Context) => readonly ActionRow<A, S>[];
  /** Page of the noun; the action pages lie under it. */
  pathOf: (reference: string) => string;
  /** What is repeated above the form, so that nobody decides about the wrong one. */
  facts: (noun: T, action: B) => { label: string; value: string }[] | Promise<{ label: string; value: string }[]>;
  /** Choices of a `select` or `radios` field that depend on the noun, by field name. */
  choices?: Readonly<Record<string, (noun: T, ctx: Context, action: B) => Promise<readonly Option[]>>>;
  /** The line under a field that depends on the noun, by field name; that of the form where it is undefined. */
  hints?: Readonly<Record<string, (noun: T, action: B) => string | undefined>>;
  /** Whether a field is asked of this noun at all; every field when absent. */
  asks?: (field: ActField, noun: T) => boolean;
  /** What a form starts with. */
  values?: (noun: T, action: B) => Values;
  /** What the form sends unseen, e.g. the hash of the content a decision is about. */
  hidden?: (noun: T, action: B) => { name: string; value: string }[];
  /** A view of its own in place of the plain form page, with what it needs more. */
  view?: { name: string; model: (noun: T, action: B, req: Request) => Promise<Record<string, unknown>> };
}

/** The two handlers of a noun's action pages. */
export function actPage<T, S extends string, A extends string, B extends A>(pages: ActPages<T, S, A, B>) {
  const { lifecycle } = pages;

  function actionOf(req: Request): B {
    const action = partOf(req, 'action');
    if (!Object.hasOwn(pages.forms, action)) throw notFound('common.not-found');
    return action as B;
  }

  async function fieldSpec({ isFuture, ...field }: ActField, noun: T, ctx: Context, action: B): Promise<FieldSpec> {
    const choices = pages.choices?.[field.name];
    const hint = pages.hints?.[field.name]?.(noun, action);
    return {
      ...field,
      ...(hint === undefined ? {} : { hint }),
      ...(isFuture ? { min: localDate(ctx.now) } : {}),
      ...(choices === undefined ? {} : { options: await choices(noun, ctx, action) }),
    };
  }

  async function formPage(noun: T, action: B, reference: string, ctx: Context): Promise<FormPage> {
    const { lead, submit, isDanger } = pages.forms[action];
    const fields = pages.forms[action].fields.filter((field) => pages.asks?.(field, noun) ?? true);
    const path = pages.pathOf(reference);
    return {
      title: actionRow(lifecycle, action).label,
      lead,
      submit,
      ...(isDanger ? { isDanger } : {}),
      back: { href: path, label: `返回 ${reference}` },
      action: actUnder(path, action),
      facts: await pages.facts(noun, action),
      // A choice among nothing is no question.
      fields: (await Promise.all(fields.map((field) => fieldSpec(field, noun, ctx, action)))).filter(
        ({ kind, options }) => kind !== 'radios' || options?.length !== 0,
      ),
      hidden: pages.hidden?.(noun, action) ?? [],
      values: pages.values?.(noun, action) ?? {},
    };
  }

  async function draw(req: Request, res: Response, noun: T, action: B, model: Record<string, unknown>, status = 200) {
    const more = await pages.view?.model(noun, action, req);
    res.page(pages.view?.name ?? 'pages/form', { ...model, ...more }, status);
  }

  /** The page that asks what a step needs. Somebody who may not take it now is told so by the state of the noun. */
  async function showAct(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const action = actionOf(req);
    const reference = partOf(req, 'reference');
    const noun = await pages.load(ctx, reference);
    if (!pages.actionsFor(ctx.actor, noun, ctx).some((row) => row.action === action)) {
      const { label } = statusRow(lifecycle, pages.statusOf(noun));
      return res.goTo(pages.pathOf(reference), `现在是「${label}」，这一步已经不用做，或者不归您做。`);
    }
    await draw(req, res, noun, action, presentForm(await formPage(noun, action, reference, ctx)));
  }

  /** Takes a step. When somebody was faster, the page comes back with how it stands now. */
  async function postAct(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const action = actionOf(req);
    const reference = partOf(req, 'reference');
    const noun = await pages.load(ctx, reference);
    const page = await formPage(noun, action, reference, ctx);
    const sent = await submitForm(
      page,
      req,
      res,
      async (input) => {
        const status = pages.statusOf(noun);
        if (!actionRow(lifecycle, action).from.includes(status)) {
          throw conflict(`${lifecycle.noun}.not-in-this-status`, {
            params: { status: statusRow(lifecycle, status).label, action: page.title },
          });
        }
        await pages.commands[action](ctx, input as never);
      },
      async (model, status) => {
        const isStale = status === 409;
        const fresh = isStale ? await pages.load(ctx, reference) : noun;
        const hidden = isStale ? { hidden: pages.hidden?.(fresh, action) ?? [] } : {};
        await draw(req, res, fresh, action, { ...model, ...hidden }, status);
      },
    );
    if (sent !== undefined) res.goTo(pages.pathOf(reference), pages.forms[action].said);
  }

  return { showAct, postAct };
}
