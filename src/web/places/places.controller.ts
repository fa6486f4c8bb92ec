import type { Request, Response } from 'express';
import {
  addLocation,
  addTeam,
  enterpriseName,
  findLocations,
  findTeams,
  getEnterprise,
  setAddress,
  setDutyPhone,
} from '#domain/organisations';
import type { PersonActor } from '#kernel/actor';
import { notFound } from '#kernel/errors';
import { paths } from '#kernel/paths';
import { type FormPage, formPages } from '../forms.ts';
import { qrImage } from '../qr.ts';
import { partOf } from '../request.ts';
import type { Site } from '../site.ts';

const firmOf = (req: Request): string => (req.actor as PersonActor).scope.enterpriseId ?? '';

/** The firm's places and teams, each with its poster. */
export async function showPlaces(req: Request, res: Response): Promise<void> {
  const [locations, teams, { dutyPhone = '', address = '' }] = await Promise.all([
    findLocations(firmOf(req)),
    findTeams(firmOf(req)),
    getEnterprise(firmOf(req)),
  ]);
  const row = ({ _id, name, code }: { _id: string; name: string; code: string }) => ({ id: _id, name, code });
  const model = { locations: locations.map(row), teams: teams.map(row) };
  const told = { dutyPhone, setPhone: paths.dutyPhone, address, setAddress: paths.firmAddress };
  res.page('places/index', { title: '地点与班组', ...told, ...model });
}

const locationPage: FormPage = {
  title: '添加地点',
  lead: '添加后可以打印海报，贴在那里。扫码上报时地点自动填好。',
  back: { href: paths.places, label: '返回地点与班组' },
  action: paths.locations,
  submit: '添加',
  fields: [{ name: 'name', label: '地点名称', kind: 'text', hint: '例如：二号车间北门。' }],
};
const teamPage: FormPage = {
  title: '添加班组',
  lead: '员工扫班组的二维码就能加入。',
  back: { href: paths.places, label: '返回地点与班组' },
  action: paths.teams,
  submit: '添加',
  fields: [{ name: 'name', label: '班组名称', kind: 'text' }],
};

export const { show: showAddLocation, post: postLocation } = formPages({
  page: () => locationPage,
  run: addLocation,
  next: ({ name }) => [paths.places, `已添加「${name}」，可以打印海报了。`],
});
export const { show: showAddTeam, post: postTeam } = formPages({
  page: () => teamPage,
  run: addTeam,
  next: ({ name }) => [paths.places, `已添加「${name}」。`],
});

export const { show: showDutyPhone, post: postDutyPhone } = formPages({
  page: async (req): Promise<FormPage> => ({
    title: '值班电话',
    lead: '有人在聊天里问「值班电话」「安全员电话」时，本企业的人会看到它；企业页面上也有。请填一直有人接的号码。',
    back: { href: paths.firm(firmOf(req)), label: '返回企业' },
    action: paths.dutyPhone,
    submit: '保存',
    fields: [{ name: 'dutyPhone', label: '值班电话', kind: 'tel', hint: '手机号，或带区号的座机号。清空就是没有。' }],
    values: { dutyPhone: (await getEnterprise(firmOf(req))).dutyPhone ?? '' },
  }),
  run: setDutyPhone,
  next: () => [paths.places, '已保存值班电话。'],
});

export const { show: showAddress, post: postAddress } = formPages({
  page: async (req): Promise<FormPage> => ({
    title: '企业地址',
    lead: '路过的人、别家的工人不知道厂名时，说得出哪条路、哪个镇、做什么的，就能找到本企业。',
    back: { href: paths.places, label: '返回地点与班组' },
    action: paths.firmAddress,
    submit: '保存',
    fields: [{ name: 'address', label: '地址', kind: 'text', hint: '例如：北流市民安镇兴业大道12号。清空就是没有。' }],
    values: { address: (await getEnterprise(firmOf(req))).address ?? '' },
  }),
  run: setAddress,
  next: () => [paths.places, '已保存地址。'],
});

/** A poster for the wall: what to do, a QR code, and the address and code for whoever cannot scan. */
export const showPoster =
  (kind: 'location' | 'team', site: Site) =>
  async (req: Request, res: Response): Promise<void> => {
    const all = kind === 'location' ? await findLocations(firmOf(req)) : await findTeams(firmOf(req));
    const found = all.find((row) => row._id === partOf(req, 'id'));
    if (found === undefined) throw notFound('common.not-found');
    const address = `${site.publicUrl}/${kind === 'location' ? 'l' : 'join'}/${found.code}`;
    res.page('places/poster', {
      title: kind === 'location' ? `海报 ${found.name}` : `班组二维码 ${found.name}`,
      isLocation: kind === 'location',
      firm: await enterpriseName(firmOf(req)),
      name: found.name,
      code: found.code,
      address,
      qr: await qrImage(address, 'Q'),
    });
  };
