import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { htmlFaultsOf, openPage, shownFaultsOf, signInAs } from './browser.ts';
import type { Looker } from './pageRoutes.ts';
import { PASSWORD } from './world.ts';

/** `PAGES_SHOTS=/some/folder` keeps a picture of every page, for looking at them. */
const shots = process.env['PAGES_SHOTS'];
if (shots) mkdirSync(shots, { recursive: true });
const PHONE = 390;
const DESK = 1280;

/**
 * What the middle of a page and what stands around it are built of, without words: each kind of element in its parent,
 * once or several times. Two pages built alike have the same faults.
 */
const shapesOf = (page: Page): Promise<[middle: string, around: string]> =>
  page.evaluate(`(() => {
    const kind = (n) => n.tagName + '.' + n.className + '.' + (n.getAttribute('role') ?? '') + '.' + (n.type ?? '');
    const shape = (nodes) => {
      const counts = new Map();
      for (const n of nodes) {
        const key = kind(n.parentElement) + '>' + kind(n);
        counts.set(key, Math.min(2, (counts.get(key) ?? 0) + 1));
      }
      return JSON.stringify([...counts].sort());
    };
    const all = [...document.querySelectorAll('body *')];
    const isInside = (n) => n.closest('main') !== null;
    return [shape(all.filter(isInside)), shape(all.filter((n) => !isInside(n)))];
  })()`);

/** Looks at pages in a browser and says what is wrong with them; a page built like one seen before is only opened. */
export class PageVisits {
  readonly #seen = new Set<string>();

  async #look(page: Page, who: string, address: string, width: number, errors: string[]): Promise<string[]> {
    errors.length = 0;
    await page.setViewportSize({ width, height: 844 });
    const answer = await page.goto(address);
    const status = answer?.status() ?? 0;
    if (shots) {
      const file = `${who}-${address.replace(/\W+/g, '_').slice(0, 60)}-${width}.png`;
      await page.screenshot({ path: `${shots}/${file}`, fullPage: true });
    }
    const shapes = await shapesOf(page);
    const faults: string[] = [];
    if (this.#isNew(shapes, width)) faults.push(...(await shownFaultsOf(page)));
    if (this.#isNew(shapes, 'html')) faults.push(...(await htmlFaultsOf((await answer?.text()) ?? '')));
    for (const shape of shapes) for (const as of [width, 'html']) this.#seen.add(`${as} ${shape}`);
    // Cases out of this person's sight and steps not theirs are pages too: 404, 403 and the way back.
    const isAnswered = [200, 403, 404].includes(status);
    return [...faults, ...errors, ...(isAnswered ? [] : [`status ${status}`])].map(
      (fault) => `${who} ${width} ${address}: ${fault}`,
    );
  }

  #isNew(shapes: readonly string[], as: number | 'html'): boolean {
    return !shapes.every((shape) => this.#seen.has(`${as} ${shape}`));
  }

  /**
   * Opens pages as one person, on a phone and on a desk. The phone, where most people are, shows every state of each
   * page; a desk shows the first one, unless a page built like it was looked at on a desk before.
   */
  async visit(browser: Browser, url: string, { who, phone, pages }: Looker): Promise<string[]> {
    const faults: string[] = [];
    const { page, errors } = await openPage(browser, url, PHONE);
    if (phone !== undefined) await signInAs(page, phone, PASSWORD);
    for (const { addresses } of pages) {
      for (const [index, address] of addresses.entries()) {
        faults.push(...(await this.#look(page, who, address, PHONE, errors)));
        const isForDesk = index === 0 && (shots !== undefined || this.#isNew(await shapesOf(page), DESK));
        if (isForDesk) faults.push(...(await this.#look(page, who, address, DESK, errors)));
      }
    }
    await page.context().close();
    return faults;
  }
}
