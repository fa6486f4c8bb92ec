import type { Request, Response } from 'express';
import { type Enrolment, getEnrolment } from '#domain/programme';
import {
  acceptanceRule,
  acceptanceSheet,
  type CertificateStanding,
  certificateStanding,
  checkCertificate,
  decideAcceptance,
  findCertificate,
  mayStep,
  photosToAccept,
} from '#domain/stages';
import { formatDate, localDate } from '#kernel/dates';
import { AppError, notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { toJudge } from '../photos.ts';
import { qrImage } from '../qr.ts';
import { contextOf, partOf } from '../request.ts';
import type { Site } from '../site.ts';

const fullDate = (day: string): string => formatDate(new Date(`${day}T00:00:00+08:00`));

async function decisionPage(req: Request): Promise<FormPage> {
  const enrolment = await toDecide(req);
  const sheet = await acceptanceSheet(enrolment);
  const judging = await toJudge(await photosToAccept(contextOf(req), enrolment));
  const { panelMin, passPercent } = acceptanceRule(req.now);
  const most = sheet.items.reduce((sum, item) => sum + item.points, 0);
  return {
    title: '填写验收结果',
    lead: `满分 ${most} 分，不到 ${passPercent}% 不能通过。通过后马上生成证书；不通过则回到组织实施。`,
    back: { href: paths.enrolment(enrolment.reference), label: `返回 ${enrolment.name}` },
    action: paths.acceptance(enrolment.reference),
    submit: '确定结果',
    facts: [{ label: '企业', value: enrolment.name }],
    known: judging.known,
    fields: [
      { name: 'heldOn', label: '验收日期', kind: 'date' },
      {
        name: 'panel',
        label: '验收组成员',
        kind: 'area',
        rows: 4,
        hint: `至少 ${panelMin} 人，一行一个人：姓名 单位。辅导员不能验收自己辅导的企业。`,
      },
      ...sheet.items.map((item) => ({
        name: `score-${item.code}`,
        label: `${item.label}（${item.points} 分）`,
        kind: 'number' as const,
      })),
      {
        name: 'result',
        label: '结论',
        kind: 'radios',
        options: [
          { code: 'pass', label: '通过，发证书' },
          { code: 'fail', label: '不通过，回到组织实施' },
        ],
      },
      { name: 'opinion', label: '验收意见', kind: 'area', rows: 4 },
      ...judging.asked,
    ],
    hidden: [{ name: 'templateVersion', value: String(sheet.version) }],
    values: { heldOn: localDate(req.now) },
  };
}

async function toDecide(req: Request): Promise<Enrolment> {
  const ctx = contextOf(req);
  const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
  if (!mayStep(ctx.actor, 'pass-acceptance', enrolment)) throw notFound('common.not-found');
  return enrolment;
}

/** Records what the panel decided. */
export const { show: showDecision, post: postDecision } = formPages({
  page: decisionPage,
  run: (ctx, input) => {
    const scored = Object.entries(input).filter(([name]) => name.startsWith('score-'));
    const scores = Object.fromEntries(scored.map(([name, typed]) => [name.slice('score-'.length), typed]));
    return decideAcceptance(ctx, { ...input, scores });
  },
  next: ({ enrolment }) => [
    paths.enrolment(enrolment.reference),
    enrolment.status === 'improving' ? '验收通过，证书已生成。' : '已记为不通过，企业回到组织实施。',
  ],
});

const STANDINGS: Readonly<Record<CertificateStanding, { label: string; tone: string; isBad: boolean }>> = {
  valid: { label: '有效', tone: 'good', isBad: false },
  withdrawn: { label: '已撤销', tone: 'bad', isBad: true },
  expired: { label: '已过有效期', tone: 'bad', isBad: true },
};

/** The certificate to print, with a code that leads to its check. */
export const showCertificate =
  (site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const ctx = contextOf(req);
    const enrolment = await getEnrolment(ctx, partOf(req, 'reference'));
    const certificate = await findCertificate(ctx, enrolment.reference);
    if (certificate === undefined) throw notFound('common.not-found');
    const address = `${site.publicUrl}${paths.certificate(certificate.number)}`;
    res.page('enrolments/certificate', {
      title: `证书 ${certificate.number}`,
      back: paths.enrolment(enrolment.reference),
      name: certificate.firmName,
      creditCode: certificate.creditCode,
      number: certificate.number,
      issuedBy: certificate.issuedBy,
      issuedOn: fullDate(certificate.issuedOn),
      validUntil: fullDate(certificate.validUntil),
      standing: STANDINGS[certificateStanding(certificate, localDate(ctx.now))],
      address,
      qr: await qrImage(address, 'Q'),
    });
  };

/** Where a number is typed; a number in the address leads to its page. */
export function showCheck(req: Request, res: Response): void {
  const typed = typeof req.query['number'] === 'string' ? req.query['number'].trim() : '';
  if (typed === '') res.page('enrolments/check', { title: '查验证书', typed: '', isUnknown: false });
  else res.redirect(303, paths.certificate(encodeURIComponent(typed.slice(0, 40))));
}

/** Whether a certificate is real and still in force; open to everybody. */
export async function showChecked(req: Request, res: Response): Promise<void> {
  const typed = partOf(req, 'number');
  try {
    const certificate = await checkCertificate(contextOf(req), typed);
    res.page('enrolments/checked', {
      title: `证书 ${certificate.number}`,
      ...certificate,
      issuedOn: fullDate(certificate.issuedOn),
      validUntil: fullDate(certificate.validUntil),
      withdrawnOn: certificate.withdrawnOn === undefined ? '' : fullDate(certificate.withdrawnOn),
      standing: STANDINGS[certificate.standing],
    });
  } catch (error) {
    if (!(error instanceof AppError) || error.kind !== 'NotFound') throw error;
    res.page('enrolments/check', { title: '查验证书', typed: typed.slice(0, 40), isUnknown: true }, 404);
  }
}
