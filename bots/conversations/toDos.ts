import { countToDos, findToDos, type ToDo } from '#domain/nouns';
import { paths } from '#kernel/paths';
import { type Conversation, end, goTo, type Start, say, shortly, standAt } from '../conversation.ts';
import type { IntentCode } from '../intents.ts';
import { confirmOwed } from './confirmAct.ts';
import { NOUN_ACTS } from './nounActs.ts';

const MAX_ROWS = 8;

/** What is answered by a conversation that is not about the steps of one noun. */
const ELSEWHERE: Readonly<Record<string, IntentCode>> = { 'reward-confirm': 'reward' };

interface Row {
  /** What falls due: the conversation about its noun knows the step that answers it. */
  clock: string;
  reference: string;
  path: string;
}

/** What a body decides about: closings, more time, disputes, work that may go on. */
const REVIEWS = ['hazard-closure-requested', 'hazard-extension', 'hazard-dispute', 'stop-review'] as const;

const listedOf = (rows: readonly ToDo[]) =>
  rows.map(({ reference, title, text, call }, i) => {
    const action = call === undefined ? title : `【正在发生】${call.says}`;
    return { number: i + 1, reference, action, text: shortly(text) };
  });
const draftOf = (rows: readonly ToDo[]) => ({
  rows: rows.map(({ clock, reference, path }): Row => ({ clock, reference, path })),
});

/** 待审: what waits for this person's decision, by number. */
const review: Start = async (_asked, { ctx, publicUrl }) => {
  const { rows, nextCursor } = await findToDos(ctx, { clocks: REVIEWS, limit: MAX_ROWS });
  const reply = say('to-review', {
    rows: listedOf(rows),
    hasMore: nextCursor !== undefined,
    link: `${publicUrl}${paths.toDos}`,
  });
  return rows.length === 0 ? end(reply) : standAt('toDos', 'choose', draftOf(rows), reply);
};

/** What waits for this person: the first of the same list the portal shows. */
const start: Start = async (_asked, { ctx, publicUrl }) => {
  const [{ rows }, { all, overdue }] = await Promise.all([findToDos(ctx, { limit: MAX_ROWS }), countToDos(ctx)]);
  const listed = listedOf(rows);
  const link = `${publicUrl}${paths.toDos}`;
  const reply = say('to-dos', { rows: listed, all, overdue, hasMore: all > rows.length, link });
  return rows.length === 0 ? end(reply) : standAt('toDos', 'choose', draftOf(rows), reply);
};

/** 我的待办: the number opens the step where chat offers it; the others have more to fill in. */
export const toDos: Conversation = {
  name: 'toDos',
  claims: {
    'to-dos': {
      pattern: /^(我的|查看|查|看)?(待办|待处理|待办事项)$|^(有什么|有哪些)(要我|我要)(做|办|处理)的?$|^要我做什么$/,
      examples: ['待办', '我的待办', '待辦', '要我做什么', '代办'],
      nearMisses: ['待处理的废料堆在门口', '没人待办公室'],
      start,
    },
    'to-review': {
      pattern: /^(我的|查看|查|看)?(待审|待审核|待审批|待销号|要我审的)(列表|清单|事项)?$/,
      examples: ['待审', '待審', '查看待审', '待销号', '待审核'],
      nearMisses: ['待审的材料堆在门口', '待审批的动火单没人签'],
      start: review,
    },
  },
  steps: {
    choose: {
      answer: async (state, turn) => {
        const row = (state.draft['rows'] as Row[] | undefined)?.[(turn.choice ?? 0) - 1];
        if (!row) return goTo('to-dos');
        const { clock, reference, path } = row;
        const elsewhere = ELSEWHERE[clock];
        if (elsewhere) return goTo(elsewhere);
        const confirmed = confirmOwed(clock, reference, turn);
        if (confirmed) return confirmed;
        const act = NOUN_ACTS.find(({ letter }) => reference.startsWith(letter));
        const link = `${turn.publicUrl}${path}`;
        return (
          (await act?.owed(clock, { reference }, turn)) ?? { state, replies: [say('case-on-web', { reference, link })] }
        );
      },
    },
  },
};
