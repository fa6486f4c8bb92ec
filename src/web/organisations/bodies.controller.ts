import type { Request, Response } from 'express';
import {
  addBody,
  addBodyInput,
  type Body,
  changeBody,
  changeBodyInput,
  findBodies,
  getBody,
  regionName,
  SECTORS,
  sectorLabel,
} from '#domain/organisations';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { parseForm } from '../parseForm.ts';
import { contextOf, partOf, textsOf } from '../visit.ts';
import { askedOf, regionOptions, registerPage } from './registerPage.ts';

const LIST = '/organisations/bodies';

export async function showBodies(req: Request, res: Response): Promise<void> {
  const found = await findBodies(askedOf(req));
  const rows = found.map((body) => ({
    name: body.name,
    href: `${LIST}/${body._id}/change`,
    meta: [
      regionName(body.regionCode),
      body.kind === 'general' ? '综合监管' : body.sectors.map(sectorLabel).join('、'),
    ].join(' · '),
  }));
  res.page('organisations/index', {
    ...registerPage(req, '监管部门', found, rows),
    add: { href: `${LIST}/new`, label: '添加部门' },
    empty: '这里还没有监管部门。',
  });
}

const name: FieldSpec = { name: 'name', label: '部门全称', kind: 'text' };
const sectors: FieldSpec = {
  name: 'sectors',
  label: '主管的行业',
  kind: 'checks',
  hint: '综合监管部门（应急管理）一个也不选。',
  options: SECTORS.map((row) => ({ value: row.code, label: row.label })),
};
const back = { href: LIST, label: '返回监管部门' };

const addPage: FormPage = {
  title: '添加监管部门',
  back,
  action: LIST,
  submit: '添加',
  fields: [
    name,
    {
      name: 'regionCode',
      label: '地区',
      kind: 'select',
      options: regionOptions('autonomous-region', 'city', 'county'),
    },
    sectors,
  ],
};
const changePage = (body: Body): FormPage => ({
  title: '修改监管部门',
  lead: `${regionName(body.regionCode)}。改动会记入操作记录。`,
  back,
  action: `${LIST}/${body._id}/change`,
  submit: '保存',
  fields: body.kind === 'general' ? [name] : [name, { ...sectors, hint: '至少选一个。' }],
  values: { name: body.name, sectors: body.sectors.join(',') },
});

export const showAddBody = (_req: Request, res: Response): void => showForm(res, addPage);

export async function postAddBody(req: Request, res: Response): Promise<void> {
  const body = await submitForm(addPage, req, res, () =>
    addBody(contextOf(req), parseForm(addBodyInput, req, { sectors: textsOf(req, 'sectors') })),
  );
  if (body) res.goTo(LIST, `已添加「${body.name}」。`);
}

export async function showChangeBody(req: Request, res: Response): Promise<void> {
  showForm(res, changePage(await getBody(partOf(req, 'id'))));
}

export async function postChangeBody(req: Request, res: Response): Promise<void> {
  const body = await getBody(partOf(req, 'id'));
  const done = await submitForm(changePage(body), req, res, async () => {
    const more = { bodyId: body._id, sectors: textsOf(req, 'sectors') };
    await changeBody(contextOf(req), parseForm(changeBodyInput, req, more));
    return true;
  });
  if (done) res.goTo(LIST, '已保存。');
}
