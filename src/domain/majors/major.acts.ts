import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { chosenCode, dayField, idsField, wordsField } from '#kernel/input';
import {
  ACCEPTED_BY,
  CONGRESSES,
  type Level,
  MAJOR_STATUSES,
  type Major,
  type MajorStatus,
  MEASURES,
  type Measure,
} from './major.model.ts';
import { competentPeople, firmPeople, isCompetents, isFirms, levelPeople, supervisesFromAbove } from './whose.ts';

/** Nobody's by itself: a step of the case takes the file along. */
const nobody = () => false;

const codes = <T extends string>(rows: readonly { code: T }[]) => rows.map(({ code }) => code) as [T, ...T[]];
const ALL = MAJOR_STATUSES.map(({ code }) => code);
const IN_WORK = ['judged', 'controlled', 'reported', 'rectifying', 'submitted', 'accepted'] as const;
const OPEN = ['suspected', ...IN_WORK, 'closure-requested'] as const;
const isUrgent = () => true;
/** The order that waits longest for its answer. */
export const unanswered = ({ orders }: Pick<Major, 'orders'>) =>
  orders
    .filter(({ answer }) => answer === undefined)
    .toSorted((one, other) => (one.answerBy < other.answerBy ? -1 : 1))[0];
const WHICH = '请至少选一项管控措施';

export const majorActs = defineActs<Major, MajorStatus>()({
  suspect: {
    label: '疑似立档',
    from: [],
    to: 'suspected',
    // Its words look like one: the clock holds them beside the criteria.
    may: 'clock',
    needs: {},
    event: 'majors.suspected',
    done: '对照判定标准，疑似重大隐患，立档',
    said: '已立档。',
    told: [],
  },
  claim: {
    label: '称为重大立档',
    from: [],
    to: 'suspected',
    may: () => true,
    needs: {},
    event: 'majors.claimed',
    done: '发现的人说是重大隐患，立档',
    said: '已立档。',
    told: [],
  },
  judge: {
    label: '判定立档',
    from: [],
    to: 'judged',
    may: () => true,
    needs: {},
    event: 'majors.opened',
    done: '判为重大隐患，立档',
    said: '已立档。',
    told: [
      {
        // Whoever is told that it was marked learns of it there.
        to: async (major, { facts }) =>
          facts['by'] === 'mark-major' ? [] : [...(await firmPeople(major)), ...(await competentPeople(major))],
        template: 'major-judged',
        whileIn: IN_WORK,
        isUrgent,
      },
    ],
  },
  follow: {
    label: '随案办理',
    from: ALL,
    to: 'stay',
    may: nobody,
    needs: {},
    event: 'majors.followed',
    done: '随隐患办理',
    said: '已办理。',
    told: [],
  },
  control: {
    label: '登记管控措施',
    from: ['suspected', ...IN_WORK],
    to: 'stay',
    may: isFirms,
    needs: {
      measures: z.array(z.enum(codes<Measure>(MEASURES), { error: WHICH }), { error: WHICH }).min(1, WHICH),
      interim: wordsField('请写明改好之前怎么保证安全', 1_000),
      photoIds: idsField,
    },
    event: 'majors.controlled',
    done: '登记管控措施',
    said: '已登记。接着向监管部门和职工大会报告。',
    told: [{ to: competentPeople, template: 'major-controlled', whileIn: ['suspected', ...IN_WORK], isUrgent }],
  },
  report: {
    label: '报告',
    from: IN_WORK,
    to: 'stay',
    may: isFirms,
    when: ({ control, report }) => control !== undefined && report === undefined,
    needs: {
      state: wordsField('请写明现状和产生的原因', 1_000),
      harm: wordsField('请写明危害程度和整改难易程度', 1_000),
      congress: z.enum(codes(CONGRESSES), { error: '请选择怎样向职工报告' }),
      congressOn: dayField('请选择向职工报告的日期'),
    },
    event: 'majors.reported',
    done: '向监管部门和职工大会报告',
    said: '已报告，监管部门会收到。接着写治理方案。',
    told: [{ to: competentPeople, template: 'major-reported', whileIn: IN_WORK, isUrgent }],
  },
  progress: {
    label: '报进展',
    from: ['rectifying'],
    to: 'stay',
    may: isFirms,
    needs: { text: wordsField('请写明做到哪里了', 1_000), photoIds: idsField },
    event: 'majors.progressed',
    done: '报告治理进展',
    said: '已报告。',
    told: [{ to: competentPeople, template: 'major-progress', whileIn: IN_WORK }],
  },
  accept: {
    label: '企业自验',
    from: ['submitted'],
    to: 'accepted',
    may: isFirms,
    differsFrom: ['fixedBy', 'ownerId'],
    judgesPhotos: true,
    needs: {
      kind: z.enum(codes(ACCEPTED_BY), { error: '请选择由谁评估' }),
      who: wordsField('请写明参加评估的人或者机构', 200),
      finding: wordsField('请写明评估结论', 1_000),
    },
    event: 'majors.accepted',
    done: '企业自验',
    said: '已自验。接着申请销号。',
    told: [],
  },
  supervise: {
    label: '挂牌督办',
    from: [...IN_WORK, 'closure-requested'],
    to: 'stay',
    may: supervisesFromAbove,
    needs: {
      what: wordsField('请写明督办要求', 1_000),
      answerBy: dayField('请选择答复的期限'),
      isPublic: z.boolean().default(false),
    },
    event: 'majors.supervised',
    done: '挂牌督办',
    said: '已下达，企业会收到。',
    told: [
      {
        to: async (major) => [...(await firmPeople(major)), ...(await competentPeople(major))],
        template: 'major-supervised',
        whileIn: [...IN_WORK, 'closure-requested'],
        isUrgent,
      },
    ],
  },
  answer: {
    label: '答复督办',
    from: [...IN_WORK, 'closure-requested'],
    to: 'stay',
    may: isFirms,
    when: (major) => unanswered(major) !== undefined,
    needs: { order: chosenCode('请选择督办'), text: wordsField('请写明落实情况', 1_000) },
    event: 'majors.answered',
    done: '答复督办',
    said: '已答复，督办的单位会收到。',
    told: [
      {
        to: (major, { facts }) => levelPeople(major, facts['level'] as Level),
        template: 'major-answered',
        whileIn: [...IN_WORK, 'closure-requested'],
      },
    ],
  },
  escalate: {
    label: '逾期升级',
    from: OPEN,
    to: 'stay',
    may: 'clock',
    needs: {},
    event: 'majors.escalated',
    done: '逾期，升级',
    said: '已升级。',
    told: [
      {
        to: async (major, { facts }) => [
          ...(await levelPeople(major, facts['level'] as Level)),
          ...(await firmPeople(major)),
        ],
        template: 'major-escalated',
        whileIn: OPEN,
        isUrgent,
      },
    ],
  },
  add: {
    label: '补充说明',
    // While it is open it is a note; nothing of an ended one is changed.
    from: ALL,
    to: 'stay',
    may: (actor, major) => isFirms(actor, major) || isCompetents(actor, major),
    needs: { text: wordsField('请写明要补充什么', 1_000) },
    event: 'majors.added',
    done: '档案补充说明',
    said: '已补充。原来的记录不变。',
    told: [],
  },
});
export type MajorAction = keyof typeof majorActs;
