import { adoptEntryList, proposeEntryList } from '#domain/entryLists';
import { creditCheckCharacter } from '#domain/organisations';
import {
  acceptProject,
  admitProject,
  approveDesign,
  beginBuilding,
  beginProducing,
  conditionProject,
  introduceProject,
  notifyProject,
  pauseProject,
  preAssessProject,
  receiveNotice,
  screenProject,
} from '#domain/projects';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

type Typed = Omit<Parameters<typeof introduceProject>[1], 'signedOn' | 'ownerCode' | 'sector'>;
type Placed = DemoCast & { park: PersonActor };

/** A code of a firm that is not here yet. */
const newcomer = (first17: string): string => first17 + creditCheckCharacter(first17);

async function adoptList(line: Timeline, { park, body }: Placed, banned: string, restricted: string): Promise<void> {
  const typed = { from: localDate(line.now), basis: '园区管委会〔2026〕6号', banned, restricted };
  const { reference } = await proposeEntryList(line.by(park), typed);
  await adoptEntryList(line.by(body), { reference });
}

async function introduce(line: Timeline, who: PersonActor, typed: Typed, more: object = {}): Promise<string> {
  const asked = { ...typed, ...more, sector: 'C', signedOn: addDays(localDate(line.now), -1) } as const;
  return (await introduceProject(line.by(who), asked as never)).reference;
}

async function tellOf(line: Timeline, { park, body }: Placed, reference: string): Promise<void> {
  await notifyProject(line.by(park), { reference });
  await receiveNotice(line.by(body), { reference });
}

/** The chemical park: one stopped by its grade, one that is being built, one refused by its place, one to be told of. */
async function inChemicalPark(line: Timeline, cast: Placed): Promise<void> {
  const { officer, park, body } = cast;
  await adoptList(line, cast, '光气及光气化产品\n硝化棉', '农药原药\n染料中间体');
  const chemical = { risk: 'hazchem', fireWork: 'flammable', trade: 'hazchem' } as const;
  const works = await introduce(line, officer, {
    ...{ kind: 'upgrade', name: '储罐区自动化改造', trade: 'chemical', risk: 'chemical-use', fireWork: 'flammable' },
    ...{
      site: '本厂储罐区',
      products: '不变',
      capacity: '不变',
      process: '增设紧急切断和气体报警',
      hazards: '易燃液体',
    },
  });
  await screenProject(line.by(park), { reference: works });
  await admitProject(line.by(body), { reference: works });
  await tellOf(line, cast, works);
  const on = localDate(line.now);
  const assessed = { file: '安评〔2026〕113号', provider: '广西桂安安全评价有限公司', on };
  await preAssessProject(line.by(officer), { reference: works, ...assessed });
  await approveDesign(line.by(body), { reference: works, file: '钦应急设审〔2026〕27号', on });
  await beginBuilding(line.by(officer), { reference: works, fireFile: '钦建消审〔2026〕41号' });
  line.days(10);
  const cardboard = await introduce(
    line,
    park,
    {
      ...{ kind: 'new', name: '瓦楞纸箱生产线', trade: 'ordinary', risk: 'none', fireWork: 'none' },
      ...{
        site: '二期 7 号地块',
        products: '瓦楞纸箱',
        capacity: '年产 2 万吨',
        process: '制浆、压制',
        hazards: '火灾',
      },
    },
    { ownerName: '钦州海纸包装有限公司', ownerCode: newcomer('91450702MA5K70001') },
  );
  await screenProject(line.by(park), { reference: cardboard });
  const peroxide = await introduce(
    line,
    park,
    {
      ...{ kind: 'new', name: '年产 10 万吨双氧水项目', ...chemical },
      ...{
        site: '二期 3 号地块',
        products: '双氧水',
        capacity: '年产 10 万吨',
        process: '蒽醌法',
        hazards: '氧化剂、易燃液体',
      },
    },
    { ownerName: '广西钦湾过氧化物有限公司', ownerCode: newcomer('91450702MA5K70002') },
  );
  await screenProject(line.by(park), { reference: peroxide });
  line.days(5);
  const acetate = await introduce(line, officer, {
    ...{ kind: 'extend', name: '乙酸乙酯扩能', ...chemical },
    ...{ site: '本厂二车间', products: '乙酸乙酯', capacity: '年产 5 万吨', process: '酯化', hazards: '易燃液体' },
  });
  await pauseProject(line.by(body), { reference: acetate, reason: '园区消防水池扩容前，不再增加易燃液体储量' });
}

/** An ordinary park: one in production, one with terms, one nobody has told the emergency department of. */
async function inOrdinaryPark(line: Timeline, cast: Placed): Promise<void> {
  const { officer, park, body } = cast;
  await adoptList(line, cast, '煤气发生炉\n湿法练泥废水直排', '电镀');
  const ordinary = { trade: 'ordinary', risk: 'none', fireWork: 'none' } as const;
  const kiln = await introduce(line, officer, {
    ...{ kind: 'rebuild', name: '隧道窑天然气改造', ...ordinary },
    ...{ site: '本厂一车间', products: '日用瓷', capacity: '不变', process: '天然气烧成', hazards: '燃气泄漏、高温' },
  });
  await screenProject(line.by(park), { reference: kiln });
  await admitProject(line.by(body), { reference: kiln });
  await tellOf(line, cast, kiln);
  const on = localDate(line.now);
  await preAssessProject(line.by(officer), { reference: kiln, file: '安全分析报告 1 号', on });
  await approveDesign(line.by(officer), { reference: kiln, file: '设计审查会纪要 1 号', on });
  await beginBuilding(line.by(officer), { reference: kiln });
  await introduce(
    line,
    park,
    {
      ...{ kind: 'new', name: '釉料生产线', ...ordinary },
      ...{ site: '东区 12 号', products: '釉料', capacity: '年产 8 千吨', process: '球磨、喷雾干燥', hazards: '粉尘' },
    },
    { ownerName: '北流彩釉材料有限公司', ownerCode: newcomer('91450981MA5K70003') },
  );
  line.days(20);
  const accepted = { file: '竣工验收报告 1 号', fireFile: '北建消备〔2026〕19号', on: localDate(line.now) };
  await acceptProject(line.by(officer), { reference: kiln, ...accepted });
  await beginProducing(line.by(officer), { reference: kiln });
  const glaze = await introduce(line, officer, {
    ...{ kind: 'extend', name: '三号成型线', ...ordinary },
    ...{ site: '本厂三车间', products: '日用瓷', capacity: '年产 600 万件', process: '滚压成型', hazards: '机械伤害' },
  });
  await screenProject(line.by(park), { reference: glaze });
  await conditionProject(line.by(body), { reference: glaze, terms: '成型机加装安全光栅后再开工' });
}

/** Building projects of a park in several states; nothing where it has no officer. */
export async function playProjects(line: Timeline, { park, ...cast }: DemoCast, isChemical: boolean): Promise<void> {
  if (park === undefined) return;
  await (isChemical ? inChemicalPark : inOrdinaryPark)(line, { ...cast, park });
}
