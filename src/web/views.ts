import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import Handlebars from 'handlebars';

/** Draws pages: a view, wrapped in the layout. */
export interface Views {
  /** @throws Error when the view names a value the model lacks. */
  page(view: string, model: Readonly<Record<string, unknown>>): string;
  /** Draws one partial by itself. @throws as `page` does. */
  part(partial: string, model: Readonly<Record<string, unknown>>): string;
}

const folder = fileURLToPath(new URL('../../views/', import.meta.url));

/** Reads and compiles all page views once, strictly: a misspelt name fails instead of leaving a hole in the page. */
export function loadViews(): Views {
  const handlebars = Handlebars.create();
  const compiled = new Map<string, Handlebars.TemplateDelegate>();
  for (const file of readdirSync(folder, { recursive: true, encoding: 'utf8' })) {
    const name = file.replaceAll('\\', '/').replace(/\.hbs$/, '');
    if (!file.endsWith('.hbs') || name.startsWith('chat/') || name.startsWith('notices/')) continue;
    const source = readFileSync(join(folder, file), 'utf8');
    if (name.startsWith('partials/')) handlebars.registerPartial(name.slice('partials/'.length), source);
    // An indented partial must not indent what people wrote: a textarea would grow blanks at every new try.
    compiled.set(name, handlebars.compile(source, { strict: true, preventIndent: true }));
  }
  const draw = (name: string, model: Readonly<Record<string, unknown>>): string => {
    const template = compiled.get(name);
    if (template === undefined) throw new Error(`there is no view ${name}`);
    return template(model);
  };
  return {
    page: (view, model) => draw('layouts/page', { ...model, body: draw(view, model) }),
    part: (partial, model) => draw(`partials/${partial}`, model),
  };
}
