import { parse, parseFragment, serialize, type DefaultTreeAdapterTypes as Tree } from 'parse5';
import type { Draft } from '#domain/drafts';

type Element = Tree.Element;

const attr = (element: Element, name: string): string | undefined =>
  element.attrs.find((one) => one.name === name)?.value;

function setAttr(element: Element, name: string, value: string | undefined): void {
  element.attrs = element.attrs.filter((one) => one.name !== name);
  if (value !== undefined) element.attrs.push({ name, value });
}

/** Every element under `node`, in the order of the page. */
function* elementsOf(node: Tree.ParentNode): Generator<Element> {
  for (const child of node.childNodes) {
    if (!('tagName' in child)) continue;
    yield child;
    yield* elementsOf(child);
  }
}

const isPhotoForm = (form: Element): Element | undefined =>
  [...elementsOf(form)].find((one) => one.tagName === 'input' && attr(one, 'type') === 'file');

/** HTML put at the beginning of an element, or before another in it. */
function insert(parent: Tree.ParentNode, html: string, before?: Tree.ChildNode): void {
  const at = before === undefined ? 0 : parent.childNodes.indexOf(before);
  const added = parseFragment(html).childNodes;
  for (const one of added) one.parentNode = parent;
  parent.childNodes.splice(at, 0, ...added);
}

/** What is put beside the words. */
export interface Filling {
  draft: Draft;
  /** The once-token of the first try: sent again it is the same act. */
  once?: string;
  /** The photos and documents kept, as HTML; drawn before the field that takes more. */
  kept: string;
  /** HTML at the top of the page, told what had no field to stand in. */
  note: (left: readonly string[]) => string;
  /** Hidden fields more. */
  hidden?: Readonly<Record<string, string>>;
}

/**
 * Puts what was typed into the form of a page that is sent to the same address, by the names of its fields. Unseen
 * fields keep what the page says now: what a decision is about is as it stands today.
 * @returns the page; undefined when it has no such form.
 */
export function fillForm(html: string, { draft, once, kept, note, hidden = {} }: Filling): string | undefined {
  const page = parse(html);
  const forms = [...elementsOf(page)].filter(
    (one) => one.tagName === 'form' && attr(one, 'method') === 'post' && attr(one, 'action') === draft.action,
  );
  const fits = (form: Element): boolean =>
    [...elementsOf(form)].every(
      (one) =>
        attr(one, 'type') !== 'hidden' ||
        !draft.fields.some(([name, value]) => name === attr(one, 'name') && value !== attr(one, 'value')),
    );
  const form = forms.find(fits) ?? forms[0];
  if (form === undefined) return undefined;
  const left = new Map<string, string[]>();
  for (const [name, value] of draft.fields) left.set(name, [...(left.get(name) ?? []), value]);
  const seen = new Set<string>();
  for (const control of elementsOf(form)) {
    const name = attr(control, 'name');
    if (name === undefined) continue;
    if (name === 'once' && once) setAttr(control, 'value', once);
    seen.add(name);
    fill(control, left.get(name));
  }
  for (const [name, value] of Object.entries(hidden)) {
    insert(form, '<input type="hidden">');
    const [input] = form.childNodes as Element[];
    if (input !== undefined) input.attrs.push({ name: 'name', value: name }, { name: 'value', value });
  }
  const photos = isPhotoForm(form);
  if (photos?.parentNode && kept !== '') insert(photos.parentNode, kept, photos);
  const main = [...elementsOf(page)].find((one) => one.tagName === 'main');
  const unplaced = [...left].filter(([name]) => !seen.has(name)).flatMap(([, values]) => values);
  if (main !== undefined) insert(main, note(unplaced.filter(isWords)));
  return serialize(page);
}

/** Something a person wrote rather than an id or a choice. */
export const isWords = (value: string): boolean => value.trim().length > 1 && !/^[\w-]*$/.test(value);

/** Puts the next value of its name into one control. */
function fill(control: Element, values: string[] | undefined): void {
  const { tagName } = control;
  const type = attr(control, 'type') ?? 'text';
  if (tagName === 'input' && (type === 'checkbox' || type === 'radio')) {
    setAttr(control, 'checked', values?.includes(attr(control, 'value') ?? 'on') ? '' : undefined);
    return;
  }
  if (values === undefined) return;
  if (tagName === 'textarea') {
    const value = values.length > 1 ? (values.shift() ?? '') : (values[0] ?? '');
    control.childNodes = [{ nodeName: '#text', value, parentNode: control } as Tree.TextNode];
  } else if (tagName === 'select') {
    const [value] = values;
    const options = [...elementsOf(control)].filter((one) => one.tagName === 'option');
    if (!options.some((one) => attr(one, 'value') === value)) return;
    for (const one of options) setAttr(one, 'selected', attr(one, 'value') === value ? '' : undefined);
  } else if (tagName === 'input' && !['hidden', 'password', 'file', 'submit', 'button'].includes(type)) {
    setAttr(control, 'value', values.length > 1 ? values.shift() : values[0]);
  }
}

/** Puts HTML at the top of a page. */
export function noteOn(html: string, note: string): string {
  const page = parse(html);
  const main = [...elementsOf(page)].find((one) => one.tagName === 'main');
  if (main !== undefined) insert(main, note);
  return serialize(page);
}
