import type { DialogueState } from '#domain/chat';
import { personName } from '#domain/identity';
import { bodyName } from '#domain/organisations';
import {
  type Enrolment,
  enrolmentLifecycle,
  findActiveEnrolment,
  findEnrolments,
  getEnrolment,
  ROUNDS,
} from '#domain/programme';
import { dayOf, dueOf, findVisits, homeworkLeft, type Standing, standingOf, visits } from '#domain/stages';
import { actsAs } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import {
  type Answer,
  type Conversation,
  end,
  goTo,
  numbered,
  type Outcome,
  type Start,
  say,
  standAt,
  type Turn,
} from '../conversation.ts';

const MOST_FIRMS = 8;
const MOST_VISITS = 3;

interface Option {
  label: string;
  answer: (enrolment: Enrolment, turn: Turn) => Outcome | Promise<Outcome>;
}

/** The firm's own enrolment, an adviser's firms, or where to look on the web. */
const start: Start = async (_asked, turn) => {
  const { ctx, publicUrl } = turn;
  const { actor } = ctx;
  if (actor.kind !== 'person') return end(say('who-visitor', { publicUrl }));
  if (actor.scope.enterpriseId !== undefined) {
    const own = await findActiveEnrolment(actor.scope.enterpriseId);
    return own ? show(own, turn) : end(say('programme-none', { link: `${publicUrl}${paths.enrol}` }));
  }
  if (!actsAs(actor, 'adviser')) return end(say('programme-on-web', { link: `${publicUrl}${paths.enrolments}` }));
  const { rows, nextCursor } = await findEnrolments(ctx, { isActive: true, limit: MOST_FIRMS });
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return show(only, turn);
  const firms = rows.map((row) => ({ name: row.name, stage: statusRow(enrolmentLifecycle, row.status).label }));
  const reply = say('programme-firms', {
    rows: firms.map((row, i) => ({ number: i + 1, ...row })),
    link: nextCursor === undefined ? '' : `${publicUrl}${paths.enrolments}`,
  });
  const draft = { references: rows.map((row) => row.reference) };
  return rows.length === 0 ? end(reply) : standAt('programme', 'firms', draft, reply);
};

async function holderName(enrolment: Enrolment, { holder }: Standing): Promise<string> {
  if (holder === 'nobody') return '';
  if (holder === 'body') return bodyName(enrolment.bodyId);
  if (holder === 'adviser' && enrolment.adviserId !== undefined)
    return `辅导员${await personName(enrolment.adviserId)}`;
  return '企业负责人和安全管理员';
}

const linkOf = (enrolment: Enrolment, { publicUrl }: Turn): string =>
  `${publicUrl}${paths.enrolment(enrolment.reference)}`;

/** The stage, what is next, who has it, and what more can be asked by number. */
async function show(enrolment: Enrolment, turn: Turn): Promise<Outcome> {
  const standing = await standingOf(turn.ctx, enrolment);
  const reply = say('my-programme', {
    firm: enrolment.name,
    stage: statusRow(enrolmentLifecycle, enrolment.status).label,
    done: standing.done,
    total: standing.total,
    next: standing.next,
    holder: await holderName(enrolment, standing),
    options: numbered(optionsFor(turn).map((option) => option.label)),
    link: linkOf(enrolment, turn),
  });
  return standAt('programme', 'firm', { reference: enrolment.reference }, reply);
}

const staying = (enrolment: Enrolment, template: string, params: Record<string, unknown>): Outcome =>
  standAt('programme', 'more', { reference: enrolment.reference }, say(template, params));

const MISSING: Option = {
  label: '还差哪些事',
  answer: async (enrolment, turn) => {
    const { missing } = await standingOf(turn.ctx, enrolment);
    return staying(enrolment, 'programme-missing', { rows: missing, link: linkOf(enrolment, turn) });
  },
};
const VISITS: Option = {
  label: '入企辅导和作业',
  answer: async (enrolment, turn) => {
    const newest = (await findVisits(turn.ctx, enrolment.reference)).slice(0, MOST_VISITS);
    const rows = newest.map((visit) => ({
      reference: visit.reference,
      day: formatDay(dayOf(visit)),
      status: statusRow(visits.lifecycle, visit.status).label,
      homework: homeworkLeft(visit)
        .map((one) => `${one.text}（${formatDay(dueOf(one))}之前）`)
        .join('；'),
    }));
    return staying(enrolment, 'programme-visits', { rows, link: `${linkOf(enrolment, turn)}#visits` });
  },
};
const ROUND_DAYS: Option = {
  label: '评估的日子',
  answer: async (enrolment, turn) => {
    const rows = ROUNDS.flatMap(({ code, label }) => {
      const day = enrolment.roundsDue?.[code];
      return day === undefined ? [] : [{ label, day: formatDay(day) }];
    });
    return staying(enrolment, 'programme-rounds', { rows, link: `${linkOf(enrolment, turn)}#rounds` });
  },
};
const REPORT: Option = { label: '上报隐患', answer: () => goTo('report') };

/** Workers see the stage and what is missing, not the papers. */
const optionsFor = ({ ctx }: Turn): readonly Option[] =>
  actsAs(ctx.actor, 'worker') ? [MISSING, REPORT] : [MISSING, VISITS, ROUND_DAYS];

const referenceOf = ({ draft }: DialogueState): string => String(draft['reference'] ?? '');

/** The number of an option answers it for the firm we are talking about. */
const choose: Answer = async (state, turn) => {
  if (turn.choice === undefined) return goTo('my-programme');
  const enrolment = await getEnrolment(turn.ctx, referenceOf(state));
  return optionsFor(turn)[turn.choice - 1]?.answer(enrolment, turn) ?? show(enrolment, turn);
};

/** 我的项目. 返回 leads up one level: from an answer to the firm, from the firm to the adviser's list, from there to the menu. */
export const programme: Conversation = {
  name: 'programme',
  claims: {
    'my-programme': {
      pattern:
        /^(查|查看|看|看看)?(我的|我们的|我们厂的?|企业)?(安全发展)?项目(进度|进展|阶段|情况)?(怎么样了?|到哪一步了?|到哪了)?$/,
      examples: ['我的项目', '项目', '查我的项目', '我們的項目', '项目进度', '项目到哪一步了', '我的项木'],
      nearMisses: ['项目部的电箱漏电', '新项目没验收就开工', '项目经理不戴安全帽', '我的项目组没人'],
      start,
    },
  },
  steps: {
    firms: {
      answer: async ({ draft }, turn) => {
        const reference = (draft['references'] as string[] | undefined)?.[(turn.choice ?? 0) - 1];
        return reference === undefined ? goTo('my-programme') : show(await getEnrolment(turn.ctx, reference), turn);
      },
    },
    firm: {
      answer: choose,
      back: async (_state, turn) => {
        const above = actsAs(turn.ctx.actor, 'adviser') ? await start({ code: 'my-programme' }, turn) : undefined;
        return above?.state?.step === 'firms' ? above : goTo('menu');
      },
    },
    more: {
      answer: choose,
      back: async (state, turn) => show(await getEnrolment(turn.ctx, referenceOf(state)), turn),
    },
  },
};
