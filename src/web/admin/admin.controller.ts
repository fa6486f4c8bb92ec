import type { Request, Response } from 'express';
import { readEach, readOr, UNREADABLE } from '#domain/aside';
import { getBotHealth, type Listening } from '#domain/chat';
import { type EventActor, findBrokenLink, findJournalPage } from '#domain/journal';
import { dismissDead, getOutboxHealth, resendDead } from '#domain/notices';
import { roleLabel } from '#kernel/actor';
import { DOORS } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { qrImage } from '../qr.ts';
import { contextOf, partOf } from '../request.ts';
import { eventName, subjectName } from './eventNames.ts';
import { type PresentedCheck, presentJournalCheck, presentRecount } from './presentChecks.ts';

const when = (at: Date | undefined): string => (at === undefined ? '' : formatDateTime(at));
const CHANNELS: Readonly<Record<string, string>> = { webchat: '网页聊天', wecom: '企业微信', service: '微信' };

const MESSAGE_KINDS = { text: '文字', photo: '照片', sound: '语音', location: '位置', other: '其他' } as const;

const percent = (share: number): string => `${(share * 100).toFixed(1)}%`;

/** What it costs that the sentence encoder is missing; nothing to say where it is there. */
const presentListening = (listening: Listening | undefined) =>
  listening === undefined || listening.hasEncoder
    ? undefined
    : { understood: percent(listening.byLetters), usually: percent(listening.withEncoder) };

/** How the bot is: signed in, last sign of life, queues, and the code to sign in with where a network asks for one. */
export async function showBot(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const [bot, outbox] = await Promise.all([getBotHealth(ctx), getOutboxHealth(ctx)]);
  const { status } = bot;
  res.page('chat-page/health', {
    title: '机器人状态',
    isAlive: bot.isAlive,
    listening: presentListening(status?.listening),
    startedAt: when(status?.startedAt),
    heartbeatAt: when(status?.heartbeatAt),
    lengths: [
      { label: '等待回复的来信', count: bot.waiting, isBad: bot.waiting > 100 },
      { label: '正在回复', count: bot.taken, isBad: false },
      { label: '没能回复', count: bot.failed, isBad: bot.failed > 0 },
      { label: '等待发出', count: outbox.waiting, isBad: outbox.waiting > 500 },
      { label: '正在发出', count: outbox.leased, isBad: false },
      { label: '发送失败', count: outbox.dead, isBad: outbox.dead > 0 },
    ],
    channels: await Promise.all(
      (status?.channels ?? []).map(async (channel) => ({
        name: CHANNELS[channel.channel] ?? channel.channel,
        isLoggedIn: channel.isLoggedIn,
        heartbeat: when(channel.lastHeartbeatAt),
        error: channel.lastError ?? '',
        qrImage: channel.qr === undefined ? '' : await qrImage(channel.qr),
      })),
    ),
    failed: bot.failedRows.map((row) => ({
      what: `${row._id.slice(-8)} · ${CHANNELS[row.channel] ?? row.channel} · ${MESSAGE_KINDS[row.kind]}`,
      why: `试了 ${row.attempts} 次：${row.lastError ?? ''}`,
      when: when(row.createdAt),
    })),
    dead: outbox.deadRows.map((row) => ({
      id: row._id,
      what: `${CHANNELS[row.channel] ?? row.channel} · ${row.template}`,
      why: row.lastError ?? '',
      when: when(row.createdAt),
    })),
  });
}

export async function postResend(req: Request, res: Response): Promise<void> {
  await resendDead(contextOf(req), partOf(req, 'id'));
  res.goTo(paths.bot, '已放回队列，马上重发。');
}

export async function postDismiss(req: Request, res: Response): Promise<void> {
  await dismissDead(contextOf(req), partOf(req, 'id'));
  res.goTo(paths.bot, '已搁置，不再发送。');
}

/** Nobody's name stands where nobody had signed in, or where the case is anonymous. */
function whoDid({ kind, name }: EventActor): string {
  if (kind === 'system') return '系统定时';
  return name ?? (kind === 'visitor' ? '没有登录' : '（匿名）');
}

const UNREADABLE_CHECK: PresentedCheck = { text: `核对结果：${UNREADABLE}`, isBroken: true, faults: [] };

/** The whole journal, newest first; a case number shows one trail and whether its chain is whole. */
export async function showJournal(req: Request, res: Response): Promise<void> {
  const reference = typeof req.query['reference'] === 'string' ? req.query['reference'].trim().toUpperCase() : '';
  const before = typeof req.query['before'] === 'string' ? req.query['before'] : undefined;
  const events = await findJournalPage({
    now: req.now,
    ...(reference === '' ? {} : { subjectReference: reference }),
    ...(before === undefined ? {} : { before }),
  });
  const ctx = contextOf(req);
  const [first] = events;
  const broken = reference !== '' && first !== undefined ? await findBrokenLink(first.subject) : undefined;
  const last = events.length === 50 ? events.at(-1) : undefined;
  const keep = reference === '' ? '' : `reference=${encodeURIComponent(reference)}&`;
  res.page('admin/journal', {
    title: '操作记录',
    reference,
    chain:
      reference === '' || first === undefined
        ? ''
        : broken === undefined
          ? '这条记录的链条完整。'
          : `第 ${broken.seq} 条对不上，记录可能被改过。`,
    isBroken: broken !== undefined,
    checks: await Promise.all([
      readOr(ctx, 'check:journal', presentJournalCheck, () => UNREADABLE_CHECK),
      readOr(ctx, 'check:boards', presentRecount, () => UNREADABLE_CHECK),
    ]),
    events: await readEach(
      ctx,
      'event',
      events,
      (event) => ({
        when: formatDateTime(event.at),
        name: eventName(event),
        subject: event.subject.reference ?? subjectName(event.subject.kind),
        who: whoDid(event.actor),
        role: event.actor.role === undefined ? '' : roleLabel(event.actor.role),
        door: DOORS.find((door) => door.code === event.door)?.label ?? '',
      }),
      () => ({ when: '', name: UNREADABLE, subject: '', who: '', role: '', door: '' }),
    ),
    first: before === undefined ? undefined : `${paths.journal}${keep === '' ? '' : `?${keep}`}`,
    next: last === undefined ? undefined : `${paths.journal}?${keep}before=${last._id}`,
    isPaged: before !== undefined || last !== undefined,
  });
}
