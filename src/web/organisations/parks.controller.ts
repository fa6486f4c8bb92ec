import type { Request, Response } from 'express';
import {
  addPark,
  addParkInput,
  bodyName,
  changePark,
  changeParkInput,
  findBodiesOver,
  findParks,
  getPark,
  hasSupervisionOn,
  type Park,
  regionName,
  setSupervision,
  setSupervisionInput,
} from '#domain/organisations';
import { localDate } from '#kernel/dates';
import { type FieldSpec, type FormPage, type Option, showForm, submitForm } from '../forms.ts';
import { parseForm } from '../parseForm.ts';
import { contextOf, partOf, textOf } from '../visit.ts';
import { askedOf, regionOptions, registerPage } from './registerPage.ts';

const LIST = '/organisations/parks';
const hrefOf = (park: Pick<Park, '_id'>): string => `${LIST}/${park._id}`;
const NO_BODY = { label: '没有明确监管部门', tone: 'bad' };

function tagsOf(park: Park, today: string): { label: string; tone: string }[] {
  const power = hasSupervisionOn(park, today)
    ? { label: '受委托监管', tone: 'good' }
    : { label: '只协助', tone: 'quiet' };
  return [
    ...(park.bodyId === undefined ? [NO_BODY] : []),
    power,
    ...(park.isChemical ? [{ label: '化工园区', tone: 'waiting' }] : []),
  ];
}

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
      tags: tagsOf(park, localDate(req.now)),
    })),
  );
  res.page('organisations/index', {
    ...registerPage(req, '园区', found, rows),
    add: { href: `${LIST}/new`, label: '添加园区' },
    empty: '这里还没有园区。',
  });
}

export async function showPark(req: Request, res: Response): Promise<void> {
  const park = await getPark(partOf(req, 'id'));
  const today = localDate(req.now);
  res.page('organisations/park', {
    title: park.name,
    back: { href: LIST, label: '返回园区' },
    tags: tagsOf(park, today),
    region: regionName(park.regionCode),
    body: park.bodyId === undefined ? '' : await bodyName(park.bodyId),
    href: hrefOf(park),
    supervisions: park.supervisions.toReversed().map((one) => ({
      from: one.from,
      to: one.to ?? '',
      what: one.hasSupervision ? '受委托监管，可以核查和督办' : '只协助，不能核查',
      isNow: one.from <= today && (one.to === undefined || today <= one.to),
      isLater: one.from > today,
    })),
  });
}

const nameField: FieldSpec = { name: 'name', label: '园区全称', kind: 'text' };
const isChemical: FieldSpec = { name: 'isChemical', label: '化工园区', kind: 'check' };
const bodyField = (bodies: readonly Option[]): FieldSpec => ({
  name: 'bodyId',
  label: '监管部门',
  kind: 'select',
  hint: '还没有明确的先空着，列表里会用红色标出。',
  options: [{ value: '', label: '还没有明确' }, ...bodies],
});
const optionsOf = (bodies: readonly { _id: string; name: string }[]): Option[] =>
  bodies.map((body) => ({ value: body._id, label: body.name }));

const addPage: FormPage = {
  title: '添加园区',
  lead: '添加后在园区页面里指定监管部门和委托监管的日期。',
  back: { href: LIST, label: '返回园区' },
  action: LIST,
  submit: '添加',
  fields: [
    nameField,
    { name: 'regionCode', label: '县（市、区）', kind: 'select', options: regionOptions('county') },
    isChemical,
  ],
};

export const showAddPark = (_req: Request, res: Response): void => showForm(res, addPage);

export async function postAddPark(req: Request, res: Response): Promise<void> {
  const park = await submitForm(addPage, req, res, () =>
    addPark(contextOf(req), parseForm(addParkInput, req, { isChemical: textOf(req, 'isChemical') === '1' })),
  );
  if (park) res.goTo(hrefOf(park), `已添加「${park.name}」，请指定监管部门。`);
}

async function changePage(park: Park): Promise<FormPage> {
  return {
    title: '修改园区',
    lead: '已经报给原监管部门的隐患不受影响。改动会记入操作记录。',
    back: { href: hrefOf(park), label: `返回${park.name}` },
    action: `${hrefOf(park)}/change`,
    submit: '保存',
    fields: [nameField, bodyField(optionsOf(await findBodiesOver(park.regionCode))), isChemical],
    values: { name: park.name, bodyId: park.bodyId ?? '', isChemical: park.isChemical ? '1' : '' },
  };
}

export async function showChangePark(req: Request, res: Response): Promise<void> {
  showForm(res, await changePage(await getPark(partOf(req, 'id'))));
}

export async function postChangePark(req: Request, res: Response): Promise<void> {
  const park = await getPark(partOf(req, 'id'));
  const done = await submitForm(await changePage(park), req, res, async () => {
    const more = { parkId: park._id, isChemical: textOf(req, 'isChemical') === '1' };
    await changePark(contextOf(req), parseForm(changeParkInput, req, more));
    return true;
  });
  if (done) res.goTo(hrefOf(park), '已保存。');
}

const supervisionPage = (park: Park): FormPage => ({
  title: '委托监管变动',
  lead: '从填的那天起生效，前一段到前一天为止。已经过去的日子不会改动。',
  back: { href: hrefOf(park), label: `返回${park.name}` },
  action: `${hrefOf(park)}/supervision`,
  submit: '登记',
  fields: [
    {
      name: 'hasSupervision',
      label: '园区管理机构',
      kind: 'radios',
      options: [
        { value: '1', label: '受委托监管', hint: '可以核查、督办园区内的隐患。' },
        { value: '0', label: '只协助', hint: '看得到，由监管部门处理。' },
      ],
    },
    { name: 'from', label: '从哪天起', kind: 'date' },
  ],
});

export async function showSupervision(req: Request, res: Response): Promise<void> {
  showForm(res, supervisionPage(await getPark(partOf(req, 'id'))));
}

export async function postSupervision(req: Request, res: Response): Promise<void> {
  const park = await getPark(partOf(req, 'id'));
  const done = await submitForm(supervisionPage(park), req, res, async () => {
    const chosen = textOf(req, 'hasSupervision');
    const more = { parkId: park._id, hasSupervision: chosen === '' ? undefined : chosen === '1' };
    await setSupervision(contextOf(req), parseForm(setSupervisionInput, req, more));
    return true;
  });
  if (done) res.goTo(hrefOf(park), '已登记。');
}
