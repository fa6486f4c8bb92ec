import { type DrawnNoun, type Fact, fieldsOf, type Step } from '#domain/engine';
import type { Context } from '#kernel/context';
import { actUnder } from '#kernel/paths';
import type { FormPage } from '../forms.ts';
import { toJudge } from '../photos.ts';
import { comparedFor } from './compared.ts';
import type { Numbered } from './line.ts';

export const withValue = (facts: readonly Fact[]): Fact[] => facts.filter(({ value }) => value !== '');

export type Asked = Exclude<Step<Numbered>, string>;

/** How a step is asked for; undefined for one that has no form of its own, or is none. */
export function askedOf({ words: { steps } }: DrawnNoun<Numbered>, action: string): Asked | undefined {
  const step = Object.hasOwn(steps, action) ? steps[action] : undefined;
  return typeof step === 'object' ? step : undefined;
}

/** What the form of a step sends unseen. */
export const unseenOf = ({ unseen = [] }: Asked, row: Numbered): { name: string; value: string }[] =>
  unseen.map(({ name, of }) => ({ name, value: of(row) }));

/** The form of a step, with what is known of the row above it. */
export async function formOf(
  noun: DrawnNoun<Numbered>,
  ctx: Context,
  row: Numbered,
  action: string,
): Promise<FormPage> {
  const { words, name, acts } = noun;
  const { reference } = row;
  const path = noun.pathOf(reference);
  const step = askedOf(noun, action);
  const label = acts[action]?.label ?? '';
  const what = [
    { label: '编号', value: reference },
    { label: name, value: noun.textOf(row) },
  ];
  const { known, asked } = acts[action]?.judgesPhotos ? await toJudge(row.photoIds) : { known: [], asked: [] };
  const compared = await comparedFor(noun, ctx, row, action);
  const brief = words.brief ?? ((one: Numbered) => words.facts(one, ctx));
  return {
    title: label,
    lead: step?.lead?.(row) ?? '',
    submit: step?.submit ?? label,
    ...(step?.isDanger ? { isDanger: true } : {}),
    back: { href: path, label: `返回 ${reference}` },
    action: actUnder(path, action),
    // Repeated above the form, so that nobody decides about the wrong one; not where the fields hold them.
    facts: step?.values === undefined ? [...what, ...withValue(await brief(row))] : [],
    ...(known.length === 0 ? {} : { known }),
    ...(compared === undefined ? {} : { compared }),
    fields: [...(await fieldsOf(step?.fields ?? [], row, ctx)), ...asked],
    values: step?.values?.(row, ctx.now) ?? {},
    hidden: step === undefined ? [] : unseenOf(step, row),
    keptPhotoIds: step?.photoIds?.(row) ?? [],
  };
}
