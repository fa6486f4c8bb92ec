import type { Response } from 'express';
import { type DrawnNoun, judgedAt, type LeftPark, type Tag } from '#domain/engine';
import type { Context } from '#kernel/context';
import { statusRow } from '#kernel/lifecycle';
import { drawnAs, keepDrawn } from '../drawn.ts';
import type { UnreadableLine } from '../unreadable.ts';

/** What the pages read of a row without knowing which noun it is of. */
export interface Numbered {
  _id: string;
  reference: string;
  photoIds: readonly string[];
  parkId?: string;
  formerParks?: LeftPark[];
}

/** One line of any noun, for the `line` partial. */
export interface Line {
  reference: string;
  href: string;
  text: string;
  meta: string;
  tags: readonly { label: string; tone: string; icon?: string }[];
}

/** Its status, and what its noun says beside it: to a park or body its firm has left, as it was when it left. */
export const tagsOf = <T>(noun: DrawnNoun<T>, row: T, ctx: Context): Tag[] => {
  const { label, tone } = statusRow(noun.lifecycle, noun.statusOf(row));
  return [{ label, tone }, ...(noun.words.tags?.(row, judgedAt(ctx, row as Numbered)) ?? [])];
};

const LONGEST = 60;
const shorten = (text: string): string => {
  const letters = Array.from(text);
  return letters.length > LONGEST ? `${letters.slice(0, LONGEST).join('')}…` : text;
};

/** A row as a line of a list. */
export async function presentLine<T extends Numbered>(noun: DrawnNoun<T>, row: T, ctx: Context): Promise<Line> {
  const { reference } = row;
  const meta = await noun.words.meta(row, ctx);
  const text = shorten(noun.textOf(row));
  return { reference, href: noun.pathOf(reference), text, meta, tags: tagsOf(noun, row, ctx) };
}

/**
 * The line as HTML. Drawing it is most of the work of a list, and it looks the same to everybody to whom it says the same:
 * one that says what another said is not drawn again.
 */
export function drawLine(res: Response, line: Line | UnreadableLine): string {
  const key = `line:${JSON.stringify(line)}`;
  return drawnAs(key) ?? keepDrawn(key, res.part('line', { ...line }));
}

/** The step that makes one: on the button, and said afterwards. */
export const makingAct = ({ words, acts }: DrawnNoun<Numbered>) =>
  Object.entries(acts).find(([action]) => words.steps[action] === 'made')?.[1];
