import mongoose, { Schema } from 'mongoose';
import { NAMED_ID } from '#kernel/ids';

/** What the clock takes one after the other. */
export const LOOPS = {
  deadlines: '到期提醒',
  alarms: '紧急上报升级',
  reckoning: '放假安排公布后重算期限',
  events: '事件变成消息',
  digests: '合并积下的提醒',
  lapsing: '过期的证明材料',
  recurrence: '反复出现的隐患',
  suggestions: '对照重大隐患判定标准',
  mergers: '园区合并时迁移企业',
  'policies-to-renew': '保险快到期，提醒续保',
  'policies-over': '保险到期',
  'covers-to-turn': '投保情况到日子改变',
  'policy-imports': '成批登记保单',
  'majors-late': '重大隐患逾期升级',
  'returns-to-open': '备隐患统计表',
  'reward-months': '奖励月份过完待核对',
  'reward-months-over': '奖励月结',
  'rewards-waiting': '匿名奖励交给公共领奖点',
  'budgets-unused': '提醒没用完的预防服务额度',
  news: '扶持政策通知企业',
  'outside-offers': '没人核实的上报',
  'held-acts': '不署名的话到整点办',
  'check-ins': '回访上报人',
  'account-changes': '汇总账号变动',
  reveals: '收回到期的联系方式',
  'passes-over': '通行证过期',
  'expansions-to-stop': '园区等级掉了，停下没决定的扩区申请',
  'projects-to-stop': '园区等级掉了，停下没开工的项目',
  'tenancies-gap': '租赁没有有效协议',
  'tenancies-told': '共用部位的隐患告诉另一方',
  'tenancies-to-give': '退租时没能交给出租方的隐患',
  'duties-to-roll': '每天要做的安全事项',
  'conditions-over': '十有两禁材料过期',
  'crossings-to-case': '卡口违规立件',
  overstaying: '超时没有出园',
  'stray-photos': '清理没有用上的照片',
  'stray-sounds': '清理没有用上的语音',
  'voices-over': '删除留存期满的语音',
  'photos-to-read': '给以前的照片记指纹',
  'stray-files': '清理没有用上的文件',
  unreadable: '读不出来的记录',
  names: '统一写法后重名的单位',
  tables: '成批登记的表格里出了意外的行',
} as const;
export type Loop = keyof typeof LOOPS;
/** Loops that never meet a row again by themselves: what they set aside waits until it is taken. */
export const KEEPING: readonly Loop[] = ['recurrence', 'names', 'tables'];

/** One thing a loop could not take, so that the others go on without it. */
export interface Aside {
  /** Loop and key. */
  _id: string;
  loop: Loop;
  /** The id of the row in its own collection. */
  key: string;
  /** What went wrong last, for whoever mends it: the error's message, without its values. */
  reason: string;
  tries: number;
  /** To the hour. */
  firstAt: Date;
  /** It rests until then. */
  nextTryAt: Date;
}

const text = { type: String, required: true };
const at = { type: Date, required: true };
const schema = new Schema<Aside>(
  {
    _id: NAMED_ID,
    loop: { type: String, enum: Object.keys(LOOPS), required: true },
    key: text,
    reason: text,
    tries: { type: Number, required: true },
    firstAt: at,
    nextTryAt: at,
  },
  { collection: 'asides', versionKey: false },
);
schema.index({ loop: 1, nextTryAt: 1 });
export const AsideModel = mongoose.model<Aside>('Aside', schema);
