export { readSourceKey, renewSourceKey, reopenSource, setUpSource, shutSource } from './source.commands.ts';
export { type AlertSource, AlertSourceModel, SOURCE_KEYS } from './source.model.ts';
export { sourceTerms } from './source.rules.ts';
export { alertSources } from './source.ts';
export { alertSourcesInWords } from './source.words.ts';
