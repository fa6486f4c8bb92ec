import { bodyPeople } from '#domain/identity';
import {
  announceInspection,
  approveInspection,
  proposeInspection,
  recordInspection,
  startInspection,
  tellInspection,
} from '#domain/inspections';
import { getEnterprise } from '#domain/organisations';
import { addDays, formatClock, localDate } from '#kernel/dates';
import { type DemoCast, demoPerson, type Timeline } from './cast.ts';

/** What a body looks at in a firm, in several states; whoever approves is another of the body, where there is one. */
export async function playInspections(line: Timeline, { body, officer }: DemoCast): Promise<void> {
  const { bodyId = '' } = body.scope;
  const others = (await bodyPeople(bodyId)).filter((id) => id !== body.personId);
  const head = others[0] === undefined ? undefined : await demoPerson(others[0], 'regulator');
  const { creditCode } = await getEnterprise(officer.scope.enterpriseId ?? '');
  const people = '陆正 桂K0981001\n韦明 桂K0981002';
  const propose = (kind: 'on-site' | 'off-site', items: string[], isUnannounced: 'yes' | 'no') => {
    const ctx = line.by(body);
    return proposeInspection(ctx, {
      ...{ kind, creditCode, cause: 'daily', items, isUnannounced, people, why: '年度检查计划' },
      ...{ visitOn: addDays(localDate(ctx.now), 1), visitTime: '09:00' },
      ...(kind === 'on-site' ? { whyOnSite: '要看现场的设施和操作' } : {}),
    });
  };
  const began = () => {
    const ctx = line.by(body);
    return { ctx, visitOn: localDate(ctx.now), visitTime: formatClock(ctx.now) };
  };
  if (head !== undefined) {
    const { reference } = await propose('on-site', ['fire', 'training'], 'no');
    await approveInspection(line.by(head), { reference, head: `${head.name}，负责人` });
    await announceInspection(line.by(body), { reference });
    line.days(1);
    const { ctx, ...at } = began();
    await startInspection(ctx, { reference, ...at, arrival: 'scanned' });
    await recordInspection(line.by(body), {
      ...{ reference, findings: '疏散通道畅通；新员工三级教育记录齐全', signing: 'signed' },
    });
    await tellInspection(line.by(body), { reference, notice: '没有发现问题，不用整改。' });
  }
  await propose('off-site', ['emergency-plan'], 'no');
  const { ctx, ...at } = began();
  await proposeInspection(ctx, {
    ...{ kind: 'urgent', creditCode, items: ['special-work'], people, ...at },
    why: '现场正在动火，没有监护',
  });
  await propose('on-site', ['dual-prevention'], 'yes');
}
