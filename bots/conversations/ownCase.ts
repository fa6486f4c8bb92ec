import {
  answerAsked,
  findTalk,
  hasContact,
  heldActOf,
  loadOwn,
  mayTakeOutside,
  takeOutside,
  unverifiedDays,
} from '#domain/hazards';
import { agreeToContact, answerCheckIn } from '#domain/protection';
import { formatClock } from '#kernel/dates';
import {
  type Answer,
  type Conversation,
  end,
  type Outcome,
  type Reply,
  type Settled,
  type Start,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';
import { command, REST } from '../intents.ts';
import { saysNo, saysSomething, saysYes } from '../words.ts';

const NAME = 'ownCase';
const referenceIn = (draft: Record<string, unknown>): string => String(draft['reference'] ?? '');

/** Takes it in the transaction that closes the message, and stands where `then` says. */
const doing = (
  run: () => Promise<unknown>,
  then: () => Promise<Settled> | Settled,
  stand: Outcome = end(),
): Outcome => ({
  ...stand,
  replies: [],
  effect: {
    when: 'with-message',
    run: async () => {
      await run();
      return then();
    },
  },
});

/** 回答 H… 白班: the question that waits, or its answer. */
const answer: Start = async ({ reference = '', rest = '' }, turn) => {
  const last = (await findTalk(await loadOwn(turn.ctx, { reference }))).at(-1);
  if (last === undefined || last.answer !== undefined) return end(say('own-nothing-asked', { reference }));
  if (saysSomething(rest)) return answering(reference, rest, turn);
  return standAt(NAME, 'answer', { reference }, say('own-question', { reference, question: last.question }));
};
const answering = (reference: string, words: string, { ctx }: Turn): Outcome =>
  doing(
    () => answerAsked(ctx, { reference, answer: words }),
    () => end(say('own-answered', { reference })),
  );
const takeAnswer: Answer = ({ draft }, turn) => {
  const reference = referenceIn(draft);
  const { text = '' } = turn.message;
  return saysSomething(turn.words)
    ? answering(reference, text, turn)
    : standAt(NAME, 'answer', { reference }, say('own-answer-words'));
};

async function askOutside(turn: Turn, reference: string): Promise<Outcome> {
  const hazard = await loadOwn(turn.ctx, { reference });
  if (hazard.outsideAt !== undefined) return end(say('own-outside-done', { reference }));
  const days = unverifiedDays(hazard.createdAt);
  if (!mayTakeOutside(hazard, turn.ctx.now)) return end(say('own-outside-not-yet', { reference, days }));
  const asks: Reply = say('own-outside', { reference, days, hasContact: await hasContact(turn.ctx, hazard) });
  return standAt(NAME, 'outside', { reference }, asks);
}
/** 转交 H… */
const outside: Start = ({ reference = '' }, turn) => askOutside(turn, reference);
/** The contact goes along on its own number alone: a yes to the question hands over the case. */
const takeOutsideAnswer: Answer = async ({ draft }, turn) => {
  const reference = referenceIn(draft);
  const { choice, words, ctx } = turn;
  if (choice === 3 || saysNo(words)) return end(say('own-outside-left', { reference }));
  const withContact = choice === 2 && (await hasContact(ctx, await loadOwn(ctx, { reference })));
  if (!withContact && choice !== 1 && !saysYes(words)) return askOutside(turn, reference);
  return doing(
    () => takeOutside(ctx, { reference, withContact }),
    async () => {
      const held = await heldActOf(await loadOwn(ctx, { reference }), { isOwn: true });
      const from = held?.until === undefined ? '' : formatClock(held.until);
      return end(say('own-outside-done', { reference, withContact, from }));
    },
  );
};

/** 还好 H…, 被为难 H… 被调岗: what was said is kept first, the contact is asked for afterwards. */
const checkIn =
  (how: 'fine' | 'harmed'): Start =>
  async ({ reference = '', rest = '' }, turn) => {
    const hazard = await loadOwn(turn.ctx, { reference });
    const asks = how === 'harmed' && (await hasContact(turn.ctx, hazard));
    const stand = asks ? standAt(NAME, 'contact', { reference }) : end();
    return doing(
      () => answerCheckIn(turn.ctx, { reference, answer: how, ...(saysSomething(rest) ? { words: rest } : {}) }),
      () => ({ ...stand, replies: [say('own-checked', { reference, isHarmed: how === 'harmed', asks })] }),
      stand,
    );
  };
const takeContact: Answer = ({ draft }, turn) => {
  const reference = referenceIn(draft);
  const { choice, words, ctx, intent } = turn;
  if (intent?.code === 'resume') {
    return standAt(NAME, 'contact', { reference }, say('own-checked', { reference, isHarmed: true, asks: true }));
  }
  if (choice !== 1 && !saysYes(words)) return end(say('own-contact', { reference, isGiven: false }));
  return doing(
    () => agreeToContact(ctx, { reference }),
    () => end(say('own-contact', { reference, isGiven: true })),
  );
};

/** 回答、转交、还好、被为难: what only whoever reported a case says of it, whether they are known here or not. */
export const ownCase: Conversation = {
  name: NAME,
  claims: {
    answer: {
      pattern: command('回答|回复', REST),
      of: ['H'],
      examples: ['回答 H2026-0001 白班', '回答H2026-0001', 'H2026-0001 回答 三号窑', '回答 H2026-1'],
      nearMisses: ['没人回答', '回答不了'],
      start: answer,
    },
    'take-outside': {
      pattern: command('转交|转交监管部门|交给监管部门|交监管部门|捅出去'),
      of: ['H'],
      examples: ['转交 H2026-0001', 'H2026-0001 交给监管部门', '轉交 H2026-1'],
      nearMisses: ['转交班没人管', '不转交 H2026-0001'],
      start: outside,
    },
    fine: {
      pattern: command('还好|还行|没事|没有人?为难(?:我)?|没被为难', REST),
      of: ['H'],
      examples: ['还好 H2026-0001', 'H2026-0001 没被为难', '還好 H2026-1'],
      nearMisses: ['还好没伤到人', '没事'],
      start: checkIn('fine'),
    },
    harmed: {
      pattern: command('被为难(?:了)?|有人为难我|被报复(?:了)?|不好', REST),
      of: ['H'],
      examples: ['被为难 H2026-0001', '被为难 H2026-0001 被调岗', 'H2026-0001 有人为难我', '被報復 H2026-1'],
      nearMisses: ['没被为难 H2026-0001', '不好开的门'],
      start: checkIn('harmed'),
    },
  },
  steps: {
    answer: { takesWords: true, answer: takeAnswer },
    outside: { asksYes: true, answer: takeOutsideAnswer },
    contact: { asksYes: true, answer: takeContact },
  },
};
