import type { Request, Response } from 'express';
import { addBody, changeBody, findBodies, getBody, regionName, SECTORS, sectorLabel } from '#domain/organisations';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages } from '../forms.ts';
import { partOf } from '../request.ts';
import { askedOf, regionField, registerPage } from './registerPage.ts';

const LIST = paths.bodies;

export async function showBodies(req: Request, res: Response): Promise<void> {
  const found = await findBodies(askedOf(req));
  const rows = found.map((body) => ({
    name: body.name,
    href: paths.changeBody(body._id),
    meta: [
      regionName(body.regionCode),
      body.kind === 'sectoral'
        ? body.sectors.map(sectorLabel).join('、')
        : body.kind === 'special'
          ? '专项监管'
          : '综合监管',
    ].join(' · '),
  }));
  res.page('organisations/index', {
    ...registerPage(req, res, '监管部门', found, rows),
    add: { href: paths.newBody, label: '添加部门' },
    empty: '这里还没有监管部门。',
  });
}

const name: FieldSpec = { name: 'name', label: '部门全称', kind: 'text' };
const sectors: FieldSpec = {
  name: 'sectors',
  label: '主管的行业',
  kind: 'checks',
  hint: '综合监管部门（应急管理）一个也不选。',
  options: SECTORS,
};
const isSpecial: FieldSpec = {
  name: 'isSpecial',
  label: '专项监管部门（消防救援、市场监管等，只看归它管的事项，不选行业）',
  kind: 'check',
};
const back = { href: LIST, label: '返回监管部门' };

const addPage: FormPage = {
  title: '添加监管部门',
  back,
  action: LIST,
  submit: '添加',
  fields: [name, regionField('地区', 'autonomous-region', 'city', 'county'), sectors, isSpecial],
};
async function changePage(req: Request): Promise<FormPage> {
  const body = await getBody(partOf(req, 'id'));
  return {
    title: '修改监管部门',
    lead: `${regionName(body.regionCode)}。改动会记入操作记录。`,
    back,
    action: paths.changeBody(body._id),
    submit: '保存',
    fields: body.kind !== 'sectoral' ? [name] : [name, { ...sectors, hint: '至少选一个。' }],
    values: { name: body.name, sectors: body.sectors.join(',') },
  };
}

export const { show: showAddBody, post: postAddBody } = formPages({
  page: () => addPage,
  run: addBody,
  next: ({ name }) => [LIST, `已添加「${name}」。`],
});

export const { show: showChangeBody, post: postChangeBody } = formPages({
  page: changePage,
  run: (ctx, input) => changeBody(ctx, { ...input, bodyId: input.id }),
  next: () => [LIST, '已保存。'],
});
