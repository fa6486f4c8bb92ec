import {
  type Body,
  creditCheckCharacter,
  type Enterprise,
  findRegion,
  type Location,
  type Park,
  placedAt,
  type Sector,
  type Team,
} from '#domain/organisations';
import type { Draw } from './draw.ts';

interface Trade {
  word: string;
  short: string;
  sector: Sector;
  division: string;
  isHighRisk: boolean;
  staff: [low: number, high: number];
  counties: string[];
  teams: string[];
  places: string[];
}

const trade = (
  [word, short, sector, division]: [string, string, Sector, string],
  isHighRisk: boolean,
  staff: [number, number],
  counties: string[],
  teams: string[],
  places: string[],
): Trade => ({ word, short, sector, division, isHighRisk, staff, counties, teams, places });

const WORKS = ['一车间', '二车间', '配电房', '原料仓库', '成品仓库', '空压机房', '厂区主干道', '职工食堂'];

/** Trades where Guangxi has them. The first three give the firms of the people listed on the demo page. */
const TRADES: readonly Trade[] = [
  trade(
    ['陶瓷', '陶瓷', 'C', '30'],
    false,
    [60, 800],
    ['450981'],
    ['成型班', '窑炉班', '包装班'],
    [...WORKS, '隧道窑'],
  ),
  trade(
    ['化工', '化工', 'C', '26'],
    true,
    [80, 900],
    ['450702', '450512'],
    ['合成班', '储运班', '检修班'],
    [...WORKS, '储罐区', '装卸台', '危化品库'],
  ),
  trade(['茉莉花茶业', '花茶', 'C', '15'], false, [20, 200], ['450181'], ['窨制班', '包装班'], WORKS),
  trade(
    ['汽车零部件制造', '汽配', 'C', '36'],
    false,
    [80, 900],
    ['450203', '450206'],
    ['冲压班', '焊装班', '喷涂班'],
    [...WORKS, '喷漆房', '冲压线'],
  ),
  trade(
    ['铝业', '铝业', 'C', '32'],
    true,
    [150, 1800],
    ['451003', '451082'],
    ['电解班', '铸造班', '天车班'],
    [...WORKS, '铸造区', '深井铸造平台'],
  ),
  trade(
    ['木业', '木业', 'C', '20'],
    true,
    [20, 260],
    ['450803', '450802', '450321'],
    ['旋切班', '砂光班', '热压班'],
    [...WORKS, '砂光除尘间', '锅炉房'],
  ),
  trade(
    ['糖业', '糖业', 'C', '13'],
    true,
    [120, 700],
    ['451421', '451302', '450123'],
    ['压榨班', '制炼班', '锅炉班'],
    [...WORKS, '糖仓', '锅炉房'],
  ),
  trade(['石材', '石材', 'C', '30'], false, [20, 180], ['450421', '451103'], ['切割班', '打磨班'], WORKS),
  trade(
    ['有色金属冶炼', '冶炼', 'C', '32'],
    true,
    [100, 1200],
    ['451221', '451202'],
    ['熔炼班', '制酸班', '检修班'],
    [...WORKS, '熔炼炉', '制酸车间'],
  ),
  trade(
    ['碳酸钙粉体', '粉体', 'C', '30'],
    false,
    [25, 240],
    ['451103', '451102'],
    ['破碎班', '磨粉班'],
    [...WORKS, '破碎机平台'],
  ),
  trade(
    ['矿业', '矿业', 'B', '10'],
    true,
    [60, 500],
    ['451221', '451422', '451081'],
    ['采掘班', '爆破班', '运输班'],
    ['采场', '运输巷道', '爆破器材库', '尾矿库', '变电所'],
  ),
  trade(
    ['建设工程', '建工', 'E', '47'],
    true,
    [50, 900],
    ['450103', '450902', '450205', '450302'],
    ['钢筋班', '木工班', '架子班'],
    ['1号塔吊', '基坑', '脚手架', '钢筋加工棚', '施工电梯', '工人宿舍'],
  ),
  trade(
    ['物流运输', '物流', 'G', '54'],
    true,
    [20, 300],
    ['450602', '450107', '450703', '451481'],
    ['车队一组', '装卸组'],
    ['停车场', '装卸平台', '维修车间', '仓库'],
  ),
  trade(
    ['电子科技', '电子', 'C', '39'],
    false,
    [80, 1500],
    ['450502', '450108', '450305'],
    ['贴片班', '组装班'],
    [...WORKS, '化学品间'],
  ),
  trade(
    ['机械制造', '机械', 'C', '34'],
    false,
    [40, 600],
    ['450902', '450105', '450204'],
    ['机加班', '装配班', '焊接班'],
    [...WORKS, '行车轨道'],
  ),
  trade(
    ['中药材加工', '中药', 'C', '27'],
    false,
    [20, 180],
    ['450902', '450903', '451229'],
    ['炮制班', '包装班'],
    WORKS,
  ),
  trade(
    ['米粉食品', '米粉', 'C', '14'],
    false,
    [15, 220],
    ['450312', '450202', '450103'],
    ['蒸煮班', '包装班'],
    [...WORKS, '蒸汽锅炉房'],
  ),
  trade(
    ['制冷海产', '海产', 'C', '13'],
    true,
    [30, 300],
    ['450512', '450681', '450521'],
    ['加工班', '制冷班'],
    [...WORKS, '液氨机房', '冷库'],
  ),
  trade(
    ['商贸', '商贸', 'F', '52'],
    false,
    [10, 180],
    ['450103', '450205', '450403'],
    ['营业组', '仓储组'],
    ['营业大厅', '仓库', '配电房', '安全出口', '停车场'],
  ),
  trade(
    ['酒店管理', '酒店', 'H', '61'],
    false,
    [20, 200],
    ['450305', '450321', '450502'],
    ['客房部', '餐饮部'],
    ['厨房', '大堂', '客房走道', '配电房', '消防控制室'],
  ),
];

