import { mkdirSync } from 'node:fs';
import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Browser, Page } from 'playwright-core';
import { htmlFaultsOf, openPage, shownFaultsOf, signInAs, tooWide } from './browser.ts';
import type { Looker } from './pageRoutes.ts';
import { PASSWORD } from './world.ts';

/** `PAGES_SHOTS=/some/folder` keeps a picture of every page, for looking at them. */
const shots = process.env['PAGES_SHOTS'];
if (shots) mkdirSync(shots, { recursive: true });
const PHONE = 390;
const DESK = 1280;

/**
 * What a page is built of as it is sent, without words: each kind of element in its parent, once or several times. What
 * scripts make of it is made of what was sent.
 */
function kindsOf(html: string): string[] {
  const counts = new Map<string, number>();
  const kind = ({ tagName, attrs }: Tree.Element): string =>
    [tagName, ...['class', 'role', 'type'].map((name) => attrs.find((attr) => attr.name === name)?.value ?? '')].join();
  const walk = (parent: Tree.Element): void => {
    for (const node of parent.childNodes) {
      if (!('tagName' in node)) continue;
      const key = `${kind(parent)}>${kind(node)}`;
      counts.set(key, Math.min(2, (counts.get(key) ?? 0) + 1));
      walk(node);
    }
  };
  const root = parse(html).childNodes.find((node): node is Tree.Element => 'tagName' in node);
  if (root !== undefined) walk(root);
  return [...counts].map(([key, count]) => `${key} ${count}`).sort();
}

/** A page as it was sent. */
interface Sent {
  address: string;
  status: number;
  html: string;
  kinds: readonly string[];
}

/** Asks for pages and says what is wrong with them; a browser shows those that are built like none before. */
export class PageVisits {
  readonly #seen = new Set<string>();

  async #ask(page: Page, address: string): Promise<Sent> {
    const answer = await page.request.get(address, { headers: { accept: 'text/html' } });
    const html = await answer.text();
    return { address, status: answer.status(), html, kinds: kindsOf(html) };
  }

  /** Whether this was not there before, as what it is asked for; it is from now on. */
  #isNew(what: string, as: number | 'html'): boolean {
    const key = `${as} ${what}`;
    const isNew = !this.#seen.has(key);
    this.#seen.add(key);
    return isNew;
  }

  /**
   * What is wrong with a page. Its HTML is read whenever it is built of other kinds than every page before; on a phone
   * it is shown then, for what is too wide. What only a browser can say of elements is asked where a kind is new.
   */
  async #look(page: Page, who: string, sent: Sent, width: number, errors: string[]): Promise<string[]> {
    const { address, status, html, kinds } = sent;
    const faults: string[] = [];
    const hasNewKind = kinds.filter((kind) => this.#isNew(kind, width)).length > 0;
    const isBuiltAnew = this.#isNew(kinds.join('\n'), 'html');
    if (isBuiltAnew) faults.push(...(await htmlFaultsOf(html)));
    if (shots !== undefined || hasNewKind || (isBuiltAnew && width === PHONE)) {
      errors.length = 0;
      await page.setViewportSize({ width, height: 844 });
      await page.goto(address);
      if (shots) {
        const file = `${who}-${address.replace(/\W+/g, '_').slice(0, 60)}-${width}.png`;
        await page.screenshot({ path: `${shots}/${file}`, fullPage: true });
      }
      faults.push(...(hasNewKind ? await shownFaultsOf(page) : await tooWide(page)), ...errors);
    }
    // Cases out of this person's sight and steps not theirs are pages too: 404, 403 and the way back.
    const isAnswered = [200, 403, 404].includes(status);
    return [...faults, ...(isAnswered ? [] : [`status ${status}`])].map(
      (fault) => `${who} ${width} ${address}: ${fault}`,
    );
  }

  /**
   * Opens pages as one person, on a phone and on a desk. The phone, where most people are, shows every state of each
   * page; a desk shows the first one.
   */
  async visit(browser: Browser, url: string, { who, phone, pages }: Looker): Promise<string[]> {
    const faults: string[] = [];
    const { page, errors } = await openPage(browser, url, PHONE);
    if (phone !== undefined) await signInAs(page, phone, PASSWORD);
    for (const { addresses } of pages) {
      for (const [index, address] of addresses.entries()) {
        const sent = await this.#ask(page, address);
        faults.push(...(await this.#look(page, who, sent, PHONE, errors)));
        if (index === 0) faults.push(...(await this.#look(page, who, sent, DESK, errors)));
      }
    }
    await page.context().close();
    return faults;
  }
}
