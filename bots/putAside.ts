import type { DialogueState } from '#domain/chat';

/** What is put aside, of each conversation only the latest. */
export function without(name: string, put: DialogueState | undefined): DialogueState | undefined {
  if (put === undefined) return undefined;
  const { below: under, ...rest } = put;
  const below = without(name, under);
  return put.conversation === name ? below : { ...rest, ...(below ? { below } : {}) };
}