const BRANDS = [
  '桂宝',
  '瑶岭',
  '邕源',
  '壮锦',
  '红棉',
  '漓泉',
  '南流',
  '云开',
  '左江',
  '九万山',
  '铜鼓',
  '绿城',
  '金湾',
  '海湾',
  '百越',
  '西江',
  '龙脊',
  '天坑',
  '木棉',
  '荔湾',
  '十万山',
  '相思湖',
  '大容山',
  '勾漏',
];

export interface DemoFirm {
  enterprise: Enterprise;
  teams: Team[];
  locations: Location[];
}

/** The check character of the nine-character organisation code inside (GB 11714), so that both checks hold. */
function organisationCode(first8: string): string {
  const weights = [3, 7, 9, 10, 5, 8, 4, 2];
  const sum = Array.from(first8).reduce((all, c, i) => all + Number.parseInt(c, 36) * (weights[i] as number), 0);
  const check = 11 - (sum % 11);
  return first8 + (check === 10 ? 'X' : check === 11 ? '0' : String(check));
}

function creditCode(regionCode: string, serial: number): string {
  const first17 = `91${regionCode}${organisationCode(`MA5${String(serial).padStart(5, '0')}`)}`;
  return first17 + creditCheckCharacter(first17);
}

function competentBody(bodies: readonly Body[], regionCode: string, sector: Sector): Body {
  const near = bodies
    .filter((b) => regionCode.startsWith(b.regionCode))
    .sort((a, b) => b.regionCode.length - a.regionCode.length);
  const body = near.find((b) => b.sectors.includes(sector)) ?? near.find((b) => b.kind === 'general');
  if (body === undefined) throw new Error(`no competent body for ${regionCode}`);
  return body;
}

const shortPlace = (code: string): string =>
  (findRegion(code)?.name ?? '').replace(/(?<=..)(市|县|区)$/, '').slice(0, 3);

/** Roads and villages, as there are some of that name in every county. */
const ROADS = ['工业大道', '民主路', '城北镇新村', '兴业大道', '江滨路', '城南镇大塘村', '园中路', '站前大道'];
const addressOf = (i: number, regionCode: string): string =>
  `${findRegion(regionCode)?.name ?? ''}${ROADS[i % ROADS.length]}${(i % 90) + 1}号`;

