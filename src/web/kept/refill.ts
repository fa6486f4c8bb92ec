import type { Request, Response } from 'express';
import { type Draft, findDraft } from '#domain/drafts';
import { findFiles } from '#domain/evidence';
import { paths } from '#kernel/paths';
import { fillForm } from './fillForm.ts';

/** What is said above a form that comes back filled in. */
export interface Note {
  /** It was refused just now; else it had been kept from earlier. */
  isRefused: boolean;
  sentence: string;
  errors: readonly { field: string; sentence: string }[];
  photosLeft: boolean;
}

/** What the unseen fields of a form are drawn from, as `partials/keys` names it. */
export type Keys = Readonly<Record<string, unknown>>;

/** A page with a form as it was typed, and a note above. @returns nothing when it has no such form. */
export async function refill(
  res: Response,
  html: string,
  keys: Keys,
  draft: Draft,
  { once, ...note }: Note & { once?: string },
): Promise<string | undefined> {
  const files = draft.fileIds.length === 0 ? [] : await findFiles(draft.fileIds);
  const kept = res.part('kept-uploads', {
    kept: draft.photoIds.map((id) => ({ id, thumb: `${paths.photo(id)}?size=thumb` })),
    keptFiles: files.map((file) => ({ id: file._id, name: file.fileName })),
    keptSounds: draft.soundIds ?? [],
  });
  return fillForm(html, {
    draft,
    kept,
    ...(once === undefined ? {} : { once }),
    ...(note.isRefused ? {} : { hidden: { _kept: '1' } }),
    note: (left) => res.part('restored', { ...keys, ...note, left, mayForget: !note.isRefused }),
  });
}

/** A page on which somebody types something that is sent. */
const asksForWords = (html: string): boolean =>
  html
    .split('<form ')
    .slice(1)
    .some(
      (form) =>
        form.startsWith('method="post"') &&
        /<(?:textarea|select|input class="form-c)/.test(form.slice(0, form.indexOf('</form>'))),
    );

const KEPT = '您上次填的还没有交，已经放回表里了。';

/** Gives back what the person had typed on this page and not handed in; the page as it is when there is nothing. */
export async function giveBack(req: Request, res: Response, html: string, keys: Keys): Promise<string> {
  if (req.method !== 'GET' || req.actor?.kind !== 'person' || !asksForWords(html)) return html;
  const { personId, hidesSince } = req.actor;
  const draft = await findDraft({ personId, page: req.originalUrl, since: hidesSince?.getTime() }, req.now);
  if (draft === undefined) return html;
  const note = { isRefused: false, sentence: KEPT, errors: [], photosLeft: false };
  return (await refill(res, html, keys, draft, note)) ?? html;
}
