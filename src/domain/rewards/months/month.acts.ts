import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { isSamePerson, runnersOf } from '#domain/identity';
import { type PersonActor, runsEnterprise } from '#kernel/actor';
import { chosenCode, wordsField } from '#kernel/input';
import type { Dispute, MonthStatus, RewardMonth } from './month.model.ts';

type Of = Pick<RewardMonth, 'enterpriseId' | 'disputes'>;
const isOfFirm = (actor: PersonActor, { enterpriseId }: Of): boolean => actor.scope.enterpriseId === enterpriseId;
const isRunner = (actor: PersonActor, month: Of): boolean => runsEnterprise(actor) && isOfFirm(actor, month);

/** Objections nobody has answered. */
export const openDisputes = ({ disputes }: Pick<RewardMonth, 'disputes'>): Dispute[] =>
  disputes.filter(({ answer }) => answer === undefined);
/** Those of them this person may answer: nobody judges their own. */
export const mineToAnswer = (personId: string, month: Of): Dispute[] =>
  openDisputes(month).filter(({ by }) => !isSamePerson(personId, by));

const toRunners = ({ enterpriseId }: RewardMonth) => runnersOf(enterpriseId);
/** Those it lists by name: who was rewarded without one is in no list. */
const toListed = ({ rows }: RewardMonth) => [...new Set(rows.map(({ personId }) => personId))];
/** Those whose objection nobody answered in the days of the rule. */
const toUnanswered = (month: RewardMonth) => [...new Set(openDisputes(month).map(({ by }) => by))];

export const OUTCOMES = [
  { code: 'upheld', label: '说得对，要改' },
  { code: 'stands', label: '没有错，不改' },
] as const;
const outcomeCodes = OUTCOMES.map(({ code }) => code);

/** The month is listed by a person, closed by the clock; what is listed comes of the ledger alone. */
export const monthActs = defineActs<RewardMonth, MonthStatus>()({
  'open-month': {
    label: '待核对',
    from: [],
    to: 'due',
    may: 'clock',
    needs: {},
    event: 'reward-months.opened',
    done: '这个月过完了，待核对',
    said: '待核对。',
    told: [],
  },
  'list-month': {
    label: '列出并请大家核对',
    from: ['due'],
    to: 'checking',
    may: isRunner,
    needs: {},
    event: 'reward-months.listed',
    done: '列出当月奖励，请大家核对',
    said: '已列出，名单里的人会收到消息。',
    told: [{ to: toListed, template: 'reward-month-listed' }],
  },
  'object-month': {
    label: '有不对，提异议',
    from: ['checking'],
    to: 'stay',
    may: isOfFirm,
    needs: { text: wordsField('请写明哪一笔、哪里不对', 500) },
    event: 'reward-months.objected',
    done: '有人提出异议',
    said: '异议已提出，由另一个人答复。',
    told: [{ to: toRunners, template: 'reward-month-objected' }],
  },
  'answer-month': {
    label: '答复异议',
    from: ['checking'],
    to: 'stay',
    may: (actor, month) => isRunner(actor, month) && mineToAnswer(actor.personId, month).length > 0,
    needs: {
      dispute: chosenCode('请选择答复哪一条'),
      outcome: z.enum(outcomeCodes, { error: '请选择对不对' }),
      answer: wordsField('请写明答复', 500),
    },
    event: 'reward-months.answered',
    done: '答复了异议',
    said: '已答复，提出的人会收到。',
    told: [
      {
        to: ({ disputes }, { facts }) => disputes.filter(({ id }) => id === facts['dispute']).map(({ by }) => by),
        template: 'reward-month-answered',
        whileIn: ['checking', 'closed'],
      },
    ],
  },
  'close-month': {
    label: '月结',
    from: ['checking'],
    to: 'closed',
    may: 'clock',
    needs: {},
    event: 'reward-months.closed',
    done: '核对期满，已月结',
    said: '已月结。',
    told: [
      { to: toListed, template: 'reward-month-own-closed' },
      { to: toRunners, template: 'reward-month-closed' },
      { to: toUnanswered, template: 'reward-month-unanswered' },
    ],
  },
});
