import type { AppError } from './errors.ts';

/**
 * Every error code and the sentence a person reads. `{name}` is filled from the error's params. A code without a
 * row here fails a test. Kept by module, in the order of the domain.
 */
export const WORDING = {
  'common.check-fields': '有内容需要更正，请看下面标出的地方。',
  'common.not-found': '没有找到这个页面或记录，或者它不在您的管理范围内。',
  'common.not-allowed': '您现在的身份不能做这一步。',
  'common.sign-in-first': '请先登录。',
  'common.changed-meanwhile': '刚才有人改动了这条记录，已为您显示最新内容，请再看一遍。',
  'common.too-many': '操作太频繁，请在 {seconds} 秒后再试。',
  'common.store-unavailable': '系统暂时连不上数据，请稍后再试，您填写的内容没有丢失。',
  'common.form-expired': '页面放得太久，已过期。请刷新后再提交一次。',
  'common.unknown': '系统出了点问题，我们已记录。请稍后再试。',
  'identity.wrong-password': '手机号或密码不对。',
  'identity.locked': '输错次数太多，请 {minutes} 分钟后再试。',
  'identity.wrong-totp': '动态码不对或已用过。',
  'identity.no-role': '这个账号还没有分配身份，请联系邀请您的人。',
  'identity.wrong-code': '代码不对或已过期。',
  'identity.too-many-codes': '试错次数太多，请 {minutes} 分钟后再试。',
  'identity.may-not-invite': '您不能给出这个身份，或对方不在您的管理范围内。',
  'identity.may-not-manage': '这个人不全在您的管理范围内，请找上级处理。',
  'identity.not-yourself': '不能停用自己的账号。',
  'identity.has-role': '对方已经有这个身份，可以直接登录。',
  'identity.has-administrator': '已经有系统管理员了，请由管理员邀请。',
  'identity.unknown-team': '没有这个班组码。',
  'identity.phone-taken': '这个手机号已有账号，请直接登录。',
  'organisations.name-taken': '这个名称已经有了，请换一个。',
  'chat.nothing-to-send': '请写一句话，或发一张照片。',
  'chat.too-long': '一次最多 {count} 个字，请分开发。',
  'chat.taken-over': '这条消息已由另一个进程回复。',
  'chat.bot-replaced': '另一个机器人进程已经接替。',
  'evidence.not-a-photo': '照片不能用，请看照片下面的说明。',
  'evidence.photo-gone': '有照片已失效，请重新选择照片。',
  'evidence.too-many-photos': '照片太多了。',
  'hazard.not-in-this-status': '这条隐患现在是「{status}」，不能{action}。',
  'hazards.same-person': '这一步要由另一个人来做，不能自己验收自己的整改。',
  'hazards.unknown-duplicate': '没有找到原来的那一件，请核对编号。',
  'hazards.owner-not-here': '整改责任人不在本企业，请重新选择。',
  'hazards.major-basis': '判为重大隐患要写明判定依据。',
  'hazards.already-major': '这条隐患已经是重大隐患。',
  'hazards.not-major': '这条隐患不是重大隐患，由企业自己验收。',
  'hazards.major-needs-body': '重大隐患要向监管部门申请销号，企业不能自己关闭。',
  'hazards.due-in-past': '整改期限不能早于今天。',
  'hazards.already-endorsed': '您已经附议过了。',
  'hazards.own-report': '这是您自己上报的，不用附议。',
  'hazards.wrong-query-code': '编号或查询码不对，请核对后再试。',
  'reward.not-in-this-status': '这笔奖励现在是「{status}」，不能{action}。',
  'cohort.not-in-this-status': '这个批次现在是「{status}」，不能{action}。',
  'application.not-in-this-status': '这份申请现在是「{status}」，不能{action}。',
  'enrolment.items-missing': '「{stage}」还有必做的事没完成：{missing}。完成后才能进入下一阶段。',
  'enrolment.item-is-automatic': '这一项由系统按记录判断，不用手工勾选。',
  'enrolment.item-done-already': '这一项已经完成，不用再做。',
  'enrolment.same-person': '这一步要由另一个人来做，一个人不能代表两方签字。',
  'enrolment.unknown-certificate': '没有这个证书编号，请核对后再查。',
  'assessment.not-in-this-status': '这次评估现在是「{status}」，不能{action}。',
  'visit.not-in-this-status': '这次入企辅导现在是「{status}」，不能{action}。',
  'enrolment.not-in-this-status': '这家企业现在是「{status}」阶段，不能{action}。',
  'hazards.reward-same-person': '这一步要由另一个人来做。',
  'hazards.reward-out-of-range': '金额应在 {min} 元到 {max} 元之间。',
} as const satisfies Record<string, string>;

/** The sentence for an error, with its params filled in; undefined when the code has no wording. */
export function wordingOf(error: Pick<AppError, 'code' | 'params'>): string | undefined {
  const row = (WORDING as Record<string, string>)[error.code];
  return row?.replace(/\{(\w+)\}/g, (_, name: string) => String(error.params[name] ?? ''));
}
