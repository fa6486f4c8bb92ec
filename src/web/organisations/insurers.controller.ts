import type { Request, Response } from 'express';
import {
  addInsurer,
  addInsurerInput,
  changeInsurer,
  changeInsurerInput,
  findInsurers,
  getInsurer,
  type Insurer,
  regionName,
} from '#domain/organisations';
import { type FieldSpec, type FormPage, showForm, submitForm } from '../forms.ts';
import { parseForm } from '../parseForm.ts';
import { contextOf, partOf } from '../visit.ts';
import { askedOf, regionOptions, registerPage } from './registerPage.ts';

const LIST = '/organisations/insurers';

export async function showInsurers(req: Request, res: Response): Promise<void> {
  const found = await findInsurers(askedOf(req));
  const rows = found.map((insurer) => ({
    name: insurer.name,
    href: `${LIST}/${insurer._id}/change`,
    meta: [insurer.creditCode, regionName(insurer.regionCode)].join(' · '),
  }));
  res.page('organisations/index', {
    ...registerPage(req, '保险机构', found, rows),
    add: { href: `${LIST}/new`, label: '添加保险机构' },
    empty: '这里还没有保险机构。',
  });
}

const name: FieldSpec = { name: 'name', label: '机构全称', kind: 'text', hint: '和经营保险业务许可证一致。' };
const back = { href: LIST, label: '返回保险机构' };

const addPage: FormPage = {
  title: '添加保险机构',
  lead: '添加后就可以在“人员”里邀请它的人。',
  back,
  action: LIST,
  submit: '添加',
  fields: [
    name,
    { name: 'creditCode', label: '统一社会信用代码', kind: 'text', hint: '18 位。' },
    {
      name: 'regionCode',
      label: '所在地区',
      kind: 'select',
      options: regionOptions('autonomous-region', 'city', 'county'),
    },
  ],
};
const changePage = (insurer: Insurer): FormPage => ({
  title: '修改保险机构',
  lead: `${insurer.creditCode}，${regionName(insurer.regionCode)}。改动会记入操作记录。`,
  back,
  action: `${LIST}/${insurer._id}/change`,
  submit: '保存',
  fields: [name],
  values: { name: insurer.name },
});

export const showAddInsurer = (_req: Request, res: Response): void => showForm(res, addPage);

export async function postAddInsurer(req: Request, res: Response): Promise<void> {
  const insurer = await submitForm(addPage, req, res, () =>
    addInsurer(contextOf(req), parseForm(addInsurerInput, req)),
  );
  if (insurer) res.goTo(LIST, `已添加「${insurer.name}」。`);
}

export async function showChangeInsurer(req: Request, res: Response): Promise<void> {
  showForm(res, changePage(await getInsurer(partOf(req, 'id'))));
}

export async function postChangeInsurer(req: Request, res: Response): Promise<void> {
  const insurer = await getInsurer(partOf(req, 'id'));
  const done = await submitForm(changePage(insurer), req, res, async () => {
    await changeInsurer(contextOf(req), parseForm(changeInsurerInput, req, { insurerId: insurer._id }));
    return true;
  });
  if (done) res.goTo(LIST, '已保存。');
}
