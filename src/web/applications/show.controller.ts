import type { Request, Response } from 'express';
import {
  type Application,
  type ApplicationAction,
  admitApplication,
  applicationActionsFor,
  applicationLifecycle,
  assessEligibility,
  findApplicationTrail,
  findCohortsTaking,
  findSubmissions,
  getApplication,
  getCohortById,
  moveToCohort,
  reasonsFor,
  recommendApplication,
  refuseApplication,
  returnApplication,
  waitForPlace,
  withdrawApplication,
} from '#domain/applying';
import { getEnterprise } from '#domain/organisations';
import { appliesForEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDay, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type ActForm, actPage } from '../actPage.ts';
import type { Option } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { contextOf, partOf } from '../request.ts';
import {
  presentHistory,
  presentStanding,
  presentSubmission,
  presentTags,
  presentVerdict,
} from './presentApplication.ts';

/** An application with what its pages need to know of the firm. */
interface Seen {
  application: Application;
  isUnchecked: boolean;
}

async function load(ctx: Context, reference: string): Promise<Seen> {
  const application = await getApplication(ctx, reference);
  const firm = await getEnterprise(application.enterpriseId);
  return { application, isUnchecked: firm.status === 'registered' };
}

async function presentLatest(ctx: Context, { reference, submission }: Application) {
  if (submission === undefined) return undefined;
  const earlier = await findSubmissions(ctx, reference);
  return presentSubmission(
    submission,
    earlier.find((one) => one.number === submission.number - 1),
  );
}

const OWN_PAGES: Partial<Record<ApplicationAction, { pathOf: (reference: string) => string; label: string }>> = {
  'save-draft': { pathOf: paths.applicationForm, label: '继续填写' },
  submit: { pathOf: paths.applicationCheck, label: '核对资格并提交' },
  resubmit: { pathOf: paths.applicationCheck, label: '核对资格并重新提交' },
};

/** The step that leads on; the others are side roads. */
const LEADING: readonly ApplicationAction[] = ['save-draft', 'recommend', 'admit'];

/** One application: where it is, who has it, what was said, what was sent, and everything that happened. */
export async function showApplication(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const { application, isUnchecked } = await load(ctx, partOf(req, 'reference'));
  const { reference, name, enrolmentReference } = application;
  const others = application.status === 'draft' || application.status === 'returned';
  const canMove = others && (await otherCohorts(application, ctx.now)).length > 0;
  const actions = applicationActionsFor(ctx.actor, application, ctx.now).filter(
    ({ action }) => action !== 'move-cohort' || canMove,
  );
  const [standing, submission, trail, cohort] = await Promise.all([
    presentStanding(application, ctx.now),
    presentLatest(ctx, application),
    findApplicationTrail(ctx, reference),
    getCohortById(application.cohortId),
  ]);
  res.page('applications/show', {
    title: `申请 ${reference}`,
    reference,
    name,
    left: leftOn(ctx.actor, application),
    tags: presentTags(application, ctx.now, isUnchecked && !appliesForEnterprise(ctx.actor)),
    cohort: cohort.name,
    standing,
    verdict: presentVerdict(application),
    isUnchecked,
    isReviewer: !appliesForEnterprise(ctx.actor),
    enrolmentReference,
    actions: actions.map((row) => ({
      label: OWN_PAGES[row.action]?.label ?? row.label,
      href: OWN_PAGES[row.action]?.pathOf(reference) ?? paths.applicationAct(reference, row.action),
      isMain: LEADING.includes(row.action),
    })),
    submission,
    timeline: presentHistory(trail),
  });
}

const reason = (hint: string): ActForm['fields'][number] => ({ name: 'reason', label: '说明', kind: 'area', hint });
const reasonCode: ActForm['fields'][number] = { name: 'reasonCode', label: '理由', kind: 'radios' };
const note: ActForm['fields'][number] = { name: 'note', label: '补充说明（可以不填）', kind: 'area' };

