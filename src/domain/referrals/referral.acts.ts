import { z } from 'zod';
import { defineActs, type Notice } from '#domain/engine';
import { bodyPeople } from '#domain/identity';
import { actsAs, type PersonActor } from '#kernel/actor';
import { chosenCode, dayField, emptyIsMissing, lineField, namedField, reasonField, wordsField } from '#kernel/input';
import { clockField } from '#kernel/moments';
import type { Referral, ReferralStatus } from './referral.model.ts';

const isBodys = (actor: PersonActor, { bodyId }: Referral): boolean =>
  actsAs(actor, 'regulator') && actor.scope.bodyId === bodyId;
const colleagues = ({ bodyId }: Referral) => bodyPeople(bodyId);
const above = async ({ bodyId, bodyIds }: Referral) =>
  (await Promise.all(bodyIds.filter((id) => id !== bodyId).map(bodyPeople))).flat();
const told = (to: Notice<Referral>['to'], template: string): Notice<Referral> => ({
  to,
  template,
  isUrgent: () => true,
});

/** From the report to the head of the body to what the police answer (应急〔2019〕54号). */
export const referralActs = defineActs<Referral, ReferralStatus>()({
  propose: {
    label: '提出移送',
    from: [],
    to: 'proposed',
    may: (actor) => actsAs(actor, 'regulator'),
    needs: {
      from: lineField('请填写事故或者重大隐患档案的编号').pipe(z.string().min(1, '请填写事故或者重大隐患档案的编号')),
      offence: chosenCode('请选择涉嫌什么罪'),
      grounds: wordsField('请写明谁做了什么、为什么涉嫌犯罪', 2_000),
      evidence: wordsField('请写明有哪些证据', 1_000),
      officers: wordsField('请写明哪两名以上执法人员核实的', 200),
    },
    event: 'referrals.proposed',
    done: '提出移送，报负责人',
    said: '已报负责人，到期前提醒决定。',
    told: [told(colleagues, 'referral-proposed')],
  },
  approve: {
    label: '批准移送',
    from: ['proposed'],
    to: 'approved',
    may: isBodys,
    differsFrom: ['proposedBy'],
    needs: { head: namedField('请填写作决定的负责人姓名和职务', 60) },
    event: 'referrals.approved',
    done: '负责人批准移送',
    said: '已批准，请按时移送公安机关。',
    told: [told(colleagues, 'referral-approved')],
  },
  decline: {
    label: '不批准移送',
    from: ['proposed'],
    to: 'declined',
    may: isBodys,
    differsFrom: ['proposedBy'],
    needs: { head: namedField('请填写作决定的负责人姓名和职务', 60), reason: reasonField },
    event: 'referrals.declined',
    done: '负责人不批准移送，理由记录在案',
    said: '已记下理由。',
    told: [told(colleagues, 'referral-declined'), told(above, 'referral-declined')],
  },
  'hand-over': {
    label: '移送公安',
    from: ['approved'],
    to: 'handed',
    may: isBodys,
    needs: {
      police: namedField('请填写移送给哪个公安机关', 60),
      file: wordsField('请填写移送书的文号', 60),
      papers: wordsField('请写明移送了哪些材料', 1_000),
      handedOn: dayField('请选择哪天移送的'),
      handedTime: clockField('请填写几点移送的'),
    },
    event: 'referrals.handed-over',
    done: '移送公安机关',
    said: '已记下，公安答复后在这里登记。',
    told: [told(colleagues, 'referral-handed'), told(above, 'referral-handed')],
  },
  answer: {
    label: '登记公安答复',
    from: ['handed'],
    to: 'filed',
    may: isBodys,
    needs: {
      result: z.enum(['filed', 'not-filed'], { error: '请选择立案还是不立案' }),
      answerFile: wordsField('请填写公安文书的文号', 60),
      answeredOn: dayField('请选择公安哪天答复'),
      reason: z.preprocess(emptyIsMissing, wordsField('请写明不立案的理由', 500).optional()),
    },
    event: 'referrals.answered',
    done: '登记公安答复',
    said: '已登记。',
    told: [colleagues, above].map((to) => ({
      to,
      template: 'referral-answered',
      whileIn: ['filed', 'not-filed'],
      isUrgent: () => true,
    })),
  },
});
