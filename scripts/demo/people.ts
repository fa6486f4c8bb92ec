import type { Account, Grant } from '#domain/identity';
import type { Body, Park } from '#domain/organisations';
import type { Role, Scope } from '#kernel/actor';
import type { Draw } from './draw.ts';
import type { DemoFirm } from './enterprises.ts';

const SURNAMES = Array.from('韦黄梁覃陆农李陈蒙罗莫潘甘卢蓝廖唐庞宁谢');
const GIVEN = [
  '建国',
  '小梅',
  '秀英',
  '志强',
  '丽华',
  '永福',
  '春兰',
  '海燕',
  '国庆',
  '桂芳',
  '大山',
  '美玲',
  '家荣',
  '燕妮',
  '文斌',
  '凤娇',
];

interface Part {
  name: string;
  grants: [role: Role, scope: Scope][];
  isListed?: boolean;
}

/** Advisers without firms yet; the programme gives them some (11 in the 玉林 pilot, facts.md §3.1). */
const ADVISERS = 11;

const scopeOf = {
  firm: (firm: DemoFirm): Scope => ({ enterpriseId: firm.enterprise._id }),
  team: (firm: DemoFirm, n: number): Scope => ({
    enterpriseId: firm.enterprise._id,
    teamId: (firm.teams[n % firm.teams.length] as { _id: string })._id,
  }),
  park: (park: Park): Scope => ({ parkId: park._id, regionCode: park.regionCode }),
  body: (body: Body): Scope => ({
    bodyId: body._id,
    regionCode: body.regionCode,
    ...(body.kind === 'general' ? {} : { sectors: body.sectors }),
  }),
};

function listed(draw: Draw, bodies: readonly Body[], parks: readonly Park[], firms: readonly DemoFirm[]): Part[] {
  const [pottery, chemical, tea] = firms as [DemoFirm, DemoFirm, DemoFirm];
  const park = (name: string) => scopeOf.park(parks.find((p) => p.name === name) as Park);
  const body = (name: string) => scopeOf.body(bodies.find((b) => b.name === name) as Body);
  const advised = firms.slice(0, 6).map((firm) => firm.enterprise._id);
  const parts: [name: string, ...grants: [Role, Scope][]][] = [
    ['韦小妹', ['worker', scopeOf.team(pottery, 0)]],
    ['黄大力', ['worker', scopeOf.team(pottery, 1)]],
    ['陆海生', ['worker', scopeOf.team(chemical, 0)]],
    ['农秀花', ['worker', scopeOf.team(tea, 0)]],
    ['李厂长', ['enterprise-manager', scopeOf.firm(pottery)]],
    ['潘志远', ['enterprise-manager', scopeOf.firm(chemical)]],
    ['甘玉兰', ['enterprise-manager', scopeOf.firm(tea)]],
    ['梁安全', ['safety-officer', scopeOf.firm(pottery)]],
    ['莫永安', ['safety-officer', scopeOf.firm(chemical)]],
    ['卢细心', ['safety-officer', scopeOf.firm(tea)], ['adviser', { enterpriseIds: advised.slice(3) }]],
    ['覃园区', ['park-officer', park('北流陶瓷工业园区')]],
    ['宁临海', ['park-officer', park('钦南石化产业园区')]],
    ['罗协助', ['park-officer', park('鱼峰汽车零部件产业园')]],
    ['谢厅长', ['regulator', body('广西壮族自治区应急管理厅')]],
    ['庞市局', ['regulator', body('玉林市应急管理局')]],
    ['廖监管', ['regulator', body('玉林市北流市应急管理局')]],
    ['唐钦南', ['regulator', body('钦州市钦南区应急管理局')]],
    ['蓝住建', ['regulator', body('南宁市住房和城乡建设局')]],
    ['陈保险', ['insurer', { insurerId: draw.id('insurer:八桂财产保险') }]],
    ['蒙辅导', ['adviser', { enterpriseIds: advised }]],
    ['管理员', ['administrator', {}]],
  ];
  return parts.map(([name, ...grants]) => ({ name, grants, isListed: true }));
}

/**
 * The listed people (phones 13900000001 and on, in the order above), then one regulator a body, one officer a park and
 * a manager, an officer and two workers a firm (phones 13910000001 and on), so that every reminder reaches somebody.
 */
export function demoPeople(
  draw: Draw,
  world: { bodies: readonly Body[]; parks: readonly Park[]; firms: readonly DemoFirm[] },
  passwordHash: string,
): Account[] {
  const someone = (...grants: Part['grants']): Part => ({ name: draw.pick(SURNAMES) + draw.pick(GIVEN), grants });
  const everyone: Part[] = [
    ...world.bodies.map((body) => someone(['regulator', scopeOf.body(body)])),
    ...world.parks.map((park) => someone(['park-officer', scopeOf.park(park)])),
    ...world.firms.flatMap((firm) => [
      someone(['enterprise-manager', scopeOf.firm(firm)]),
      someone(['safety-officer', scopeOf.firm(firm)]),
      someone(['worker', scopeOf.team(firm, 0)]),
      someone(['worker', scopeOf.team(firm, 1)]),
    ]),
  ];
  const account = (part: Part, phone: string): Account => ({
    _id: draw.id(`person:${phone}`),
    name: part.name,
    phone,
    passwordHash,
    grants: part.grants.map(([role, scope], n): Grant => ({ _id: draw.id(`grant:${phone}:${n}`), role, scope })),
    status: 'active',
    // Codes reach them and offers may be answered inside, as with anybody whose number has shown itself.
    phoneProvedAt: new Date('2026-01-05T02:00:00.000Z'),
    ...(part.isListed ? { isDemo: true } : {}),
    createdAt: new Date('2026-01-05T02:00:00.000Z'),
  });
  const advisers = Array.from({ length: ADVISERS }, (_, n) => ({
    ...account(someone(['adviser', { enterpriseIds: [] }]), phone('1392', n)),
    _id: draw.id(`person:adviser:${n}`),
  }));
  const carrier = account(someone(['insurer', { insurerId: draw.id('insurer:邕江财产保险') }]), phone('1393', 0));
  return [
    ...listed(draw, world.bodies, world.parks, world.firms).map((part, n) => account(part, phone('1390000', n))),
    ...everyone.map((part, n) => account(part, phone('1391', n))),
    ...advisers,
    { ...carrier, _id: draw.id('person:insurer:邕江财产保险') },
  ];
}

const phone = (start: string, n: number): string => start + String(n + 1).padStart(11 - start.length, '0');
