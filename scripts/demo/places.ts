import { type Competence, type Stretch, stretchesFrom } from '#domain/competence';
import { type Body, findRegions, type Insurer, type Park, type RegionLevel, type Sector } from '#domain/organisations';
import type { Draw } from './draw.ts';

const SECTORAL = [
  { sector: 'E', region: '住房和城乡建设厅', city: '住房和城乡建设局' },
  { sector: 'G', region: '交通运输厅', city: '交通运输局' },
] as const satisfies { sector: Sector; region: string; city: string }[];

/** Competent bodies: a general one for every division, sectoral ones for building and transport down to the city, and the fire brigade of each city. */
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
    const fire = region.level === 'city' ? [`${region.name}消防救援支队`] : [];
    const special = fire.map(
      (own): Body => ({ _id: draw.id(`body:${own}`), name: own, ...place, kind: 'special', sectors: [] }),
    );
    return [general, ...sectoral, ...special];
  });
}

type ParkRow = [name: string, regionCode: string, power: 'yes' | 'no' | 'since-july', isChemical?: true];

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

/** Twelve parks, some chemical. */
export function demoParks(draw: Draw, bodies: readonly Body[]): Park[] {
  return PARKS.map(([name, regionCode, , isChemical]) => {
    const body = bodies.find((b) => b.regionCode === regionCode && b.kind === 'general');
    if (body === undefined) throw new Error(`no competent body for ${regionCode}`);
    return {
      _id: draw.id(`park:${name}`),
      name,
      regionCode,
      bodyId: body._id,
      isChemical: isChemical ?? false,
      // One has not filled it in: its page shows that in red.
      ...(name === WITHOUT ? {} : { level: HIGHER[name] ?? ('county' as const) }),
    };
  });
}

/** Parks above their county: whoever is told of their projects is the department of that level. */
const HIGHER: Readonly<Record<string, RegionLevel>> = {
  横州六景工业园区: 'autonomous-region',
  铁山港化工产业园: 'city',
};
/** A park whose register ended this month, and nobody has followed. */
const WITHOUT = '扶绥糖业食品产业园';
/** Matters of bodies of their own, where the demo enters them. */
const OF_ITS_OWN = ['北流陶瓷工业园区', '钦南石化产业园区', '鱼峰汽车零部件产业园'];

/** Who is competent in each park: some have the power, some only assist, two were given it this July (意见（二）). */
export function demoCompetences(draw: Draw, bodies: readonly Body[], parks: readonly Park[]): Competence[] {
  return parks.map((park) => {
    const power = PARKS.find(([name]) => name === park.name)?.[2] ?? 'no';
    const over = bodies.filter(({ regionCode }) => park.regionCode.startsWith(regionCode));
    const days =
      power === 'since-july'
        ? [
            { from: '2024-01-01', to: '2026-06-30', hasSupervision: false },
            { from: '2026-07-01', hasSupervision: true },
          ]
        : [{ from: '2024-01-01', hasSupervision: power === 'yes' }];
    const general = stretchesFrom({ ...park, supervisions: days }, over);
    const special = over.find(({ kind, regionCode }) => kind === 'special' && regionCode.length === 4);
    const fire: Stretch[] =
      special === undefined || !OF_ITS_OWN.includes(park.name)
        ? []
        : [{ id: '', matter: 'fire', sectors: [], bodyId: special._id, basis: '消防法第四条', from: '2024-01-01' }];
    const stretches = [...fire, ...general].map(
      (one, n): Stretch => ({
        ...one,
        id: draw.id(`competence:${park.name}:${n}`),
        ...(park.name === WITHOUT ? { to: '2026-10-31', endBasis: '机构改革，职责待重新明确' } : {}),
      }),
    );
    return { _id: park._id, version: 1, stretches };
  });
}

/** The institution the demo people insure their firms with, and another one. */
export const demoInsurers = (draw: Draw): Insurer[] => [
  {
    _id: draw.id('insurer:八桂财产保险'),
    name: '八桂财产保险股份有限公司',
    creditCode: '91450000MA5N8BG107',
    regionCode: '45',
  },
  {
    _id: draw.id('insurer:邕江财产保险'),
    name: '邕江财产保险股份有限公司',
    creditCode: '91450100MA5N8YJ202',
    regionCode: '45',
  },
];
