import type { Request, Response } from 'express';
import { z } from 'zod';
import { readEach } from '#domain/aside';
import {
  enableAccount,
  findOffersBy,
  findPeople,
  findPeopleByPhone,
  invite,
  inviteInput,
  issueResetCode,
  mayGrant,
  mayManage,
  mayPrintReset,
  type PeopleFilter,
  type Person,
  printOfferSlip,
  printResetSlip,
  resendOffer,
  resetTotp,
  rolesToInvite,
  withdrawOffer,
} from '#domain/identity';
import {
  type Body,
  findBodyNamed,
  findEnterprisesNamed,
  findInsurerNamed,
  findParkNamed,
  getBody,
} from '#domain/organisations';
import { actsAs, type PersonActor, type Role, roleLabel, type Scope } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatDateTime, formatDay, localDate } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { given } from '#kernel/given';
import { requireFields } from '#kernel/input';
import { paths } from '#kernel/paths';
import { hasSms } from '#platform/sms';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { evenly } from '../identity/evenly.ts';
import { askedId, askedIn, askedWords, pagerOf } from '../listAddress.ts';
import { contextOf, partOf } from '../request.ts';

/** People of the place a role holds. */
function placeFilter({ scope }: PersonActor): PeopleFilter | undefined {
  if (scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  if (scope.parkId !== undefined) return { parkId: scope.parkId };
  return scope.bodyId === undefined ? undefined : { bodyId: scope.bodyId };
}

const masked = (phone: string): string => phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2');

/** A person of the list, with what the actor may do about them. */
async function presentPerson(actor: PersonActor, person: Person) {
  const isOther = person._id !== actor.personId;
  const isMine = isOther && (await mayManage(actor, person.grants));
  const roles = await Promise.all(
    person.grants.map(async ({ _id, role, scope }) => ({
      id: _id,
      label: roleLabel(role),
      mayEnd: isOther && (await mayGrant(actor, role, scope)),
    })),
  );
  return {
    id: person._id,
    name: person.name,
    roles: [...new Set(roles.map(({ label }) => label))].join('、'),
    toEnd: roles.filter(({ mayEnd }) => mayEnd),
    phone: masked(person.phone),
    isNew: !person.hasPassword,
    mayResetTotp: person.hasTotp && isOther && actsAs(actor, 'administrator'),
    mayManage: isMine,
    mayPrint: isMine && mayPrintReset(actor, person),
  };
}

const presentPeople = (ctx: Context, people: readonly Person[]) =>
  readEach(
    ctx,
    'account',
    people,
    (person) => presentPerson(ctx.actor as PersonActor, person),
    ({ name }) => ({ isUnreadable: true, reference: name }),
  );

/** As many as a phone draws at once. */
const PAGE = 50;
const listQuery = z.object({ q: askedWords, after: askedId });

export async function showPeople(req: Request, res: Response): Promise<void> {
  const actor = req.actor as PersonActor;
  const place = placeFilter(actor);
  const query = askedIn(listQuery, req, res);
  const { q: named, after } = query;
  const filter = place === undefined ? undefined : { ...place, ...given({ named }) };
  const phone = typeof req.query['phone'] === 'string' ? req.query['phone'].trim() : '';
  const ctx = contextOf(req);
  const [people, disabled, offers] = await Promise.all([
    filter !== undefined ? findPeople({ ...filter, ...given({ after }) }, PAGE + 1) : findPeopleByPhone(ctx, phone),
    filter !== undefined
      ? findPeople({ ...filter, isDisabled: true }, PAGE + 1)
      : findPeopleByPhone(ctx, phone, 'disabled'),
    findOffersBy(ctx),
  ]);
  res.page('people/index', {
    title: '人员',
    people: await presentPeople(ctx, people.slice(0, PAGE)),
    disabled: await presentPeople(ctx, disabled.slice(0, PAGE)),
    hasMoreDisabled: disabled.length > PAGE,
    q: named ?? '',
    ...pagerOf(paths.people, query, people.length > PAGE ? people[PAGE - 1]?._id : undefined),
    offers: await readEach(
      ctx,
      'offer',
      offers,
      (offer) => ({
        id: offer._id,
        name: offer.typedName,
        phone: offer.typedPhone,
        role: roleLabel(offer.role),
        until: formatDay(localDate(offer.expiresAt)),
      }),
      ({ typedName }) => ({ isUnreadable: true, reference: typedName }),
    ),
    hasSms: hasSms(),
    isScoped: place !== undefined,
    phone,
  });
}

/** What more must be known of where a role holds, besides what the inviter's own scope says. */
function invitePage(actor: PersonActor): FormPage {
  const roles = rolesToInvite(actor);
  const isFirm = actor.scope.enterpriseId !== undefined;
  const fields: FieldSpec[] = [
    { name: 'name', label: '姓名', kind: 'text' },
    { name: 'phone', label: '手机号', kind: 'tel', hint: '对方以后用它登录。' },
    {
      name: 'role',
      label: '身份',
      kind: 'radios',
      options: roles.map((role) => ({ code: role, label: roleLabel(role) })),
    },
  ];
  if (!isFirm) {
    const hint =
      '写全称。邀请企业的人和辅导员写企业，园区管理人员写园区，监管人员写部门，保险机构的人写机构；就在您自己的单位就不用填。';
    fields.push({ name: 'placeName', label: '在哪个单位', kind: 'text', hint });
  }
  return {
    title: '邀请人员',
    lead: hasSms()
      ? '邀请码用短信发给对方本人，对方接受后才有这个身份。'
      : '邀请码印在密封纸条上，由您当面交给对方本人，对方接受后才有这个身份。',
    back: { href: paths.people, label: '返回人员' },
    action: paths.people,
    submit: '邀请',
    fields,
    values: { role: roles[0] ?? '' },
  };
}

export const showInvite = (req: Request, res: Response): void => showForm(res, invitePage(req.actor as PersonActor));

const scopeOfBody = (body: Body): Scope => ({
  bodyId: body._id,
  regionCode: body.regionCode,
  // A special one has no sectors: it sees what it is competent for, and nothing by sector.
  ...(body.kind === 'general' ? {} : { sectors: body.sectors }),
});
const unknownPlace = (sentence: string) => invalid('common.check-fields', { placeName: sentence });

/** Where the role will hold: the place that was named, or the inviter's own. */
async function scopeFor(actor: PersonActor, role: Role, placeName: string): Promise<Scope> {
  const { scope } = actor;
  const isNamed = placeName.trim() !== '';
  if (role === 'administrator') return {};
  if (scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  if (role === 'park-officer') {
    if (!isNamed && scope.parkId !== undefined) {
      return { parkId: scope.parkId, ...(scope.regionCode === undefined ? {} : { regionCode: scope.regionCode }) };
    }
    const park = isNamed ? await findParkNamed(placeName) : undefined;
    if (park === undefined) throw unknownPlace('没有找到这个园区，请写全称');
    return { parkId: park._id, regionCode: park.regionCode };
  }
  if (role === 'regulator') {
    const own = scope.bodyId === undefined ? undefined : await getBody(scope.bodyId);
    const body = isNamed ? await findBodyNamed(placeName) : own;
    if (body === undefined) throw unknownPlace('没有找到这个监管部门，请写全称');
    // Somebody who holds only some of their body's sectors gives no more than those.
    return { ...scopeOfBody(body), ...(isNamed || scope.sectors === undefined ? {} : { sectors: scope.sectors }) };
  }
  if (role === 'insurer') {
    const insurer = isNamed ? await findInsurerNamed(placeName) : undefined;
    if (insurer === undefined) throw unknownPlace('没有找到这家保险机构，请写全称；还没有登记的，先在“单位”里添加');
    return { insurerId: insurer._id };
  }
  const found = isNamed ? await findEnterprisesNamed(placeName) : [];
  const [only] = found;
  if (only === undefined || found.length > 1) {
    throw unknownPlace(
      found.length === 0 ? '没有找到这家企业，请写全名' : `请写全名：${found.map((one) => one.name).join('、')}`,
    );
  }
  return role === 'adviser' ? { enterpriseIds: [only._id] } : { enterpriseId: only._id };
}

export async function postInvite(req: Request, res: Response): Promise<void> {
  const actor = req.actor as PersonActor;
  const sent = await submitForm(invitePage(actor), req, res, async (typed) => {
    const input = requireFields(inviteInput, typed);
    const scope = await scopeFor(actor, input.role, typed.placeName ?? '');
    return evenly(invite(contextOf(req), { ...input, scope }));
  });
  if (sent === undefined) return;
  const { way } = sent.done;
  res.goTo(
    paths.people,
    way === 'sms' ? '邀请已发给对方，对方接受后就在名单里。' : '邀请已记下。请在下面打印密封纸条，当面交给对方。',
  );
}

/** A slip of paper with a code: on the screen there is none, only on paper, on the side that is folded inwards. */
function showSlip(
  res: Response,
  slip: { title: string; name: string; steps: string; code: string; expiresAt: Date },
): void {
  const { expiresAt, ...rest } = slip;
  res.page('identity/slip', {
    ...rest,
    until: formatDateTime(expiresAt),
    back: { href: paths.people, label: '返回人员' },
  });
}

export async function postOfferSlip(req: Request, res: Response): Promise<void> {
  const { name, code, expiresAt } = await printOfferSlip(contextOf(req), { offerId: partOf(req, 'id') });
  const steps = '打开安发，选“第一次登录”，填手机号和邀请码。已有账号的，密码填原来的。';
  showSlip(res, { title: '邀请码密封纸条', name, code, expiresAt, steps });
}

export async function postResetSlip(req: Request, res: Response): Promise<void> {
  const { name, code, expiresAt } = await printResetSlip(contextOf(req), { personId: partOf(req, 'id') });
  const steps = '打开安发，选“忘了密码”，填手机号和重置码。';
  showSlip(res, { title: '重置码密封纸条', name, code, expiresAt, steps });
}

export async function postResendOffer(req: Request, res: Response): Promise<void> {
  await resendOffer(contextOf(req), { offerId: partOf(req, 'id') });
  res.goTo(paths.people, '邀请又发了一次。');
}

export async function postWithdrawOffer(req: Request, res: Response): Promise<void> {
  await withdrawOffer(contextOf(req), { offerId: partOf(req, 'id') });
  res.goTo(paths.people, '邀请已收回。');
}

export async function postReset(req: Request, res: Response): Promise<void> {
  const { way } = await issueResetCode(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo(paths.people, `重置码已发到对方本人的${way === 'sms' ? '手机短信' : '聊天'}，别人看不到。`);
}

export async function postEnable(req: Request, res: Response): Promise<void> {
  await enableAccount(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo(paths.people, '已重新启用，对方用原来的密码登录；忘了的，发重置码。');
}

export async function postResetTotp(req: Request, res: Response): Promise<void> {
  await resetTotp(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo(paths.people, '动态码已停用，对方已退出所有设备，下次登录时重新设置。');
}
