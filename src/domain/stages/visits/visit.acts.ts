import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { runnersOf } from '#domain/identity';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { chosenId, dayField, idsField, reasonField, wordsField } from '#kernel/input';
import { isGoingOn } from '../policy.ts';
import { homeworkLeft, type Visit, type VisitStatus } from './visit.model.ts';

/** Rows of a list of the record. */
export const MOST_ROWS = 20;
const contentHash = z.string({ error: '请打开记录看过再签字' }).min(1, '请打开记录看过再签字');

type May = (actor: PersonActor, visit: Visit) => boolean;
const adviser: May = (actor, { adviserId }) => actsAs(actor, 'adviser') && actor.personId === adviserId;
const firm: May = (actor) => runsEnterprise(actor);
const either: May = (actor, visit) => adviser(actor, visit) || firm(actor, visit);

const toFirm = ({ enterpriseId }: Visit) => runnersOf(enterpriseId);
const toAdviser = ({ adviserId, plannedBy }: Visit) => [adviserId ?? plannedBy];
const toBoth = async (visit: Visit) => [...(await toFirm(visit)), ...toAdviser(visit)];

/** In the order in which their buttons stand: the adviser plans and writes, both sides sign; the competent body and the park read along. */
export const visitActs = defineActs<Visit, VisitStatus>()({
  'plan-visit': {
    label: '约定入企辅导',
    from: [],
    to: 'planned',
    may: adviser,
    needs: { plannedOn: dayField('请选择日期'), purpose: wordsField('请写明这次辅导做什么') },
    event: 'programme.visit-planned',
    done: '约定入企辅导',
    said: '已约定，企业会收到通知。',
    told: [{ to: toBoth, template: 'visit-planned' }],
  },
  'sign-visit': {
    label: '签字，交企业',
    from: ['written'],
    to: 'half-signed',
    may: adviser,
    when: isGoingOn,
    needs: { contentHash },
    event: 'programme.visit-signed',
    done: '辅导员签字',
    said: '已签字，等企业签字。',
    told: [{ to: toFirm, template: 'visit-to-sign' }],
  },
  'countersign-visit': {
    label: '企业签字',
    from: ['half-signed'],
    to: 'signed',
    may: firm,
    when: isGoingOn,
    judgesPhotos: true,
    // One human being with two roles does not sign for both sides.
    differsFrom: ['signatures.by'],
    needs: { contentHash },
    event: 'programme.visit-countersigned',
    done: '企业签字',
    said: '已签字，双方都签了。',
    told: [{ to: toAdviser, template: 'visit-signed' }],
  },
  'write-visit': {
    label: '写辅导记录',
    from: ['planned', 'written'],
    to: 'written',
    may: adviser,
    when: isGoingOn,
    needs: {
      visitedOn: dayField('请选择到企业的日期'),
      summary: wordsField('请写这次辅导做了什么', 2_000),
      findings: z
        .array(z.object({ text: wordsField('请写明看到的问题'), isForPlan: z.boolean().default(false) }))
        .max(MOST_ROWS, `最多 ${MOST_ROWS} 条`)
        .default([]),
      homework: z
        .array(z.object({ text: wordsField('请写明要做什么'), dueOn: dayField('请选择作业的日期') }))
        .max(MOST_ROWS, `最多 ${MOST_ROWS} 项`)
        .default([]),
      photoIds: idsField,
    },
    event: 'programme.visit-written',
    done: '写了辅导记录',
    said: '已保存。核对无误后签字，交企业。',
    told: [],
  },
  'change-visit': {
    label: '改日期',
    from: ['planned'],
    to: 'stay',
    may: either,
    when: isGoingOn,
    needs: { plannedOn: dayField('请选择日期') },
    event: 'programme.visit-changed',
    done: '改了入企辅导的日期',
    said: '已改日期。',
    told: [{ to: toBoth, template: 'visit-changed' }],
  },
  'return-visit': {
    label: '有不同意见，退回',
    from: ['half-signed'],
    to: 'written',
    may: firm,
    when: isGoingOn,
    needs: { reason: reasonField },
    event: 'programme.visit-returned',
    done: '企业退回辅导记录',
    said: '已退回给辅导员。',
    told: [{ to: toAdviser, template: 'visit-returned' }],
  },
  'cancel-visit': {
    label: '取消这次辅导',
    from: ['planned', 'written'],
    to: 'cancelled',
    may: adviser,
    when: isGoingOn,
    needs: { reason: reasonField },
    event: 'programme.visit-cancelled',
    done: '取消入企辅导',
    said: '已取消。',
    told: [{ to: toBoth, template: 'visit-cancelled' }],
  },
  'finish-homework': {
    label: '作业已完成',
    from: ['signed'],
    to: 'stay',
    may: firm,
    when: (visit) => isGoingOn(visit) && homeworkLeft(visit).length > 0,
    needs: { homeworkId: chosenId('没有这项作业'), note: wordsField('请写一句怎么完成的') },
    event: 'programme.homework-finished',
    done: '完成一项作业',
    said: '已记为完成。',
    told: [{ to: toAdviser, template: 'homework-finished' }],
  },
});
export type VisitAction = keyof typeof visitActs;
