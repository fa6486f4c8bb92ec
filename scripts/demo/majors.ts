import { acceptHazard, closeMajor, reportHazard, verifyHazard } from '#domain/hazards';
import { issueStop, majors, superviseMajor } from '#domain/majors';
import { proposeReferral } from '#domain/referrals';
import { addDays, localDate } from '#kernel/dates';
import { demoCast, Timeline } from './cast.ts';
import type { DemoFirm } from './enterprises.ts';
import { photo } from './hazards.ts';

/** What park and body do about the major hazards of the first firm: supervise, stop, close; and two that are new. */
export async function demoMajors([firm]: readonly DemoFirm[], now: Date): Promise<void> {
  const cast = firm === undefined ? undefined : await demoCast(firm.enterprise);
  if (firm === undefined || cast === undefined) return;
  const { body, park, officer } = cast;
  const line = new Timeline(now, 0);
  const place = { enterpriseId: firm.enterprise._id, placeText: firm.locations[0]?.name ?? '' };
  const suspected = { ...place, text: '煤气柜进出口管道没有可靠隔断装置', isClaimedMajor: true };
  await reportHazard(line.by(body), suspected);
  const { reference } = await reportHazard(line.by(body), { ...place, text: '有限空间没有通风和检测就进人' });
  await acceptHazard(line.by(officer), { reference });
  const judged = { result: 'valid', grade: 'major', majorBasis: '工贸企业重大事故隐患判定标准第三条' } as const;
  await verifyHazard(line.by(officer), { reference, ...judged });
  const files = async (status: 'rectifying' | 'closure-requested') =>
    (await majors.find({ ...line.by(body) }, { status, enterpriseId: firm.enterprise._id })).rows;
  const [treated] = await files('rectifying');
  if (treated !== undefined) {
    const order = { what: '每周报一次进展，按期改完', answerBy: addDays(localDate(now), 5), isPublic: true };
    await superviseMajor(line.by(body), { reference: treated.reference, ...order });
    const stopped = { what: '有关设备停止使用，人员撤出', basis: '安全生产法第六十五条' };
    await issueStop(line.by(body), { major: treated.reference, ...stopped });
    await proposeReferral(line.by(body), {
      ...{ from: treated.reference, offence: 'dangerous-work' },
      grounds: '责令停用以后，车间负责人仍安排开机',
      evidence: '设备运行记录、监控录像、两人询问笔录',
      officers: '两名持证执法人员',
    });
  }
  const [, asked] = await files('closure-requested');
  const closer = asked?.byPark ? park : body;
  if (asked === undefined || closer === undefined) return;
  const ctx = line.by(closer);
  const visit = { visitedOn: localDate(ctx.now), photoIds: [await photo(ctx, 99)], note: '现场看过，符合方案' };
  await closeMajor(ctx, { reference: asked.hazardReference, ...visit });
}
