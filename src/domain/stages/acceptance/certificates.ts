import { leftParkOf } from '#domain/engine';
import { bodyName } from '#domain/organisations';
import type { Enrolment } from '#domain/programme';
import { getEnrolment } from '#domain/programme';
import type { Context } from '#kernel/context';
import { addMonths, type LocalDate, localDate } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import { newId, readableCode } from '#kernel/ids';
import { acceptanceRule } from '../stageRules.ts';
import { type Certificate, CertificateModel } from './acceptance.models.ts';

const SECRET_LENGTH = 10;
const NUMBER = /^AF(\d{4})-?([23456789ABCDEFGHJKMNPQRSTUVWXYZ]{10})$/;

/** Issues the certificate of a firm that passed, inside the command's transaction. */
export async function issueCertificate(ctx: Context, enrolment: Enrolment): Promise<Certificate> {
  const issuedOn = localDate(ctx.now);
  const certificate: Certificate = {
    _id: newId(ctx.now),
    number: `AF${issuedOn.slice(0, 4)}-${readableCode(SECRET_LENGTH)}`,
    enrolmentId: enrolment._id,
    enterpriseId: enrolment.enterpriseId,
    firmName: enrolment.name,
    creditCode: enrolment.creditCode,
    issuedOn,
    validUntil: addMonths(issuedOn, acceptanceRule(ctx.now).certificateYears * 12),
    issuedBy: await bodyName(enrolment.bodyId),
    createdAt: ctx.now,
  };
  await CertificateModel.create([certificate]);
  return certificate;
}

/** Withdraws whatever certificate the firm has in force; without one nothing happens. */
export async function withdrawCertificateOf(ctx: Context, enrolment: Enrolment, reason: string): Promise<void> {
  await CertificateModel.updateMany(
    { enrolmentId: enrolment._id, withdrawnAt: { $exists: false } },
    { $set: { withdrawnAt: ctx.now, withdrawnReason: reason } },
  );
}

export type CertificateStanding = 'valid' | 'withdrawn' | 'expired';

export const certificateStanding = (certificate: Certificate, today: LocalDate): CertificateStanding => {
  if (certificate.withdrawnAt !== undefined) return 'withdrawn';
  return today <= certificate.validUntil ? 'valid' : 'expired';
};

/** What anybody may know of a certificate: no reason, no people, no internal numbers. */
export interface PublicCertificate {
  number: string;
  firmName: string;
  issuedBy: string;
  issuedOn: LocalDate;
  validUntil: LocalDate;
  standing: CertificateStanding;
  withdrawnOn?: LocalDate;
}

/** Checks a number as typed: case, width, spaces and the dash do not matter. @throws NotFound for one never issued. */
export async function checkCertificate(ctx: Context, typed: string): Promise<PublicCertificate> {
  const clean = typed
    .normalize('NFKC')
    .toUpperCase()
    .replace(/[\s—–－_]/g, '');
  const [, year, secret] = NUMBER.exec(clean) ?? [];
  const found =
    secret === undefined ? null : await CertificateModel.findOne({ number: `AF${year}-${secret}` }).lean<Certificate>();
  if (found === null) throw notFound('enrolment.unknown-certificate');
  const { number, firmName, issuedBy, issuedOn, validUntil, withdrawnAt } = found;
  return {
    number,
    firmName,
    issuedBy,
    issuedOn,
    validUntil,
    standing: certificateStanding(found, localDate(ctx.now)),
    ...(withdrawnAt === undefined ? {} : { withdrawnOn: localDate(withdrawnAt) }),
  };
}

/**
 * The newest certificate of an enrolment, withdrawn or not; to a park or body the firm has left, as it stood that day.
 * @throws NotFound
 */
export async function findCertificate(ctx: Context, reference: string): Promise<Certificate | undefined> {
  const enrolment = await getEnrolment(ctx, reference);
  const left = leftParkOf(ctx.actor, enrolment);
  const issued = left === undefined ? {} : { createdAt: { $lte: left.untilAt } };
  const [found] = await CertificateModel.find({ enrolmentId: enrolment._id, ...issued })
    .sort({ _id: -1 })
    .limit(1)
    .lean<Certificate[]>();
  const isLater = left !== undefined && (found?.withdrawnAt ?? left.untilAt) > left.untilAt;
  if (found === undefined || !isLater) return found;
  const { withdrawnAt: _at, withdrawnReason: _reason, ...then } = found;
  return then;
}
