import type { Request, Response } from 'express';
import {
  disableAccount,
  findPeople,
  findPeopleByPhone,
  invite,
  inviteInput,
  issueResetCode,
  mayManage,
  type PeopleFilter,
  resetTotp,
  rolesToInvite,
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
import { formatDateTime } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { requireFields } from '#kernel/input';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { contextOf, partOf } from '../request.ts';

/** People of the place a role holds. */
function placeFilter({ scope }: PersonActor): PeopleFilter | undefined {
  if (scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  if (scope.parkId !== undefined) return { parkId: scope.parkId };
  return scope.bodyId === undefined ? undefined : { bodyId: scope.bodyId };
}

export async function showPeople(req: Request, res: Response): Promise<void> {
  const actor = req.actor as PersonActor;
  const filter = placeFilter(actor);
  const phone = typeof req.query['phone'] === 'string' ? req.query['phone'].trim() : '';
  const people = filter !== undefined ? await findPeople(filter) : await findPeopleByPhone(contextOf(req), phone);
  const rows = await Promise.all(
    people.map(async (person) => ({
      id: person._id,
      name: person.name,
      roles: [...new Set(person.grants.map((grant) => roleLabel(grant.role)))].join('、'),
      phone: person.phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2'),
      isNew: !person.hasPassword,
      mayResetTotp: person.hasTotp && person._id !== actor.personId && actsAs(actor, 'administrator'),
      mayManage: person._id !== actor.personId && (await mayManage(actor, person.grants)),
    })),
  );
  res.page('people/index', { title: '人员', people: rows, isScoped: filter !== undefined, phone });
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
    lead: '提交后会得到一个邀请码，请当面或打电话告诉对方。',
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
  ...(body.kind === 'sectoral' ? { sectors: body.sectors } : {}),
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
    return invite(contextOf(req), { ...input, scope });
  });
  if (sent === undefined) return;
  const outcome = sent.done;
  if (outcome.code === undefined) return res.goTo(paths.people, '已加上这个身份，对方用原来的密码登录就能看到。');
  showCode(
    res,
    '邀请码',
    `请告诉对方：打开安发，选“第一次登录”，填手机号和邀请码。`,
    outcome as Required<typeof outcome>,
  );
}

function showCode(
  res: Response,
  title: string,
  lead: string,
  { code, expiresAt }: { code: string; expiresAt: Date },
): void {
  res.page('identity/code', {
    title,
    lead,
    code,
    until: formatDateTime(expiresAt),
    note: '只显示这一次，只能用一次。',
    back: { href: paths.people, label: '返回人员' },
  });
}

export async function postReset(req: Request, res: Response): Promise<void> {
  const issued = await issueResetCode(contextOf(req), { personId: partOf(req, 'id') });
  showCode(res, '重置码', '请告诉对方：打开安发，选“忘了密码”，填手机号和重置码。', issued);
}

export async function postResetTotp(req: Request, res: Response): Promise<void> {
  await resetTotp(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo(paths.people, '动态码已停用，对方已退出所有设备，下次登录时重新设置。');
}

export async function postDisable(req: Request, res: Response): Promise<void> {
  await disableAccount(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo(paths.people, '已停用，对方已退出所有设备。');
}
