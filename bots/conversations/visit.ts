import type { DialogueState } from '#domain/chat';
import { getEnterprise } from '#domain/organisations';
import { applyForVisit, passTerms, tidyPlate } from '#domain/passes';
import { addDays, formatDay, type LocalDate, localDate, readDay } from '#kernel/dates';
import { tidyName } from '#kernel/text';
import {
  type Answer,
  type Conversation,
  end,
  type Outcome,
  type Settled,
  type Start,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';
import { saysSomething, saysYes } from '../words.ts';
import { matchEnterprises } from './enterpriseChoice.ts';

interface Draft {
  enterpriseId?: string;
  firm?: string;
  holder?: string;
  plate?: string;
  purpose?: string;
  on?: LocalDate;
}
const NAME = 'visit';
const MAX_NAME = 30;
const MAX_TEXT = 200;
const PLATE = /\p{Script=Han}\s*[A-Z][\s·.•-]*[A-Z0-9]{4,5}[A-Z0-9\p{Script=Han}]/iu;

const draftOf = ({ draft }: DialogueState): Draft => draft as Draft;
const ask = (step: string, draft: Draft, more: Record<string, unknown> = {}): Outcome =>
  standAt(NAME, step, draft, say(`visit-${step}`, { firm: draft.firm ?? '', isUnreadable: false, ...more }));

const start: Start = ({ rest }, turn) => (rest && saysSomething(rest) ? chooseFirm(rest, turn) : ask('firm', {}));

/** A firm is named whole by somebody unknown; one that lies in no park needs no pass. */
async function chooseFirm(text: string, { ctx }: Turn): Promise<Outcome> {
  const { matches } = await matchEnterprises(text, ctx.actor);
  const [only] = matches;
  if (only === undefined || matches.length > 1)
    return ask('firm', {}, { isUnreadable: true, names: matches.slice(0, 5).map(({ name }) => name) });
  const { parkId } = await getEnterprise(only.enterpriseId);
  if (parkId === undefined) return end(say('visit-no-park', { firm: only.name }));
  return ask('who', { enterpriseId: only.enterpriseId, firm: only.name });
}
const firm: Answer = (_state, turn) => chooseFirm(turn.message.text ?? '', turn);

/** 张三 桂A12345: a name, and a plate where they drive. */
const who: Answer = (state, { message }) => {
  const text = (message.text ?? '').normalize('NFKC');
  const [plate] = PLATE.exec(text) ?? [];
  const holder = tidyName(text.replace(plate ?? '', '').replace(/车牌号?|[:：，,、；;]/g, ' '));
  const draft = draftOf(state);
  if (!/^[\p{L}·\s]{2,}$/u.test(holder) || holder.length > MAX_NAME) return ask('who', draft, { isUnreadable: true });
  return ask('purpose', { ...draft, holder, ...(plate === undefined ? {} : { plate: tidyPlate(plate) }) });
};

const purpose: Answer = (state, { message, words, ctx }) => {
  const draft = draftOf(state);
  const text = (message.text ?? '').trim();
  if (!saysSomething(words) || text.length > MAX_TEXT) return ask('purpose', draft, { isUnreadable: true });
  return askDay({ ...draft, purpose: text }, ctx.now);
};

const askDay = (draft: Draft, now: Date, isUnreadable = false): Outcome =>
  ask('day', draft, { ahead: passTerms(now).visitorAheadDays, isUnreadable });

const AHEAD = ['今天', '明天', '后天'];
/** A day as people say it: 明天, 12月3日, 2026-12-03; one without its year is the next there is. */
function dayIn(text: string, choice: number | undefined, now: Date): LocalDate | undefined {
  const today = localDate(now);
  const said = choice === undefined ? AHEAD.findIndex((word) => text.includes(word)) : choice - 1;
  if (said >= 0 && said < AHEAD.length) return addDays(today, said);
  const [, month, date] = /^(\d{1,2})[-/.月](\d{1,2})[日号]?$/.exec(text.normalize('NFKC').trim()) ?? [];
  if (month === undefined || date === undefined) return readDay(text);
  const year = Number(today.slice(0, 4));
  return [year, year + 1]
    .map((one) => readDay(`${one}-${month}-${date}`))
    .find((day) => day !== undefined && day >= today);
}

const day: Answer = (state, { message, choice, ctx }) => {
  const draft = draftOf(state);
  const on = dayIn(message.text ?? '', choice, ctx.now);
  const today = localDate(ctx.now);
  if (on === undefined || on < today || on > addDays(today, passTerms(ctx.now).visitorAheadDays))
    return askDay(draft, ctx.now, true);
  return askConfirm({ ...draft, on });
};

const askConfirm = (draft: Draft): Outcome => {
  const { holder = '', plate = '', on = '' } = draft;
  return ask('confirm', draft, { holder, plate, purpose: draft.purpose ?? '', day: formatDay(on) });
};

/** The command knows the message by its once-key: a bot killed before the reply finds the same pass again. */
const confirm: Answer = (state, turn) => {
  const draft = draftOf(state);
  if (turn.choice === 2) return ask('firm', {});
  if (turn.choice !== 1 && !saysYes(turn.words)) return askConfirm(draft);
  const run = async (): Promise<Settled> => {
    const { enterpriseId = '', holder = '', purpose: text = '', on = '', plate = '' } = draft;
    const asked = await applyForVisit(turn.ctx, { enterpriseId, holder, purpose: text, on, plate });
    return end(say('visit-asked', { reference: asked.reference, firm: draft.firm ?? '' }));
  };
  return { state, replies: [], effect: { when: 'by-key', run } };
};

/** 来访: which firm → who and in what → what for → which day → yes. Without an account. */
export const visit: Conversation = {
  name: NAME,
  claims: {
    visit: {
      pattern:
        /^(?:我?(?:想|要|想要)?(?:申请|办理?|登记)?(?:一张|个)?(?:来访|访客|临时来访)(?:登记|通行证|证)?|我?(?:想|要)进园(?:区|里)?)[:：，,\s]*(?<rest>.*)$/,
      examples: ['来访', '来访登记', '我要进园区', '申请访客通行证', '我想办访客证', '來訪登記', '来访 桂宝陶瓷'],
      nearMisses: ['来了个访客摔倒了', '进园区的路塌了', '有人没登记就进园了'],
      start,
    },
  },
  steps: {
    // A name or a plate is none, whatever it sounds like, and a repair is what they come for: a cry for help still comes first.
    firm: { takesWords: true, speaksOfDanger: true, answer: firm },
    who: { takesWords: true, speaksOfDanger: true, answer: who, back: () => ask('firm', {}) },
    purpose: { takesWords: true, speaksOfDanger: true, answer: purpose, back: (state) => ask('who', draftOf(state)) },
    day: { takesWords: true, answer: day, back: (state) => ask('purpose', draftOf(state)) },
    confirm: { asksYes: true, answer: confirm, back: (state, { ctx }) => askDay(draftOf(state), ctx.now) },
  },
};
