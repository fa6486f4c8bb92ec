import type { JournalEvent } from '#domain/journal';
import { nounOf } from '#domain/nouns';
import { APPLICATION_WORDS } from '../applications/presentApplication.ts';
import { ENROLMENT_TELLING } from '../enrolments/trailWords.ts';
import { CASE_WORDS } from '../hazards/presentCaseTrail.ts';
import { actOf, type TrailWords } from '../presentTrail.ts';

const titlesOf = (words: TrailWords): Record<string, string> =>
  Object.fromEntries(
    Object.entries(words).flatMap(([name, row]) =>
      row === 'quiet' || row.title === undefined ? [] : [[name, row.title]],
    ),
  );

/**
 * What the journal calls events that are no act of a lifecycle; acts are called what their lifecycle says. A test asks for
 * each event the domain can record.
 */
export const EVENT_NAMES: Readonly<Record<string, string>> = {
  ...titlesOf(CASE_WORDS),
  ...titlesOf(APPLICATION_WORDS),
  ...titlesOf(ENROLMENT_TELLING.words),
  'deadlines.step-reached': '到期提醒',
  'deadlines.moved': '放假安排公布后期限改了',
  'calendar.published': '公布放假安排',
  'rules.proposed': '提出改规则里的数字',
  'rules.agreed': '同意改规则里的数字',
  'rules.declined': '不同意改规则里的数字',
  'rules.withdrawn': '撤回改规则的提议',
  'clock.behind': '后台落后，已提醒管理员',
  'aside.set': '后台事项没能办成，放在一边',
  'aside.tried-again': '后台事项再试一次',
  'programme.enrolled': '加入项目',
  'programme.support-drafted': '起草扶持政策',
  'schemes.set': '改了奖励标准',
  'protection.custodian-named': '指定保密专员',
  'protection.custodian-ended': '不再担任保密专员',
  'identity.signed-in': '登录',
  'identity.locked': '密码错太多次，锁定',
  'identity.invited': '邀请',
  'identity.join-asked': '申请加入班组或注册企业',
  'identity.invitation-printed': '打印了邀请码密封纸条',
  'identity.offer-withdrawn': '收回邀请',
  'identity.offer-declined': '没有接受邀请的身份',
  'identity.role-taken': '接受了身份',
  'identity.new-device': '在新设备上登录',
  'identity.slip-printed': '打印了重置码密封纸条',
  'identity.phone-code-issued': '发了换手机号的验证码',
  'identity.phone-changed': '换手机号',
  'identity.enabled': '重新启用账号',
  'identity.invitation-accepted': '用邀请码设了密码',
  'identity.joined-team': '扫码加入班组',
  'identity.password-changed': '改密码',
  'identity.password-reset': '用重置码设了密码',
  'identity.reset-code-issued': '发了重置码',
  'identity.role-switched': '换身份',
  'identity.role-removed': '收回身份',
  'identity.disabled': '停用账号',
  'identity.handed-over': '把手上的事交给了别人',
  'identity.session-revoked': '退出一台设备',
  'identity.sessions-revoked': '退出其他设备',
  'identity.totp-enabled': '设置动态码',
  'identity.totp-disabled': '关闭动态码',
  'identity.totp-reset': '停用丢失的动态码',
  'identity.binding-code-issued': '发了聊天绑定码',
  'identity.chat-bound': '聊天绑定账号',
  'identity.chat-unbound': '聊天解除绑定',
  'identity.firm-registered': '企业自行注册',
  'identity.registration-confirmed': '注册的企业通过核对',
  'identity.registration-annulled': '注册的企业作废',
  'identity.firm-given-to-adviser': '企业交给辅导员',
  'identity.firm-taken-from-adviser': '企业不再由辅导员辅导',
  'organisations.body-added': '添加监管部门',
  'organisations.body-changed': '修改监管部门',
  'organisations.park-added': '添加园区',
  'organisations.park-changed': '修改园区',
  'organisations.supervision-set': '登记委托监管变动',
  'competence.begun': '登记监管职责',
  'competence.ended': '监管职责到期或收回',
  'organisations.insurer-added': '添加保险机构',
  'organisations.insurer-changed': '修改保险机构',
  'organisations.enterprise-registered': '登记企业',
  'organisations.enterprise-updated': '更新企业登记信息',
  'organisations.credit-code-released': '释放信用代码',
  'organisations.location-added': '添加地点',
  'organisations.address-set': '设置地址',
  'organisations.duty-phone-set': '设置值班电话',
  'organisations.team-added': '添加班组',
  'programme.template-made': '发布新版模板',
  'programme.support-announced': '通知企业扶持政策',
  'plans.month-recorded': '填报每月人数和工伤',
  'plans.month-corrected': '更正每月人数和工伤',
  'criteria.added': '添加重大隐患判定标准',
  'criteria.superseded': '发布判定标准新版本',
  'oversight.export-requested': '要求导出表格',
  'oversight.export-fetched': '下载导出的表格',
  'notices.dead-resent': '重发失败的消息',
  'notices.dead-dismissed': '搁置失败的消息',
  'journal.checked': '核对操作记录，全部完整',
  'journal.broken': '核对操作记录，发现对不上',
  'insurance.import-sent': '上传一张保单表',
  'insurance.budgets-checked': '核对预防服务额度，全部相符',
  'insurance.covers-checked': '核对投保情况',
  'insurance.budget-rebuilt': '按每一笔记录重算预防服务额度',
  'insurance.budgets-differ': '核对预防服务额度，有对不上的',
  'tallies.checked': '核对看板数字，全部相符',
  'tallies.put-right': '核对看板数字，改正不符的',
};

/** What an event is called in the journal. */
export const eventName = (event: Pick<JournalEvent, 'name' | 'subject' | 'facts' | 'seq'>): string =>
  EVENT_NAMES[event.name] ?? actOf(event)?.title ?? event.name;

/** What subjects are called that are no noun of the register. */
const SUBJECT_NAMES: Readonly<Record<string, string>> = {
  person: '人员',
  enterprise: '企业',
  park: '园区',
  body: '监管部门',
  insurer: '保险机构',
  location: '地点',
  team: '班组',
  training: '培训',
  template: '模板',
  criterion: '判定标准',
  'monthly-record': '每月填报',
  export: '导出表格',
  outbox: '消息',
  inbox: '来信',
  board: '看板',
  journal: '操作记录',
  calendar: '放假安排',
};

/** What the subject of an event is called. */
export const subjectName = (kind: string): string => nounOf(kind)?.name ?? SUBJECT_NAMES[kind] ?? kind;
