import type { Request, Response } from 'express';
import { findTrail } from '#domain/journal';
import { bodyName, findRegions, regionName } from '#domain/organisations';
import {
  addCondition,
  beginCorrection,
  CONDITION_KINDS,
  canPolicy,
  closeSupportPolicy,
  draftSupportPolicy,
  dropCorrection,
  editSupportPolicy,
  findSupportPolicies,
  formatAnswer,
  getSupportPolicy,
  isDepartment,
  isOpenToFirms,
  MAX_CONDITIONS,
  MIN_CONDITIONS,
  ownApplication,
  policyActionsFor,
  publishCorrection,
  publishSupportPolicy,
  removeCondition,
  type SupportDecision,
  type SupportPolicy,
  type SupportPolicyAction,
  type SupportPolicyStatus,
  startSupportDecision,
  supportDecisions,
  supportPolicyLifecycle,
} from '#domain/support';
import { actsAs, runsEnterprise } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { actPage } from '../actPage.ts';
import { type FieldSpec, type FormPage, formPages, presentForm, showForm, submitForm, type Values } from '../forms.ts';
import { pagerOf, pagesQuery } from '../listAddress.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { presentEach } from '../unreadable.ts';
import {
  POLICY_WORDS,
  presentConditions,
  presentContent,
  presentDecisionRow,
  presentPolicyRow,
} from './presentSupport.ts';

/** Policies that reach the person; below them the decisions about their own firm or park. */
export async function showPolicies(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const query = pagesQuery.parse(req.query);
  const isDepartmental = actsAs(ctx.actor, 'regulator');
  const [{ rows, nextCursor }, decisions] = await Promise.all([
    findSupportPolicies(ctx, given(query)),
    isDepartmental ? { rows: [] } : supportDecisions.find(ctx, { limit: 10 }),
  ]);
  res.page('support/index', {
    title: '扶持政策',
    mayDraft: isDepartmental,
    policies: await presentEach(ctx, 'support-policy', rows, presentPolicyRow),
    isCompared: !isDepartmental,
    decisions: await presentEach(ctx, 'support-decision', decisions.rows as SupportDecision[], presentDecisionRow),
    ...pagerOf(paths.support, query, nextCursor),
  });
}

const basicsFields = (ctx: Context): FieldSpec[] => [
  { name: 'name', label: '政策名称', kind: 'text' },
  { name: 'offer', label: '给什么支持', kind: 'area', hint: '例如：贷款利息补贴，最高 50 万元。' },
  {
    name: 'regionCode',
    label: '适用地区',
    kind: 'select',
    options: findRegions(ctx.actor.kind === 'person' ? ctx.actor.scope.regionCode : '').map(({ code }) => ({
      code,
      label: regionName(code),
    })),
  },
  { name: 'opensOn', label: '开始日期', kind: 'date' },
  { name: 'closesOn', label: '截止日期', kind: 'date' },
  { name: 'quota', label: '名额（家）', kind: 'number' },
];

const newPage = (ctx: Context): FormPage => ({
  title: '起草扶持政策',
  lead: '先填基本情况，下一步再加比较条件。发布之前只有本部门能看到。',
  back: { href: paths.support, label: '返回扶持政策' },
  action: paths.newSupportPolicy,
  submit: '保存，去加条件',
  fields: basicsFields(ctx),
});

export const { show: showNew, post: postNew } = formPages({
  page: (req) => newPage(contextOf(req)),
  run: draftSupportPolicy,
  next: ({ reference }) => [paths.supportPolicy(reference), '已保存草稿，请加比较条件。'],
});

function editPage(ctx: Context, policy: SupportPolicy): FormPage {
  const { reference, draft } = policy;
  const values: Values =
    draft === undefined
      ? {}
      : {
          name: draft.name,
          offer: draft.offer,
          regionCode: draft.regionCode,
          opensOn: draft.opensOn,
          closesOn: draft.closesOn,
          quota: String(draft.quota),
        };
  return {
    ...newPage(ctx),
    title: '修改基本情况',
    lead: '只改正在起草的内容，已发布的版本不变。',
    back: { href: paths.supportPolicy(reference), label: `返回 ${reference}` },
    action: paths.editSupportPolicy(reference),
    submit: '保存',
    values,
  };
}

export async function showEdit(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  if (!canPolicy(ctx.actor, 'edit', policy)) {
    return res.goTo(paths.supportPolicy(policy.reference), '现在没有正在起草的内容。');
  }
  showForm(res, editPage(ctx, policy));
}

export async function postEdit(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  const sent = await submitForm(editPage(ctx, policy), req, res, (input) => editSupportPolicy(ctx, input));
  if (sent !== undefined) res.goTo(paths.supportPolicy(policy.reference), '已保存。');
}

const conditionPage = (reference: string): FormPage => ({
  title: '加一个条件',
  action: paths.supportConditions(reference),
  submit: '加上这个条件',
  fields: [
    { name: 'label', label: '比什么', kind: 'text', hint: '例如：近三年没有生产安全死亡事故。' },
    { name: 'kind', label: '怎么比', kind: 'radios', options: CONDITION_KINDS },
    { name: 'points', label: '分值', kind: 'number', hint: '1 到 100；“必须满足”的不用填。' },
    { name: 'unit', label: '单位（比数值时）', kind: 'text', hint: '例如：万元。' },
    { name: 'zeroAt', label: '得 0 分的数值（比数值时）', kind: 'number' },
    { name: 'fullAt', label: '得满分的数值（比数值时）', kind: 'number', hint: '比零分值小，就是越小越好。' },
  ],
});

