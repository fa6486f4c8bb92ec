import type { Request, Response } from 'express';
import {
  addPark,
  type Body,
  bodyName,
  changePark,
  findBodiesOver,
  findParks,
  getPark,
  PARK_LEVELS,
  type Park,
  regionName,
} from '#domain/organisations';
import { labelIn } from '#kernel/labels';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages, optionsOf } from '../forms.ts';
import { partOf } from '../request.ts';
import { askedOf, regionField, registerPage } from './registerPage.ts';

const LIST = paths.parks;
const hrefOf = (park: Pick<Park, '_id'>): string => paths.park(park._id);
const NO_BODY = { label: '没有明确监管部门', tone: 'bad' };

const tagsOf = (park: Park): { label: string; tone: string }[] => [
  ...(park.bodyId === undefined ? [NO_BODY] : []),
  ...(park.isChemical ? [{ label: '化工园区', tone: 'waiting' }] : []),
];

export async function showParks(req: Request, res: Response): Promise<void> {
  const found = await findParks(askedOf(req));
  const rows = await Promise.all(
    found.map(async (park) => ({
      name: park.name,
      href: hrefOf(park),
      meta: [
        regionName(park.regionCode),
        park.bodyId === undefined ? '请尽快指定监管部门' : `监管：${await bodyName(park.bodyId)}`,
      ].join(' · '),
      tags: tagsOf(park),
    })),
  );
  res.page('organisations/index', {
    ...registerPage(req, res, '园区', found, rows),
    add: { href: paths.newPark, label: '添加园区' },
    empty: '这里还没有园区。',
    others: [{ label: '用表格成批登记', href: paths.parkTable }],
  });
}

export async function showPark(req: Request, res: Response): Promise<void> {
  const park = await getPark(partOf(req, 'id'));
  res.page('organisations/park', {
    title: park.name,
    back: { href: LIST, label: '返回园区' },
    tags: tagsOf(park),
    region: regionName(park.regionCode),
    level: park.level === undefined ? '' : labelIn(PARK_LEVELS, park.level),
    body: park.bodyId === undefined ? '' : await bodyName(park.bodyId),
    href: hrefOf(park),
    competenceHref: paths.competence(park._id),
  });
}

const nameField: FieldSpec = { name: 'name', label: '园区全称', kind: 'text' };
const isChemical: FieldSpec = { name: 'isChemical', label: '化工园区', kind: 'check' };
const levelField: FieldSpec = {
  name: 'level',
  label: '园区级别',
  kind: 'select',
  none: '还没有填',
  options: PARK_LEVELS,
};
const bodyField = (bodies: readonly Body[]): FieldSpec => ({
  name: 'bodyId',
  label: '监管部门',
  kind: 'select',
  hint: '还没有明确的先空着，列表里会用红色标出。',
  none: '还没有明确',
  options: optionsOf(bodies),
});

const addPage: FormPage = {
  title: '添加园区',
  lead: '添加后在园区页面里指定监管部门，登记由谁负责监管。',
  back: { href: LIST, label: '返回园区' },
  action: LIST,
  submit: '添加',
  fields: [nameField, regionField('县（市、区）', 'county'), levelField, isChemical],
};

export const { show: showAddPark, post: postAddPark } = formPages({
  page: () => addPage,
  run: addPark,
  next: (park) => [hrefOf(park), `已添加「${park.name}」，请指定监管部门。`],
});

async function changePage(req: Request): Promise<FormPage> {
  const park = await getPark(partOf(req, 'id'));
  return {
    title: '修改园区',
    lead: '已经报给原监管部门的隐患不受影响。改动会记入操作记录。',
    back: { href: hrefOf(park), label: `返回${park.name}` },
    action: paths.changePark(park._id),
    submit: '保存',
    fields: [nameField, bodyField(await findBodiesOver(park.regionCode)), levelField, isChemical],
    values: {
      name: park.name,
      bodyId: park.bodyId ?? '',
      level: park.level ?? '',
      isChemical: park.isChemical ? '1' : '',
    },
  };
}

export const { show: showChangePark, post: postChangePark } = formPages({
  page: changePage,
  run: (ctx, input) => changePark(ctx, { ...input, parkId: input.id }),
  next: (_done, { id }) => [hrefOf({ _id: id }), '已保存。'],
});
