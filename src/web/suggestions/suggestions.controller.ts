import type { Request, Response } from 'express';
import { z } from 'zod';
import { findOpenPlan, proposeSuggestion, type Suggestion, type SuggestionFilter, suggestions } from '#domain/plans';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { formatDay, localDate } from '#kernel/dates';
import { given } from '#kernel/given';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { leftOn } from '../leftPark.ts';
import { addressOf, askedCode, askedFlag, askedId, pagerOf, quickFilters } from '../listAddress.ts';
import { photosOf } from '../photos.ts';
import { presentActions } from '../plans/presentActions.ts';
import { trailDetail } from '../plans/trailDetail.ts';
import { presentTrail } from '../presentTrail.ts';
import { contextOf, partOf } from '../request.ts';
import { SUGGESTION_FORMS } from './suggestionActs.ts';

const LIST = paths.suggestions;
const listQuery = z.object({
  status: askedCode(suggestions.lifecycle.statuses),
  mine: askedFlag,
  open: askedFlag,
  enterprise: askedId,
  after: askedId,
});

const mayPropose = (req: Request): boolean => actsAs(req.actor, 'worker', 'enterprise-manager', 'safety-officer');

/** Suggestions the person may read: a worker their own and those taken on, the firm all of them. */
export async function showSuggestions(req: Request, res: Response): Promise<void> {
  const query = listQuery.parse(req.query);
  const { status, mine, open, enterprise, after } = query;
  const filter: SuggestionFilter = given({ status, isMine: mine, isOpen: open, enterpriseId: enterprise });
  const { rows, nextCursor } = await suggestions.find(contextOf(req), { ...filter, ...given({ after }) });
  res.page('suggestions/index', {
    title: '合理化建议',
    mayPropose: mayPropose(req),
    mayExport: !actsAs(req.actor, 'worker'),
    exportFilter: JSON.stringify(filter),
    quick: quickFilters(LIST, query, [
      ['全部', {}],
      ['我提的', { mine: true }],
      ['没办结', { open: true }],
      ['待答复', { status: 'proposed' }],
      ['待落实', { status: 'adopted' }],
      ['已落实', { status: 'confirmed' }],
    ]),
    suggestions: rows.map((suggestion) => ({
      reference: suggestion.reference,
      href: paths.suggestion(suggestion.reference),
      status: statusRow(suggestions.lifecycle, suggestion.status),
      text: suggestion.text,
      meta: [suggestion.proposerName, suggestion.placeText ?? '', `${formatDay(localDate(suggestion.createdAt))}提出`]
        .filter((part) => part !== '')
        .join(' · '),
    })),
    ...pagerOf(LIST, query, nextCursor),
  });
}

const PROPOSE: FormPage = {
  title: '提建议',
  lead: '想到更安全、更省事的办法，写一句就行。采纳、落实都会告诉您。',
  back: { href: paths.suggestions, label: '返回合理化建议' },
  action: paths.suggestions,
  submit: '提交建议',
  fields: [
    { name: 'text', label: '您的建议', kind: 'area', hint: '例如：把叉车通道用黄线划出来。' },
    { name: 'placeText', label: '在哪里（可以不填）', kind: 'text' },
    { name: 'photos', label: '照片（可以不放）', kind: 'photos' },
  ],
};

export const { show: showPropose, post: postPropose } = formPages({
  page: () => PROPOSE,
  run: proposeSuggestion,
  next: ({ reference }) => [suggestions.pathOf(reference), suggestions.acts['propose-suggestion'].said],
});

/** Who has the suggestion now, and what comes next. */
function standingOf(suggestion: Suggestion): { holder: string; next: string } {
  const firm = '企业负责人或安全管理员';
  switch (suggestion.status) {
    case 'proposed':
      return { holder: firm, next: '答复：采纳，或写明为什么不采纳' };
    case 'reviewed':
      return { holder: firm, next: '研究后答复' };
    case 'adopted':
      return suggestion.itemReference === undefined
        ? { holder: firm, next: '落实，再由提出人确认' }
        : { holder: '改进事项的责任人', next: '按改进事项落实，再由提出人确认' };
    case 'carried-out':
      return { holder: suggestion.proposerName, next: '看看是不是真的落实了' };
    case 'confirmed':
      return { holder: '', next: '已落实' };
    case 'declined':
      return { holder: '', next: '没有采纳，理由见下面' };
    case 'converted':
      return { holder: '', next: '已转为隐患，进度和奖励看隐患' };
  }
}

/** One suggestion with its answer, and what this person may do. */
export async function showSuggestion(req: Request, res: Response): Promise<void> {
  const ctx = contextOf(req);
  const suggestion = await suggestions.get(ctx, partOf(req, 'reference'));
  const { reference, status, hazardReference, itemReference } = suggestion;
  const mayPlan = runsEnterprise(ctx.actor) && status === 'adopted' && itemReference === undefined;
  const plan = mayPlan ? await findOpenPlan(suggestion.enterpriseId) : undefined;
  const facts = [
    { label: '提出人', value: suggestion.proposerName },
    { label: '在哪里', value: suggestion.placeText ?? '' },
    { label: '答复', value: suggestion.answer ?? '' },
    { label: '做了什么', value: suggestion.doneNote ?? '' },
    { label: '理由', value: suggestion.reason ?? '' },
  ];
  res.page('suggestions/show', {
    title: `建议 ${reference}`,
    reference,
    text: suggestion.text,
    left: leftOn(ctx.actor, suggestion),
    status: statusRow(suggestions.lifecycle, status),
    standing: standingOf(suggestion),
    actions: presentActions(
      paths.suggestion(reference),
      suggestions.actionsFor(ctx.actor, suggestion),
      SUGGESTION_FORMS,
    ),
    planHref:
      plan === undefined ? '' : addressOf(paths.newItem(plan.reference), { origin: 'suggestion', from: reference }),
    facts: facts.filter((fact) => fact.value !== ''),
    // After it became a hazard the photos are the hazard's.
    photos: hazardReference === undefined ? photosOf(suggestion.photoIds, '建议照片') : [],
    hazard: hazardReference ?? '',
    item: itemReference ?? '',
    timeline: presentTrail(await suggestions.trail(ctx, reference), { detailOf: trailDetail }),
  });
}
