import { type Hazard, peekHazard, reportHazard } from '#domain/hazards';
import { agreeOnSafety, confirmTenancy, endTenancy, sharePlace } from '#domain/tenancies';
import { signedInAt } from '../support/agents.ts';
import { createClock } from '../support/clock.ts';
import { as } from '../support/plans.ts';
import { type Portal, startPortal } from '../support/portal.ts';
import { useStores } from '../support/stores.ts';
import { buildTenancy, typedAgreement } from '../support/tenancies.ts';
import { buildWorld, type World } from '../support/world.ts';

useStores();
let world: World;
let portal: Portal;
beforeEach(async () => {
  world = await buildWorld();
  portal = await startPortal(createClock());
});
afterEach(() => portal.stop());

/** A tenancy with everything in it, and a hazard on the stairs told by a worker of the tenant. */
async function shared(): Promise<{ path: string; hazard: Hazard; reference: string }> {
  const { reference } = await buildTenancy(world);
  await agreeOnSafety(as(world, 'officer'), { reference, ...(await typedAgreement(world)) });
  await sharePlace(as(world, 'officer'), { reference, part: '东侧楼梯', lead: 'landlord' });
  const told = await reportHazard(as(world, 'otherWorker'), {
    ...{ enterpriseId: world.otherEnterprise._id, text: '楼梯扶手松动，要加固', placeText: '东侧楼梯二楼' },
  });
  return { path: `/tenancies/${reference}`, hazard: (await peekHazard(told.reference)) as Hazard, reference };
}

it('shows both firms the hazard of a shared part; the one that does not lead opens no case and reads no name', async () => {
  const { path, hazard } = await shared();
  const landlord = await signedInAt(portal, world, 'officer');
  const tenant = await signedInAt(portal, world, 'otherOfficer');
  for (const agent of [landlord, tenant]) {
    const page = await agent.get(path);
    expect(page.text).toContain('楼梯扶手松动，要加固');
    expect(page.text).toContain('广西北流桂宝陶瓷有限公司牵头');
    expect(page.text).not.toContain('卢师傅');
  }
  expect((await landlord.get(path)).text).toContain(`href="/hazards/${hazard.reference}"`);
  expect((await tenant.get(path)).text).not.toContain(`href="/hazards/${hazard.reference}"`);
  expect((await tenant.get(`/hazards/${hazard.reference}`)).status).toBe(404);
  expect((await landlord.get(`/hazards/${hazard.reference}`)).text).toContain('几家企业共用');
});

it('shows whoever has moved out nothing of what goes on in the parts both used', async () => {
  const { path, reference } = await shared();
  await endTenancy(as(world, 'otherOfficer'), { reference, reason: '租期满' });
  const tenant = await signedInAt(portal, world, 'otherOfficer');
  const page = await tenant.get(path);
  expect(page.text).toContain('归出租方');
  expect(page.text).not.toContain('楼梯扶手松动');
  const landlord = await signedInAt(portal, world, 'officer');
  expect((await landlord.get(path)).text).toContain('楼梯扶手松动');
});

it('says whose turn it is: of whoever is asked until it is confirmed, then of the landlord', async () => {
  const { reference } = await buildTenancy(world, 'proposed');
  const landlord = await signedInAt(portal, world, 'officer');
  const hasIt = async () =>
    /现在归：?<\/[^>]+>\s*([^<]+)/.exec((await landlord.get(`/tenancies/${reference}`)).text)?.[1];
  expect(await hasIt()).toContain(`${world.otherEnterprise.name}（承租方）`);
  await confirmTenancy(as(world, 'otherOfficer'), { reference });
  expect(await hasIt()).toContain(`${world.enterprise.name}（出租方）`);
});
