import { peekHazard, reportHazard } from '#domain/hazards';
import { getEnterprise } from '#domain/organisations';
import {
  acceptLead,
  agreeOnSafety,
  checkTogether,
  confirmTenancy,
  enterTenancy,
  sharePlace,
  tellOfShared,
} from '#domain/tenancies';
import { systemContext } from '#kernel/context';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';
import { photo } from './hazards.ts';

/**
 * What one firm lets to another of its park: a hall with an agreement, joint checks, and a hazard on the stairs both use; a
 * yard without an agreement, for which the clock proposes a case; and a room the tenant has yet to say is let.
 */
export async function playTenancies(line: Timeline, landlord: DemoCast, tenant: DemoCast): Promise<void> {
  const { officer } = landlord;
  const { creditCode: tenantCode } = await getEnterprise(tenant.officer.scope.enterpriseId ?? '');
  const enter = (area: string) => enterTenancy(line.by(officer), { tenantCode, area, startsOn: localDate(line.now) });
  const hall = await enter('2号厂房二层');
  const { reference } = await confirmTenancy(line.by(tenant.officer), { reference: hall.reference });
  const at = line.by(officer);
  await agreeOnSafety(at, {
    ...{ reference, until: addDays(localDate(at.now), 400), fireLead: 'landlord', photoIds: [await photo(at, 61)] },
    duties: '出租方管楼体、消防设施、共用楼梯和配电；承租方管自己的设备、用电和存放的物料。',
    coordinator: `${officer.name}（出租方）`,
  });
  await sharePlace(line.by(officer), { reference, part: '东侧楼梯', lead: 'landlord' });
  const { shared } = await sharePlace(line.by(officer), { reference, part: '二层装卸平台', lead: 'tenant' });
  await acceptLead(line.by(tenant.officer), { reference, partId: shared.at(-1)?.id ?? '' });
  line.days(20);
  await checkTogether(line.by(officer), {
    ...{ reference, on: localDate(line.now), photoIds: [] },
    found: '楼梯口堆了纸箱，当场清走；应急灯两盏不亮，已登记整改。',
  });
  const yard = await enter('北侧堆场');
  await confirmTenancy(line.by(tenant.officer), { reference: yard.reference });
  line.days(8);
  const worker = tenant.workers[0] ?? tenant.officer;
  const told = await reportHazard(line.by(worker), {
    ...{ enterpriseId: worker.scope.enterpriseId ?? '', placeText: '2号厂房东侧楼梯一楼' },
    text: '楼梯扶手有两处松动，要加固',
  });
  const hazard = await peekHazard(told.reference);
  if (hazard !== undefined) await tellOfShared(systemContext(line.now, 'demo', 'demo'), hazard);
  await enter('门卫室');
}
