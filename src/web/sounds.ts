import type { Request, Response } from 'express';
import { isPlayable } from '#domain/evidence';
import { hearVoice } from '#domain/hazards';
import { paths } from '#kernel/paths';
import { contextOf, partOf } from './request.ts';

/** A voice message of a case, for whoever may listen. @throws NotFound */
export async function showSound(req: Request, res: Response): Promise<void> {
  sendSound(req, res, await hearVoice(contextOf(req), partOf(req, 'id')));
}

/** Sends a sound, or the part of it that is asked for: phones play nothing they cannot ask for in parts. */
export function sendSound(req: Request, res: Response, { bytes, type }: { bytes: Buffer; type: string }): void {
  res.setHeader('cache-control', 'private, no-store');
  res.setHeader('accept-ranges', 'bytes');
  res.type(type);
  if (!isPlayable(type)) res.attachment(`语音.${type.slice('audio/'.length)}`);
  const asked = req.range(bytes.length);
  if (asked === -1) return void res.status(416).setHeader('content-range', `bytes */${bytes.length}`).end();
  const part = Array.isArray(asked) && asked.type === 'bytes' && asked.length === 1 ? asked[0] : undefined;
  if (part === undefined) return void res.end(bytes);
  res.status(206).setHeader('content-range', `bytes ${part.start}-${part.end}/${bytes.length}`);
  res.end(bytes.subarray(part.start, part.end + 1));
}

/** Voice messages as the `voices` partial shows them. */
export const voicesIn = (voices: readonly { id: string; isPlayable: boolean }[]) =>
  voices.map(({ id, isPlayable: isPlayed }, at) => ({
    url: paths.sound(id),
    label: `第 ${at + 1} 条语音`,
    isPlayable: isPlayed,
  }));
