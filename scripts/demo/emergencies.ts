import { addFinding, evaluateDrill, holdDrill, planDrill, reportDrill } from '#domain/drills';
import {
  askFiling,
  type DraftEmergencyPlan,
  draftEmergencyPlan,
  type EmergencyPlan,
  registerEmergencyPlan,
  reviewEmergencyPlan,
  reviseEmergencyPlan,
  signEmergencyPlan,
  surveyResources,
  surveyRisk,
} from '#domain/emergencyPlans';
import { getEnterprise } from '#domain/organisations';
import { addMember, confirmAgreement, formRescueTeam, offerAgreement } from '#domain/rescueTeams';
import { enterStock } from '#domain/stock';
import type { PersonActor } from '#kernel/actor';
import { addDays, localDate } from '#kernel/dates';
import type { DemoCast, Timeline } from './cast.ts';

const PARK_STEPS = [
  '封闭出入口，通知相邻企业撤离｜值班主任｜10',
  '按区域清点人数，核对卡口在园名单｜卡口值班｜15',
  '调园区消防队和应急物资｜应急中心｜10',
  '关雨水总闸，切换事故应急池｜环保值班｜15',
].join('\n');
const FIRM_STEPS = ['切断电源、气源和物料｜当班班长｜5', '人撤到上风向集合点，清点人数｜安全管理员｜15'].join('\n');

/** A plan of whoever acts, surveyed, reviewed and signed. */
async function signed(line: Timeline, who: PersonActor, head: PersonActor, typed: DraftEmergencyPlan) {
  const { reference } = await draftEmergencyPlan(line.by(who), typed);
  const on = localDate(line.now);
  await surveyRisk(line.by(who), { reference, on, conclusion: '最坏是储存、使用的危险物料泄漏起火，波及相邻企业。' });
  await surveyResources(line.by(who), { reference, on, conclusion: '消防队十分钟可到，呼吸器不足，需要协议调用。' });
  await reviewEmergencyPlan(line.by(who), { reference, on, experts: '三位外聘专家', opinion: '修改后通过' });
  return signEmergencyPlan(line.by(head), { reference, published: '公告栏张贴，发到各值班岗位' });
}

/** A drill of a plan, led by one and entered on the day; not evaluated yet. */
async function held(line: Timeline, who: PersonActor, plan: EmergencyPlan, scenario: string) {
  const { reference } = await planDrill(line.by(who), {
    ...{ planId: plan._id, form: 'live', scenario },
    ...{ plannedOn: localDate(line.now), directorId: who.personId },
  });
  return holdDrill(line.by(who), {
    ...{ reference, heldOn: localDate(line.now), placeText: '储罐区和东门' },
    signedIn: '应急中心 3 人\n消防队 6 人\n企业当班 12 人',
    timeline: '09:02 报警\n09:06 切断物料\n09:13 消防队到场\n09:20 清点人数完毕',
  });
}

async function team(line: Timeline, park: PersonActor, isChemical: boolean) {
  const { reference } = await formRescueTeam(line.by(park), {
    ...{ kind: isChemical ? 'fire' : 'volunteer', name: isChemical ? '园区专职消防队' : '园区志愿消防队' },
    ...{ leader: '黄志强', onCallPhone: '0777-2800119', gear: '消防车 2 辆、空气呼吸器 6 套、堵漏工具 2 套' },
  });
  const names = isChemical ? ['韦国庆', '覃小龙', '陆海生', '梁文军'] : ['韦国庆', '覃小龙'];
  for (const [n, member] of names.entries())
    await addMember(line.by(park), {
      ...{ reference, member, phone: `1380000${4101 + n}`, certificate: `灭火救援员 桂-${2041 + n}` },
      ...{ until: addDays(localDate(line.now), n === 0 ? 420 : 900), isInsured: n === 1 ? 'no' : 'yes' },
    });
  return reference;
}

async function stocked(line: Timeline, park: PersonActor, officer: PersonActor) {
  const keep = (item: string, unit: string, have: string, min: string, days?: number) =>
    enterStock(line.by(park), {
      ...{ item, unit, have, min, place: '应急物资库', custodian: '覃库管', custodianPhone: '0777-2800110' },
      ...(days === undefined ? {} : { expiresOn: addDays(localDate(line.now), days) }),
    });
  await keep('正压式空气呼吸器', '套', '6', '6');
  await keep('防化服', '套', '2', '4');
  await keep('抗溶性泡沫液', '吨', '3', '2', 410);
  await enterStock(line.by(officer), {
    ...{ item: '堵漏工具', unit: '套', have: '2', min: '1', place: '车间应急柜' },
    ...{ custodian: '当班班长', custodianPhone: '0777-2800210' },
  });
}

/**
 * Plans, teams, drills and stock of a park and one of its firms. Of the chemical park the plan is filed and drilled, its
 * drill found something, and the firm relies on the park's team; of the ordinary one the plan is overdue and being revised,
 * the team has too few people, and the firm has not reported its drill.
 */
export async function playEmergencies(line: Timeline, cast: DemoCast, isChemical: boolean): Promise<void> {
  const { park, manager, officer, body } = cast;
  if (park === undefined) return;
  const contacts = '园区应急值班｜0777-2800119\n总指挥｜13800004100';
  const parkPlan = await signed(line, park, park, {
    ...{ kind: 'comprehensive', title: '园区综合应急预案', covers: '园区内火灾、爆炸、泄漏事故。' },
    ...{ steps: PARK_STEPS, contacts },
  });
  const { reference } = parkPlan;
  const shared = await team(line, park, isChemical);
  await stocked(line, park, officer);
  if (isChemical) {
    await askFiling(line.by(park), { reference, note: '预案文本、评审意见、风险评估和资源调查报告' });
    await registerEmergencyPlan(line.by(body), { reference, number: `园应备 ${localDate(line.now).slice(0, 4)}-01` });
    const { creditCode } = await getEnterprise(manager.scope.enterpriseId ?? '');
    const until = addDays(localDate(line.now), 700);
    await offerAgreement(line.by(park), { reference: shared, creditCode, until, covers: '火灾和泄漏，十分钟赶到' });
    await confirmAgreement(line.by(manager), { reference: shared });
  }
  line.days(300);
  const firmPlan = await signed(line, officer, manager, {
    ...{ kind: 'comprehensive', title: '企业综合应急预案', covers: '厂区内火灾、泄漏、中毒窒息事故。' },
    ...{ steps: FIRM_STEPS, contacts },
  });
  const firmDrill = await held(line, officer, firmPlan, '装卸区物料泄漏，一人昏迷');
  if (isChemical) {
    const drill = await held(line, park, parkPlan, '储罐法兰泄漏起火，周边三家企业撤离');
    const evaluation = {
      comment: '响应及时，撤离路线有拥堵',
      selfReview: '对讲机频道不统一',
      text: '预案可行，需整改',
    };
    await evaluateDrill(line.by(body), { reference: drill.reference, ...evaluation });
    const due = addDays(localDate(line.now), 60);
    const found = { reference: drill.reference, text: '对讲机频道没有统一', owner: '应急中心覃工', due };
    await addFinding(line.by(park), found);
    await reportDrill(line.by(park), { reference: drill.reference, note: '演练方案和评估报告' });
    return;
  }
  const evaluation = { comment: '集合点标志不清', selfReview: '夜班没有参加', text: '基本有效，补夜班演练' };
  await evaluateDrill(line.by(manager), { reference: firmDrill.reference, ...evaluation });
  line.days(85);
  await reviseEmergencyPlan(line.by(park), { reference, ground: 'risk', reason: '新增两家使用液化气的企业' });
}