/** More firms of 玉林, trade and county, so that its pilot cohort (24 firms, facts.md §3.1) can be filled. */
const YULIN: readonly [word: string, county: string][] = [
  ['陶瓷', '450981'],
  ['机械制造', '450922'],
  ['木业', '450921'],
  ['碳酸钙粉体', '450924'],
  ['中药材加工', '450903'],
  ['米粉食品', '450923'],
  ['汽车零部件制造', '450902'],
  ['电子科技', '450902'],
  ['陶瓷', '450981'],
  ['石材', '450924'],
  ['木业', '450923'],
  ['建设工程', '450902'],
];
/** A world smaller than this has no room for them. */
const WHOLE_WORLD = 100;

/** What the `i`th firm of a world of `size` makes, and where; the last ones of a whole world lie in 玉林. */
function tradeOf(i: number, size: number): { row: Trade; turn: number; regionCode: string; isExtra: boolean } {
  const extra = size >= WHOLE_WORLD ? YULIN[i - (size - YULIN.length)] : undefined;
  const turn = Math.floor(i / TRADES.length);
  if (extra !== undefined) {
    const [word, regionCode] = extra;
    return { row: TRADES.find((one) => one.word === word) as Trade, turn, regionCode, isExtra: true };
  }
  const row = TRADES[i % TRADES.length] as Trade;
  return { row, turn, regionCode: row.counties[turn % row.counties.length] as string, isExtra: false };
}

/** `size` firms, turn by turn through the trades, with two or three teams and four to six places each. */
export function demoFirms(draw: Draw, bodies: readonly Body[], parks: readonly Park[], size: number): DemoFirm[] {
  return Array.from({ length: size }, (_, i) => {
    const { row, turn, regionCode, isExtra } = tradeOf(i, size);
    const name = BRANDS[(turn + (i % TRADES.length)) % BRANDS.length] as string;
    const brand = isExtra ? `新${name}` : name;
    const suffix = turn >= BRANDS.length ? String(turn) : '';
    const key = `enterprise:${i}`;
    const park = parks.find((p) => p.regionCode === regionCode && (!p.isChemical || row.isHighRisk));
    const isInPark = park !== undefined && row.sector === 'C' && (turn === 0 || draw.chance(85));
    const employees = draw.between(...row.staff);
    const revenueFen = employees * draw.between(25, 110) * 1_000_000;
    const enterprise: Enterprise = {
      _id: draw.id(key),
      name: `广西${shortPlace(regionCode)}${brand}${suffix}${row.word}有限公司`,
      shortName: `${brand}${suffix}${row.short}`,
      creditCode: creditCode(regionCode, i + 1),
      regionCode,
      ...(isInPark ? { parkId: park._id } : {}),
      bodyId: competentBody(bodies, regionCode, row.sector)._id,
      sector: row.sector,
      division: row.division,
      employees,
      revenueFen,
      assetsFen: Math.round((revenueFen * draw.between(40, 160)) / 100),
      isHighRisk: row.isHighRisk,
      ...placedAt(addressOf(i, regionCode)),
      status: 'active',
      createdAt: new Date('2026-01-05T02:00:00.000Z'),
    };
    const own = { enterpriseId: enterprise._id };
    const team = (name: string): Team => ({
      _id: draw.id(`${key}:team:${name}`),
      ...own,
      name,
      code: draw.code(`${key}:team:${name}`),
    });
    const location = (name: string): Location => ({
      _id: draw.id(`${key}:place:${name}`),
      ...own,
      ...(isInPark ? { parkId: park._id } : {}),
      name,
      code: draw.code(`${key}:place:${name}`),
    });
    const first = draw.between(0, row.places.length - 1);
    const places = Array.from(
      { length: Math.min(row.places.length, draw.between(4, 6)) },
      (_p, n) => row.places[(first + n) % row.places.length] as string,
    );
    return { enterprise, teams: row.teams.map(team), locations: places.map(location) };
  });
}
