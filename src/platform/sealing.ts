import { createCipheriv, createDecipheriv, createHmac, randomBytes, randomInt } from 'node:crypto';
import mongoose from 'mongoose';

/** What this installation seals with. The keys lie outside MongoDB: whoever reads the whole database cannot open a row. */
interface KeyRing {
  /** Seals from now on. */
  current: string;
  /** Everything that may still be opened. */
  keys: ReadonlyMap<string, Buffer>;
  blind: Buffer;
}

const KEY_BYTES = 32;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
/** Sealed text is filled up to a multiple of this, so that its length tells nothing. */
const BLOCK = 64;
const BLIND_KEY = 'blind';
const MARK = 's1';
const ROTATED_AT_ONCE = 200;

let ring: KeyRing | undefined;

/**
 * The ring written as `id:base64,id:base64,…`: the first key seals, the others only open, `blind` makes lookups.
 * Each is 32 random bytes.
 * @throws Error naming what is wrong, never a key.
 */
export function parseSealingKeys(text: string): KeyRing {
  const keys = new Map<string, Buffer>();
  for (const part of text.split(',')) {
    const [, id, base64] = /^\s*([a-z0-9-]{1,20}):([A-Za-z0-9+/=_-]+)\s*$/.exec(part) ?? [];
    if (id === undefined || base64 === undefined) throw new Error('SEALING_KEYS: write id:base64,id:base64,…');
    const key = Buffer.from(base64, 'base64');
    if (key.length !== KEY_BYTES) throw new Error(`SEALING_KEYS: key ${id} is not ${KEY_BYTES} bytes`);
    if (keys.has(id)) throw new Error(`SEALING_KEYS: key ${id} is named twice`);
    keys.set(id, key);
  }
  const blind = keys.get(BLIND_KEY);
  if (blind === undefined) throw new Error(`SEALING_KEYS: a key named ${BLIND_KEY} is missing`);
  keys.delete(BLIND_KEY);
  const [current] = keys.keys();
  if (current === undefined) throw new Error('SEALING_KEYS: a key to seal with is missing');
  return { current, keys, blind };
}

/** Takes the keys of this process; its root calls it before anything is read or written. */
export function useSealingKeys(text: string): void {
  ring = parseSealingKeys(text);
}

function keyRing(): KeyRing {
  if (ring === undefined) throw new Error('no sealing keys: the root of the process calls useSealingKeys');
  return ring;
}

/** A field that only this installation can read. */
export interface SealedField<V> {
  /** The text to store in the row `rowId`; opened from another row or field it is refused. */
  seal(rowId: string, value: V): string;
  /** @throws Error when the text was changed, moved from another row, or its key is not on the ring. */
  open(rowId: string, sealed: string): V;
}

interface SealedPlace {
  collection: string;
  path: string;
}

/** Every sealed field that was declared: what a rotation walks through. */
const places: SealedPlace[] = [];

const contextOf = ({ collection, path }: SealedPlace, rowId: string): string => `${collection}/${path}/${rowId}`;

/**
 * Declares the field `path` (dots allowed, no arrays) of `collection` as sealed: AES-256-GCM, bound to its row.
 * @throws Error for one declared twice.
 */
export function sealedField<V>(collection: string, path: string): SealedField<V> {
  const place = { collection, path };
  if (places.some((one) => one.collection === collection && one.path === path)) {
    throw new Error(`${collection}.${path} is declared as sealed twice`);
  }
  places.push(place);
  return {
    seal: (rowId, value) => sealText(JSON.stringify(value), contextOf(place, rowId)),
    open: (rowId, sealed) => JSON.parse(openText(sealed, contextOf(place, rowId))) as V,
  };
}

function sealText(plain: string, context: string): string {
  const { current, keys } = keyRing();
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', keys.get(current) as Buffer, nonce).setAAD(Buffer.from(context));
  const length = Buffer.byteLength(plain);
  const filled = plain + ' '.repeat((BLOCK - (length % BLOCK)) % BLOCK);
  const hidden = Buffer.concat([nonce, cipher.update(filled, 'utf8'), cipher.final(), cipher.getAuthTag()]);
  return `${MARK}.${current}.${hidden.toString('base64url')}`;
}

