import { parse, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import supertest from 'supertest';
import { type Agent, tokenIn } from './agents.ts';
import { everyRoute, type Looker } from './pageRoutes.ts';
import type { Portal } from './portal.ts';
import { PASSWORD } from './world.ts';

/** One form of one page, as its person's browser has it. */
export interface PageForm {
  who: string;
  agent: Agent;
  page: string;
  action: string;
  /** Pattern of the route it is sent to. */
  route: string;
  isMultipart: boolean;
  /** What it sends untouched: hidden fields, choices, what stands in it. */
  sends: Record<string, string>;
  /** Fields somebody writes in, but passwords and codes. */
  written: string[];
  /** The field that takes files. */
  files?: string;
  /** How many things it asks for, whatever the kind of field. */
  asks: number;
  /** Its page keeps it while it is filled in. */
  isKept: boolean;
}

const attr = (element: Tree.Element, name: string): string | undefined =>
  element.attrs.find((one) => one.name === name)?.value;

function* elementsOf(node: Tree.ParentNode): Generator<Tree.Element> {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    yield child;
    yield* elementsOf(child);
  }
}

const SECRET = /password|secret|totp|^code$/i;

function readForm(form: Tree.Element): Pick<PageForm, 'sends' | 'written' | 'files' | 'asks'> {
  const asked = new Set<string>();
  const sends: Record<string, string> = {};
  const written: string[] = [];
  let files: string | undefined;
  for (const one of elementsOf(form)) {
    const name = attr(one, 'name');
    const type = attr(one, 'type') ?? 'text';
    if (name === undefined || name === '_keep') continue;
    if (one.tagName !== 'button' && type !== 'hidden') asked.add(name);
    if (one.tagName === 'textarea' || (one.tagName === 'input' && type === 'text')) {
      if (!SECRET.test(name)) written.push(name);
      const [text] = one.childNodes;
      sends[name] = attr(one, 'value') ?? (text !== undefined && 'value' in text ? text.value : '');
    } else if (one.tagName === 'select') {
      const options = [...elementsOf(one)].filter(({ tagName }) => tagName === 'option');
      sends[name] = options.map((option) => attr(option, 'value') ?? '').findLast((value) => value !== '') ?? '';
    } else if (type === 'file') files = name;
    else if (type === 'checkbox' || type === 'radio') sends[name] = attr(one, 'value') ?? '';
    else if (one.tagName === 'input' || one.tagName === 'button') sends[name] ??= attr(one, 'value') ?? '';
  }
  return { sends, written, asks: asked.size, ...(files === undefined ? {} : { files }) };
}

/** A form, whoever opened its page. */
type AnyForm = Omit<PageForm, 'who' | 'agent' | 'page' | 'route'>;

/** The forms of a page that are sent, but those of the frame around it. */
export function formsIn(html: string): AnyForm[] {
  return [...elementsOf(parse(html))]
    .filter((one) => one.tagName === 'main')
    .flatMap((main) => [...elementsOf(main)])
    .filter((one) => one.tagName === 'form' && attr(one, 'method') === 'post')
    .map((form) => ({
      action: attr(form, 'action') ?? '',
      isMultipart: attr(form, 'enctype') === 'multipart/form-data',
      isKept: attr(form, 'data-keep') !== undefined,
      ...readForm(form),
    }));
}

/** The agent of somebody who signs in by phone; a visitor's without one. */
export async function agentOf(portal: Portal, phone: string | undefined): Promise<Agent> {
  const agent = supertest.agent(portal.url);
  const { text } = await agent.get('/sign-in');
  if (phone === undefined) return agent;
  const answer = await agent
    .post('/sign-in')
    .type('form')
    .send({ _csrf: tokenIn(text), phone, password: PASSWORD });
  expect(answer.status).toBe(303);
  return agent;
}

/** The pattern of the route a form is sent to. */
function routeOf(routes: readonly { path: string }[], action: string): string {
  const path = action.split('?')[0] ?? '';
  const found = routes.filter((route) => new RegExp(`^${route.path.replace(/:\w+/g, '[^/]+')}$`).test(path));
  return found.find((route) => !route.path.includes(':'))?.path ?? found[0]?.path ?? '';
}

/** Every form of these people's pages, one of each kind: sent to the same route with the same fields. */
export async function everyForm(portal: Portal, lookers: readonly Looker[]): Promise<PageForm[]> {
  const found = new Map<string, PageForm>();
  for await (const form of formsOf(portal, lookers)) {
    const kind = [form.route, ...Object.keys(form.sends).toSorted()].join(' ');
    if (!found.has(kind)) found.set(kind, form);
  }
  return [...found.values()];
}

const STEP = /\/act\/[\w-]+$/;

/** The same of every step that is offered on these pages, and a form of each kind besides. */
export async function everyStepForm(portal: Portal, lookers: readonly Looker[]): Promise<PageForm[]> {
  const found = new Map<string, PageForm>();
  for await (const form of formsOf(portal, lookers, true)) {
    const kind = STEP.test(form.action)
      ? [form.route, form.action.split('/').at(-1)].join(' ')
      : [form.route, ...Object.keys(form.sends).toSorted()].join(' ');
    if (!found.has(kind)) found.set(kind, form);
  }
  return [...found.values()];
}

async function* formsOf(portal: Portal, lookers: readonly Looker[], followsSteps = false): AsyncGenerator<PageForm> {
  const posts = everyRoute().filter(({ method }) => method === 'post');
  for (const { who, phone, pages } of lookers) {
    const agent = await agentOf(portal, phone);
    const left = pages.flatMap(({ addresses }) => addresses);
    const known = new Set(left);
    for (const page of left) {
      const { status, text } = await agent.get(page);
      if (status !== 200) continue;
      for (const form of formsIn(text)) yield { who, agent, page, route: routeOf(posts, form.action), ...form };
      if (!followsSteps) continue;
      for (const [, href = ''] of text.matchAll(/href="(\/[^"?]+\/act\/[\w-]+)"/g)) {
        if (!known.has(href)) left.push(href);
        known.add(href);
      }
    }
  }
}

/** Sends a form as its page would, with other words. */
export function send({ agent, action, isMultipart }: PageForm, sends: Record<string, string>, as: Agent = agent) {
  const post = as.post(action);
  return isMultipart ? post.field(sends) : post.type('form').send(sends);
}
