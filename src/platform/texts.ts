import { readFileSync } from 'node:fs';
import Handlebars from 'handlebars';

/** Folders of plain-text templates: replies of the bot, messages it sends by itself, SMS as the provider words them. */
export type TextFolder = 'chat' | 'notices' | 'sms';

const views = new URL('../../views/', import.meta.url);
const compiled = new Map<string, Handlebars.TemplateDelegate>();

/**
 * Fills a plain-text template of `views/chat`, `views/notices` or `views/sms`. A value the template names and `params` lacks is an
 * error, not an empty place; blank lines left by conditions are closed up. `before` and `after` are other templates of
 * the folder with their values, said with it in the same text.
 *
 * @throws Error for an unknown template or a missing value.
 */
export function renderText(folder: TextFolder, name: string, params: Readonly<Record<string, unknown>>): string {
  const key = `${folder}/${name}`;
  let template = compiled.get(key);
  if (template === undefined) {
    template = Handlebars.compile(readFileSync(new URL(`${key}.hbs`, views), 'utf8'), { strict: true, noEscape: true });
    compiled.set(key, template);
  }
  const text = template(params)
    .replace(/\n{3,}/g, '\n\n')
    .trim();
  const beside = (place: 'before' | 'after'): string[] => {
    const more = params[place] as { template: string; params: Readonly<Record<string, unknown>> } | undefined;
    return more === undefined ? [] : [renderText(folder, more.template, more.params)];
  };
  return [...beside('before'), text, ...beside('after')].join('\n');
}
