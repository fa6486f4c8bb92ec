import type { Request, Response } from 'express';
import type { DrawnNoun, Link } from '#domain/engine';
import { againOf } from '#domain/evidence';
import type { ActionRow } from '#kernel/lifecycle';
import { actUnder } from '#kernel/paths';
import { presentForm } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { photosOf } from '../photos.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { type Asked, askedOf, formOf, unseenOf, withValue } from './form.ts';
import type { Numbered } from './line.ts';
import { tagsOf } from './line.ts';
import { presentSection } from './section.ts';

/** What asks nothing is done by its button, but for what cannot be undone. */
const isOnePress = ({ fields = [], isDanger }: Asked): boolean => fields.length === 0 && isDanger !== true;

/**
 * Buttons for what a person may do now; a step without questions is one press, the one that leads on comes first.
 * @param isKnown Some of its photos were handed in before: whoever finds them good is asked why.
 */
function buttonsOf(
  noun: DrawnNoun<Numbered>,
  row: Numbered,
  may: readonly ActionRow<string, string>[],
  isKnown: boolean,
) {
  const path = noun.pathOf(row.reference);
  return may
    .flatMap(({ action, label }) => {
      const step = askedOf(noun, action);
      return step === undefined || step.isAskedThere ? [] : [{ action, label, step }];
    })
    .map(({ action, label, step }, index) => {
      const isDirect = isOnePress(step) && !(isKnown && noun.acts[action]?.judgesPhotos);
      return {
        label: isDirect ? (step.submit ?? label) : label,
        href: actUnder(path, action),
        isDirect,
        isMain: index === 0,
        isDanger: step.isDanger === true,
        hidden: unseenOf(step, row),
      };
    });
}

/** One of a noun: how it stands and who has it, what this person may do, what is known of it, and what happened. */
export function pageOf(noun: DrawnNoun<Numbered>) {
  const { words, name, path } = noun;
  const { detailOf, unnamed } = words;
  const telling = {
    ...(detailOf === undefined ? {} : { detailOf }),
    ...(unnamed === undefined ? {} : { unnamed: () => unnamed }),
  };
  return async function showOne(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const row = await noun.get(ctx, partOf(req, 'reference'));
    const { reference } = row;
    const may = noun.actionsFor(ctx.actor, row);
    const there = may.filter(({ action }) => askedOf(noun, action)?.isAskedThere);
    const [standing, facts, links, sections, back, trail] = await Promise.all([
      words.standing(row, ctx),
      words.facts(row, ctx),
      words.links?.(ctx, row) ?? ([] as Link[]),
      words.sections?.(ctx, row) ?? [],
      words.partOf?.(row) ?? { href: path, label: `返回${name}` },
      noun.trail(ctx, reference),
    ]);
    const photoIds = words.photoIds?.(row) ?? row.photoIds;
    const again = await againOf([...new Set([...photoIds, ...row.photoIds])]);
    res.page('nouns/show', {
      title: `${name} ${reference}`,
      back,
      reference,
      text: noun.textOf(row),
      tags: tagsOf(noun, row, ctx),
      left: leftOn(ctx.actor, row),
      standing: { ...standing, said: withValue(standing.said ?? []) },
      actions: buttonsOf(noun, row, may, again.size > 0),
      forms: await Promise.all(there.map(async ({ action }) => presentForm(await formOf(noun, ctx, row, action)))),
      links,
      facts: withValue(facts),
      sections: await Promise.all(sections.map((section) => presentSection(section, ctx))),
      photos: photosOf(photoIds, `${name}照片`, again),
      timeline: presentTrail(trail, telling),
    });
  };
}
