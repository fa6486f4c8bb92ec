import { findPeople, getActor } from '#domain/identity';
import {
  acceptService,
  agreeService,
  askService,
  attendService,
  confirmPolicy,
  deliverService,
  enterPolicy,
  mustInsureLine,
  notePremium,
  publishCatalogue,
  settleService,
} from '#domain/insurance';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import { demoCast, Timeline } from './cast.ts';
import type { DemoFirm } from './enterprises.ts';

const CATALOGUE = [
  'YH-01 现场隐患排查 隐患排查 隐患排查 次 8000',
  'PX-01 全员安全培训 宣传教育培训 项目培训 天 6000',
  'YL-01 应急演练指导 应急预案和演练 应急演练',
  'FX-01 风险评估 风险辨识评估 基线评估',
  'BZ-01 标准化咨询 安全生产标准化 无',
].join('\n');

/** How the firms that must insure stand: in turn, and the rest have never insured. */
const STANDINGS = ['served', 'expiring', 'pending', 'lapsed', 'served', 'covered', 'covered'] as const;

async function insurers(): Promise<PersonActor[]> {
  const people = await findPeople({ role: 'insurer' }, 4);
  const actors = await Promise.all(
    people.map((person) => getActor(person._id, person.grants.find(({ role }) => role === 'insurer')?._id ?? '')),
  );
  return actors.filter((actor) => actor !== undefined);
}

/** Policies of two insurers in several states, with what their prevention budgets were spent on. */
export async function demoInsurance(firms: readonly DemoFirm[], now: Date): Promise<void> {
  const line = new Timeline(now, 40);
  const carriers = await insurers();
  if (carriers.length === 0) return;
  for (const carrier of carriers) await publishCatalogue(line.by(carrier), { items: CATALOGUE });
  const must = firms.filter(({ enterprise }) => mustInsureLine(enterprise, localDate(now)) !== undefined);
  for (const [n, standing] of STANDINGS.entries()) {
    const [firm, carrier] = [must[n], carriers[n % carriers.length]];
    if (firm === undefined || carrier === undefined) return;
    await playPolicy(new Timeline(now, 30), firm, carrier, standing, n);
  }
}

async function playPolicy(
  line: Timeline,
  { enterprise }: DemoFirm,
  carrier: PersonActor,
  standing: (typeof STANDINGS)[number],
  n: number,
): Promise<void> {
  const today = localDate(line.now);
  const from = standing === 'lapsed' ? -390 : standing === 'expiring' ? -320 : -150;
  const startsOn = addDays(today, from);
  const cover = {
    number: `PAQ${today.slice(0, 4)}45${String(n + 1).padStart(6, '0')}`,
    startsOn,
    endsOn: addDays(startsOn, 364),
    headcount: String(enterprise.employees),
    limitFen: 50_000_000,
  };
  const cast = await demoCast(enterprise);
  if (cast === undefined) return;
  if (standing === 'pending') {
    await enterPolicy(line.by(cast.officer), { ...cover, insurerId: carrier.scope.insurerId ?? '' });
    return;
  }
  const { reference } = await enterPolicy(line.by(carrier), { ...cover, creditCode: enterprise.creditCode });
  await confirmPolicy(line.by(carrier), {
    reference,
    ratio: '20',
    clause: '特别约定第三条：事故预防服务',
    serviceTypes: ['inspection', 'training', 'drill', 'assessment'],
    frequency: '2',
    order: 'programme',
    dispatched: 'this',
  });
  const premium = { reference, kind: 'received' as const, day: addDays(startsOn, 1), voucher: `SJ-${n + 1}` };
  await notePremium(line.by(carrier), { ...premium, amountFen: 2_600_000 + enterprise.employees * 26_000 });
  if (standing !== 'served') return;
  const [worker] = cast.workers;
  const ask = (activity: string, what: string, amountFen: number) =>
    askService(line.by(cast.manager), {
      policy: reference,
      purpose: 'compulsory',
      activity,
      what,
      serviceOn: localDate(line.now),
      providerName: '广西安评技术服务有限公司',
      providerCode: '91450100MA5K00012J',
      qualification: 'APJ-（桂）-006',
      qualifiedUntil: addDays(localDate(line.now), 700),
      amountFen,
    });
  const first = await ask('inspection', '请两名专家查一遍储罐区和装卸台', 300_000);
  await agreeService(line.by(carrier), { reference: first.reference });
  line.days(1);
  await deliverService(line.by(carrier), {
    reference: first.reference,
    servedOn: localDate(line.now),
    place: '储罐区',
    people: '服务机构专家两名',
    measures: '对照重大隐患判定标准查了储罐区、装卸台和配电房，当场讲解了三处问题。',
    hazards: '装卸台静电接地线断开',
  });
  if (worker !== undefined) {
    const attendeeIds = [worker.personId];
    await acceptService(line.by(cast.officer), { reference: first.reference, score: '5', attendeeIds });
    await attendService(line.by(worker), { reference: first.reference });
    await settleService(line.by(carrier), { reference: first.reference, amountFen: 280_000, voucher: `FP-${n + 1}` });
  }
  line.days(2);
  await ask('training', '请讲师给班组长讲一天有限空间作业', 120_000);
}
