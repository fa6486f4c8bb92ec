import { applyForPass, approvePass, askCore, confirmCore, issuePass, refusePass } from '#domain/passes';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

/** Who comes to one firm in a park: asked for, agreed to, issued, refused, and one let into the core zone once. */
export async function playPasses(line: Timeline, { officer, workers: [worker], park }: DemoCast): Promise<void> {
  if (worker === undefined || park === undefined) return;
  const today = localDate(line.now);
  const day = (days: number): string => addDays(today, days);
  const contractor = {
    kind: 'contractor',
    holder: '邓检修',
    company: '广西邕源环保设备安装有限公司',
    zone: 'core',
    purpose: '储罐区检修',
    startsOn: today,
    endsOn: day(60),
    cardUntil: day(200),
    contractUntil: day(90),
  } as const;
  const apply = (typed: Parameters<typeof applyForPass>[1]) => applyForPass(line.by(worker), typed);
  const { reference } = await apply(contractor);
  await approvePass(line.by(officer), { reference });
  await issuePass(line.by(park), { reference });
  await askCore(line.by(officer), { reference, coreOn: day(1), coreWhy: '更换储罐进料阀' });
  await confirmCore(line.by(park), { reference });
  const lorry = {
    kind: 'hazchem',
    holder: '黄运输',
    plate: '桂N66K01',
    zone: 'key',
    purpose: '送乙醇',
    startsOn: day(1),
    endsOn: day(1),
    cardUntil: day(300),
    insuranceUntil: day(120),
    goods: '乙醇',
    un: '1170',
    tonnes: '28',
    waybill: 'YD450700112601',
  } as const;
  const tomorrow = await apply(lorry);
  await approvePass(line.by(officer), { reference: tomorrow.reference });
  const visitor = { kind: 'visitor', zone: 'general', startsOn: day(1), endsOn: day(1) } as const;
  await apply({ ...visitor, holder: '农审计', company: '南宁审计事务所', purpose: '年度审计' });
  const refused = await apply({ ...visitor, holder: '陆参观', purpose: '参观' });
  await refusePass(line.by(officer), { reference: refused.reference, reason: '检修期间不接待参观' });
}
