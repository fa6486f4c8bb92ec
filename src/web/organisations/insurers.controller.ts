import type { Request, Response } from 'express';
import { addInsurer, changeInsurer, findInsurers, getInsurer, regionName } from '#domain/organisations';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages } from '../forms.ts';
import { partOf } from '../request.ts';
import { askedOf, regionField, registerPage } from './registerPage.ts';

const LIST = paths.insurers;

export async function showInsurers(req: Request, res: Response): Promise<void> {
  const found = await findInsurers(askedOf(req));
  const rows = found.map((insurer) => ({
    name: insurer.name,
    href: paths.changeInsurer(insurer._id),
    meta: [insurer.creditCode, regionName(insurer.regionCode)].join(' · '),
  }));
  res.page('organisations/index', {
    ...registerPage(req, res, '保险机构', found, rows),
    add: { href: paths.newInsurer, label: '添加保险机构' },
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
    regionField('所在地区', 'autonomous-region', 'city', 'county'),
  ],
};
async function changePage(req: Request): Promise<FormPage> {
  const insurer = await getInsurer(partOf(req, 'id'));
  return {
    title: '修改保险机构',
    lead: `${insurer.creditCode}，${regionName(insurer.regionCode)}。改动会记入操作记录。`,
    back,
    action: paths.changeInsurer(insurer._id),
    submit: '保存',
    fields: [name],
    values: { name: insurer.name },
  };
}

export const { show: showAddInsurer, post: postAddInsurer } = formPages({
  page: () => addPage,
  run: addInsurer,
  next: ({ name }) => [LIST, `已添加「${name}」。`],
});

export const { show: showChangeInsurer, post: postChangeInsurer } = formPages({
  page: changePage,
  run: (ctx, input) => changeInsurer(ctx, { ...input, insurerId: input.id }),
  next: () => [LIST, '已保存。'],
});
