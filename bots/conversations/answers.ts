import { findMyReports, type HazardRow, mayTakeBack } from '#domain/hazards';
import { findPeople } from '#domain/identity';
import { recallEnterprise } from '#domain/organisations';
import { startOfHour } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type Claim, type Conversation, end, type Start, say, shortly } from '../conversation.ts';
import type { Words } from '../intents.ts';
import { askWhetherFalse, takeBack, withdrawOf } from './alarmSteps.ts';
import { newestFirst } from './spokenOf.ts';

/** A question that is answered at once. */
const claim = (words: Words, start: Start): Claim => ({ ...words, start });

/** Those who answer for safety where the person works, and the numbers anybody may call. */
const contact: Start = async (_asked, { ctx: { actor }, publicUrl }) => {
  const enterpriseId = actor.kind === 'person' ? actor.scope.enterpriseId : undefined;
  const officers = enterpriseId ? await findPeople({ enterpriseId, role: 'safety-officer' }) : [];
  const firm = enterpriseId ? await recallEnterprise(enterpriseId) : undefined;
  const params = { firm: firm?.name ?? '', dutyPhone: firm?.dutyPhone ?? '', publicUrl };
  return end(say('contact', { ...params, officers: officers.map(({ name }) => name).join('、') }));
};

const isOfOneHour = (one: HazardRow, other: HazardRow): boolean =>
  startOfHour(one.createdAt).getTime() === startOfHour(other.createdAt).getTime();

/** What is not sent yet is given up; what is filed stays, and whoever verifies it is to be told. A number named decides. */
const withdraw: Start = async (asked, turn) => {
  if (asked.reference !== undefined) return withdrawOf(asked, turn);
  const [latest, ...others] = newestFirst((await findMyReports(turn.ctx)).rows);
  // Of a report without a name only the hour is known: what is no older than that may be meant as well.
  const meant = latest === undefined ? [] : [latest, ...others].filter((one) => isOfOneHour(one, latest));
  const [alarm, ...more] = meant.filter(mayTakeBack);
  const textOf = ({ text, placeText }: HazardRow): string => shortly(text || placeText);
  if (more.length > 0) {
    const rows = [alarm, ...more].flatMap((one) => (one ? [{ reference: one.reference, text: textOf(one) }] : []));
    return end(say('alarm-which', { rows }));
  }
  if (alarm !== undefined) {
    // Only words that can mean nothing else, of a report that can be no other, end an alarm; others are asked once.
    const isSure = turn.intent?.code === 'withdraw' && meant.length === 1 && !/想/.test(turn.words);
    return isSure ? takeBack(alarm.reference, turn) : askWhetherFalse(alarm);
  }
  return end(say('withdraw', { reference: latest?.reference ?? '', text: latest ? textOf(latest) : '' }));
};

/** Everything that one short message answers: fear, wages, how to enrol, whom to call, thanks and a good morning. */
export const answers: Conversation = {
  name: 'answers',
  claims: {
    thanks: claim(
      {
        pattern: /^(好的?|收到|嗯)?(太|非常|十分)?(谢谢|多谢|感谢|谢了|唔该|辛苦)(你|您|了|啦|晒|大家|你们|哈)*$/,
        examples: ['谢谢', '多谢晒', '好的谢谢', '辛苦了', '謝謝'],
        nearMisses: ['谢谢你帮我看看电箱漏电', '辛苦活没人干', '好的'],
      },
      () => end(say('thanks')),
    ),
    greet: claim(
      {
        pattern:
          /^(你好|您好|大家好|hi|hello|早|早上好|早晨|中午好|下午好|晚上好|晚安|新年好)(啊|呀)?$|^(喂|哈喽|嗨|在吗|在不在|在么|有人吗|有人在吗)+$/i,
        examples: ['你好', '在吗', '早上好', '有人吗', '早晨', '哈喽'],
        nearMisses: ['早上好像漏气了', '有人吗下面有人没上来', '帮助'],
      },
      (_asked, { publicUrl }) => end(say('greet', { publicUrl })),
    ),
    'small-talk': claim(
      {
        pattern: /^(哈|呵|嘿|嘻)+$|^(?!\?+$)[\p{P}\p{S}\s]+$|^\[?自动回复[\]:：].*$/u,
        examples: ['哈哈', '[自动回复]您好，我现在不方便', '哈哈哈哈'],
        nearMisses: ['哈尔滨来的货没固定', '自动门夹人'],
      },
      () => end(say('small-talk')),
    ),
    afraid: claim(
      {
        pattern: /^(会不会(让|被)?(老板|厂里|领导)知道|会不会被开除|怎么匿名|可以匿名吗|保密吗|匿名安全吗)$/,
        examples: ['会不会让老板知道', '会不会被开除', '可以匿名吗', '怎麼匿名'],
        nearMisses: ['老板知道电箱漏电不修', '匿名 电箱漏电'],
      },
      () => end(say('afraid')),
    ),
    elsewhere: claim(
      {
        pattern: /^(拖欠|欠|不发|没发)(我们?)?工资$|^工资(没发|不发|被拖欠)了?$/,
        examples: ['拖欠工资', '工资没发', '欠我工资', '工資沒發'],
        nearMisses: ['工资条贴在电箱上', '没发手套'],
      },
      () => end(say('elsewhere')),
    ),
    contact: claim(
      {
        pattern: /^(找|联系|转)?(安全员|人工|人工客服|客服|值班)(的)?(电话|是谁)?(多少)?$|^12350$|^(联系)?电话(多少)?$/,
        examples: ['安全员电话', '转人工', '12350', '值班电话多少', '安全員是誰'],
        nearMisses: ['安全员不在现场', '电话线垂下来了'],
      },
      contact,
    ),
    advice: claim(
      {
        pattern: /^(灭火器怎么(使)?用|触电(了)?怎么(救|急救)|着火了?怎么逃生)$/,
        examples: ['灭火器怎么用', '触电怎么救', '触电了怎么急救'],
        nearMisses: ['灭火器怎么用都没人教', '有人触电'],
      },
      () => end(say('advice')),
    ),
    withdraw: claim(
      {
        of: ['H'],
        pattern:
          /^(我要|我想|想|确认|帮我|请|把)?(这件|那件)?(撤回|撤销|撤掉|撤|作废)(掉|吧|了)?$|^(是)?(误报|发错|报错)了?$/,
        bare: /^(我要|我?想|确认|帮我)?(撤回|撤销|撤掉|作废)(刚才的|刚才那个|上一条|上报)?$|^(刚才|刚刚|我|不小心)*(发|报|点|按)错(人|群)?了?$|^(是)?误报了?$/,
        examples: ['撤回', '刚才发错了', '误报', '撤銷上報', '想撤回', '确认撤回', 'H2026-0041 撤回', '撤回H2026-1'],
        nearMisses: ['撤掉的护栏没装回去', '报错地方的警报器', '取消'],
      },
      withdraw,
    ),
    enrol: claim(
      {
        pattern: /^(我们(厂|公司|企业)?|企业|公司)?(想|要|怎么)?(报名|申请)(参加|加入)?(这个|安全发展)?(项目)?$/,
        examples: ['怎么报名', '企业怎么申请', '我们厂想报名参加'],
        nearMisses: ['报名培训的人没来', '申请动火没批就干'],
      },
      (_asked, { publicUrl }) => end(say('enrol', { link: `${publicUrl}${paths.enrol}` })),
    ),
  },
  steps: {},
};
