import { accidentClock, accidents } from '#domain/accidents';
import { actsAs } from '#kernel/actor';
import { pathsUnder } from '#kernel/paths';
import { type Conversation, end, goTo, type Reply, type Start, say, type Turn } from '../conversation.ts';
import { command } from '../intents.ts';

const SAID =
  /出(?:了|过)?(?:大|生产|安全|伤亡|重大|严重)*事故|(?:死|伤|没|走)了?(?:[一二两三四五六七八九十几\d]+个?|好几个|个)?(?:工?人|工友|师傅|员工|同事)(?:了|$|[，,。！!])|(?:死|伤)了人|有?人(?:员)?(?:死了?|死亡|身亡|遇难|没了|伤亡|重伤|受伤了?)|出人命/;
/** Past, feared, asked about, practised, denied. */
const ELSEWHEN =
  /去年|前年|以前|之前|上次|昨年|历史|演[练习]|培训|考试|新闻|如果|万一|要是|假如|可能|会不会|怕|迟早|早晚|差点|险些|避免|防止|预防|没有?(?:人)?(?:死|伤|受伤)|怎么(?:报|写|算|办)|吗[?？]?$|多久|工伤|赔/;

/** Whoever may report an accident, and says that there is one with people dead or hurt. */
export const tellsAccident = ({ ctx: { actor }, message: { text = '' } }: Pick<Turn, 'ctx' | 'message'>): boolean =>
  mayReport(actor) && text.length <= MOST && SAID.test(text) && !ELSEWHEN.test(text);
/** Longer words tell more than that; and what the pattern may cost stays bounded. */
const MOST = 200;

const mayReport = (actor: Turn['ctx']['actor']): boolean =>
  actsAs(actor, 'enterprise-manager', 'safety-officer', 'park-officer', 'regulator');

/** The page an accident is reported on, one press away: a chat has no place for what the law asks of a report. */
export const accidentPage = ({ ctx, publicUrl }: Pick<Turn, 'ctx' | 'publicUrl'>): Reply =>
  say('accident-page', {
    link: `${publicUrl}${pathsUnder(accidents.path).making}`,
    hours: accidentClock(ctx.now).unitHours,
    isFirms: actsAs(ctx.actor, 'enterprise-manager', 'safety-officer'),
  });

/** Whoever may not report one tells of what happened as of a danger. */
const start: Start = (_asked, turn) => {
  if (mayReport(turn.ctx.actor))
    return end({ ...say('danger-first', { isOfStep: false }), isUrgent: true }, accidentPage(turn));
  return goTo('report');
};

/** 报告生产安全事故: the bot leads to the page, nothing is asked here. */
export const accident: Conversation = {
  name: 'accident',
  claims: {
    accident: {
      pattern: command('报告|上报|登记|报|我要报', '(?:一起|一个|个|起)?(?:生产)?(?:安全)?(?:伤亡)?事故(?:吧|了)?'),
      examples: ['报告事故', '上报事故', '我要报事故', '上报一起生产安全事故', '報告事故'],
      nearMisses: ['事故报告在哪里看', '报告事故隐患', '上报了事故没人管', '事故多发的路口'],
      start,
    },
  },
  steps: {},
};
