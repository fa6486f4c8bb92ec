import type { z } from 'zod';
import { placeOfOwner } from '#domain/engine';
import { attachFiles, attachPhotos } from '#domain/evidence';
import { findEnterpriseByCreditCode } from '#domain/organisations';
import { type PersonActor, personIn } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { addMonths, formatYearDay, type LocalDate, localDate } from '#kernel/dates';
import { forbidden, invalid } from '#kernel/errors';
import { newId } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import type { RescueTeam, TeamMember } from './rescueTeam.model.ts';
import { teamTerms } from './rescueTeam.rules.ts';
import { membersNow, rescueTeams } from './rescueTeam.ts';

type Given<A extends keyof typeof rescueTeams.acts> = z.input<ReturnType<typeof rescueTeams.inputOf<A>>>;
const formInput = rescueTeams.inputOf('form').omit({ reference: true });
export type FormRescueTeam = z.input<typeof formInput>;
const wrong = (field: string, sentence: string) => invalid('common.check-fields', { [field]: sentence });

/** Enters a team of the firm or park of whoever acts. @throws Forbidden, Invalid with fields. */
export async function formRescueTeam(ctx: Context, raw: FormRescueTeam): Promise<RescueTeam> {
  const place = await placeOfOwner(ctx);
  const typed = requireFields(formInput, raw);
  return rescueTeams.make(ctx, 'form', { ...place, ...typed, members: [], agreements: [] });
}

export const changeRescueTeam = (ctx: Context, raw: Given<'change'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'change', raw, (_, { name, leader, onCallPhone, gear }) => ({
    set: { name, leader, onCallPhone, gear },
  }));

/** @throws Invalid at `until` for a certificate that has run out. */
function checkUntil(now: Date, until: LocalDate): void {
  if (until < localDate(now)) throw wrong('until', '已经过期了，请核对');
}

/** Somebody joins, with the certificate they work by. @throws Invalid at `until`, and at `member` for a name that is there. */
export const addMember = (ctx: Context, raw: Given<'add-member'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'add-member', raw, (row, { member: name, phone, certificate, until, isInsured }) => {
    checkUntil(ctx.now, until);
    if (membersNow(row).some((one) => one.name === name && one.phone === phone))
      throw wrong('member', '这个人已经在队里了');
    const added = { id: newId(ctx.now), name, phone, certificate, until, isInsured: isInsured === 'yes' };
    return { push: { members: added }, facts: { member: added.id } };
  });

const changedMember = (row: RescueTeam, id: string, change: Partial<TeamMember>): TeamMember[] => {
  if (!membersNow(row).some((one) => one.id === id)) throw wrong('memberId', '请从队员里选一个');
  return row.members.map((one) => (one.id === id ? { ...one, ...change } : one));
};

/** A later certificate of a member. @throws Invalid at `memberId` or `until`. */
export const renewCertificate = (ctx: Context, raw: Given<'renew-certificate'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'renew-certificate', raw, (row, { memberId, certificate, until }) => {
    checkUntil(ctx.now, until);
    const before = row.members.find(({ id }) => id === memberId);
    return {
      set: { members: changedMember(row, memberId, { certificate, until }) },
      facts: { member: memberId, from: before?.until, until },
    };
  });

/** A member leaves; the list keeps until when they were in it. @throws Invalid at `memberId` */
export const letMemberGo = (ctx: Context, raw: Given<'let-go'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'let-go', raw, (row, { memberId }) => ({
    set: { members: changedMember(row, memberId, { leftOn: localDate(ctx.now) }) },
    facts: { member: memberId },
  }));

/**
 * Offers an agreement to a firm: of a park's team to firms of that park, of a firm's to those of the same park. It counts
 * once the firm has said that it relies on the team.
 * @throws Invalid at `creditCode` or `until`.
 */
export const offerAgreement = (ctx: Context, raw: Given<'offer'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'offer', raw, async (row, { creditCode, until, covers, photoIds, fileIds }) => {
    checkUntil(ctx.now, until);
    const last = addMonths(localDate(ctx.now), teamTerms(ctx.now).mostMonths);
    if (until > last) throw wrong('until', `协议最长到${formatYearDay(last)}`);
    const firm = await findEnterpriseByCreditCode(creditCode);
    if (firm?.parkId === undefined || firm.parkId !== row.parkId || firm.status !== 'active')
      throw wrong('creditCode', '没有找到这家企业，或者它不在同一个园区');
    if (firm._id === row.enterpriseId) throw wrong('creditCode', '自己的队伍不用签协议');
    if (row.agreements.some((one) => one.enterpriseId === firm._id && one.endedOn === undefined))
      throw wrong('creditCode', '和这家企业已经有一份协议，要改的请先结束那一份');
    const subject = rescueTeams.subjectOf(row);
    await attachPhotos(ctx, { photoIds, subject, proves: 'there' });
    await attachFiles(ctx, { fileIds, subject });
    const offered = { until, covers, fileIds, offeredBy: personIn(ctx.actor) };
    const agreement = { id: newId(ctx.now), enterpriseId: firm._id, ...offered };
    return {
      set: { photoIds: [...new Set([...row.photoIds, ...photoIds])] },
      push: { agreements: agreement },
      facts: { agreement: agreement.id, until },
    };
  });

/** The firm says that it relies on the team. */
export const confirmAgreement = (ctx: Context, raw: Given<'confirm'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'confirm', raw, ({ agreements }) => {
    const { scope, personId } = ctx.actor as PersonActor;
    const mine = agreements.find(
      ({ enterpriseId, confirmed, endedOn }) =>
        enterpriseId === scope.enterpriseId && confirmed === undefined && endedOn === undefined,
    );
    if (mine === undefined) throw forbidden('common.not-allowed');
    const confirmed = { by: personId, on: localDate(ctx.now) };
    return {
      set: { agreements: agreements.map((one) => (one.id === mine.id ? { ...one, confirmed } : one)) },
      facts: { agreement: mine.id },
    };
  });

/** Either side ends it; a firm its own alone. @throws Invalid at `agreement` */
export const endAgreement = (ctx: Context, raw: Given<'end-agreement'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'end-agreement', raw, (row, { agreement, reason }) => {
    if (!endable(ctx, row).some(({ id }) => id === agreement)) throw wrong('agreement', '请从列表里选一份');
    const endedOn = localDate(ctx.now);
    return {
      set: { agreements: row.agreements.map((one) => (one.id === agreement ? { ...one, endedOn } : one)) },
      facts: { agreement, reason, said: reason },
    };
  });

/** Agreements whoever acts may end. */
export function endable({ actor }: Context, { agreements, enterpriseId }: RescueTeam): RescueTeam['agreements'] {
  const open = agreements.filter(({ endedOn }) => endedOn === undefined);
  const own = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  return own === undefined || own === enterpriseId ? open : open.filter((one) => one.enterpriseId === own);
}

export const standTeamDown = (ctx: Context, raw: Given<'stand-down'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'stand-down', raw, (_, { reason }) => ({ set: { reason }, facts: { reason, said: reason } }));

export const resumeTeam = (ctx: Context, raw: Given<'resume'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'resume', raw, () => ({ unset: ['reason'] }));

export const disbandTeam = (ctx: Context, raw: Given<'disband'>): Promise<RescueTeam> =>
  rescueTeams.step(ctx, 'disband', raw, (_, { reason }) => ({ set: { reason }, facts: { reason, said: reason } }));
