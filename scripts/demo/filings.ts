import { acknowledgeFiling, fileWork, finishFiling, returnFiling } from '#domain/filings';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

/** Special work, outsourcing and building of one firm, told in good time and late, answered and not. */
export async function playFilings(line: Timeline, cast: DemoCast): Promise<void> {
  const { officer, manager, body } = cast;
  const day = (days: number): string => addDays(localDate(line.now), days);
  const file = (
    what: Partial<Parameters<typeof fileWork>[1]> & Pick<Parameters<typeof fileWork>[1], 'kind' | 'what'>,
  ) =>
    fileWork(line.by(officer), {
      placeText: '原料车间',
      startsOn: day(1),
      endsOn: day(2),
      responsibleName: officer.name,
      measures: '作业前通风、检测合格并留存记录；现场备好灭火器和救援三脚架；监护人不离开现场。',
      ...what,
    });
  const finished = await file({
    kind: 'special-work',
    type: 'hot-work',
    what: '窑头钢平台焊接加固',
    guardianName: manager.name,
    level: 'second',
    hours: '48',
    ticketNumber: 'DH-2026-1107',
    headcount: '3',
  });
  await acknowledgeFiling(line.by(body), { reference: finished.reference });
  line.days(2);
  await finishFiling(line.by(officer), { reference: finished.reference });
  const outside = await file({
    kind: 'outsourcing',
    what: '除尘布袋更换',
    placeText: '釉料房屋顶',
    endsOn: day(12),
    contractorName: '广西邕源环保设备安装有限公司',
    contractorCode: '91450100MA5KYYAA0F',
    headcount: '6',
  });
  await acknowledgeFiling(line.by(body), { reference: outside.reference });
  const returned = await file({
    kind: 'construction',
    type: 'extend',
    what: '二期喷涂车间扩建',
    placeText: '厂区东侧空地',
    endsOn: day(240),
    headcount: '40',
  });
  await returnFiling(line.by(body), {
    reference: returned.reference,
    reason: '请补充施工单位名称和安全生产许可证编号',
  });
  await file({
    kind: 'special-work',
    type: 'confined-space',
    what: '3 号污水池清淤',
    placeText: '污水处理站',
    startsOn: day(-1),
    endsOn: day(1),
    guardianName: manager.name,
    headcount: '2',
  });
}
