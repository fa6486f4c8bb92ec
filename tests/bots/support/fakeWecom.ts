import { createCipheriv, createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';

interface Frame {
  cmd?: string;
  headers?: { req_id?: string };
  body?: Record<string, unknown>;
}

/** One text frame to a client (unmasked, as a server must). */
function encode(text: string): Buffer {
  const body = Buffer.from(text);
  const head = body.length < 126 ? Buffer.from([0x81, body.length]) : Buffer.alloc(4);
  if (body.length >= 126) {
    head[0] = 0x81;
    head[1] = 126;
    head.writeUInt16BE(body.length, 2);
  }
  return Buffer.concat([head, body]);
}

/** Reads whole masked frames from what has arrived. */
function* decode(buffered: { bytes: Buffer }): Generator<{ opcode: number; body: Buffer }> {
  for (;;) {
    const { bytes } = buffered;
    if (bytes.length < 2) return;
    const short = (bytes[1] ?? 0) & 0x7f;
    const offset = short < 126 ? 2 : 4;
    const length = short < 126 ? short : bytes.readUInt16BE(2);
    if (bytes.length < offset + 4 + length) return;
    const mask = bytes.subarray(offset, offset + 4);
    const body = bytes.subarray(offset + 4, offset + 4 + length).map((b, i) => b ^ (mask[i % 4] ?? 0));
    buffered.bytes = bytes.subarray(offset + 4 + length);
    yield { opcode: (bytes[0] ?? 0) & 0x0f, body: Buffer.from(body) };
  }
}

export interface FakeWecom {
  url: string;
  /** Messages the bot sent: to whom, and the words. */
  sent: { chatid: string; content: string }[];
  subscriptions: number;
  /** What the next sends are answered with. */
  errcode: number;
  push(cmd: 'aibot_msg_callback' | 'aibot_event_callback', body: Record<string, unknown>): void;
  /** Stores a file the way WeCom does (encrypted). @returns what an image message carries. */
  keepImage(bytes: Buffer): { url: string; aeskey: string };
  cutConnections(): void;
  close(): Promise<void>;
}

/** The server side of 企业微信's long connection, as far as the bot uses it. */
export async function startFakeWecom(secret: string): Promise<FakeWecom> {
  const sockets = new Set<Socket>();
  const files = new Map<string, Buffer>();
  const server = createServer((req, res) => {
    const file = files.get(req.url ?? '');
    res.writeHead(file ? 200 : 404, { 'content-disposition': 'attachment; filename="photo.jpg"' });
    res.end(file);
  });
  const answer = (socket: Socket, frame: unknown) => socket.write(encode(JSON.stringify(frame)));
  const take = (socket: Socket, frame: Frame): void => {
    const headers = frame.headers ?? {};
    if (frame.cmd === 'aibot_subscribe') {
      fake.subscriptions += 1;
      const errcode = frame.body?.['secret'] === secret ? 0 : 93_000;
      return void answer(socket, { headers, errcode, errmsg: errcode ? 'bad secret' : 'ok' });
    }
    if (frame.cmd === 'aibot_send_msg') {
      if (fake.errcode === 0) {
        const { chatid, markdown } = frame.body as { chatid: string; markdown: { content: string } };
        fake.sent.push({ chatid, content: markdown.content });
      }
      return void answer(socket, { headers, errcode: fake.errcode, errmsg: 'fake' });
    }
    answer(socket, { headers, errcode: 0, errmsg: 'ok' });
  };
  server.on('upgrade', (req, stream) => {
    const socket = stream as Socket;
    const key = `${req.headers['sec-websocket-key']}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`;
    const accept = createHash('sha1').update(key).digest('base64');
    socket.write(
      `HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`,
    );
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket)).on('error', () => sockets.delete(socket));
    const buffered = { bytes: Buffer.alloc(0) as Buffer };
    socket.on('data', (chunk: Buffer) => {
      buffered.bytes = Buffer.concat([buffered.bytes, chunk]);
      for (const { opcode, body } of decode(buffered)) {
        if (opcode === 1) take(socket, JSON.parse(body.toString()) as Frame);
        if (opcode === 8) socket.end();
      }
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const fake: FakeWecom = {
    url: `ws://127.0.0.1:${port}`,
    sent: [],
    subscriptions: 0,
    errcode: 0,
    push: (cmd, body) => {
      for (const socket of sockets)
        answer(socket, { cmd, headers: { req_id: `r${randomBytes(4).toString('hex')}` }, body });
    },
    keepImage: (bytes) => {
      const key = randomBytes(32);
      const padding = 32 - (bytes.length % 32);
      const padded = Buffer.concat([bytes, Buffer.alloc(padding, padding)]);
      const cipher = createCipheriv('aes-256-cbc', key, key.subarray(0, 16)).setAutoPadding(false);
      const path = `/file/${randomBytes(4).toString('hex')}`;
      files.set(path, Buffer.concat([cipher.update(padded), cipher.final()]));
      return { url: `http://127.0.0.1:${port}${path}`, aeskey: key.toString('base64') };
    },
    cutConnections: () => {
      for (const socket of sockets) socket.destroy();
    },
    close: () => {
      for (const socket of sockets) socket.destroy();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
  return fake;
}
