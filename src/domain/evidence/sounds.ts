import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import { buffer } from 'node:stream/consumers';
import type { Context } from '#kernel/context';
import { addDays, atLocalHour, localDate, startOfHour } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { randomId } from '#kernel/ids';
import { bucketOf, deleteBytes, gridId, writeBytes } from './bytes.ts';
import { type Content, typeOf } from './content.ts';
import { evidenceRule } from './evidenceRules.ts';
import { ownDrafts, ownerOf } from './owner.ts';
import type { Photo, PhotoSubject } from './photo.model.ts';
import { storePhoto } from './photos.ts';
import { playedAs } from './played.ts';
import { SOUND_KEY, type Sound, SoundModel } from './sound.model.ts';
import { isPlayable, readSound } from './soundTypes.ts';

const [KEY_BYTES, NONCE_BYTES, TAG_BYTES] = [32, 12, 16] as const;
const CIPHER = 'aes-256-gcm';

/** Encrypted with a key of its own, bound to its row: whoever has the database alone hears nobody. */
function lock(id: string, key: Buffer, bytes: Buffer): Buffer {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(Buffer.from(id));
  return Buffer.concat([nonce, cipher.update(bytes), cipher.final(), cipher.getAuthTag()]);
}

function unlock(id: string, key: Buffer, locked: Buffer): Buffer {
  const decipher = createDecipheriv(CIPHER, key, locked.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(id))
    .setAuthTag(locked.subarray(-TAG_BYTES));
  return Buffer.concat([decipher.update(locked.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
}

/**
 * Keeps a voice message. Until it tells of something only whoever sent it may use it, and after some days it is removed.
 * @throws Invalid `evidence.not-a-sound` at `photos`.
 */
export async function storeSound(ctx: Context, input: { bytes: Content }): Promise<Sound> {
  const rule = evidenceRule(ctx.now).sound;
  const { bytes, type } = await playedAs(await readSound(input.bytes, rule), rule.playedSeconds);
  const createdAt = startOfHour(ctx.now);
  const _id = randomId();
  const owner = ownerOf(ctx.actor, _id);
  const key = randomBytes(KEY_BYTES);
  const sound: Sound = {
    _id,
    type,
    bytes: bytes.length,
    key: SOUND_KEY.seal(_id, key.toString('base64')),
    gridId: await writeBytes('sounds', lock(_id, key, bytes), createdAt),
    ...(owner === undefined ? {} : { owner }),
    createdAt,
  };
  await SoundModel.create([sound]);
  return sound;
}

/**
 * Keeps what somebody sends in a chat: a voice message as such, anything else as a photo. A container that may hold either is
 * what its sender says it is. @throws Invalid at `photos`.
 */
export async function storeSaid(
  ctx: Context,
  input: { bytes: Content; fileName: string },
  claimedType: string,
): Promise<{ photo?: Photo; sound?: Sound }> {
  const { mime = '' } = (await typeOf(input.bytes)) ?? {};
  const isSound = mime.startsWith('audio/') || (claimedType.startsWith('audio/') && !mime.startsWith('image/'));
  return isSound ? { sound: await storeSound(ctx, input) } : { photo: await storePhoto(ctx, input) };
}

/** @throws NotFound */
export async function getSound(id: string): Promise<Sound> {
  const sound = await SoundModel.findById(id).lean<Sound>();
  if (sound === null) throw notFound('common.not-found');
  return sound;
}

/** Which of these a browser plays, in the order of the ids; those that are gone are left out. */
export async function findSounds(ids: readonly string[]): Promise<{ id: string; isPlayable: boolean }[]> {
  if (ids.length === 0) return [];
  const found = await SoundModel.find({ _id: { $in: [...ids] } }).lean<Sound[]>();
  return ids.flatMap((id) =>
    found.filter(({ _id }) => _id === id).map(({ type }) => ({ id, isPlayable: isPlayable(type) })),
  );
}

/** The sound itself. Whoever calls this has asked who may hear it first. @throws Error where its key is gone. */
export async function openSound({ _id, key, gridId: id, type }: Sound): Promise<{ bytes: Buffer; type: string }> {
  const locked = await buffer(bucketOf('sounds').openDownloadStream(gridId(id)));
  return { bytes: unlock(_id, Buffer.from(SOUND_KEY.open(_id, key), 'base64'), locked), type };
}

/**
 * Ties voice messages to what they tell of, inside the command's transaction, and forgets who sent them. One that is
 * somebody else's, used elsewhere or gone is passed over. @returns the ids that are tied to it now.
 */
export async function attachOwnSounds(
  ctx: Context,
  { soundIds, subject }: { soundIds: readonly string[]; subject: PhotoSubject },
): Promise<string[]> {
  const ids = [...new Set(soundIds)];
  if (ids.length === 0) return [];
  const { kind, id } = subject;
  await SoundModel.updateMany(
    { _id: { $in: ids }, $or: [...ownDrafts(ctx.actor, ids), { 'subject.kind': kind, 'subject.id': id }] },
    { $set: { subject }, $unset: { owner: 1 } },
  );
  const tied = await SoundModel.find({ _id: { $in: ids }, 'subject.kind': kind, 'subject.id': id })
    .select({ _id: 1 })
    .lean<Pick<Sound, '_id'>[]>();
  return ids.filter((one) => tied.some(({ _id }) => _id === one));
}

/** Gives the drafts of a visitor, who turns out to be the actor, to them; as `claimDrafts` does photos. */
export async function claimSounds({ actor }: Context, visitorId: string): Promise<void> {
  const drafts = SoundModel.find({ owner: { $type: 'string' }, subject: { $exists: false } }).select({ owner: 1 });
  for await (const { _id, owner } of drafts.lean<Pick<Sound, '_id' | 'owner'>>().cursor()) {
    const theirs = ownerOf(actor, _id);
    if (owner === undefined || theirs === undefined || owner !== ownerOf({ kind: 'visitor', visitorId }, _id)) continue;
    await SoundModel.updateOne({ _id, owner, subject: { $exists: false } }, { $set: { owner: theirs } });
  }
}

/** Voice messages that became part of nothing, old enough to go; `without` those whose ids are named. */
export async function findStraySounds(now: Date, limit: number, without: readonly string[]): Promise<Sound[]> {
  const before = atLocalHour(addDays(localDate(now), -evidenceRule(now).strayDays), 0);
  return SoundModel.find({ subject: { $exists: false }, createdAt: { $lt: before }, _id: { $nin: [...without] } })
    .limit(limit)
    .lean<Sound[]>();
}

/** Removes one with its content. @returns false when somebody was faster, or it belongs to something by now. */
export const removeStraySound = (_ctx: Context, sound: Sound): Promise<boolean> =>
  removeSound(sound, { subject: { $exists: false } });

/** Voice messages from before then that tell of something of a kind, the oldest first, `without` those whose ids are named. */
export const oldSoundsOf = (kind: string, before: Date, without: readonly string[]): AsyncIterable<Sound> =>
  SoundModel.find({ createdAt: { $lt: before }, 'subject.kind': kind, _id: { $nin: [...without] } })
    .sort({ createdAt: 1 })
    .lean<Sound[]>()
    .cursor();

/** Removes one that told of something, with its content; whoever calls this has asked whether it may go. @returns false when it is gone. */
export const removeToldSound = (sound: Sound): Promise<boolean> => removeSound(sound, {});

async function removeSound({ _id, gridId: id }: Sound, only: { subject?: { $exists: false } }): Promise<boolean> {
  const { deletedCount } = await SoundModel.deleteOne({ _id, ...only });
  if (deletedCount === 0) return false;
  await deleteBytes('sounds', id);
  return true;
}
