import type { Request, Response } from 'express';
import { findTrail } from '#domain/journal';
import { bodyName } from '#domain/organisations';
import {
  agreeToChange,
  applicationsFor,
  cancelSupportDecision,
  conditionsOf,
  declarationOf,
  declareInterest,
  dropChange,
  fixList,
  isDepartment,
  mayOpenList,
  nameCandidate,
  removeCandidate,
  reopenList,
  type SupportDecision,
  type SupportDecisionAction,
  type SupportDecisionStatus,
  seenRows,
  supportDecisions,
  withdrawSupportDecision,
} from '#domain/support';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDate, formatDateTime } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { actPage } from '../actPage.ts';
import { type FormPage, optionsOf, presentForm, submitForm } from '../forms.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { decisionTelling, presentAsked, presentConditions, presentContent, presentRows } from './presentSupport.ts';

const pathOf = paths.supportDecision;

/** Who has it now and what comes next, for officials of the department and for everybody else. */
function standingOf(ctx: Context, decision: SupportDecision): string {
  if (decision.status === 'withdrawn') return '这个决定已撤销，部门可以重新比较。下面的比较情况保留备查。';
  if (decision.status === 'cancelled') return '这次比较已取消，可以重新开始。';
  if (decision.status === 'decided') return '已作出决定。有异议的，请向作出决定的部门提出。';
  if (decision.status === 'naming')
    return '先把候选企业列齐；自己申请的企业会自动列入。截止日过后定下名单，每位经办人先申报利害关系，才能看到比较内容。';
  const declared = declarationOf(ctx.actor, decision)?.kind;
  if (decision.asked !== undefined && declared === 'none') {
    return '有一处更改在等另一位经办人同意，同意或者不作更改之后才能继续。';
  }
  if (declared === 'conflict') return '您申报了利害关系，这次比较由同事办理。';
  return declared === 'none' ? '请填齐每家的条件，再看排名、作出决定。' : '请先申报您和名单上的企业有没有利害关系。';
}

const candidatePage = (reference: string): FormPage => ({
  title: '加入候选企业',
  action: paths.supportCandidates(reference),
  submit: '加入名单',
  fields: [
    { name: 'name', label: '企业名称', kind: 'text' },
    {
      name: 'creditCode',
      label: '统一社会信用代码',
      kind: 'text',
      hint: '18 位。系统里有这家企业的，会用登记的名称。',
    },
  ],
});

/** Steps that have their own pages; the others have a page of one form each. */
const OWN_PAGE: Readonly<Partial<Record<SupportDecisionAction, string>>> = { fill: 'compare', decide: 'decide' };
/** Steps that lead back rather than on. */
const AWAY: readonly SupportDecisionAction[] = ['reopen-list', 'cancel', 'withdraw', 'drop-change'];
const INLINE: readonly SupportDecisionAction[] = ['name-candidate', 'remove-candidate', 'see-ranking'];

async function pageOf(ctx: Context, decision: SupportDecision, form?: Record<string, unknown>) {
  const { reference, status, verdict } = decision;
  const steps = supportDecisions.actionsFor(ctx.actor, decision);
  const isNaming = steps.some((row) => row.action === 'name-candidate');
  const isOwn = isDepartment(ctx.actor, decision);
  const isOpenTo = verdict !== undefined || mayOpenList(ctx.actor, decision);
  const conditions = verdict?.comparison.content.conditions ?? [];
  const compared = isOpenTo ? await conditionsOf(decision) : [];
  const applied = isOwn ? await applicationsFor(decision.policyId) : [];
  const isApplicant = (code: string): boolean => applied.some((one) => one.creditCode === code);
  const rows = presentRows(conditions, seenRows(ctx.actor, decision));
  return {
    title: `扶持决定 ${reference}`,
    reference,
    exportFilter: JSON.stringify({ policyId: decision.policyId }),
    policy: { href: paths.supportPolicy(decision.policyReference), name: decision.policyName },
    status: statusRow(supportDecisions.lifecycle, status),
    body: await bodyName(decision.bodyId),
    standing: standingOf(ctx, decision),
    own: rows.filter((row) => row.isOwn).map(({ who, outcome, tone, why }) => ({ who, outcome, tone, why })),
    errors: form?.['errors'],
    actions: steps
      .filter(({ action }) => !INLINE.includes(action))
      .map(({ action, label }, index) => ({
        label,
        href: `${pathOf(reference)}/${OWN_PAGE[action] ?? `act/${action}`}`,
        isMain: index === 0 && !AWAY.includes(action),
      })),
    candidates: isOwn
      ? decision.candidates.map((one) => ({
          name: one.name,
          creditCode: one.creditCode,
          hasApplied: isApplicant(one.creditCode),
          removal: isNaming && !isApplicant(one.creditCode) ? paths.removeSupportCandidate(reference, one._id) : '',
        }))
      : [],
    applicants:
      status === 'naming'
        ? applied
            .filter(({ creditCode }) => decision.candidates.every((one) => one.creditCode !== creditCode))
            .map(({ name }) => name)
        : [],
    asked: isOpenTo && isOwn ? presentAsked(decision, compared) : undefined,
    form: isNaming ? (form ?? presentForm(candidatePage(reference))) : undefined,
    verdict: verdict && {
      by: isOwn ? verdict.byName : '',
      at: formatDateTime(verdict.at),
      facts: presentContent(verdict.comparison.content),
      conditions: presentConditions(conditions),
      rows,
      tieReason: verdict.tieReason ?? '',
      hash: verdict.hash.slice(0, 16),
      noticeHref: isOwn ? paths.supportNotice(reference) : '',
    },
    withdrawal: decision.withdrawal && {
      reason: decision.withdrawal.reason,
      at: formatDateTime(decision.withdrawal.at),
    },
    replaces:
      decision.replaces === undefined ? undefined : { href: pathOf(decision.replaces), reference: decision.replaces },
    timeline: actsAs(ctx.actor, 'regulator')
      ? presentTrail(
          await findTrail({ kind: 'support-decision', id: decision._id }),
          decisionTelling(decision, compared),
        )
      : [],
  };
}

