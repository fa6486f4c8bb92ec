import type { Request, Response } from 'express';
import {
  bodyName,
  findEnterprises,
  findEnterprisesLike,
  parkName,
  regionName,
  sectorLabel,
} from '#domain/organisations';
import { askedOf, registerPage } from './registerPage.ts';

/** Enterprises by city or by name: where each belongs. What happens in them is not shown here. */
export async function showEnterprises(req: Request, res: Response): Promise<void> {
  const words = typeof req.query['q'] === 'string' ? req.query['q'].trim() : '';
  const found =
    words === ''
      ? await findEnterprises(askedOf(req))
      : await findEnterprisesLike(words, { status: 'active' }, askedOf(req));
  const rows = await Promise.all(
    found.map(async (firm) => ({
      name: firm.name,
      meta: [
        firm.creditCode,
        regionName(firm.regionCode),
        sectorLabel(firm.sector),
        firm.parkId === undefined ? '园区外' : await parkName(firm.parkId),
        `监管：${await bodyName(firm.bodyId)}`,
      ].join(' · '),
      tags: firm.isHighRisk ? [{ label: '高危行业', tone: 'waiting' }] : [],
    })),
  );
  res.page('organisations/index', {
    ...registerPage(req, res, '企业', found, rows),
    isSearched: true,
    q: words,
    empty: words === '' ? '这里还没有企业。企业注册后会出现。' : '没有找到，请写企业名称里的几个字。',
  });
}
