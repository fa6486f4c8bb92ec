import { z } from 'zod';
import { defineActs, isBodyOf, isOwners, peopleOfBody, peopleOfOwner } from '#domain/engine';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import {
  chosenCode,
  chosenId,
  dayField,
  emptyIsMissing,
  idsField,
  namedField,
  reasonField,
  wordsField,
} from '#kernel/input';
import type { Drill, DrillStatus } from './drill.model.ts';
import { DRILL_FORMS, type DrillForm } from './drill.rules.ts';

const forms = DRILL_FORMS.map(({ code }) => code) as [DrillForm, ...DrillForm[]];
/** The park a firm lies in, and the body, look at drills too. */
const isOverseers = (actor: PersonActor, row: Drill): boolean =>
  isBodyOf(actor, row) || (actsAs(actor, 'park-officer') && actor.scope.parkId === row.parkId);
const isAnyones = (actor: PersonActor, row: Drill): boolean => isOwners(actor, row) || isOverseers(actor, row);
const AFTER: DrillStatus[] = ['held', 'evaluated', 'reported'];
const allChecked = ({ findings }: Drill): boolean => findings.every(({ checked }) => checked !== undefined);
/** The owner does it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;

/** A drill from its plan until everything it found has been mended. */
export const drillActs = defineActs<Drill, DrillStatus>()({
  plan: {
    label: '计划演练',
    from: [],
    to: 'planned',
    may: (actor) => runsEnterprise(actor) || actsAs(actor, 'park-officer'),
    needs: {
      planId: chosenId('请选择按哪份预案演练'),
      form: z.enum(forms, { error: '请选择演练形式' }),
      scenario: wordsField('请写明模拟什么情况', 1_000),
      plannedOn: dayField('请选择哪天演练'),
      directorId: chosenId('请选择谁组织演练'),
    },
    event: 'drills.planned',
    done: '计划演练',
    said: '已计划。',
    told: [{ to: peopleOfOwner, template: 'drill-planned', whileIn: ['planned'] }],
  },
  hold: {
    label: '登记演练',
    from: ['planned'],
    to: 'held',
    may: isOwners,
    needs: {
      heldOn: dayField('请选择演练日期'),
      placeText: wordsField('请写明在哪里演练', 100),
      signedIn: wordsField('请写明谁参加，一行一个', 5_000),
      timeline: wordsField('请写明经过，一行一个时间', 5_000),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'drills.held',
    done: '登记演练',
    said: '已登记。评估以前不算演练过，请另一个人评估。',
    told: [{ to: peopleOfOwner, template: 'drill-held', whileIn: ['held'] }],
  },
  evaluate: {
    label: '评估',
    from: ['held'],
    to: 'evaluated',
    may: isAnyones,
    judgesPhotos: true,
    // Whoever led it does not say how well it went.
    differsFrom: ['directorId', 'heldBy'],
    needs: {
      comment: wordsField('请写明现场点评', 2_000),
      selfReview: wordsField('请写明参演人员怎么说', 2_000),
      text: wordsField('请写明评估结论', 5_000),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'drills.evaluated',
    done: '评估',
    said: '已评估。发现的问题请逐条登记。',
    told: [{ to: peopleOfOwner, template: 'drill-evaluated', whileIn: AFTER }],
  },
  find: {
    label: '登记发现的问题',
    from: AFTER,
    to: 'stay',
    may: isAnyones,
    needs: {
      text: wordsField('请写明发现什么问题', 500),
      owner: namedField('请填写谁整改', 40),
      due: dayField('请选择整改期限'),
      facility: z.preprocess(emptyIsMissing, chosenCode('请选择设施').optional()),
    },
    event: 'drills.found',
    done: '登记发现的问题',
    said: '已登记，改好以后由另一个人核对。',
    told: [{ to: peopleOfOwner, template: 'drill-found', whileIn: AFTER }],
  },
  'finish-finding': {
    label: '改好了一条',
    from: AFTER,
    to: 'stay',
    may: isOwners,
    when: ({ findings }) => findings.some(({ done }) => done === undefined),
    needs: { finding: chosenCode('请选择哪一条'), evidence: wordsField('请写明怎么改的、凭什么看得出来', 500) },
    event: 'drills.finding-done',
    done: '改好了一条问题',
    said: '已记下，等另一个人核对。',
    told: NOBODY,
  },
  'check-finding': {
    label: '核对一条',
    from: AFTER,
    to: 'stay',
    may: isAnyones,
    when: ({ findings }) => findings.some(({ done, checked }) => done !== undefined && checked === undefined),
    needs: { finding: chosenCode('请选择哪一条') },
    event: 'drills.finding-checked',
    done: '核对了一条问题',
    said: '已核对。',
    told: NOBODY,
  },
  report: {
    label: '报送监管部门',
    from: ['evaluated'],
    to: 'reported',
    may: isOwners,
    needs: { note: wordsField('请写明报了什么', 500) },
    event: 'drills.reported',
    done: '报送监管部门',
    said: '已报送，监管部门会收到。',
    told: [{ to: peopleOfBody, template: 'drill-reported', whileIn: ['reported', 'closed'] }],
  },
  close: {
    label: '问题清零',
    from: ['evaluated', 'reported'],
    to: 'closed',
    may: isOwners,
    when: (row) => allChecked(row) && (row.status === 'reported' || !row.mustReport),
    needs: {},
    event: 'drills.closed',
    done: '问题清零，办结',
    said: '已办结。',
    told: NOBODY,
  },
  cancel: {
    label: '取消演练',
    from: ['planned'],
    to: 'cancelled',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'drills.cancelled',
    done: '取消演练',
    said: '已取消。',
    told: [{ to: peopleOfOwner, template: 'drill-cancelled' }],
  },
});
export type DrillAction = keyof typeof drillActs;
