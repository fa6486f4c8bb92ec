import { z } from 'zod';
import { defineActs } from '#domain/engine';
import { creditCodeField, SECTORS } from '#domain/organisations';
import { actsAs, type PersonActor } from '#kernel/actor';
import {
  dayField,
  emptyIsMissing,
  lineField,
  namedField,
  optionalName,
  optionalWords,
  reasonField,
  wordsField,
} from '#kernel/input';
import { nextReview } from './judge.ts';
import { paperActs } from './paper.acts.ts';
import { type Project, type ProjectStatus, UNBUILT } from './project.model.ts';
import {
  CHANGES,
  type ChangeKind,
  GATES,
  type GateCode,
  GROUNDS,
  type Ground,
  TRADES,
  type Trade,
} from './project.rules.ts';
import { body, everybodyConcerned, keeper, park, toBody, toFirm, toNoticed, toPark } from './whose.ts';

const codesOf = <C extends string>(rows: readonly { code: C }[]) => rows.map(({ code }) => code) as [C, ...C[]];
const optionalDay = (ask: string) => z.preprocess(emptyIsMissing, dayField(ask).optional());
const sectors = codesOf(SECTORS);
const paper = wordsField('请写明文件名称和编号', 200);

const content = {
  ownerName: optionalName(60),
  ownerCode: z.preprocess(emptyIsMissing, creditCodeField.optional()),
  name: namedField('请填写项目名称', 60),
  sector: z.enum(sectors, { error: '请选择行业' }),
  trade: z.enum(codesOf<Trade>(TRADES), { error: '请选择生产什么' }),
  risk: lineField('请选择是哪一类').pipe(z.string().min(1, '请选择是哪一类')),
  fireWork: lineField('请选择是不是特殊建设工程').pipe(z.string().min(1, '请选择是不是特殊建设工程')),
  site: wordsField('请写明在园区哪个位置', 200),
  products: wordsField('请写明产品', 200),
  capacity: wordsField('请写明规模、产能', 200),
  process: wordsField('请写明工艺', 500),
  hazards: wordsField('请写明主要危险，例如：易燃液体、粉尘', 500),
  ground: z.preprocess(emptyIsMissing, z.enum(codesOf<Ground>(GROUNDS), { error: '请从列表里选' }).optional()),
  groundText: optionalWords(300),
  signedOn: optionalDay('请选择签约日期'),
  filedOn: optionalDay('请选择备案日期'),
  decidedOn: optionalDay('请选择决定入园的日期'),
};

/** The park that was given the power; the body always. */
const decider = (actor: PersonActor, project: Project): boolean =>
  body(actor, project) || (project.isParkCompetent && park(actor));

/** Which of the three opinions somebody may give. */
function levelOf(actor: PersonActor, project: Project): 'park' | 'city' | 'autonomous-region' | undefined {
  if (park(actor)) return 'park';
  if (!body(actor, project) || actor.scope.sectors !== undefined) return undefined;
  return ({ 4: 'city', 2: 'autonomous-region' } as const)[actor.scope.regionCode?.length as 4 | 2];
}
/** The law a review is asked by: that of its last screening. */
const lawDay = ({ passes, introducedOn }: Project): string => passes.at(-1)?.day ?? introducedOn;
export const reviewDue = (project: Project) => nextReview(project, lawDay(project));

