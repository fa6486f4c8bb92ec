import { findToDos } from '#domain/hazards';
import { findPlanToDos, type PlanToDo } from '#domain/plans';
import { type Conversation, end, goTo, type Start, say, shortly, standAt } from '../conversation.ts';
import { NOUN_ACTS } from './nounActs.ts';

const MAX_ROWS = 8;

const PATHS: Readonly<Record<PlanToDo['kind'] | 'case', string>> = {
  case: 'hazards',
  item: 'items',
  suggestion: 'suggestions',
  plan: 'plans',
};

interface Row {
  kind: PlanToDo['kind'] | 'case';
  reference: string;
  action: string;
}

/** Cases, items of the plan and suggestions that wait for this person. */
const start: Start = async (_asked, { ctx, publicUrl }) => {
  const [cases, planned] = await Promise.all([findToDos(ctx), findPlanToDos(ctx)]);
  const dueOf = ({ dueAt }: { dueAt?: Date }): number => dueAt?.getTime() ?? Number.MAX_SAFE_INTEGER;
  const found = [...cases.map(({ hazard, ...row }) => ({ ...hazard, ...row, kind: 'case' as const })), ...planned];
  const rows = found.toSorted((a, b) => dueOf(a) - dueOf(b)).slice(0, MAX_ROWS);
  const listed = rows.map(({ reference, label: action, text }, i) => {
    return { number: i + 1, reference, action, text: shortly(text) };
  });
  const reply = say('to-dos', { rows: listed, hasMore: found.length > rows.length, publicUrl });
  const draft = { rows: rows.map(({ kind, reference, action }): Row => ({ kind, reference, action })) };
  return rows.length === 0 ? end(reply) : standAt('toDos', 'choose', draft, reply);
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
  },
  steps: {
    choose: {
      answer: (state, turn) => {
        const row = (state.draft['rows'] as Row[] | undefined)?.[(turn.choice ?? 0) - 1];
        if (!row) return goTo('to-dos');
        const { kind, reference, action } = row;
        const link = `${turn.publicUrl}/${PATHS[kind] ?? 'hazards'}/${reference}`;
        const act = NOUN_ACTS.find(({ letter }) => reference.startsWith(letter));
        return act?.open(action, { reference }, turn) ?? { state, replies: [say('case-on-web', { reference, link })] };
      },
    },
  },
};
