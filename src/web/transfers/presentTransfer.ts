import { enterpriseName, parkName } from '#domain/organisations';
import { type Transfer, transferLifecycle } from '#domain/parks';
import type { Actor } from '#kernel/actor';
import { formatDate, formatDay, localDate } from '#kernel/dates';
import { statusRow } from '#kernel/lifecycle';
import { paths } from '#kernel/paths';

export const isParkOf = (actor: Actor, parkId: string): boolean =>
  actor.kind === 'person' && actor.role === 'park-officer' && actor.scope.parkId === parkId;

/** One line of the list. */
export async function presentTransferRow(transfer: Transfer, actor: Actor) {
  const { reference, status, enterpriseId, fromParkId, toParkId, dueAt } = transfer;
  const from = await parkName(fromParkId);
  const to = await parkName(toParkId);
  const isWaiting = status === 'proposed' && isParkOf(actor, transfer.answeringParkId);
  return {
    reference,
    href: paths.transfer(reference),
    what: enterpriseId === undefined ? `${from}并入${to}` : await enterpriseName(enterpriseId),
    route: enterpriseId === undefined ? '园区合并' : `${from} → ${to}`,
    status: statusRow(transferLifecycle, status),
    isWaiting,
    due: status === 'proposed' ? `${formatDay(localDate(dueAt))}前答复` : '',
  };
}

/** Who has it now and what comes next. */
export async function presentStanding(transfer: Transfer, actor: Actor) {
  const answering = await parkName(transfer.answeringParkId);
  const due = formatDate(transfer.dueAt);
  switch (transfer.status) {
    case 'proposed':
      return isParkOf(actor, transfer.answeringParkId)
        ? { holder: '您的园区', next: `请在${due}前答复：同意，或写明理由不同意。答复之前一切照旧。` }
        : { holder: answering, next: `等对方在${due}前答复。答复之前一切照旧。` };
    case 'moving':
      return { holder: '系统', next: `正在逐家迁移，已完成 ${transfer.movedCount} 家，不用做什么。` };
    case 'moved':
      return { holder: '', next: `已于${formatDay(transfer.movedOn ?? '')}生效，不用做什么。` };
    case 'overtaken':
      return { holder: '', next: '两个园区合并，这家企业随合并一起办理。' };
    default:
      return { holder: '', next: '没有转移，一切照旧。需要时可以重新提出。' };
  }
}

type Counts = { openCases: number; unpaidRewards: number; applications: number; enrolment?: { reference: string } } & {
  plan?: { reference: string; year: number };
};

/** What goes over, as facts; with `undefined` for a merger nothing is counted. */
export function presentCounts(counts: Counts | undefined): { label: string; value: string }[] {
  if (counts === undefined) return [];
  const { openCases, unpaidRewards, applications, enrolment, plan } = counts;
  return [
    { label: '未办结的隐患', value: `${openCases} 件，编号和期限不变` },
    { label: '没有兑现的奖励', value: `${unpaidRewards} 笔，仍由企业兑现` },
    { label: '企业安全发展项目', value: enrolment === undefined ? '没有加入' : `${enrolment.reference}，随企业转移` },
    { label: '安全发展计划', value: plan === undefined ? '没有' : `${plan.year} 年 ${plan.reference}，随企业转移` },
    { label: '办理中的项目申请', value: applications === 0 ? '没有' : `${applications} 份，随企业转移` },
  ];
}
