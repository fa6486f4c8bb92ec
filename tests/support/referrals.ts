import {
  answerReferral,
  approveReferral,
  declineReferral,
  handOverReferral,
  proposeReferral,
  type Referral,
  type ReferralStatus,
  referrals,
} from '#domain/referrals';
import type { PersonActor } from '#kernel/actor';
import { formatClock, localDate } from '#kernel/dates';
import { newId } from '#kernel/ids';
import { fixedNow } from './clock.ts';
import { personContext } from './contexts.ts';
import type { World } from './world.ts';

/** What a body types of a suspected crime. */
export const typedReferral = (from: string, more: Record<string, unknown> = {}) => ({
  from,
  offence: 'liability',
  grounds: '车间主任明知切断阀失灵仍安排点火',
  evidence: '点火记录、监控录像、三人询问笔录',
  officers: '陆监管、韦执法',
  ...more,
});

/** Another of the world's county body: whoever proposes does not decide. */
export const colleagueOf = ({ actors }: World): PersonActor => ({
  ...actors.regulator,
  personId: newId(),
  name: '谭局长',
});

/** One of the county's body from an accident or a major hazard, in the status wished for. */
export async function buildReferral(
  world: World,
  from: string,
  status: ReferralStatus = 'proposed',
  now = fixedNow,
): Promise<Referral> {
  const own = () => personContext(world.actors.regulator, { now });
  const head = () => personContext(colleagueOf(world), { now });
  const { reference } = await proposeReferral(own(), typedReferral(from));
  const decided = { reference, head: '谭局长，局长' };
  if (status === 'declined') await declineReferral(head(), { ...decided, reason: '情节轻微，不构成犯罪' });
  if (['approved', 'handed', 'filed', 'not-filed'].includes(status)) await approveReferral(head(), decided);
  if (['handed', 'filed', 'not-filed'].includes(status))
    await handOverReferral(own(), {
      ...{ reference, police: '北流市公安局', file: '北应急移〔2026〕1号', papers: '案卷 1 册' },
      ...{ handedOn: localDate(now), handedTime: formatClock(now) },
    });
  if (status === 'filed' || status === 'not-filed')
    await answerReferral(own(), {
      ...{ reference, result: status, answerFile: '北公立字〔2026〕8号', answeredOn: localDate(now) },
      ...{ reason: status === 'filed' ? '' : '没有犯罪事实' },
    });
  return (await referrals.peek(reference)) as Referral;
}