export async function showDecision(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  res.page('support/decision', await pageOf(ctx, decision));
}

export async function postCandidate(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const sent = await submitForm(
    candidatePage(decision.reference),
    req,
    res,
    (input) => nameCandidate(ctx, input),
    async (model, status) => res.page('support/decision', await pageOf(ctx, decision, model), status),
  );
  if (sent !== undefined) res.goTo(pathOf(decision.reference), '已加入名单。');
}

export async function postRemoveCandidate(req: Request, res: Response): Promise<void> {
  const reference = partOf(req, 'reference');
  await removeCandidate(contextOf(req), { reference, candidateId: partOf(req, 'id') });
  res.goTo(pathOf(reference), '已从名单去掉。');
}

/** 公示: winners by name, the others by their place on the list alone. */
export async function showNotice(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const decision = await supportDecisions.get(ctx, partOf(req, 'reference'));
  const { verdict } = decision;
  if (verdict === undefined || !isDepartment(ctx.actor, decision)) throw notFound('common.not-found');
  const named = seenRows(ctx.actor, decision);
  const hidden = seenRows({ kind: 'visitor', visitorId: '' }, decision);
  const rows = named.map((row, i) => (row.row.outcome.startsWith('won') ? row : { ...row, who: hidden[i]?.who ?? '' }));
  const { content } = verdict.comparison;
  res.page('support/notice', {
    title: `${content.name}：拟支持企业公示`,
    backHref: pathOf(decision.reference),
    reference: decision.reference,
    isWithdrawn: decision.status === 'withdrawn',
    body: await bodyName(decision.bodyId),
    on: formatDate(verdict.at),
    facts: presentContent(content),
    conditions: presentConditions(content.conditions),
    rows: presentRows(content.conditions, rows),
    tieReason: verdict.tieReason ?? '',
  });
}

const reason = (hint: string) => ({ name: 'reason', label: '理由', kind: 'area' as const, hint });
type Asked = 'fix-list' | 'reopen-list' | 'declare' | 'cancel' | 'withdraw' | 'agree-change' | 'drop-change';

export const { showAct, postAct } = actPage<SupportDecision, SupportDecisionStatus, SupportDecisionAction, Asked>({
  lifecycle: supportDecisions.lifecycle,
  forms: {
    'fix-list': {
      lead: '名单定下后，经办人先申报利害关系，再比较。',
      submit: '名单定下',
      said: '名单已定，请申报利害关系。',
      fields: [],
    },
    'reopen-list': {
      lead: '名单改动后，每位经办人要重新申报利害关系；已填的条件会保留。已经有人看过排名的，要另一位经办人同意才打开。',
      submit: '重新打开名单',
      said: '已记下；有人看过排名的，另一位经办人同意后生效。',
      fields: [reason('例如：漏了一家企业。')],
    },
    declare: {
      lead: '您、近亲属或者有利益往来的人在名单上的企业任职、持股，都算有利害关系。申报之前看不到比较内容。',
      submit: '申报',
      said: '已申报。',
      fields: [
        {
          name: 'kind',
          label: '您和名单上的企业有没有利害关系',
          kind: 'radios',
          options: [
            { code: 'none', label: '没有利害关系' },
            { code: 'conflict', label: '有利害关系，我回避，由同事办理' },
          ],
        },
        { name: 'candidateIds', label: '和哪家企业有利害关系', kind: 'checks', hint: '没有就不用选。' },
        { name: 'note', label: '说明（可以不填）', kind: 'area' },
      ],
    },
    'agree-change': {
      lead: '同意后更改马上生效，原值、新值、理由和您的姓名都留在经过里。请先核对这次比较页面上列出的更改。',
      submit: '同意更改',
      said: '已同意，更改生效。',
      fields: [],
    },
    'drop-change': {
      lead: '内容保持原样，提出更改的人可以再提。',
      submit: '不作更改',
      said: '没有更改。',
      fields: [reason('为什么不改。')],
    },
    cancel: {
      lead: '取消后可以重新开始。已经有人看过排名的，要另一位经办人同意才取消。',
      submit: '取消这次比较',
      said: '已记下；有人看过排名的，另一位经办人同意后生效。',
      fields: [reason('为什么取消。')],
      isDanger: true,
    },
    withdraw: {
      lead: '撤销后决定和比较情况仍然保留，候选企业会收到通知和理由。',
      submit: '撤销决定',
      said: '已撤销，可以重新比较。',
      fields: [reason('例如：一家企业的数据有误。')],
      isDanger: true,
    },
  },
  commands: {
    'fix-list': fixList,
    'reopen-list': reopenList,
    declare: declareInterest,
    'agree-change': agreeToChange,
    'drop-change': dropChange,
    cancel: cancelSupportDecision,
    withdraw: withdrawSupportDecision,
  },
  load: supportDecisions.get,
  statusOf: (decision) => decision.status,
  actionsFor: supportDecisions.actionsFor,
  pathOf,
  facts: (decision) => [
    { label: '政策', value: decision.policyName },
    { label: '候选企业', value: decision.candidates.map((one) => one.name).join('、') },
  ],
  choices: {
    candidateIds: async (decision) => optionsOf(decision.candidates),
  },
});