function openText(sealed: string, context: string): string {
  const [mark, id, text] = sealed.split('.');
  const key = id === undefined ? undefined : keyRing().keys.get(id);
  if (mark !== MARK || text === undefined) throw new Error('not a sealed text');
  if (key === undefined) throw new Error(`sealed with key ${id}, which is not on the ring`);
  const bytes = Buffer.from(text, 'base64url');
  const decipher = createDecipheriv('aes-256-gcm', key, bytes.subarray(0, NONCE_BYTES))
    .setAAD(Buffer.from(context))
    .setAuthTag(bytes.subarray(-TAG_BYTES));
  return decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES), undefined, 'utf8') + decipher.final('utf8');
}

/**
 * What stands for `text` where rows must be found by it and nobody may read it back: 128 bits of HMAC-SHA256, another for
 * every `purpose`, so that two collections cannot be laid side by side. Its key does not rotate.
 */
export const blind = (text: string, purpose: string): string =>
  createHmac('sha256', keyRing().blind).update(`${purpose}\0${text}`).digest('base64url').slice(0, 22);

/** How many names one text goes by. A list of one person's rows asks for all of them at once. */
const NAMES = 32;

/**
 * Every name `text` goes by where several rows are its own and nobody may see that they are one's: what finds them.
 * Each is what `blind` makes, and none can be told from another's.
 */
export const blindNames = (text: string, purpose: string): string[] =>
  Array.from({ length: NAMES }, (_, n) => blind(`${n}\0${text}`, purpose));

/** One of its names for a new row, by chance: not one of `taken`, as long as there are others. */
export function anotherName(text: string, purpose: string, taken: readonly string[] = []): string {
  const names = blindNames(text, purpose);
  const free = names.filter((name) => !taken.includes(name));
  const choice = free.length > 0 ? free : names;
  return choice[randomInt(choice.length)] as string;
}

/** How a rotation ended, for one sealed field. */
export interface Rotated extends SealedPlace {
  rotated: number;
  /** Rows that no key on the ring opens; they stay as they are. */
  unreadable: number;
}

/**
 * Seals anew, with the current key, everything sealed with an older one. May be stopped and run again; a row changed
 * meanwhile is left to whoever changed it, who used the current key.
 */
export async function rotateSealed(): Promise<Rotated[]> {
  const outcome: Rotated[] = [];
  for (const place of places) outcome.push(await rotatePlace(place));
  return outcome;
}

async function rotatePlace(place: SealedPlace): Promise<Rotated> {
  const { collection, path } = place;
  const rows = mongoose.connection.collection<{ _id: string }>(collection);
  const prefix = `${MARK}.${keyRing().current}.`;
  const done = { ...place, rotated: 0, unreadable: 0 };
  for (let after = ''; ; ) {
    const filter = { _id: { $gt: after }, [path]: { $type: 'string' as const, $not: new RegExp(`^${prefix}`) } };
    const page = await rows
      .find(filter, { projection: { [path]: 1 } })
      .sort({ _id: 1 })
      .limit(ROTATED_AT_ONCE)
      .toArray();
    for (const row of page) {
      const sealed = path
        .split('.')
        .reduce<unknown>((at, name) => (at as Record<string, unknown>)[name], row) as string;
      const context = contextOf(place, row._id);
      try {
        const anew = sealText(openText(sealed, context), context);
        const { modifiedCount } = await rows.updateOne({ _id: row._id, [path]: sealed }, { $set: { [path]: anew } });
        done.rotated += modifiedCount;
      } catch {
        done.unreadable += 1;
      }
    }
    const last = page.at(-1);
    if (last === undefined) return done;
    after = last._id;
  }
}

/** What goes out to a browser and comes back, so that nobody can read, change or make one: sealed for one `purpose`. */
export const sealToken = <V>(purpose: string, value: V): string => sealText(JSON.stringify(value), `token/${purpose}`);

/** What was sealed so; nothing when the text was made or changed by somebody else. */
export function openToken<V>(purpose: string, sealed: string): V | undefined {
  try {
    return JSON.parse(openText(sealed, `token/${purpose}`)) as V;
  } catch {
    return undefined;
  }
}
