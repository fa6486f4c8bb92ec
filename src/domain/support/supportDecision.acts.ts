import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { bodyPeople, managersOf } from '#domain/identity';
import type { PersonActor } from '#kernel/actor';
import { answersField, chosenCode, optionalWords, reasonField } from '#kernel/input';
import { candidateFields } from './fields.ts';
import { declarationOf, isDepartment } from './policy.ts';
import type { SupportDecision, SupportDecisionStatus } from './supportDecision.model.ts';

type May = (actor: PersonActor, decision: SupportDecision) => boolean;
const declared = (actor: PersonActor, decision: SupportDecision) => declarationOf(actor, decision)?.kind;
/** Officials of the department, but for those close to a candidate. */
const free: May = (actor, decision) => isDepartment(actor, decision) && declared(actor, decision) !== 'conflict';
/** Those of them who have said that nobody on the list is close to them. */
const cleared: May = (actor, decision) => isDepartment(actor, decision) && declared(actor, decision) === 'none';

/** The same; of a list that is being drawn up nobody has declared yet. */
const clearedOrFree: May = (actor, decision) => (decision.status === 'comparing' ? cleared : free)(actor, decision);
/** While a change waits for a second official everything else waits for it. */
const isSettled = ({ asked }: SupportDecision): boolean => asked === undefined;
const isAsked = ({ asked }: SupportDecision): boolean => asked !== undefined;
/** Officials of the department who could be the second. */
export const colleagues = ({ bodyId }: SupportDecision): Promise<string[]> => bodyPeople(bodyId);

const candidates = async ({ enterpriseIds }: SupportDecision): Promise<string[]> =>
  (await Promise.all(enterpriseIds.map(managersOf))).flat();

/** Only officials of the department act, and nobody hears before it is decided. */
export const supportDecisionActs = defineActs<SupportDecision, SupportDecisionStatus>()({
  start: {
    label: '开始比较',
    from: [],
    to: 'naming',
    may: isDepartment,
    needs: {},
    event: 'programme.support-decision-started',
    done: '开始比较候选企业',
    said: '已开始，请先列出候选企业。',
    told: [],
  },
  'name-candidate': {
    label: '加入候选企业',
    from: ['naming'],
    to: 'stay',
    may: free,
    when: isSettled,
    needs: candidateFields,
    event: 'programme.support-candidate-named',
    done: '加入一家候选企业',
    said: '已加入名单。',
    told: [],
  },
  'remove-candidate': {
    label: '去掉候选企业',
    from: ['naming'],
    to: 'stay',
    may: free,
    when: isSettled,
    needs: { candidateId: chosenCode('请选择企业') },
    event: 'programme.support-candidate-removed',
    done: '去掉一家候选企业',
    said: '已从名单去掉。',
    told: [],
  },
  'fix-list': {
    label: '名单定下',
    from: ['naming'],
    to: 'comparing',
    may: free,
    when: isSettled,
    needs: {},
    event: 'programme.support-list-fixed',
    done: '名单已定，等申报利害关系',
    said: '名单已定，请申报利害关系。',
    told: [],
  },
  'reopen-list': {
    label: '改动名单',
    from: ['comparing'],
    to: 'naming',
    may: cleared,
    when: isSettled,
    needs: { reason: reasonField },
    event: 'programme.support-list-reopened',
    done: '重新打开名单',
    said: '名单已重新打开。',
    told: [],
  },
  declare: {
    label: '申报利害关系',
    from: ['comparing'],
    to: 'stay',
    may: (actor, decision) => isDepartment(actor, decision) && declared(actor, decision) === undefined,
    needs: {
      kind: z.enum(['none', 'conflict'], { error: '请如实选择有没有利害关系' }),
      candidateIds: z.array(chosenCode('请选择企业')).optional(),
      note: optionalWords(300),
    },
    event: 'programme.support-declared',
    done: '已申报利害关系',
    said: '已申报。',
    told: [],
  },
  fill: {
    label: '填写条件',
    from: ['comparing'],
    to: 'stay',
    may: cleared,
    when: isSettled,
    /** Cell name → what was typed; empty cells stay to be filled. */
    needs: { cells: answersField(200), reason: optionalWords(500) },
    event: 'programme.support-values-filled',
    done: '填写了比较条件',
    said: '已保存。',
    told: [],
  },
  'see-ranking': {
    label: '看排名',
    from: ['comparing'],
    to: 'stay',
    may: cleared,
    /** Of the comparison that is shown. */
    needs: { hash: z.string({ error: '请先打开排名' }) },
    event: 'programme.support-ranking-seen',
    done: '看了排名',
    said: '已记下您看了排名。',
    told: [],
  },
  'agree-change': {
    label: '同意更改',
    from: ['naming', 'comparing'],
    to: 'stay',
    may: clearedOrFree,
    differsFrom: ['asked.by'],
    when: isAsked,
    needs: {},
    event: 'programme.support-change-agreed',
    done: '另一位经办人同意了更改',
    said: '已按同意的更改。',
    told: [],
  },
  'drop-change': {
    label: '不作更改',
    from: ['naming', 'comparing'],
    to: 'stay',
    may: clearedOrFree,
    when: isAsked,
    needs: { reason: reasonField },
    event: 'programme.support-change-dropped',
    done: '不作更改',
    said: '没有更改。',
    told: [],
  },
  decide: {
    label: '作出决定',
    from: ['comparing'],
    to: 'decided',
    may: cleared,
    when: isSettled,
    needs: {
      /** The hash shown with the comparison. */
      seenHash: z.string({ error: '请先看比较结果' }).min(1, '请先看比较结果'),
      chosenIds: z.array(chosenCode('请选择企业')).optional(),
      tieReason: optionalWords(500),
    },
    event: 'programme.support-decided',
    done: '已作出决定',
    said: '已作出决定。',
    told: [{ to: candidates, template: 'support-decided' }],
  },
  cancel: {
    label: '取消这次比较',
    from: ['naming', 'comparing'],
    to: 'cancelled',
    may: clearedOrFree,
    when: isSettled,
    needs: { reason: reasonField },
    event: 'programme.support-decision-cancelled',
    done: '取消了这次比较',
    said: '已取消。',
    told: [],
  },
  withdraw: {
    label: '撤销决定',
    from: ['decided'],
    to: 'withdrawn',
    may: free,
    needs: { reason: reasonField },
    event: 'programme.support-decision-withdrawn',
    done: '决定已撤销',
    said: '已撤销，可以重新比较。',
    told: [{ to: candidates, template: 'support-withdrawn' }],
  },
});
export type SupportDecisionAction = keyof typeof supportDecisionActs;
