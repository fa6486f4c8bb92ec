import type { Request, Response } from 'express';
import { claimReport, findByQueryCode, hazardLifecycle, talkIn, toldOf, trailOfReporter } from '#domain/hazards';
import { formatDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';
import { type FormPage, presentForm, showForm, submitForm } from '../forms.ts';
import { contextOf, textOf } from '../request.ts';
import { presentOwn } from './own.controller.ts';
import { presentCaseTrail } from './presentCaseTrail.ts';
import { presentStanding } from './presentHazard.ts';
import { openQuestion, trackAnswerPage } from './talk.controller.ts';

const trackPage: FormPage = {
  title: '查进度',
  lead: '编号和查询码在您上报时给过您。',
  action: paths.track,
  submit: '查询',
  fields: [
    { name: 'reference', label: '编号', kind: 'text', hint: '例如 H2026-0001' },
    { name: 'queryCode', label: '查询码', kind: 'text' },
  ],
  links: [{ href: paths.signIn, label: '有账号？登录后直接看' }],
};

export const showTrack = (_req: Request, res: Response): void => showForm(res, trackPage);

/** How a case stands, for whoever holds its query code: what happened and when, without anybody's name. */
export async function postTrack(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(trackPage, req, res, ({ reference = '', queryCode = '' }) =>
    findByQueryCode({ reference, queryCode }),
  );
  if (sent === undefined) return;
  const hazard = sent.done;
  const trail = await trailOfReporter(hazard, req.now);
  const timeline = presentCaseTrail(trail, hazard);
  const talk = talkIn(trail);
  const standing = await presentStanding(hazard, false);
  const question = openQuestion(talk);
  const own = await presentOwn(contextOf(req), hazard, textOf(req, 'queryCode'));
  res.page('hazards/track', {
    title: `进度 ${hazard.reference}`,
    reference: hazard.reference,
    status: statusRow(hazardLifecycle, hazard.status),
    text: hazard.text,
    told: toldOf(hazard),
    next: standing.next,
    reportedOn: formatDate(hazard.createdAt),
    timeline: timeline.map((row) => ({ ...row, who: '' })),
    talk,
    heldAct: own.held,
    own,
    answerForm:
      question === undefined
        ? undefined
        : presentForm(trackAnswerPage(hazard.reference, textOf(req, 'queryCode'), question)),
    // Nobody is the reporter yet: whoever signs in and holds the code may become it, for the reward.
    isFree: hazard.reporter.kind === 'visitor',
    isSignedIn: req.actor.kind === 'person',
    queryCode: textOf(req, 'queryCode'),
  });
}

/** The case becomes the signed-in person's own: the code proves that they reported it. */
export async function postClaim(req: Request, res: Response): Promise<void> {
  const sent = await submitForm(trackPage, req, res, (input) => claimReport(contextOf(req), input));
  if (sent !== undefined) res.goTo(paths.hazard(sent.done.reference), '已记到您名下，进度和奖励会通知您。');
}
