import type { Request, Response } from 'express';
import { nanoid } from 'nanoid';
import { findChatLines, isPhotoInChat, isSoundInChat, WEB_CHAT_WROTE, writeToBot } from '#domain/chat';
import { evidenceRule, getSound, openPhoto, openSound } from '#domain/evidence';
import { bindOwnChat, findBindingsOf } from '#domain/identity';
import { AppError, invalid, notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { wordingOf } from '#kernel/wording';
import { isStillThere } from '../middleware/sessions.ts';
import { keepSaid } from '../middleware/uploads.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import type { Site } from '../site.ts';
import { sendSound } from '../sounds.ts';
import { CHANNEL, chatIdOf } from './chatId.ts';
import { presentChatLine, type ReadAt } from './presentChatLine.ts';

/** A page asks again this often when nothing wakes it, so that a lost wake-up only costs seconds. */
const LOOK_MS = 5_000;

/** Somebody signed in who opens the chat gets their notices there from then on. */
async function bindChat(req: Request, chatId: string): Promise<void> {
  if (req.actor.kind !== 'person') return;
  const bound = await findBindingsOf(req.actor.personId);
  if (bound.some((one) => one.channel === CHANNEL && one.channelUserId === chatId)) return;
  await bindOwnChat(contextOf(req), { channel: CHANNEL, channelUserId: chatId });
}

const readAt = ({ publicUrl }: Site, { actor }: Request): ReadAt => ({ publicUrl, isKnown: actor.kind === 'person' });

async function drawChat(
  site: Site,
  req: Request,
  res: Response,
  {
    kept = [],
    keptSounds = [],
    ...more
  }: {
    error: string;
    draft: string;
    kept?: readonly string[];
    keptSounds?: readonly string[];
  },
  status = 200,
): Promise<void> {
  const chatId = chatIdOf(req);
  await bindChat(req, chatId);
  const lines = (await findChatLines(chatId)).map((line) => presentChatLine(line, readAt(site, req)));
  const last = lines.at(-1);
  res.page(
    'chat-page/show',
    {
      title: '聊天',
      lines,
      lastSeq: last?.seq ?? 0,
      choices: last?.choices ?? [],
      kept: kept.map((id) => ({ id, thumb: `${paths.photo(id)}?size=thumb` })),
      keptSounds,
      maxSeconds: evidenceRule(req.now).sound.maxSeconds,
      ...more,
    },
    status,
  );
}

export const showChat =
  (site: Site) =>
  (req: Request, res: Response): Promise<void> =>
    drawChat(site, req, res, { error: '', draft: '' });

async function readMessage(req: Request): Promise<Parameters<typeof writeToBot>[1]> {
  const chatId = chatIdOf(req);
  const once = textOf(req, 'once');
  const onceKey = /^[\w-]{8,64}$/.test(once) ? `person:${once}` : nanoid();
  const choice = textOf(req, 'choice');
  if (choice !== '') return { chatId, onceKey: `${onceKey}:${choice}`, kind: 'text', text: choice.slice(0, 20) };
  const [latitude, longitude] = [textOf(req, 'latitude'), textOf(req, 'longitude')].map((text) =>
    Number.parseFloat(text),
  );
  if (latitude !== undefined && longitude !== undefined && Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180) {
    return { chatId, onceKey, kind: 'location', location: { latitude, longitude } };
  }
  const text = textOf(req, 'text');
  const { photoIds, soundIds: [soundId] = [], problem } = await keepSaid(req);
  if (problem !== undefined) throw invalid('evidence.not-a-photo', { photos: problem });
  const [photoId] = photoIds;
  if (photoId === undefined && soundId !== undefined)
    return { chatId, onceKey, kind: 'sound', soundId, ...(text.trim() === '' ? {} : { text }) };
  if (photoId === undefined) return { chatId, onceKey, kind: 'text', text };
  return { chatId, onceKey, kind: 'photo', photoId, ...(text.trim() === '' ? {} : { text }) };
}

/** Takes a line for the bot. With scripts the line comes back as JSON, without them the page is drawn again. */
export const postMessage =
  (site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const wantsJson = req.accepts(['html', 'json']) === 'json';
    try {
      chatIdOf(req);
      const line = await writeToBot(contextOf(req), await readMessage(req));
      // Only a wake-up: nobody waits for it, least of all while Redis is away.
      site.redis.publish(WEB_CHAT_WROTE, line.chatId).catch(() => 0);
      if (wantsJson) return void res.json({ line: presentChatLine(line, readAt(site, req)) });
      const draft = textOf(req, 'choice') === '' ? '' : textOf(req, 'text');
      const isChoice = textOf(req, 'choice') !== '';
      const { photoIds: kept, soundIds: keptSounds = [] } = isChoice ? await keepSaid(req) : { photoIds: [] };
      if (draft.trim() === '' && kept.length + keptSounds.length === 0) return res.goTo(`${paths.chat}#chat-text`);
      // A number was pressed: what was typed and chosen beside it is still there.
      await drawChat(site, req, res, { error: '', draft, kept, keptSounds });
    } catch (error) {
      if (!(error instanceof AppError) || error.kind !== 'Invalid') throw error;
      const sentence = Object.values(error.fields)[0] ?? wordingOf(error) ?? '';
      if (wantsJson) res.status(422).json({ error: sentence });
      else await drawChat(site, req, res, { error: sentence, draft: textOf(req, 'text') }, 422);
    }
  };

/** Lines as they come, as server-sent events. The browser says which it saw last, so none is missed over a reconnect. */
export const streamChat =
  (site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const chatId = chatIdOf(req);
    let last = Number.parseInt(req.get('last-event-id') ?? String(req.query['after'] ?? '0'), 10) || 0;
    res.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
      'x-accel-buffering': 'no',
    });
    res.write('retry: 2000\n\n');
    let isSending = false;
    let isAskedAgain = false;
    const send = async (): Promise<void> => {
      if (isSending) {
        isAskedAgain = true;
        return;
      }
      isSending = true;
      try {
        do {
          isAskedAgain = false;
          // The session may have ended, or be somebody else's by now: then nothing more is theirs to hear.
          if (!(await isStillThere(req, site.now()))) {
            res.end();
            return;
          }
          for (const line of await findChatLines(chatId, last)) {
            last = line.seq;
            res.write(
              `id: ${line.seq}\nevent: line\ndata: ${JSON.stringify(presentChatLine(line, readAt(site, req)))}\n\n`,
            );
          }
        } while (isAskedAgain);
      } catch {
        res.end(); // a store is away: the browser comes back by itself
      } finally {
        isSending = false;
      }
    };
    // A page that is told to leave comes back by itself, to a process that stays, and misses nothing.
    const stop = site.live.watch(chatId, { wake: () => void send(), leave: () => res.end() });
    const looking = setInterval(() => {
      res.write(': still here\n\n');
      void send();
    }, LOOK_MS);
    res.once('close', () => {
      stop();
      clearInterval(looking);
    });
    await send();
  };

/** A photo somebody sent in their own chat. */
export async function showChatPhoto(req: Request, res: Response): Promise<void> {
  const id = partOf(req, 'id');
  if (!(await isPhotoInChat(chatIdOf(req), id))) throw notFound('common.not-found');
  const { stream, type } = await openPhoto(id, req.query['size'] === 'thumb' ? 'thumb' : 'full');
  res.setHeader('cache-control', 'private, max-age=3600');
  res.type(type);
  stream.on('error', () => res.destroy());
  stream.pipe(res);
}

/** A voice message somebody sent in their own chat. */
export async function playChatSound(req: Request, res: Response): Promise<void> {
  const id = partOf(req, 'id');
  if (!(await isSoundInChat(chatIdOf(req), id))) throw notFound('common.not-found');
  sendSound(req, res, await openSound(await getSound(id)));
}
