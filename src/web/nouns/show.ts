import type { Request, Response } from 'express';
import type { DrawnNoun, Fact, Link } from '#domain/engine';
import type { ActionRow } from '#kernel/lifecycle';
import { actUnder } from '#kernel/paths';
import { leftOn } from '../leftPark.ts';
import { photosOf } from '../photos.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import type { Numbered } from './line.ts';
import { tagsOf } from './line.ts';

export const withValue = (facts: readonly Fact[]): Fact[] => facts.filter(({ value }) => value !== '');

/** Buttons for what a person may do now; a step without questions is one press, the one that leads on comes first. */
function buttonsOf(noun: DrawnNoun<Numbered>, row: Numbered, now: Date, may: readonly ActionRow<string, string>[]) {
  const path = noun.pathOf(row.reference);
  return may.flatMap(({ action, label }) => {
    const step = noun.words.steps[action];
    if (typeof step !== 'object') return [];
    const isDirect = (step.fields?.(row, now) ?? []).length === 0;
    return [{ label, href: actUnder(path, action), isDirect, isMain: action === may[0]?.action }];
  });
}

/** One of a noun: how it stands and who has it, what this person may do, what is known of it, and what happened. */
export function pageOf(noun: DrawnNoun<Numbered>) {
  const { words, name, path } = noun;
  return async function showOne(req: Request, res: Response): Promise<void> {
    const ctx = contextOf(req);
    const row = await noun.get(ctx, partOf(req, 'reference'));
    const { reference } = row;
    const [standing, facts, links, trail] = await Promise.all([
      words.standing(row),
      words.facts(row),
      words.links?.(ctx, row) ?? ([] as Link[]),
      noun.trail(ctx, reference),
    ]);
    res.page('nouns/show', {
      title: `${name} ${reference}`,
      name,
      list: path,
      reference,
      text: noun.textOf(row),
      tags: tagsOf(noun, row, ctx.now),
      left: leftOn(ctx.actor, row),
      standing: { ...standing, said: withValue(standing.said ?? []) },
      actions: buttonsOf(noun, row, ctx.now, noun.actionsFor(ctx.actor, row)),
      links,
      facts: withValue(facts),
      photos: photosOf(words.photoIds?.(row) ?? row.photoIds, `${name}照片`),
      timeline: presentTrail(trail, words.detailOf === undefined ? {} : { detailOf: words.detailOf }),
    });
  };
}
