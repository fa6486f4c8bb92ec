import type { DialogueState } from '#domain/chat';
import type { Context } from '#kernel/context';
import { formatDay } from '#kernel/dates';
import { actionRow, type Lifecycle, statusRow } from '#kernel/lifecycle';
import type { ReferenceLetter } from '#kernel/references';
import {
  type Asked,
  type Claim,
  type Conversation,
  type ConversationStep,
  end,
  goTo,
  type Outcome,
  type Reply,
  type Settled,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';
import type { IntentCode, Words } from '../intents.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';

/** What a person has told of a step so far. */
interface Told {
  reference: string;
  /** The sentence: a reason, or what was done. */
  text: string;
  photoIds: string[];
}

/** A command with its words, or none: then a question or the list of to-dos leads here. */
type Commanded = (Omit<Words, 'of' | 'withPhoto'> & { command: IntentCode }) | { command?: never };

/** A step of a noun as chat takes it. What is asked for before it are the `needs` of its lifecycle row. */
type Act = Commanded & {
  /** Where the dialogue stands while it asks; only for a step that needs something told. */
  at?: string;
  /** Asks for what it needs, knowing `needsPhoto`, `needsText` and, with one of both there, `hasSome`. */
  asks?: string;
  /** What is asked for is how things stand, rather than why. */
  asksState?: boolean;
  /** Of its `needs`, what `run` knows without asking. */
  knows?: readonly string[];
  /** A sentence or a photo is enough, better both. */
  isEither?: boolean;
  /** The command, given what was told; the sentence under each of the names commands have for it. */
  run: (ctx: Context, told: Told & { reason: string; note: string }) => Promise<unknown>;
  /** What is said once it is done, before the new status. */
  did: string;
};

/** A question with two answers, each of them a step. */
type Question<N, A> = Commanded & {
  /** Where the dialogue stands while it is asked. */
  at: string;
  show: (noun: N, link: string, note: string) => Reply;
  yes: A;
  no: A;
  /** Whether a yes wants a reason: words that are no answer are that then, shown with the question until it is answered. */
  wantsNote?: (noun: N) => boolean;
  /** Words for them beside numbers, yes and no; what stands in a group `note` or `reason` goes along. */
  yesWords?: RegExp;
  noWords?: RegExp;
  /** The command that opens it may answer it in the same message. */
  isAnsweredAtOnce?: boolean;
};

/** How one kind of noun is talked about. `A` are the steps chat offers of those in the lifecycle, `L`. */
interface NounTalk<N extends { status: S; reference: string }, S extends string, L extends string, A extends L> {
  name: string;
  /** What its numbers begin with. */
  letter: ReferenceLetter;
  /** Numbers of other things that lead to it; `load` and `run` are given them as they were written. */
  also?: readonly ReferenceLetter[];
  /** Where the web shows it: `<path>/<reference>`. */
  path: string;
  lifecycle: Lifecycle<S, L>;
  /** @throws NotFound when the person may not see it. */
  load: (ctx: Context, reference: string) => Promise<N>;
  acts: Readonly<Record<A, Act>>;
  questions: readonly Question<N, NoInfer<A>>[];
  /** What falls due, by the kind of its deadline, and the step that answers it; what is for the page alone is left out. */
  owed: Readonly<Record<string, NoInfer<A> | ((noun: N) => NoInfer<A> | undefined)>>;
  /** Commands that go a way of their own. */
  claims?: Conversation['claims'];
  /** What 进度 tells of it beside number and status. */
  tells?: (noun: N) => {
    text: string;
    ownerName?: string | undefined;
    dueOn?: string | undefined;
    reason?: string | undefined;
  };
}

type Said = Pick<Asked, 'reference' | 'rest'>;

/** The conversation about the steps of one kind of noun. */
export interface NounAct extends Conversation, Pick<NounTalk<never, never, never, never>, 'letter' | 'path'> {
  /** Asks whether to take the step that is owed, or for what it needs, or takes it; undefined when chat has none. */
  owed(clock: string, said: Said, turn: Turn): Promise<Outcome | undefined>;
  /** 进度 */
  progress: ((said: Said, turn: Turn) => Promise<Outcome>) | undefined;
}

/** What chat can ask for, by the names lifecycle rows give it. */
const SENTENCE: readonly string[] = ['reason', 'text', 'note', 'what'];
const PHOTO: readonly string[] = ['photoIds'];

/**
 * Talks about the steps of one kind of noun: a command or the list of to-dos opens one, its question is answered, what
 * it needs is told, and it is taken in the transaction that closes the message.
 * @throws when a step needs what chat cannot ask for, or needs something and has no place to ask.
 */
export function nounAct<N extends { status: S; reference: string }, S extends string, L extends string, A extends L>(
  talk: NounTalk<N, S, L, A>,
): NounAct {
  const { name, letter, also = [], path, lifecycle, load, acts, questions, tells } = talk;
  const actions = Object.keys(acts) as A[];
  const needsOf = (action: A): readonly string[] =>
    (actionRow<S, L>(lifecycle, action).needs ?? []).filter((need) => !acts[action].knows?.includes(need));
  const takesText = (action: A): boolean => needsOf(action).some((need) => SENTENCE.includes(need));
  const takesPhoto = (action: A): boolean => needsOf(action).some((need) => PHOTO.includes(need));
  for (const action of actions) {
    const needs = needsOf(action);
    const isAskable = needs.every((need) => SENTENCE.includes(need) || PHOTO.includes(need));
    if (!isAskable || needs.length > 0 !== (acts[action].at !== undefined))
      throw new Error(`${name}: chat cannot ask for what ${action} needs (${needs.join(', ')})`);
  }

  const toldIn = ({ draft }: DialogueState): Told => ({ reference: '', text: '', photoIds: [], ...draft });
  const linkTo = (reference: string, { publicUrl }: Turn): string => `${publicUrl}/${path}/${reference}`;
  const statusOf = (noun: N): string => statusRow<S, L>(lifecycle, noun.status).label;

  /** Takes a step for which everything is told, or asks for what is missing. */
  const go = (action: A, told: Told, turn: Turn, isAll = false): Outcome => {
    const { at, asks = 'case-ask-reason', asksState = false, run, did } = acts[action];
    const { reference, text, photoIds } = told;
    const step = at ?? questions.find(({ yes }) => yes === action)?.at;
    const { state } = step === undefined ? end() : standAt(name, step, told);
    const needsText = takesText(action) && !saysSomething(text);
    const needsPhoto = takesPhoto(action) && photoIds.length === 0;
    if ((needsText || needsPhoto) && !isAll) {
      const hasSome = !(needsText && needsPhoto);
      return { state, replies: [say(asks, { reference, asksState, needsPhoto, needsText, hasSome })] };
    }
    const settle = async (): Promise<Settled> => {
      await run(turn.ctx, { ...told, reason: text, note: text });
      return end(say('case-done', { reference, did, status: statusOf(await load(turn.ctx, reference)) }));
    };
    return { state, replies: [], effect: { when: 'with-message', run: settle } };
  };

  const ask = async (question: Question<N, A>, { reference, text }: Told, turn: Turn): Promise<Outcome> => {
    const { at, show, wantsNote } = question;
    const noun = await load(turn.ctx, reference);
    const note = wantsNote?.(noun) ? { text, wantsNote: true } : {};
    return standAt(name, at, { reference, ...note }, show(noun, linkTo(reference, turn), note.text ?? ''));
  };
  const isNote = ({ draft }: DialogueState, { words, choice, intent, message }: Turn): boolean =>
    draft['wantsNote'] === true && message.kind === 'text' && !intent && choice === undefined && saysSomething(words);

  /** Takes the step a question is answered with; undefined when it is not answered. */
  const answered = (question: Question<N, A>, words: string, told: Told, turn: Turn, choice?: number) => {
    const yes = question.yesWords?.exec(words);
    if (choice === 1 || saysYes(words) || yes) {
      return go(question.yes, { ...told, text: yes?.groups?.['note'] ?? told.text }, turn);
    }
    const no = question.noWords?.exec(words);
    if (choice !== 2 && !saysNo(words) && !no) return undefined;
    return go(question.no, { ...told, text: no?.groups?.['reason'] ?? '' }, turn);
  };

  const take = async (action: A, { reference = '', rest = '' }: Said, turn: Turn): Promise<Outcome> => {
    const noun = await load(turn.ctx, reference);
    const { photoId } = turn.message;
    const asked = questions.find(({ yes, wantsNote }) => yes === action && wantsNote?.(noun));
    // What wants a reason is not refused for the want of it: it is asked for.
    if (asked !== undefined && !saysSomething(rest)) return ask(asked, { reference, text: '', photoIds: [] }, turn);
    return go(action, { reference, text: rest, photoIds: photoId ? [photoId] : [] }, turn);
  };

  const put = async (question: Question<N, A>, { reference = '', rest = '' }: Said, turn: Turn): Promise<Outcome> => {
    const told = { reference, text: '', photoIds: [] };
    const shown = await ask(question, told, turn);
    return (question.isAnsweredAtOnce && answered(question, rest, told, turn)) || shown;
  };

  /** Waits for one of two answers. */
  const asking = (question: Question<N, A>): ConversationStep => ({
    asksYes: true,
    isOwn: isNote,
    answer: (state, turn) => {
      const told = toldIn(state);
      const noted = isNote(state, turn) ? { ...told, text: turn.message.text ?? '' } : told;
      return answered(question, turn.words, told, turn, turn.choice) ?? ask(question, noted, turn);
    },
  });

  /** Waits for a sentence, a photo, or both in any order. 返回 first forgets them, then leads to the question. */
  const telling = (action: A): ConversationStep => ({
    takesWords: true,
    speaksOfDanger: true,
    asksYes: acts[action].isEither === true,
    answer: (state, turn) => {
      const { reference, text, photoIds } = toldIn(state);
      const { message, words, choice, intent } = turn;
      const hasSome = text !== '' || photoIds.length > 0;
      const isAll = hasSome && acts[action].isEither && (choice === 1 || saysYes(words));
      const isTold = !isAll && !intent && choice === undefined && saysSomething(words);
      const more = isTold ? (message.text ?? '') : '';
      if (!takesPhoto(action)) return go(action, { reference, text: more, photoIds: [] }, turn);
      const told = { reference, text: [text, more].filter(Boolean).join('；'), photoIds: [...photoIds] };
      if (message.photoId) told.photoIds.push(message.photoId);
      return go(action, told, turn, isAll);
    },
    back: (state, turn) => {
      const { reference, text, photoIds } = toldIn(state);
      const nothing = { reference, text: '', photoIds: [] };
      if (takesPhoto(action) && (text !== '' || photoIds.length > 0)) return go(action, nothing, turn);
      const question = questions.find(({ no }) => no === action);
      return question ? ask(question, nothing, turn) : goTo('menu');
    },
  });

  const claim = (row: Commanded, start: Claim['start'], withPhoto = false): [string, Claim][] =>
    row.command ? [[row.command, { ...row, of: [letter, ...also], withPhoto, start }]] : [];

  return {
    name,
    letter,
    path,
    claims: {
      ...Object.fromEntries([
        ...actions.flatMap((one) => claim(acts[one], (said, turn) => take(one, said, turn), takesPhoto(one))),
        ...questions.flatMap((one) => claim(one, (said, turn) => put(one, said, turn))),
      ]),
      ...talk.claims,
    },
    steps: Object.fromEntries([
      ...questions.map((question) => [question.at, asking(question)] as const),
      ...actions.flatMap((action) => (acts[action].at ? [[acts[action].at, telling(action)]] : [])),
    ]),
    owed: async (clock, said, turn) => {
      const answer = talk.owed[clock];
      const action = typeof answer === 'function' ? answer(await load(turn.ctx, said.reference ?? '')) : answer;
      const question = questions.find(({ yes }) => yes === action);
      return question ? put(question, said, turn) : action && take(action, said, turn);
    },
    progress:
      tells &&
      (async ({ reference = '' }, turn) => {
        const noun = await load(turn.ctx, reference);
        const { text, ownerName: owner = '', dueOn, reason = '' } = tells(noun);
        const day = dueOn === undefined ? '' : formatDay(dueOn);
        const link = linkTo(reference, turn);
        return end(say('plan-progress', { reference, status: statusOf(noun), text, owner, dueOn: day, reason, link }));
      }),
  };
}
