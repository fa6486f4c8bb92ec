import type { Request, Response } from 'express';
import { asFiled, type Filed, hazardClock, takeBackAlarm, tellMore } from '#domain/hazards';
import { runnersOf } from '#domain/identity';
import { bodyName, enterpriseName } from '#domain/organisations';
import { formatClock } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, textOf } from '../request.ts';
import { forgetReport, lastReportOf, rememberReport } from './lastReport.ts';
import { theFirmNamed } from './theFirmNamed.ts';

/** Who has it, in words that promise no more than was done: a firm nobody speaks for cannot be told. */
async function holderOf({ enterpriseId, bodyId }: Filed): Promise<string> {
  const body = await bodyName(bodyId);
  if (enterpriseId === undefined) return body;
  const firm = await enterpriseName(enterpriseId);
  return (await runnersOf(enterpriseId)).length > 0 ? firm : `${body}（${firm}还没有人登记）`;
}

/** The number and the code, once; a signed-in person also finds the case under 我的上报. */
export async function showReported(req: Request, res: Response): Promise<void> {
  const last = lastReportOf(req);
  if (last === undefined) return void res.goTo(paths.report);
  res.page('hazards/reported', {
    title: '已收到',
    ...last,
    ...hazardClock(req.now),
    holder: last.isUrgent || last.isFirmUnknown ? await holderOf(last) : '',
    // Kept by the browser as text.
    shownFrom: last.heldUntil === undefined ? '' : formatClock(new Date(last.heldUntil)),
    isSignedIn: req.actor.kind === 'person',
  });
}

const addPage = ({ reference, isFirmUnknown = false }: Filed): FormPage => ({
  title: `补充 ${reference}`,
  lead: '请先离开危险的地方。写多少都行，处理的人马上收到。',
  back: { href: paths.reported, label: '返回' },
  action: paths.addToReported,
  submit: '补充',
  fields: [
    ...(isFirmUnknown
      ? ([
          { name: 'enterpriseName', label: '哪家企业', kind: 'text', hint: '写企业的全名或简称，不知道就不写。' },
        ] as const)
      : []),
    { name: 'placeText', label: '在哪里', kind: 'text', hint: '例如：二号车间北门。' },
    { name: 'text', label: '现在怎么样', kind: 'area' },
    { name: 'photos', label: '照片', kind: 'photos', hint: '离远一点拍，不要靠近危险。', takesSounds: true },
  ],
});

/** Where, which firm, photos: asked after an alarm was filed, never before. */
export function showAddToReported(req: Request, res: Response): void {
  const last = lastReportOf(req);
  if (last === undefined || !last.isUrgent) return void res.goTo(paths.report);
  showForm(res, addPage(last));
}

/** Adds it to the same case. */
export async function postAddToReported(req: Request, res: Response): Promise<void> {
  const last = lastReportOf(req);
  if (last === undefined || !last.isUrgent) return void res.goTo(paths.report);
  const { reference } = last;
  const sent = await submitForm(addPage(last), req, res, async ({ enterpriseName: _name, ...more }) => {
    const ctx = contextOf(req);
    const typed = textOf(req, 'enterpriseName').trim();
    const firm = typed === '' ? undefined : await theFirmNamed(typed, req.actor.kind === 'person');
    return tellMore(ctx, firm?._id, { ...more, reference });
  });
  if (sent === undefined) return;
  rememberReport(req, res, sent.done === undefined ? last : asFiled(sent.done));
  res.goTo(paths.reported, '已补充，正在通知处理的人。');
}

/** One tap: the alarm was none. */
export async function postTakeBackReported(req: Request, res: Response): Promise<void> {
  const last = lastReportOf(req);
  if (last === undefined) return void res.goTo(paths.report);
  await takeBackAlarm(contextOf(req), { reference: last.reference });
  forgetReport(res);
  res.goTo(paths.report, `${last.reference} 已按误报撤回，正在告诉收到通知的人。`);
}