const FORWARD: readonly ProjectStatus[] = [
  'admitted',
  'pre-assessed',
  'design-approved',
  'building',
  'trial',
  'accepted',
];
const OPEN: readonly ProjectStatus[] = [...UNBUILT, 'building', 'trial', 'accepted', 'paused'];
/** 建设项目 from its introduction to production, through the gates in their order. */
export const projectActs = defineActs<Project, ProjectStatus>()({
  introduce: {
    label: '登记引进',
    from: [],
    to: 'introduced',
    may: keeper,
    needs: { kind: z.enum(['new', 'rebuild', 'extend', 'upgrade'], { error: '请选择项目性质' }), ...content },
    event: 'projects.introduced',
    done: '登记引进',
    said: '已登记，园区审查准入；到期前要向本级应急管理部门通报。',
    told: [
      { to: toPark, template: 'project-introduced' },
      { to: toBody, template: 'project-introduced' },
    ],
  },
  notify: {
    label: '通报应急管理部门',
    from: OPEN,
    to: 'stay',
    may: park,
    when: ({ isNoticed }) => !isNoticed,
    needs: {},
    event: 'projects.notified',
    done: '向本级应急管理部门通报',
    said: '已通报，应急管理部门签收后您会收到。',
    told: [{ to: toNoticed, template: 'project-notified', whileIn: OPEN }],
  },
  receive: {
    label: '签收通报',
    from: [...OPEN, 'refused', 'producing', 'withdrawn'],
    to: 'stay',
    may: (actor, { noticeBodyId }) => actsAs(actor, 'regulator') && actor.scope.bodyId === noticeBodyId,
    when: ({ isNoticed, receiptAt }) => isNoticed && receiptAt === undefined,
    needs: {},
    event: 'projects.received',
    done: '应急管理部门签收',
    said: '已签收，园区会收到回执。',
    told: [{ to: toPark, template: 'project-received', whileIn: [...OPEN, 'refused', 'producing', 'withdrawn'] }],
  },
  screen: {
    label: '审查准入',
    from: ['introduced', 'conditional'],
    to: 'screened',
    may: (actor, project) => park(actor) || body(actor, project),
    needs: { item: z.preprocess(emptyIsMissing, lineField('请从目录里选').optional()), itemNote: optionalWords(300) },
    event: 'projects.screened',
    done: '审查准入，没有拦下',
    said: '已审查，结果在下面。',
    told: everybodyConcerned('project-screened'),
  },
  review: {
    label: '联合审查意见',
    from: ['screened', 'conditional'],
    to: 'stay',
    may: (actor, project) => levelOf(actor, project) !== undefined && levelOf(actor, project) === reviewDue(project),
    needs: { opinion: z.enum(['yes', 'no'], { error: '请选择意见' }), file: paper },
    event: 'projects.reviewed',
    done: '提出联合审查意见',
    said: '已记下。',
    told: [
      { to: toPark, template: 'project-reviewed', whileIn: ['screened', 'conditional'] },
      { to: toBody, template: 'project-reviewed', whileIn: ['screened', 'conditional'] },
    ],
  },
  except: {
    label: '例外批准',
    from: ['conditional', 'paused'],
    to: 'stay',
    may: body,
    needs: {
      gate: z.enum(GATES as unknown as [GateCode, ...GateCode[]], { error: '请选择哪一关' }),
      approver: namedField('请填写批准人姓名和职务', 60),
      file: paper,
      terms: wordsField('请写明批准的条件', 1_000),
      until: dayField('请选择有效期到哪天'),
    },
    event: 'projects.excepted',
    done: '例外批准',
    said: '已记下例外批准。',
    told: [
      { to: toFirm, template: 'project-excepted', whileIn: ['conditional', 'paused'] },
      { to: toPark, template: 'project-excepted', whileIn: ['conditional', 'paused'] },
    ],
  },
  condition: {
    label: '附条件',
    from: ['screened'],
    to: 'conditional',
    may: decider,
    differsFrom: ['screenedBy'],
    needs: { terms: wordsField('请写明要满足什么条件', 1_000) },
    event: 'projects.conditioned',
    done: '附了条件',
    said: '已附条件，企业和园区会收到。',
    told: [
      { to: toFirm, template: 'project-conditioned' },
      { to: toPark, template: 'project-conditioned' },
    ],
  },
  admit: {
    label: '准入',
    from: ['screened', 'conditional'],
    to: 'admitted',
    may: decider,
    differsFrom: ['screenedBy'],
    needs: { termsMet: optionalWords(500) },
    event: 'projects.admitted',
    done: '准入',
    said: '已准入，企业和园区会收到。',
    told: [
      { to: toFirm, template: 'project-admitted', whileIn: FORWARD },
      { to: toPark, template: 'project-admitted', whileIn: FORWARD },
    ],
  },
  refuse: {
    label: '不予准入',
    from: ['introduced', 'screened', 'conditional', 'paused'],
    to: 'refused',
    may: decider,
    differsFrom: ['screenedBy'],
    needs: {
      gate: z.enum(GATES as unknown as [GateCode, ...GateCode[]], { error: '请选择依据哪一关' }),
      reason: reasonField,
    },
    event: 'projects.refused',
    done: '不予准入',
    said: '已决定，企业和园区会收到依据和理由。',
    told: everybodyConcerned('project-refused'),
  },
  'pre-assess': {
    label: '报安全预评价',
    from: ['admitted'],
    to: 'pre-assessed',
    may: keeper,
    needs: { file: paper, provider: optionalName(60), on: dayField('请选择报告日期') },
    event: 'projects.pre-assessed',
    done: '报安全预评价',
    said: '已记下。',
    told: [],
  },
  'ask-design': {
    label: '申请设计审查',
    from: ['pre-assessed'],
    to: 'stay',
    may: keeper,
    when: ({ risk, designReview }) => risk !== 'none' && designReview === undefined,
    needs: { papers: wordsField('请写明交了哪些材料', 500) },
    event: 'projects.design-asked',
    done: '申请安全设施设计审查',
    said: '已申请，监管部门会收到。',
    told: [{ to: toBody, template: 'project-design-asked', whileIn: ['pre-assessed'] }],
  },
  'accept-design': {
    label: '受理设计审查',
    from: ['pre-assessed'],
    to: 'stay',
    may: body,
    when: ({ designReview }) => designReview !== undefined && designReview.acceptedAt === undefined,
    needs: {},
    event: 'projects.design-accepted',
    done: '受理设计审查',
    said: '已受理，企业会收到。',
    told: [{ to: toFirm, template: 'project-design-accepted', whileIn: ['pre-assessed'] }],
  },
  'put-off-design': {
    label: '延长设计审查',
    from: ['pre-assessed'],
    to: 'stay',
    may: body,
    when: ({ designReview }) => designReview?.acceptedAt !== undefined && designReview.putOff === undefined,
    needs: { reason: reasonField },
    event: 'projects.design-put-off',
    done: '延长设计审查',
    said: '已延长，企业会收到理由。',
    told: [{ to: toFirm, template: 'project-design-put-off', whileIn: ['pre-assessed'] }],
  },
  'return-design': {
    label: '退回设计',
    from: ['pre-assessed'],
    to: 'stay',
    may: body,
    when: ({ designReview }) => designReview !== undefined,
    needs: { reason: reasonField },
    event: 'projects.design-returned',
    done: '退回设计，修改后再申请',
    said: '已退回，企业会收到理由。',
    told: [{ to: toFirm, template: 'project-design-returned', whileIn: ['pre-assessed'] }],
  },
  'approve-design': {
    label: '设计审查通过',
    from: ['pre-assessed'],
    to: 'design-approved',
    may: (actor, project) => (project.risk === 'none' ? keeper(actor) : body(actor, project)),
    needs: { file: paper, on: dayField('请选择审查日期') },
    event: 'projects.design-approved',
    done: '安全设施设计审查通过',
    said: '已记下。',
    told: [{ to: toFirm, template: 'project-design-approved', whileIn: FORWARD }],
  },
  build: {
    label: '开工',
    from: ['design-approved'],
    to: 'building',
    may: keeper,
    needs: { fireFile: optionalWords(200) },
    event: 'projects.building-begun',
    done: '开工',
    said: '已记下开工。',
    told: [],
  },
  'start-trial': {
    label: '开始试运行',
    from: ['building'],
    to: 'trial',
    may: keeper,
    needs: {
      trialFrom: dayField('请选择试运行开始日期'),
      trialTo: dayField('请选择试运行结束日期'),
      file: paper,
    },
    event: 'projects.trial-begun',
    done: '开始试运行',
    said: '已记下，到期前提醒验收。',
    told: [{ to: toBody, template: 'project-trial', whileIn: FORWARD }],
  },
  accept: {
    label: '验收通过',
    from: ['building', 'trial'],
    to: 'accepted',
    may: keeper,
    needs: {
      on: dayField('请选择验收日期'),
      file: paper,
      /** Of special works before they are used; others are filed once they are accepted. */
      fireFile: optionalWords(200),
    },
    event: 'projects.accepted',
    done: '竣工验收通过',
    said: '已记下。',
    told: [{ to: toBody, template: 'project-accepted', whileIn: FORWARD }],
  },
  ...paperActs,
  produce: {
    label: '投产',
    from: ['accepted'],
    to: 'producing',
    may: keeper,
    needs: {},
    event: 'projects.producing',
    done: '投产',
    said: '已记下投产。',
    told: [],
  },
  change: {
    label: '报变更',
    from: ['introduced', 'screened', 'conditional', ...FORWARD],
    to: 'stay',
    may: keeper,
    needs: {
      what: z.enum(codesOf<ChangeKind>(CHANGES), { error: '请选择变了什么' }),
      after: wordsField('请写明变成什么', 500),
      reason: reasonField,
    },
    event: 'projects.changed',
    done: '报变更，重新过关',
    said: '已记下，有关的关口要重新过。',
    told: [
      { to: toPark, template: 'project-changed', whileIn: ['introduced', 'screened', 'conditional', ...FORWARD] },
      { to: toBody, template: 'project-changed', whileIn: ['introduced', 'screened', 'conditional', ...FORWARD] },
    ],
  },
  stop: {
    label: '因等级下降停下',
    from: UNBUILT,
    to: 'paused',
    may: 'clock',
    needs: {},
    event: 'projects.stopped',
    done: '园区等级下降，停下等决定',
    said: '',
    told: everybodyConcerned('project-stopped'),
  },
  pause: {
    label: '叫停',
    from: [...UNBUILT, 'building', 'trial'],
    to: 'paused',
    may: decider,
    needs: { reason: reasonField },
    event: 'projects.paused',
    done: '叫停，等决定',
    said: '已叫停，企业和园区会收到。',
    told: everybodyConcerned('project-stopped'),
  },
  resume: {
    label: '决定继续',
    from: ['paused'],
    to: 'stay',
    may: decider,
    needs: { decision: wordsField('请写明决定的理由', 500) },
    event: 'projects.resumed',
    done: '决定继续',
    said: '已决定继续，回到停下前的一步。',
    told: [
      { to: toFirm, template: 'project-resumed', whileIn: [...UNBUILT, 'building', 'trial'] },
      { to: toPark, template: 'project-resumed', whileIn: [...UNBUILT, 'building', 'trial'] },
    ],
  },
  withdraw: {
    label: '撤回项目',
    from: [...UNBUILT, 'paused'],
    to: 'withdrawn',
    may: keeper,
    needs: { reason: reasonField },
    event: 'projects.withdrawn',
    done: '撤回了项目',
    said: '已撤回。',
    told: [
      { to: toPark, template: 'project-withdrawn' },
      { to: toBody, template: 'project-withdrawn' },
    ],
  },
});
export type ProjectAction = keyof typeof projectActs;
