import { generateReqId, WSClient, type WsFrame } from '@wecom/aibot-node-sdk';
import { PlainPuppet } from './plainPuppet.ts';

export interface WecomOptions {
  botId: string;
  secret: string;
  /** Another address than Tencent's own, for tests and private deployments. */
  wsUrl?: string;
  /** Called when the connection is lost for good: another process took the bot over, or the secret is wrong. */
  onDead: (reason: string) => void;
}

interface WecomMedia {
  url: string;
  aeskey?: string;
}

/** The part of a message frame that is read here. */
interface WecomMessage {
  msgid: string;
  chattype?: 'single' | 'group';
  chatid?: string;
  create_time?: number;
  from: { userid: string };
  text?: { content: string };
  voice?: { content: string };
  image?: WecomMedia;
  file?: WecomMedia;
  mixed?: { msg_item: { msgtype: string; text?: { content: string }; image?: WecomMedia }[] };
}

/** What Markdown would make something else of, and the sign a reader takes for the same. */
const SIGNS: Readonly<Record<string, string>> = {
  '[': '［',
  ']': '］',
  '<': '＜',
  '>': '＞',
  '*': '＊',
  _: '＿',
  '`': '｀',
  '~': '～',
  '|': '｜',
  '\\': '＼',
};
const ADDRESS = /https?:\/\/[^\s，。；！？、（）「」<>[\]]+/g;
const HEADING = /^(\s*)#/gm;

/**
 * Words as Markdown that shows nothing but the words: WeCom takes only Markdown, and a visitor's `[查看](http://evil)` must
 * not become a link of ours. An address stays as it is and is seen whole.
 */
export function asPlainMarkdown(text: string): string {
  const plainly = (words: string): string =>
    words.replace(/[[\]<>*_`~|\\]/g, (sign) => SIGNS[sign] as string).replace(HEADING, '$1＃');
  let plain = '';
  let end = 0;
  for (const { 0: address, index } of text.matchAll(ADDRESS)) {
    plain += plainly(text.slice(end, index)) + address;
    end = index + address.length;
  }
  return plain + plainly(text.slice(end));
}

/**
 * 企业微信 through Tencent's own long connection (智能机器人): no public address, no callback. It has no location
 * message; voice arrives as text.
 */
export class PuppetWecom extends PlainPuppet {
  private readonly client: WSClient;
  private readonly onDead: (reason: string) => void;
  private isConnected = false;

  constructor({ botId, secret, wsUrl, onDead }: WecomOptions) {
    super('wecom');
    this.onDead = onDead;
    const quiet = { debug() {}, info() {}, warn() {}, error: () => this.emit('error', { data: 'wecom' }) };
    this.client = new WSClient({ botId, secret, maxReconnectAttempts: -1, logger: quiet, ...(wsUrl ? { wsUrl } : {}) });
  }

  protected override isOpen(): boolean {
    return this.isConnected;
  }

  protected override async open(): Promise<void> {
    const { client } = this;
    const on = (event: string, act: (frame: { body: unknown }) => Promise<unknown> | unknown): void => {
      const listen = (frame: { body: unknown }) => {
        Promise.resolve()
          .then(() => act(frame))
          .catch((error: unknown) => this.emit('error', { data: String((error as Error).message ?? 'wecom') }));
      };
      client.on(event as never, listen as never);
    };
    on('authenticated', () => {
      this.isConnected = true;
      if (!this.isLoggedIn) this.login('anfa');
      this.emit('ready', { data: 'wecom' });
    });
    on('disconnected', () => {
      this.isConnected = false;
    });
    for (const kind of ['text', 'voice', 'image', 'file', 'mixed']) {
      on(`message.${kind}`, ({ body }) => this.take(body as WecomMessage));
    }
    on('event.disconnected_event', () => this.onDead('wecom-taken-over'));
    client.connect();
  }

  protected override async close(): Promise<void> {
    this.client.removeAllListeners();
    this.client.disconnect();
  }

  private async take(body: WecomMessage): Promise<void> {
    if (body.mixed) {
      for (const [i, item] of body.mixed.msg_item.entries()) {
        await this.takeOne({ ...body, msgid: `${body.msgid}#${i}` }, item.text?.content, item.image);
      }
      return;
    }
    await this.takeOne(body, body.text?.content ?? body.voice?.content, body.image ?? body.file, Boolean(body.file));
  }

  private async takeOne(body: WecomMessage, text?: string, media?: WecomMedia, isFile = false): Promise<void> {
    const isGroup = body.chattype === 'group';
    const file = media ? await this.client.downloadFile(media.url, media.aeskey) : undefined;
    this.arrive({
      id: body.msgid,
      from: body.from.userid,
      sentAt: body.create_time ? new Date(body.create_time * 1000) : new Date(),
      // A group message only comes when the bot was spoken to, with its name in front.
      ...(text ? { text: isGroup ? text.replace(/^@\S+\s*/, '') : text } : {}),
      ...(isGroup && body.chatid ? { roomId: `${body.chatid}@room`, mentionsBot: true } : {}),
      ...(file
        ? {
            file: {
              name: file.filename ?? (isFile ? 'file' : 'photo.jpg'),
              type: isFile ? 'application/octet-stream' : 'image/jpeg',
              bytes: file.buffer,
            },
          }
        : {}),
    });
  }

  protected override async sendText(to: string, text: string): Promise<string> {
    if (!this.isConnected) throw new Error('wecom is not connected');
    const sent: WsFrame = await this.client.sendMessage(to.replace(/@room$/, ''), {
      msgtype: 'markdown',
      markdown: { content: asPlainMarkdown(text) },
    });
    return sent.headers?.req_id ?? generateReqId('anfa');
  }
}
