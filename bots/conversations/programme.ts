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
import { findVisits, type Standing, standingOf, visitLifecycle } from '#domain/stages';
import { actsAs } from '#kernel/actor';
import { formatDay } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { end, numbered, type Outcome, say, type Turn } from '../conversation.ts';
import { showMenu } from './menu.ts';
import { startReport } from './report.ts';

const MOST_FIRMS = 8;
const MOST_VISITS = 3;

interface Option {
  label: string;
  answer: (enrolment: Enrolment, turn: Turn) => Promise<Outcome>;
}

/** 我的项目: the firm's own enrolment, an adviser's firms, or where to look on the web. */
export async function startProgramme(turn: Turn): Promise<Outcome> {
  const { ctx, publicUrl } = turn;
  const { actor } = ctx;
  if (actor.kind !== 'person') return end(say('who-visitor', { publicUrl }));
  if (actor.scope.enterpriseId !== undefined) {
    const own = await findActiveEnrolment(actor.scope.enterpriseId);
    return own ? show(own, turn) : end(say('programme-none', { link: `${publicUrl}/enrol` }));
  }
  if (!actsAs(actor, 'adviser')) return end(say('programme-on-web', { link: `${publicUrl}/enrolments` }));
  const { rows, nextCursor } = await findEnrolments(ctx, { isActive: true, limit: MOST_FIRMS });
  const [only] = rows;
  if (rows.length === 1 && only !== undefined) return show(only, turn);
  const firms = rows.map((row) => ({ name: row.name, stage: statusRow(enrolmentLifecycle, row.status).label }));
  const reply = say('programme-firms', {
    rows: firms.map((row, i) => ({ number: i + 1, ...row })),
    link: nextCursor === undefined ? '' : `${publicUrl}/enrolments`,
  });
  const draft = { references: rows.map((row) => row.reference) };
  return rows.length === 0
    ? end(reply)
    : { state: { conversation: 'programme', step: 'firms', draft }, replies: [reply] };
}

async function holderName(enrolment: Enrolment, { holder }: Standing): Promise<string> {
  if (holder === 'nobody') return '';
  if (holder === 'body') return bodyName(enrolment.bodyId);
  if (holder === 'adviser' && enrolment.adviserId !== undefined)
    return `辅导员${await personName(enrolment.adviserId)}`;
  return '企业负责人和安全管理员';
}

const linkOf = (enrolment: Enrolment, { publicUrl }: Turn): string => `${publicUrl}/enrolments/${enrolment.reference}`;

/** The stage, what is next, who has it, and what more can be asked by number. */
async function show(enrolment: Enrolment, turn: Turn): Promise<Outcome> {
  const standing = await standingOf(enrolment, turn.ctx.now);
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
  const draft = { reference: enrolment.reference };
  return { state: { conversation: 'programme', step: 'firm', draft }, replies: [reply] };
}

const staying = (enrolment: Enrolment, template: string, params: Record<string, unknown>): Outcome => ({
  state: { conversation: 'programme', step: 'more', draft: { reference: enrolment.reference } },
  replies: [say(template, params)],
});

const MISSING: Option = {
  label: '还差哪些事',
  answer: async (enrolment, turn) => {
    const { missing } = await standingOf(enrolment, turn.ctx.now);
    return staying(enrolment, 'programme-missing', { rows: missing, link: linkOf(enrolment, turn) });
  },
};
const VISITS: Option = {
  label: '入企辅导和作业',
  answer: async (enrolment, turn) => {
    const visits = (await findVisits(turn.ctx, enrolment.reference)).slice(0, MOST_VISITS);
    const rows = visits.map((visit) => ({
      reference: visit.reference,
      day: formatDay(visit.visitedOn ?? visit.plannedOn),
      status: statusRow(visitLifecycle, visit.status).label,
      homework: visit.homework
        .filter((one) => one.done === undefined && visit.status === 'signed')
        .map((one) => `${one.text}（${formatDay(one.dueOn)}之前）`)
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
const REPORT: Option = { label: '上报隐患', answer: (_enrolment, turn) => startReport(turn, false) };

/** Workers see the stage and what is missing, not the papers. */
const optionsFor = ({ ctx }: Turn): readonly Option[] =>
  actsAs(ctx.actor, 'worker') ? [MISSING, REPORT] : [MISSING, VISITS, ROUND_DAYS];

/** Up one level: from an answer to the firm, from the firm to the adviser's list, from there to the menu. */
async function goBack(state: DialogueState, turn: Turn): Promise<Outcome> {
  if (state.step === 'more') return show(await getEnrolment(turn.ctx, referenceOf(state)), turn);
  const above = state.step === 'firm' && actsAs(turn.ctx.actor, 'adviser') ? await startProgramme(turn) : undefined;
  return above?.state?.step === 'firms' ? above : showMenu(turn);
}

const referenceOf = ({ draft }: DialogueState): string => String(draft['reference'] ?? '');

export async function programme(state: DialogueState, turn: Turn): Promise<Outcome> {
  const { choice } = turn;
  if (turn.intent?.code === 'back') return goBack(state, turn);
  if (choice === undefined) return startProgramme(turn);
  if (state.step === 'firms') {
    const reference = (state.draft['references'] as string[] | undefined)?.[choice - 1];
    return reference === undefined ? startProgramme(turn) : show(await getEnrolment(turn.ctx, reference), turn);
  }
  const enrolment = await getEnrolment(turn.ctx, referenceOf(state));
  const option = optionsFor(turn)[choice - 1];
  return option === undefined ? show(enrolment, turn) : option.answer(enrolment, turn);
}
