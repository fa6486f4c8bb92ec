import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { HtmlValidate } from 'html-validate';
import { type Browser, chromium, type Page } from 'playwright-core';

const PLACES = [
  process.env['CHROMIUM_BIN'] ?? '',
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
];
const executablePath = PLACES.find((place) => place !== '' && existsSync(place));
const axeSource = readFileSync(createRequire(import.meta.url).resolve('axe-core/axe.min.js'), 'utf8');

/** `describe` for suites that need a browser: skipped where there is none, but never in CI. */
export const describeInBrowser =
  executablePath === undefined && process.env['CI'] === undefined ? describe.skip : describe;

/** @param filmed A film its camera sees over and over; the picture of Chromium's own when absent. */
export async function openBrowser(filmed?: string): Promise<Browser> {
  if (executablePath === undefined) throw new Error('no Chromium here: install it, or set CHROMIUM_BIN');
  // A microphone that beeps, and is allowed.
  const microphone = ['--use-fake-device-for-media-stream', '--use-fake-ui-for-media-stream'];
  const args = ['--no-sandbox', '--disable-dev-shm-usage', '--disable-gpu', ...microphone];
  if (filmed !== undefined) args.push(`--use-file-for-fake-video-capture=${filmed}`);
  return chromium.launch({ executablePath, args });
}

/** A person's own browser, as wide as a phone unless told otherwise. Errors on the page's console fail the test. */
export async function openPage(
  browser: Browser,
  baseURL: string,
  width = 390,
  more: { javaScriptEnabled?: boolean } = {},
): Promise<{ page: Page; errors: string[] }> {
  const context = await browser.newContext({
    ...more,
    baseURL,
    viewport: { width, height: 844 },
    locale: 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    acceptDownloads: true,
  });
  const page = await context.newPage();
  page.setDefaultTimeout(10_000);
  const errors: string[] = [];
  page.on('pageerror', (error) => errors.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error' && !message.text().includes('status of 4')) errors.push(message.text());
  });
  return { page, errors };
}

/**
 * Closes a person's own browser once its page is there: Chromium forgets a page closed between the answer to a form
 * and the page it leads to, and whoever waits for the closing waits for ever.
 */
export async function closePage(page: Page): Promise<void> {
  await page.waitForLoadState();
  await page.context().close();
}

/** Closes whatever was opened in a browser that serves several tests. */
export async function closePages(browser: Browser): Promise<void> {
  for (const context of browser.contexts()) {
    for (const page of context.pages()) await page.waitForLoadState();
    await context.close();
  }
}

const htmlRules = new HtmlValidate({
  extends: ['html-validate:standard'],
  rules: {
    'void-style': 'off',
    'no-trailing-whitespace': 'off',
    'long-title': 'off',
    'require-sri': 'off',
    'no-inline-style': 'off',
    'valid-id': 'off',
    'prefer-native-element': 'off',
    'attribute-boolean-style': 'off',
    'svg-focusable': 'off',
    'tel-non-breaking': 'off',
    'no-raw-characters': 'off',
    'doctype-style': 'off',
    'no-implicit-button-type': 'error',
  },
});

/** A rule of axe that is broken, and where. */
interface Violation {
  id: string;
  html: string[];
}

/** What is wrong with the HTML of a page as it was sent. */
export async function htmlFaultsOf(html: string): Promise<string[]> {
  const { results } = await htmlRules.validateString(html);
  return results.flatMap(({ messages }) =>
    messages.map(({ ruleId, message, line, column }) => `html ${ruleId}: ${message} (${line}:${column})`),
  );
}

/** What is wrong with a page as it is shown, for people who cannot see, point or wait: axe, and anything too wide. */
export async function shownFaultsOf(page: Page): Promise<string[]> {
  await page.evaluate(axeSource);
  // What is sound is neither looked up in full nor sent over: that would be most of the work.
  const violations = (await page.evaluate(
    `axe.run(document, {
      runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'best-practice'],
      resultTypes: ['violations'],
    }).then(({ violations }) => violations.map(({ id, nodes }) => ({ id, html: nodes.map(({ html }) => html.slice(0, 160)) })))`,
  )) as Violation[];
  return [...violations.map(({ id, html }) => `axe ${id}: ${html.join(' | ')}`), ...(await tooWide(page))];
}

/** Says it when a page is wider than its screen. */
export async function tooWide(page: Page): Promise<string[]> {
  const isTooWide = (await page.evaluate('document.documentElement.scrollWidth > window.innerWidth + 1')) === true;
  return isTooWide ? ['the page scrolls sideways'] : [];
}

/** What is wrong with a page as it is shown and as it is sent to whoever asks for it now. */
export const faultsOf = async (page: Page): Promise<string[]> => [
  ...(await shownFaultsOf(page)),
  ...(await htmlFaultsOf(await (await page.request.get(page.url())).text())),
];

export async function signInAs(page: Page, phone: string, password: string): Promise<void> {
  await page.goto('/sign-in');
  await page.getByLabel('手机号').fill(phone);
  await page.getByLabel('密码').fill(password);
  await page.getByRole('button', { name: '登录' }).click();
  await page.waitForURL((url) => url.pathname === '/');
}
