import { type Body, findRegions, type Insurer, type Park, type Sector } from '#domain/organisations';
import type { Draw } from './draw.ts';

const SECTORAL = [
  { sector: 'E', region: '住房和城乡建设厅', city: '住房和城乡建设局' },
  { sector: 'G', region: '交通运输厅', city: '交通运输局' },
] as const satisfies { sector: Sector; region: string; city: string }[];

/** Competent bodies: a general one for every division, sectoral ones for building and transport down to the city. */
export function demoBodies(draw: Draw): Body[] {
  return findRegions('45').flatMap((region) => {
    const city = findRegions(region.code.slice(0, 4)).find((r) => r.level === 'city')?.name ?? '';
    const place = { level: region.level, regionCode: region.code };
    const office = region.level === 'autonomous-region' ? '应急管理厅' : '应急管理局';
    // Several cities have a 城中区 or 海城区 alike: the city's name makes a county's body unique.
    const name = `${region.level === 'county' ? city : ''}${region.name}${office}`;
    const general: Body = { _id: draw.id(`body:${name}`), name, ...place, kind: 'general', sectors: [] };
    if (region.level === 'county') return [general];
    const sectoral = SECTORAL.map((row): Body => {
      const own = `${region.name}${region.level === 'city' ? row.city : row.region}`;
      return { _id: draw.id(`body:${own}`), name: own, ...place, kind: 'sectoral', sectors: [row.sector] };
    });
    return [general, ...sectoral];
  });
}

type ParkRow = [name: string, regionCode: string, supervision: 'yes' | 'no' | 'since-july', isChemical?: true];

const PARKS: ParkRow[] = [
  ['北流陶瓷工业园区', '450981', 'yes'],
  ['钦南石化产业园区', '450702', 'yes', true],
  ['横州六景工业园区', '450181', 'yes'],
  ['鱼峰汽车零部件产业园', '450203', 'no'],
  ['港口区临港工业园', '450602', 'yes'],
  ['铁山港化工产业园', '450512', 'since-july', true],
  ['田阳铝产业园区', '451003', 'yes'],
  ['港南木业加工园区', '450803', 'no'],
  ['南丹有色金属新材料园', '451221', 'yes', true],
  ['扶绥糖业食品产业园', '451421', 'no'],
  ['苍梧石材循环产业园', '450421', 'no'],
  ['平桂碳酸钙产业园区', '451103', 'since-july'],
];

/** Twelve parks: some chemical, some that only assist, two that were given supervision this July (意见（二）). */
export function demoParks(draw: Draw, bodies: readonly Body[]): Park[] {
  return PARKS.map(([name, regionCode, supervision, isChemical]) => {
    const body = bodies.find((b) => b.regionCode === regionCode && b.kind === 'general');
    if (body === undefined) throw new Error(`no competent body for ${regionCode}`);
    return {
      _id: draw.id(`park:${name}`),
      name,
      regionCode,
      bodyId: body._id,
      supervisions:
        supervision === 'since-july'
          ? [
              { from: '2024-01-01', to: '2026-06-30', hasSupervision: false },
              { from: '2026-07-01', hasSupervision: true },
            ]
          : [{ from: '2024-01-01', hasSupervision: supervision === 'yes' }],
      isChemical: isChemical ?? false,
    };
  });
}

/** The institution the demo people insure their firms with. */
export const demoInsurers = (draw: Draw): Insurer[] => [
  {
    _id: draw.id('insurer:八桂财产保险'),
    name: '八桂财产保险股份有限公司',
    creditCode: '91450000MA5N8BG107',
    regionCode: '45',
  },
];
