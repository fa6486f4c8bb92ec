/** A fact of an event as text; empty when it is none. */
export const textOf = (value: unknown): string => (typeof value === 'string' ? value : '');
