import type { DialogueState } from '#domain/chat';
import type { Claim, Conversation, Start } from './conversation.ts';
import { INTENTS, type IntentCode } from './intents.ts';

/**
 * What the bot can talk about, read from its list of conversations: the commands in the order of `INTENTS`, how one
 * starts, and whose a state is (nobody's, when it is of a version before).
 * @throws when two conversations have one name, or when no conversation or two claim a command.
 */
export function registerOf(conversations: readonly Conversation[]) {
  const named = new Map(conversations.map((one) => [one.name, one]));
  if (named.size < conversations.length) throw new Error('two conversations have one name');
  const claims = INTENTS.map((code) => {
    const by = conversations.filter((one) => one.claims[code] !== undefined);
    if (by.length === 1) return { code, ...(by[0]?.claims[code] as Claim) };
    throw new Error(`the command ${code} is claimed by ${by.map(({ name }) => name).join(' and ') || 'nobody'}`);
  });
  const starts = Object.fromEntries(claims.map(({ code, start }) => [code, start])) as Record<IntentCode, Start>;
  const conversationOf = (state: DialogueState | undefined) => (state ? named.get(state.conversation) : undefined);
  return { claims, starts, conversationOf, stepOf: (state: DialogueState) => conversationOf(state)?.steps[state.step] };
}
