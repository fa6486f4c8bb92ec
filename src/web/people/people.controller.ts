import type { Request, Response } from 'express';
import {
  disableAccount,
  findPeople,
  invite,
  inviteInput,
  issueResetCode,
  mayManage,
  type PeopleFilter,
  rolesToInvite,
} from '#domain/identity';
import { findEnterprisesNamed, getBody } from '#domain/organisations';
import { type PersonActor, type Role, roleLabel, type Scope } from '#kernel/actor';
import { formatDateTime } from '#kernel/dates';
import { invalid } from '#kernel/errors';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { parseForm } from '../parseForm.ts';
import { contextOf, partOf, textOf } from '../visit.ts';

/** People of the place a role holds. */
function placeFilter({ scope }: PersonActor): PeopleFilter | undefined {
  if (scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  if (scope.parkId !== undefined) return { parkId: scope.parkId };
  return scope.bodyId === undefined ? undefined : { bodyId: scope.bodyId };
}

export async function showPeople(req: Request, res: Response): Promise<void> {
  const actor = req.actor as PersonActor;
  const filter = placeFilter(actor);
  const people = filter === undefined ? [] : await findPeople(filter);
  const rows = await Promise.all(
    people.map(async (person) => ({
      id: person._id,
      name: person.name,
      roles: [...new Set(person.grants.map((grant) => roleLabel(grant.role)))].join('、'),
      phone: person.phone.replace(/^(\d{3})\d{4}(\d{4})$/, '$1****$2'),
      isNew: !person.hasPassword,
      mayManage: person._id !== actor.personId && (await mayManage(actor, person.grants)),
    })),
  );
  res.page('people/index', { title: '人员', people: rows, isScoped: filter !== undefined });
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
      options: roles.map((role) => ({ value: role, label: roleLabel(role) })),
    },
  ];
  if (!isFirm) {
    fields.push({ name: 'enterpriseName', label: '企业名称', kind: 'text', hint: '邀请企业负责人或辅导员时填写。' });
  }
  return {
    title: '邀请人员',
    lead: '提交后会得到一个邀请码，请当面或打电话告诉对方。',
    back: { href: '/people', label: '返回人员' },
    action: '/people',
    submit: '邀请',
    fields,
    values: { role: roles[0] ?? '' },
  };
}

export const showInvite = (req: Request, res: Response): void => showForm(res, invitePage(req.actor as PersonActor));

/** Where the role will hold: the inviter's own place, or the enterprise they name. */
async function scopeFor(actor: PersonActor, role: Role, enterpriseName: string): Promise<Scope> {
  const { scope } = actor;
  if (scope.enterpriseId !== undefined) return { enterpriseId: scope.enterpriseId };
  if (role === 'park-officer' && scope.parkId !== undefined) return { parkId: scope.parkId };
  if (role === 'regulator' && scope.bodyId !== undefined) {
    const body = await getBody(scope.bodyId);
    return {
      bodyId: body._id,
      regionCode: body.regionCode,
      ...(scope.sectors === undefined ? {} : { sectors: scope.sectors }),
    };
  }
  if (role === 'administrator') return {};
  const found = enterpriseName.trim() === '' ? [] : await findEnterprisesNamed(enterpriseName);
  const [only] = found;
  if (only === undefined || found.length > 1) {
    const names = found.map((one) => one.name).join('、');
    throw invalid('common.check-fields', {
      enterpriseName: found.length === 0 ? '没有找到这家企业，请写全名' : `请写全名：${names}`,
    });
  }
  return role === 'adviser' ? { enterpriseIds: [only._id] } : { enterpriseId: only._id };
}

export async function postInvite(req: Request, res: Response): Promise<void> {
  const actor = req.actor as PersonActor;
  const outcome = await submitForm(invitePage(actor), req, res, async () => {
    const input = parseForm(inviteInput, req);
    const scope = await scopeFor(actor, input.role, textOf(req, 'enterpriseName'));
    return invite(contextOf(req), { ...input, scope });
  });
  if (outcome === undefined) return;
  if (outcome.code === undefined) return res.goTo('/people', '已加上这个身份，对方用原来的密码登录就能看到。');
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
    back: { href: '/people', label: '返回人员' },
  });
}

export async function postReset(req: Request, res: Response): Promise<void> {
  const issued = await issueResetCode(contextOf(req), { personId: partOf(req, 'id') });
  showCode(res, '重置码', '请告诉对方：打开安发，选“忘了密码”，填手机号和重置码。', issued);
}

export async function postDisable(req: Request, res: Response): Promise<void> {
  await disableAccount(contextOf(req), { personId: partOf(req, 'id') });
  res.goTo('/people', '已停用，对方已退出所有设备。');
}