type Asked = Exclude<ApplicationAction, 'save-draft' | 'submit' | 'resubmit'>;
const FORMS: Readonly<Record<Asked, ActForm>> = {
  return: {
    lead: '企业会收到理由，改好后重新提交，改动会标出来。',
    submit: '退回补正',
    said: '已退回，企业会收到通知。',
    fields: [reasonCode, reason('写清楚缺什么、要怎么改。')],
  },
  recommend: {
    lead: '推荐说明园区了解这家企业，认可所填内容。下一步由监管部门决定。',
    submit: '推荐',
    said: '已推荐，等监管部门决定。',
    fields: [note],
  },
  'move-cohort': {
    lead: '填好的内容都带过去，按新批次的规则核对资格。',
    submit: '换批次',
    said: '已换批次，填好的内容都在。',
    fields: [{ name: 'cohort', label: '换到哪个批次', kind: 'radios' }],
  },
  wait: {
    lead: '名额满了才用。有名额时按列入的先后办理，企业会收到通知；在这之前没有办理期限。',
    submit: '列入候补',
    said: '已列入候补，企业会收到通知。',
    fields: [],
  },
  admit: {
    lead: '批准的就是下面显示的内容。批准后企业进入准备动员阶段，登记信息按申请更新。',
    submit: '批准加入',
    said: '已批准，企业已加入项目。',
    fields: [
      {
        name: 'hasCheckedIdentity',
        label: '我已核对营业执照，并确认经办人能代表这家企业',
        kind: 'check',
        hint: '这家企业是自行注册的，还没有人核对过。批准后，经办人就是企业负责人。',
      },
      note,
    ],
  },
  refuse: {
    lead: '企业会收到理由、怎样才能符合，以及提出异议的期限。',
    submit: '不予批准',
    said: '已作出决定，企业会收到通知。',
    isDanger: true,
    fields: [
      reasonCode,
      reason('写清楚依据。'),
      { name: 'wouldChange', label: '怎样才能符合', kind: 'area', rows: 4, hint: '企业照着做就知道下次能不能批准。' },
    ],
  },
  withdraw: {
    lead: '撤回后不再办理，需要时可以重新申请。',
    submit: '撤回申请',
    said: '已撤回。',
    isDanger: true,
    fields: [reasonCode, { name: 'reason', label: '说明（可以不填）', kind: 'area' }],
  },
};

/** Cohorts with places left that the firm could go to instead. */
async function otherCohorts({ cohortId, enterpriseId }: Application, now: Date): Promise<Option[]> {
  const taking = await findCohortsTaking(now, (await getEnterprise(enterpriseId)).regionCode);
  return taking
    .filter(({ _id, admittedCount, capacity }) => _id !== cohortId && admittedCount < capacity)
    .map(({ reference, name, closesOn, admittedCount, capacity }) => ({
      code: reference,
      label: name,
      hint: `${formatDay(closesOn)}截止，还有 ${capacity - admittedCount} 个名额`,
    }));
}

/** What would change the answer, as a first wording for the person who refuses. */
function wouldChange({ application: { submission } }: Seen): string {
  if (submission === undefined) return '';
  return assessEligibility(submission.content, submission.ruleVersion)
    .wouldChange.map((one, i) => `${i + 1}. ${one}。`)
    .join('\n');
}

export const { showAct, postAct } = actPage({
  lifecycle: applicationLifecycle,
  forms: FORMS,
  commands: {
    return: returnApplication,
    recommend: recommendApplication,
    'move-cohort': moveToCohort,
    wait: waitForPlace,
    admit: admitApplication,
    refuse: refuseApplication,
    withdraw: withdrawApplication,
  },
  load,
  statusOf: ({ application }) => application.status,
  actionsFor: (actor, { application }, ctx) => applicationActionsFor(actor, application, ctx.now),
  pathOf: paths.application,
  facts: ({ application }) => [
    { label: '编号', value: application.reference },
    { label: '企业', value: application.name },
    { label: '信用代码', value: application.creditCode },
  ],
  choices: {
    cohort: ({ application }, ctx) => otherCohorts(application, ctx.now),
    reasonCode: async (_seen, ctx, action) =>
      reasonsFor(action === 'refuse' || action === 'withdraw' ? action : 'return', localDate(ctx.now)),
  },
  asks: ({ name }, { isUnchecked }) => name !== 'hasCheckedIdentity' || isUnchecked,
  values: (seen, action) => (action === 'refuse' ? { wouldChange: wouldChange(seen) } : {}),
  hidden: ({ application }, action) =>
    action === 'withdraw' ? [] : [{ name: 'contentHash', value: application.submission?.contentHash ?? '' }],
  view: {
    name: 'applications/act',
    model: async ({ application, isUnchecked }, action, req) => ({
      isUnchecked,
      submission: action === 'withdraw' ? undefined : await presentLatest(contextOf(req), application),
    }),
  },
});
