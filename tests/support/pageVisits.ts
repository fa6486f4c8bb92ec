import { mkdirSync } from 'node:fs';
import type { Browser, Page } from 'playwright-core';
import { actsAs, type PersonActor } from '#kernel/actor';
import { createLogger } from '#platform/logger';
import { connectRedis } from '#platform/redis';
import { LiveLines } from '../../src/web/chat/liveLines.ts';
import type { Route } from '../../src/web/router.ts';
import { allRoutes } from '../../src/web/routes.ts';
import { faultsOf, openPage, signInAs } from './browser.ts';
import { fixedNow } from './clock.ts';
import { isNoPage } from './pageExamples.ts';
import { testRedisUrl } from './stores.ts';
import { PASSWORD } from './world.ts';

/** `PAGES_SHOTS=/some/folder` keeps a picture of every page, for looking at them. */
const shots = process.env['PAGES_SHOTS'];
if (shots) mkdirSync(shots, { recursive: true });
const PHONE = 390;
const DESK = 1280;

/** Every GET route of the portal that answers with a page. */
export function pageRoutes(): Route[] {
  const redis = connectRedis(testRedisUrl());
  redis.disconnect();
  const site = {
    isDemo: true,
    requireTotp: false,
    publicUrl: 'http://127.0.0.1',
    sessionSecret: '',
    metricsToken: '',
    trustProxy: 0,
    redis,
    now: () => fixedNow,
    logger: createLogger('web', 'silent'),
    live: new LiveLines(redis),
  };
  return allRoutes(site).filter(({ method, path }) => method === 'get' && !isNoPage(path));
}

/** Public pages that look different to somebody who is signed in; the others are seen once, by a visitor. */
const PERSONAL = ['/', '/report', '/l/:code', '/chat', '/enrol'];

/** Whether a page is this person's to open; `undefined` is a visitor. */
export const isOpenTo = ({ access, path }: Route, actor: PersonActor | undefined): boolean =>
  (access === 'public' && (actor === undefined || PERSONAL.includes(path))) ||
  (actor !== undefined && (access === 'signed-in' || (Array.isArray(access) && actsAs(actor, ...access))));

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
    const answer = await page.goto(address);
    const status = answer?.status() ?? 0;
    if (shots) {
      const file = `${who}-${address.replace(/\W+/g, '_').slice(0, 60)}-${width}.png`;
      await page.screenshot({ path: `${shots}/${file}`, fullPage: true });
    }
    const shapes = (await shapesOf(page)).map((shape) => `${width} ${shape}`);
    const faults = shapes.every((shape) => this.#seen.has(shape)) ? [] : await faultsOf(page);
    for (const shape of shapes) this.#seen.add(shape);
    // Cases out of this person's sight and steps not theirs are pages too: 404, 403 and the way back.
    const isAnswered = [200, 403, 404].includes(status);
    return [...faults, ...errors, ...(isAnswered ? [] : [`status ${status}`])].map(
      (fault) => `${who} ${width} ${address}: ${fault}`,
    );
  }

  /**
   * Opens pages as one person, on a phone and on a desk. A desk shows one state of each page; the phone, where most
   * people are, all of them.
   * @param phone Whom to sign in as; nobody when absent.
   */
  async visit(
    browser: Browser,
    url: string,
    { who, phone, pages }: { who: string; phone?: string; pages: readonly (readonly string[])[] },
  ): Promise<string[]> {
    const faults: string[] = [];
    for (const width of [PHONE, DESK]) {
      const { page, errors } = await openPage(browser, url, width);
      if (phone !== undefined) await signInAs(page, phone, PASSWORD);
      const addresses = pages.flatMap((states) => (width === PHONE ? states : states.slice(0, 1)));
      for (const address of addresses) faults.push(...(await this.#look(page, who, address, width, errors)));
      await page.context().close();
    }
    return faults;
  }
}
