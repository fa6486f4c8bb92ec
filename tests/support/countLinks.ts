import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Agent } from './agents.ts';
import { pageRoutes } from './pageRoutes.ts';

/** A number a page leads on from: in the words of a link, or alone in the row of a table whose name is a link. */
interface CountLink {
  label: string;
  count: number;
  href: string;
}

const isElement = (node: Tree.ChildNode): node is Tree.Element => 'tagName' in node;
const attr = (node: Tree.Element, name: string): string => node.attrs.find((one) => one.name === name)?.value ?? '';
const textOf = (node: Tree.ChildNode): string =>
  'value' in node ? node.value : isElement(node) ? node.childNodes.map(textOf).join(' ') : '';
const within = (node: Tree.Element): Tree.Element[] =>
  node.childNodes.filter(isElement).flatMap((one) => [one, ...within(one)]);
const named = (node: Tree.Element, ...names: string[]): Tree.Element[] =>
  within(node).filter(({ tagName }) => names.includes(tagName));

/** What holds digits and counts nothing: numbers of things, days, shares, money, versions, phones. */
const NO_COUNT =
  /[A-Za-z]+\d{4}-\d+|\d{4}\s*年|\d+\s*月|\d+\s*日|\d+\s*(?:个月|小时)|\d+\s*[时点分天周]|\d[\d.,]*\s*[%％元万]|¥\s*[\d.,]+|\d+\s*[:：/-]\s*\d+|第\s*\d+\s*\S|[〔(（]\d{4}[)）〕]|\d{5,}/g;
const numberIn = (text: string): number | undefined => {
  const left = text.replace(NO_COUNT, ' ').match(/(?<![\w.\p{L}#-])\d+(?![\w.])/gu) ?? [];
  return left.length === 1 ? Number(left[0]) : undefined;
};

/** Every number of a page that is, or stands beside, a link; not of the lines of a list, which are things. */
export function countsIn(html: string): CountLink[] {
  const root = parse(html).childNodes.find(isElement);
  if (root === undefined) return [];
  const links = named(root, 'a').filter((a) => !attr(a, 'class').split(' ').includes('case'));
  const inLinks = links.flatMap((a): CountLink[] => {
    const text = textOf(a).replace(/\s+/g, ' ').trim();
    const count = numberIn(text);
    return count === undefined ? [] : [{ label: text, count, href: attr(a, 'href') }];
  });
  const inRows = named(root, 'tr').flatMap((row): CountLink[] => {
    const [head] = named(row, 'th').flatMap((th) => named(th, 'a'));
    const cells = named(row, 'td').map((td) => (named(td, 'a').length > 0 ? undefined : numberIn(textOf(td))));
    const [count] = cells;
    if (head === undefined || cells.length !== 1 || count === undefined) return [];
    return [{ label: textOf(head).trim(), count, href: attr(head, 'href') }];
  });
  return [...inLinks, ...inRows].filter(({ href }) => href.startsWith('/'));
}

/** The addresses of a page's own part that it leads to. */
const linksIn = (html: string): string[] => {
  const root = parse(html).childNodes.find(isElement);
  return root === undefined
    ? []
    : named(root, 'a')
        .map((a) => attr(a, 'href'))
        .filter((href) => href.startsWith('/'));
};

const MOST_PAGES = 80;
/** How many things a list shows on all its pages; undefined for a page that is no list. */
async function listedAt(agent: Agent, address: string): Promise<number | undefined> {
  let count = 0;
  let isList = false;
  let next: string | undefined = address;
  for (let page = 0; next !== undefined && page < MOST_PAGES; page++) {
    const { text, status } = await agent.get(next);
    if (status !== 200) return undefined;
    const root = parse(text).childNodes.find(isElement);
    if (root === undefined) return undefined;
    const all = within(root);
    const lines = all.filter((node) => attr(node, 'class').split(' ').includes('case')).length;
    isList ||= lines > 0 || all.some((node) => attr(node, 'class').split(' ').includes('empty'));
    count += lines;
    next = all
      .find((a) => a.tagName === 'a' && textOf(a).trim() === '下一页')
      ?.attrs.find(({ name }) => name === 'href')?.value;
  }
  return isList ? count : undefined;
}

/** Pages whose numbers are measures of a firm over months, each with what it was worked out from. */
const MEASURES = /^\/enrolments\/[^/]+\/outcomes/;

/** What following the numbers of somebody's pages found. */
interface Followed {
  /** Numbers whose list is of another length. */
  wrong: string[];
  /** How many numbers were followed, and how many of them were not nought. */
  followed: number;
  some: number;
  /** Pages numbers stood on. */
  pages: Set<string>;
}

/**
 * Opens every page of the register that takes no name, and one of each kind they lead to, as whoever the agent is, and
 * follows every number that is a link to its list.
 */
export async function followNumbers(agent: Agent): Promise<Followed> {
  const patterns = pageRoutes().map(({ path }) => String(path));
  const kinds = patterns
    .filter((path) => path.includes(':'))
    .map((path) => ({ path, is: new RegExp(`^${path.replace(/:[^/]+/g, '[^/?]+')}$`) }));
  const seen = new Set<string>();
  const queue = patterns.filter((path) => !path.includes(':'));
  const lengths = new Map<string, number | undefined>();
  const found: Followed = { wrong: [], followed: 0, some: 0, pages: new Set() };
  for (let address = queue.shift(); address !== undefined; address = queue.shift()) {
    const { status, text } = await agent.get(address);
    if (status !== 200) continue;
    for (const href of linksIn(text)) {
      const path = href.split('?')[0] ?? '';
      const kind = patterns.includes(path) ? undefined : kinds.find(({ is }) => is.test(path))?.path;
      if (kind === undefined || seen.has(kind)) continue;
      seen.add(kind);
      queue.push(href);
    }
    if (MEASURES.test(address)) continue;
    for (const { label, count, href } of countsIn(text)) {
      if (!lengths.has(href)) lengths.set(href, await listedAt(agent, href));
      const length = lengths.get(href);
      if (length === undefined) continue;
      if (length !== count) found.wrong.push(`${address} ${label}: ${count}, its list ${length} (${href})`);
      found.followed += 1;
      if (count > 0) found.some += 1;
      found.pages.add(address);
    }
  }
  return found;
}