/** Steps that lead on; the others lead back or end it. */
const ONWARD: readonly SupportPolicyAction[] = ['publish', 'publish-correction', 'start-decision'];

async function pageOf(ctx: Context, policy: SupportPolicy, form?: Record<string, unknown>) {
  const { reference, draft, versions, status } = policy;
  const isOwn = isDepartment(ctx.actor, policy);
  const current = versions.at(-1);
  const { rows } = await supportDecisions.find(ctx, { policyId: policy._id, limit: 10 });
  const own = await ownApplication(ctx, policy);
  const mayApply = runsEnterprise(ctx.actor) && isOpenToFirms(ctx, policy);
  const trail = isOwn ? await findTrail({ kind: 'support-policy', id: policy._id }) : [];
  const actions = policyActionsFor(ctx.actor, policy).filter(({ action }) => action !== 'edit');
  return {
    title: policy.name,
    reference,
    status: statusRow(supportPolicyLifecycle, status),
    body: await bodyName(policy.bodyId),
    errors: form?.['errors'],
    actions: actions.map(({ action, label }) => ({
      label,
      href:
        action === 'start-decision' ? paths.newSupportDecision(reference) : paths.supportPolicyAct(reference, action),
      isDirect: action === 'start-decision',
      isMain: ONWARD.includes(action),
    })),
    application: own && {
      at: formatDateTime(own.updatedAt),
      answers: (current?.content.conditions ?? []).map((condition) => ({
        label: condition.label,
        value: formatAnswer(condition, own.values[condition.code]),
      })),
      withdrawal: mayApply ? paths.withdrawFromSupport(reference) : '',
    },
    apply: mayApply ? { href: paths.applyForSupport(reference), label: own ? '修改申请' : '申请这项支持' } : undefined,
    current: current && {
      number: current.number,
      publishedAt: formatDateTime(current.publishedAt),
      facts: presentContent(current.content),
      conditions: presentConditions(current.content.conditions),
    },
    earlier: versions.slice(0, -1).map((version) => ({
      number: version.number,
      publishedAt: formatDateTime(version.publishedAt),
      facts: presentContent(version.content),
      conditions: presentConditions(version.content.conditions),
      replacedBy: versions.find((one) => one.number === version.number + 1)?.reason ?? '',
    })),
    draft: draft && {
      isCorrection: current !== undefined,
      least: MIN_CONDITIONS,
      most: MAX_CONDITIONS,
      editHref: paths.editSupportPolicy(reference),
      facts: presentContent(draft),
      conditions: presentConditions(draft.conditions, reference),
      form: form ?? presentForm(conditionPage(reference)),
    },
    decisions: rows.map(presentDecisionRow),
    timeline: presentTrail(trail, { words: POLICY_WORDS }),
  };
}

export async function showPolicy(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  res.page('support/policy', await pageOf(ctx, policy));
}

export async function postCondition(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const policy = await getSupportPolicy(ctx, partOf(req, 'reference'));
  const sent = await submitForm(
    conditionPage(policy.reference),
    req,
    res,
    (input) => addCondition(ctx, input),
    async (model, status) => res.page('support/policy', await pageOf(ctx, policy, model), status),
  );
  if (sent !== undefined) res.goTo(paths.supportPolicy(policy.reference), '已加上。');
}

export async function postRemoveCondition(req: Request, res: Response): Promise<void> {
  const reference = partOf(req, 'reference');
  await removeCondition(contextOf(req), { reference, code: partOf(req, 'code') });
  res.goTo(paths.supportPolicy(reference), '已去掉。');
}

export async function postStartDecision(req: Request, res: Response): Promise<void> {
  const decision = await startSupportDecision(contextOf(req), { reference: partOf(req, 'reference') });
  res.goTo(paths.supportDecision(decision.reference), '请先拟定候选企业名单。');
}

type Asked = 'publish' | 'begin-correction' | 'publish-correction' | 'drop-correction' | 'close';

export const { showAct, postAct } = actPage<SupportPolicy, SupportPolicyStatus, SupportPolicyAction, Asked>({
  lifecycle: supportPolicyLifecycle,
  forms: {
    publish: {
      lead: '发布后内容不能直接修改，只能用更正发布新版本；适用地区的入项企业会收到通知。',
      submit: '发布',
      said: '已发布，入项企业会分批收到通知。',
      fields: [],
    },
    'begin-correction': {
      lead: '起草期间现行版本照常有效。开始比较候选企业以后就不能再更正。',
      submit: '开始起草更正',
      said: '请修改后发布更正。',
      fields: [],
    },
    'publish-correction': {
      lead: '新版本立即有效，旧版本和更正理由一起保留；入项企业会再收到通知。',
      submit: '发布更正',
      said: '更正已发布。',
      fields: [{ name: 'reason', label: '更正的理由', kind: 'area' }],
    },
    'drop-correction': { lead: '起草的内容会去掉，现行版本不变。', submit: '放弃更正', said: '已放弃。', fields: [] },
    close: {
      lead: '结束后不能再按它开始比较；已作出的决定不受影响。',
      submit: '结束政策',
      said: '已结束。',
      fields: [],
      isDanger: true,
    },
  },
  commands: {
    publish: publishSupportPolicy,
    'begin-correction': beginCorrection,
    'publish-correction': publishCorrection,
    'drop-correction': dropCorrection,
    close: closeSupportPolicy,
  },
  load: getSupportPolicy,
  statusOf: (policy) => policy.status,
  actionsFor: policyActionsFor,
  pathOf: (reference) => paths.supportPolicy(reference),
  facts: (policy) => [
    { label: '政策', value: policy.name },
    { label: '编号', value: policy.reference },
  ],
});
