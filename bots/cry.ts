import type { DialogueState, InboxMessage } from '#domain/chat';
import { criesForHelp } from '#domain/hazards';
import { AppError } from '#kernel/errors';
import { type ConversationStep, end, type Outcome, type Settled, type Turn } from './conversation.ts';
import type { Intent } from './intents.ts';

/** A danger that comes before everything, and what it comes between. */
export interface Cry {
  told: InboxMessage;
  between: DialogueState | undefined;
}

interface Standing {
  state: DialogueState | undefined;
  step: ConversationStep | undefined;
  /** What was put aside before. */
  draft: DialogueState | undefined;
}
type Begin = (asked: Intent, turn: Turn) => Promise<Outcome>;

/** What is said of the matter in hand, and by itself says nothing. */
const OF_THE_MATTER = /^(还|仍|依然|又)(在|是|旧)?(漏|冒|滴|渗|烧|喷|响)(了|着|呢|油|水|气|烟)?$/;

/** The danger to be filed before the step, or the command, that these words would answer; undefined where they are its own. */
export async function cryIn(turn: Turn, { state, step, draft }: Standing, begin: Begin): Promise<Cry | undefined> {
  const { message, intent, words } = turn;
  if (intent?.rest !== undefined) {
    const { rest, ...bare } = intent;
    const isOwn = draft?.cried === rest || OF_THE_MATTER.test(rest) || !(await criesForHelp(rest));
    const asked = isOwn ? undefined : await askedBy(bare, turn, begin);
    return asked && { told: { ...message, text: rest }, between: asked.state ?? state };
  }
  if (step?.filesAlarms || state?.cried === words) return undefined;
  const isOfMatter = step?.speaksOfDanger && (OF_THE_MATTER.test(words) || !(await criesForHelp(message.text ?? '')));
  return isOfMatter ? undefined : { told: message, between: state };
}

/** What a command asks for where nothing follows it; undefined where it asks for nothing and is taken at once. */
async function askedBy(bare: Intent, turn: Turn, begin: Begin): Promise<Settled | undefined> {
  // Its photo goes with the cry.
  const { photoId: _, ...message } = turn.message;
  const asked = await begin(bare, { ...turn, words: '', intent: bare, message: { ...message, text: '' } }).catch(
    (error: unknown): Outcome => {
      // A number that is not theirs: the cry is one all the same.
      if (error instanceof AppError && error.kind !== 'Unavailable') return end();
      throw error;
    },
  );
  return asked.effect === undefined ? asked : undefined;
}
