import { z } from 'zod';
import { defineActs, isOwners, peopleOfOwner } from '#domain/engine';
import { runnersOf } from '#domain/identity';
import type { JournalEvent } from '#domain/journal';
import { creditCodeField } from '#domain/organisations';
import { actsAs, type PersonActor, runsEnterprise } from '#kernel/actor';
import { callField, chosenCode, dayField, idsField, namedField, reasonField, wordsField } from '#kernel/input';
import type { RescueTeam, RescueTeamStatus } from './rescueTeam.model.ts';
import { TEAM_KINDS, type TeamKind } from './rescueTeam.rules.ts';

const kinds = TEAM_KINDS.map(({ code }) => code) as [TeamKind, ...TeamKind[]];
const described = {
  name: namedField('请填写队伍名称', 40),
  leader: namedField('请填写队长', 40),
  onCallPhone: callField('请填写值班电话，例如 0775-6300119'),
  gear: wordsField('请写明有哪些装备', 1_000),
};
const papers = {
  certificate: namedField('请填写证书名称和编号', 60),
  until: dayField('请选择证书到哪一天'),
};
const OPEN: RescueTeamStatus[] = ['ready', 'stood-down'];
/** The owner keeps it for itself: whoever would be told is whoever did it. */
const NOBODY = [] as const;

type Is = (actor: PersonActor, row: RescueTeam) => boolean;
const ofFirm = ({ scope }: PersonActor, { agreements }: RescueTeam) =>
  agreements.filter(({ enterpriseId, endedOn }) => enterpriseId === scope.enterpriseId && endedOn === undefined);
/** The firm an agreement is offered to, which has not said yet. */
const isAsked: Is = (actor, row) =>
  runsEnterprise(actor) && ofFirm(actor, row).some(({ confirmed }) => confirmed === undefined);
const isEither: Is = (actor, row) =>
  (isOwners(actor, row) && row.agreements.some(({ endedOn }) => endedOn === undefined)) ||
  (runsEnterprise(actor) && ofFirm(actor, row).length > 0);
/** The firm an event of an agreement is about. */
const toFirm = ({ agreements }: RescueTeam, { facts }: JournalEvent) => {
  const found = agreements.find(({ id }) => id === facts['agreement']);
  return found === undefined ? [] : runnersOf(found.enterpriseId);
};
/** Everybody who relies on it. */
const toRelying = async ({ agreements }: RescueTeam): Promise<string[]> =>
  (
    await Promise.all(
      agreements.filter(({ endedOn }) => endedOn === undefined).map(({ enterpriseId }) => runnersOf(enterpriseId)),
    )
  ).flat();

/** A rescue team: who is in it, how long their certificates hold, and who relies on it. */
export const rescueTeamActs = defineActs<RescueTeam, RescueTeamStatus>()({
  form: {
    label: '登记队伍',
    from: [],
    to: 'ready',
    may: (actor) => runsEnterprise(actor) || actsAs(actor, 'park-officer'),
    needs: { kind: z.enum(kinds, { error: '请选择哪一种队伍' }), ...described },
    event: 'rescue-teams.formed',
    done: '登记队伍',
    said: '已登记。接着登记队员。',
    told: NOBODY,
  },
  change: {
    label: '改登记内容',
    from: OPEN,
    to: 'stay',
    may: isOwners,
    needs: described,
    event: 'rescue-teams.changed',
    done: '改了登记内容',
    said: '已保存。',
    told: NOBODY,
  },
  'add-member': {
    label: '登记队员',
    from: OPEN,
    to: 'stay',
    may: isOwners,
    needs: {
      member: namedField('请填写队员姓名', 30),
      phone: callField('请填写队员电话'),
      ...papers,
      isInsured: z.enum(['yes', 'no'], { error: '请选择有没有买意外险' }),
    },
    event: 'rescue-teams.member-added',
    done: '登记队员',
    said: '已登记。',
    told: NOBODY,
  },
  'renew-certificate': {
    label: '换证',
    from: OPEN,
    to: 'stay',
    may: isOwners,
    when: ({ members }) => members.some(({ leftOn }) => leftOn === undefined),
    needs: { memberId: chosenCode('请选择谁换证'), ...papers },
    event: 'rescue-teams.certificate-renewed',
    done: '登记换证',
    said: '已登记。',
    told: NOBODY,
  },
  'let-go': {
    label: '队员离队',
    from: OPEN,
    to: 'stay',
    may: isOwners,
    when: ({ members }) => members.some(({ leftOn }) => leftOn === undefined),
    needs: { memberId: chosenCode('请选择谁离队') },
    event: 'rescue-teams.member-left',
    done: '队员离队',
    said: '已登记。',
    told: NOBODY,
  },
  offer: {
    label: '和企业签协议',
    from: ['ready'],
    to: 'stay',
    may: isOwners,
    needs: {
      creditCode: creditCodeField,
      until: dayField('请选择协议到哪一天'),
      covers: wordsField('请写明管哪些事、多久赶到', 500),
      photoIds: idsField,
      fileIds: idsField,
    },
    event: 'rescue-teams.agreement-offered',
    done: '登记协议，等企业确认',
    said: '已登记，企业确认以后才算。',
    told: [{ to: toFirm, template: 'rescue-team-offered', whileIn: OPEN }],
  },
  confirm: {
    label: '确认依靠这支队伍',
    from: OPEN,
    to: 'stay',
    may: isAsked,
    needs: {},
    event: 'rescue-teams.agreement-confirmed',
    done: '企业确认依靠这支队伍',
    said: '已确认，到期以前算有队伍。',
    told: [{ to: peopleOfOwner, template: 'rescue-team-confirmed', whileIn: OPEN }],
  },
  'end-agreement': {
    label: '结束协议',
    from: OPEN,
    to: 'stay',
    may: isEither,
    needs: { agreement: chosenCode('请选择哪一份协议'), reason: reasonField },
    event: 'rescue-teams.agreement-ended',
    done: '结束协议',
    said: '已结束，对方会收到。',
    told: [
      { to: toFirm, template: 'rescue-team-ended', whileIn: OPEN },
      { to: peopleOfOwner, template: 'rescue-team-ended', whileIn: OPEN },
    ],
  },
  'stand-down': {
    label: '暂停值守',
    from: ['ready'],
    to: 'stood-down',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'rescue-teams.stood-down',
    done: '暂停值守',
    said: '已记下，依靠它的企业会收到。',
    told: [{ to: toRelying, template: 'rescue-team-stood-down' }],
  },
  resume: {
    label: '恢复值守',
    from: ['stood-down'],
    to: 'ready',
    may: isOwners,
    needs: {},
    event: 'rescue-teams.resumed',
    done: '恢复值守',
    said: '已恢复。',
    told: NOBODY,
  },
  disband: {
    label: '解散',
    from: OPEN,
    to: 'disbanded',
    may: isOwners,
    needs: { reason: reasonField },
    event: 'rescue-teams.disbanded',
    done: '解散',
    said: '已解散，依靠它的企业会收到。',
    told: [{ to: toRelying, template: 'rescue-team-disbanded' }],
  },
});
export type RescueTeamAction = keyof typeof rescueTeamActs;
