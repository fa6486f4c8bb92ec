import { z } from 'zod';
import { defineActs, isBodyOf } from '#domain/engine';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { dayField, emptyIsMissing, idsField, optionalName, optionalWords, reasonField } from '#kernel/input';
import type { Duty, DutyStatus } from './duty.model.ts';
import { DUTY_TYPES, type DutyType } from './duty.rules.ts';
import { isDutyOwner, ownerOf, peopleOfDuty, supervisorsOf } from './owner.ts';

const types = DUTY_TYPES.map(({ code }) => code) as [DutyType, ...DutyType[]];
/** How one is entered first. */
export const DUTY_ENTRIES = [
  { code: 'owed', label: '要做', hint: '登记后到期前提醒，逾期告诉园区和监管部门' },
  { code: 'waived', label: '对我们不适用', hint: '写明理由，监管部门会收到，可以不同意' },
] as const;
export type DutyEntryKind = (typeof DUTY_ENTRIES)[number]['code'];
const entries = DUTY_ENTRIES.map(({ code }) => code) as [DutyEntryKind, ...DutyEntryKind[]];
const optionalDay = (ask: string) => z.preprocess(emptyIsMissing, dayField(ask).optional());

const enters = (actor: PersonActor): boolean => runsEnterprise(actor) || actsAs(actor, 'park-officer', 'regulator');
/** The owner does it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;
/** Promised by one press: nothing is to be shown. */
export const isPledge = ({ type }: Pick<Duty, 'type'>): boolean => type === 'pledge.daily';
/** Its day has begun and it is not done; whatever is not asked every day may be done at any time. */
export const isAsked = ({ rollOn, dueOn }: Pick<Duty, 'rollOn' | 'dueOn'>): boolean =>
  rollOn === undefined || dueOn < rollOn;

/** What law asks of a firm, a park or a body again and again. */
export const dutyActs = defineActs<Duty, DutyStatus>()({
  enter: {
    label: '登记事项',
    from: [],
    to: 'owed',
    may: (actor, row) => enters(actor) && isDutyOwner(actor, row),
    needs: {
      kind: z.enum(entries, { error: '请选择要做还是不适用' }),
      type: z.enum(types, { error: '请选择哪一件事' }),
      basis: optionalWords(300),
      startsOn: optionalDay('请选择从哪天起适用'),
      lastOn: optionalDay('请选择上次做的日期'),
      reason: optionalWords(500),
    },
    event: 'duties.entered',
    done: '登记事项',
    said: '已登记，到期前会提醒。',
    told: NOBODY,
  },
  'enter-done': {
    label: '登记已经办好的',
    from: [],
    to: 'done',
    may: (actor, row) => enters(actor) && isDutyOwner(actor, row),
    needs: {},
    event: 'duties.done-entered',
    done: '登记为已经办好',
    said: '已登记。',
    told: NOBODY,
  },
  'enter-waived': {
    label: '登记不适用',
    from: [],
    to: 'waived',
    may: (actor, row) => enters(actor) && isDutyOwner(actor, row),
    needs: {},
    event: 'duties.waived-entered',
    done: '登记为不适用',
    said: '已登记，监管部门会收到理由。',
    told: [{ to: supervisorsOf, template: 'duty-waived' }],
  },
  pledge: {
    label: '今天已承诺',
    from: ['owed'],
    to: 'stay',
    may: isDutyOwner,
    when: (row) => isPledge(row) && isAsked(row),
    needs: {},
    event: 'duties.pledged',
    done: '作出当天的安全承诺',
    said: '已承诺，企业页面上大家都看得到。',
    told: NOBODY,
  },
  do: {
    label: '登记做了一次',
    from: ['owed'],
    to: 'stay',
    may: isDutyOwner,
    when: (row) => !isPledge(row) && isAsked(row),
    needs: {
      doneOn: dayField('请选择做的日期'),
      result: z.enum(['passed', 'failed'], { error: '请选择结果' }),
      who: optionalName(60),
      note: optionalWords(500),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'duties.done',
    done: '登记做了一次',
    said: '已登记。',
    told: NOBODY,
  },
  again: {
    label: '有变化，再办一次',
    from: ['done'],
    to: 'owed',
    may: isDutyOwner,
    needs: { startsOn: dayField('请选择变化的日期'), reason: reasonField },
    event: 'duties.begun-again',
    done: '有变化，要再办一次',
    said: '已记下，到期前会提醒。',
    told: NOBODY,
  },
  waive: {
    label: '不适用',
    from: ['owed'],
    to: 'waived',
    may: isDutyOwner,
    needs: { reason: reasonField },
    event: 'duties.waived',
    done: '记为不适用',
    said: '已记下，监管部门会收到理由，可以不同意。',
    told: [{ to: supervisorsOf, template: 'duty-waived' }],
  },
  object: {
    label: '不同意，还是要做',
    from: ['waived'],
    to: 'owed',
    may: (actor, row) => ownerOf(row) !== 'body' && isBodyOf(actor, row),
    needs: { reason: reasonField },
    event: 'duties.objected',
    done: '监管部门不同意“不适用”',
    said: '已改为要做，对方会收到理由。',
    told: [{ to: peopleOfDuty, template: 'duty-objected' }],
  },
  resume: {
    label: '又适用了',
    from: ['waived'],
    to: 'owed',
    may: isDutyOwner,
    needs: { startsOn: dayField('请选择从哪天起适用') },
    event: 'duties.resumed',
    done: '又适用了',
    said: '已记下，到期前会提醒。',
    told: NOBODY,
  },
  miss: {
    label: '记漏做',
    from: ['owed'],
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'duties.missed',
    done: '这几天没有做',
    said: '',
    told: NOBODY,
  },
  // Everybody in charge is told that the firm is gone.
  lapse: {
    label: '企业停产、迁走，不再要做',
    from: ['owed'],
    to: 'waived',
    may: 'clock',
    needs: {},
    event: 'duties.lapsed',
    done: '企业停产、关闭或者迁走，不再要做',
    said: '',
    told: NOBODY,
  },
});
