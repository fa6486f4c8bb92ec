import { randomUUID } from 'node:crypto';
import { setTimeout as wait } from 'node:timers/promises';

export interface Answer {
  /** 0 when nobody took the connection, or it broke off. */
  status: number;
  html: string;
  location: string;
  ms: number;
}

const PAUSE_MS = 100;
let addresses = 0;

/** Somebody's browser: keeps cookies, follows nothing, and has an address of its own. */
export class Visitor {
  private readonly cookies = new Map<string, string>();
  private readonly address: string;
  private readonly url: string;
  private token = '';

  constructor(url: string) {
    this.url = url;
    addresses += 1;
    this.address = `10.0.${Math.floor(addresses / 250)}.${(addresses % 250) + 1}`;
  }

  get(path: string): Promise<Answer> {
    return this.ask(path, {});
  }

  /** Sends a form with the forgery token of the page that was looked at last. */
  post(path: string, fields: Record<string, string | File>, kind?: 'multipart'): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ _csrf: this.token, ...fields })) form.set(name, value);
    const words = () => new URLSearchParams([...form].map(([name, value]): [string, string] => [name, String(value)]));
    return this.ask(path, { method: 'POST', body: kind === 'multipart' ? form : words() });
  }

  /** Sends a form with several files in one field. */
  postFiles(path: string, fields: Record<string, string>, field: string, files: readonly File[]): Promise<Answer> {
    const form = new FormData();
    for (const [name, value] of Object.entries({ _csrf: this.token, ...fields })) form.set(name, value);
    for (const file of files) form.append(field, file);
    return this.ask(path, { method: 'POST', body: form });
  }

  /** Opens a page that has a form, however often it takes. */
  async open(path: string): Promise<string> {
    const answer = await this.insist(() => this.get(path), 200);
    this.token = /name="_csrf" value="([^"]+)"/.exec(answer.html)?.[1] ?? '';
    if (this.token === '') throw new Error(`${path} has no form`);
    return answer.html;
  }

  async signIn(phone: string, password: string): Promise<void> {
    const end = Date.now() + 60_000;
    for (;;) {
      await this.open('/sign-in');
      const { status } = await this.post('/sign-in', { phone, password });
      if (status === 303) break;
      // 403: a try that came back too late has renewed the session, and the form must be opened again.
      if (![503, 403, 0].includes(status) || Date.now() > end) throw new Error(`signing in: ${status}`);
    }
    await this.open('/me');
  }

  /**
   * Sends a form until it is taken, every time with the same once-token, as a person does who reloads.
   * @returns how often it was sent.
   */
  async sendUntilTaken(path: string, fields: Record<string, string>): Promise<number> {
    const once = randomUUID();
    let tries = 0;
    await this.insist(() => {
      tries += 1;
      return this.post(path, { once, ...fields });
    }, 303);
    return tries;
  }

  /** Asks again until the answer has the status wanted. Anything but 503 and a broken connection is a failure. */
  private async insist(ask: () => Promise<Answer>, wanted: number): Promise<Answer> {
    const end = Date.now() + 60_000;
    for (;;) {
      const answer = await ask();
      if (answer.status === wanted) return answer;
      const isWorthAnother = answer.status === 503 || answer.status === 0;
      if (!isWorthAnother || Date.now() > end) {
        throw new Error(
          `wanted ${wanted}, got ${answer.status}: ${/<h1>[\s\S]*<\/main>/.exec(answer.html)?.[0] ?? answer.html}`,
        );
      }
      await wait(PAUSE_MS);
    }
  }

  private async ask(path: string, init: RequestInit): Promise<Answer> {
    const began = performance.now();
    const cookie = [...this.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const headers = { accept: 'text/html', cookie, 'x-forwarded-for': this.address };
    try {
      const response = await fetch(this.url + path, { ...init, headers, redirect: 'manual' });
      const html = await response.text();
      for (const line of response.headers.getSetCookie()) {
        const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
        this.cookies.set(name, value);
      }
      const location = response.headers.get('location') ?? '';
      return { status: response.status, html, location, ms: performance.now() - began };
    } catch {
      return { status: 0, html: '', location: '', ms: performance.now() - began };
    }
  }
}
