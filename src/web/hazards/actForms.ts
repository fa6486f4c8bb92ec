import type { HazardAction } from '#domain/hazards';
import type { ActField, ActForm } from '../actPage.ts';

const photos: ActField = {
  name: 'photos',
  label: '整改后的照片',
  kind: 'photos',
  hint: '请拍同一个位置。',
};
const papers: ActField = {
  name: 'photos',
  label: '整改后的文件或者照片',
  kind: 'uploads',
  hint: '证件、预案、记录等。这类隐患没有可拍的，可以只交文件。',
};
const onSite: ActField = { ...photos, label: '现场核查的照片', hint: '和整改前拍同一个位置。' };
const onPaper: ActField = { ...papers, label: '核查时看过的文件或者照片', hint: '看过的证件、预案、记录。' };
/** What is asked for where there is something to see, and in its place of a matter of paper. */
export const OF_SIGHT: readonly ActField[] = [photos, onSite];
export const OF_PAPER: readonly ActField[] = [papers, onPaper];
const reason = (hint: string): ActField => ({ name: 'reason', label: '理由', kind: 'area', hint });
export const note: ActField = { name: 'note', label: '补充说明（可以不填）', kind: 'area' };

/** In place of the note, for who closes from above. */
export const inPlaceOf: ActField = {
  name: 'note',
  label: '为什么由您代为销号',
  kind: 'area',
  hint: '这件由别的单位负责销号。企业和那个单位都会看到理由。',
};

const claimed: ActField = {
  name: 'claimedOn',
  label: '哪天改完的（可以不填）',
  kind: 'date',
  hint: '和提交的时间一起记下。',
};

/** Clauses the case may meet; a person judges whether it does. */
const criterion: ActField = {
  name: 'criterionId',
  label: '可能符合的判定标准（电脑提示）',
  kind: 'radios',
  hint: '只是提示，是不是重大隐患由您到现场判定，以标准正式文本为准。判为重大隐患时选一条，或在下面写明。',
};

/** Of what looks like a major hazard: the competent body reads why it is no case of its own. */
export const sameOne: ActField = {
  name: 'reason',
  label: '为什么是同一件',
  kind: 'area',
  hint: '这件可能是重大隐患，只能合并到已判为重大、还没办完的那一件。监管部门会看到理由，也可以收回重判。',
};

/** Of every other one. */
export const sameAgain: ActField = {
  name: 'reason',
  label: '为什么是同一件（可以不填）',
  kind: 'area',
  hint: '以前写明过不是同一件的，要写理由。',
};

/** One row an action. A new action without a row does not compile. */
export const ACT_FORMS: Readonly<Record<HazardAction, ActForm>> = {
  accept: { lead: '受理后由您这边负责核实，上报人会收到通知。', submit: '受理', said: '已受理。', fields: [] },
  'find-firm': {
    lead: '写企业的全名或简称。查明后由企业受理，企业负责人和安全管理员马上收到通知。',
    submit: '交给这家企业',
    said: '已收到，正在交给企业。没有署名又不急的，下一个整点起交给企业。',
    fields: [{ name: 'enterpriseName', label: '哪家企业', kind: 'text', hint: '例如营业执照上的名称。' }],
  },
  add: {
    lead: '补充在哪里、现在怎么样，处理的人马上收到。',
    submit: '补充',
    said: '已补充，正在通知处理的人。',
    fields: [
      { name: 'placeText', label: '在哪里', kind: 'text' },
      { name: 'text', label: '现在怎么样', kind: 'area' },
      { ...photos, label: '照片', hint: '离远一点拍，不要靠近危险。' },
    ],
  },
  'put-into-chinese': {
    lead: '请看得懂、听得懂的人用中文写出原话的意思，不加自己的看法。原话照样留着。没有署名的语音只写危险在哪里、是什么，不写认得出人的话。',
    submit: '写好了',
    said: '已转写成中文。',
    fields: [{ name: 'text', label: '原话的意思', kind: 'area' }],
  },
  'take-back': {
    lead: '告诉收到通知的人是误报，这件事就结束。',
    submit: '是误报，撤回',
    said: '已撤回，正在告诉收到通知的人。',
    fields: [],
  },
  'verify-valid': {
    lead: '确认这是隐患，并定级。核实属实后，会按本企业的奖励办法提出奖励。',
    submit: '确认属实',
    said: '已核实属实。',
    fields: [
      {
        name: 'grade',
        label: '隐患等级',
        kind: 'radios',
        options: [
          { code: 'general', label: '一般隐患：本企业整改、本企业验收' },
          { code: 'major', label: '重大隐患：要报监管部门，由监管部门销号' },
        ],
      },
      criterion,
      {
        name: 'majorBasis',
        label: '判定依据',
        kind: 'area',
        hint: '判为重大隐患又没有选上面的标准时，写明判定标准的名称和条款。',
      },
      {
        name: 'notMajorReason',
        label: '为什么不是重大隐患',
        kind: 'area',
        hint: '这件看起来像重大隐患。判为一般隐患时要写明理由，监管部门会看到，也可以收回重判。',
      },
    ],
  },
  'verify-not-valid': {
    lead: '上报人会看到您写的理由，并且可以说“还没有解决”。',
    submit: '核实为不属实',
    said: '已记为不属实，并告知上报人。',
    fields: [reason('写清楚去看了哪里、看到了什么。')],
  },
  'mark-duplicate': {
    lead: '合并后，上报人可以看到原来那一件的进度。',
    submit: '合并到原件',
    said: '已合并到原来的那一件。',
    fields: [{ name: 'duplicateOf', label: '原件编号', kind: 'text', hint: '例如 H2026-0001' }, sameOne, sameAgain],
  },
  'tell-apart': {
    lead: '写明以后，那一件不再提示；以后要合并，要写明理由。',
    submit: '不是同一件',
    said: '已写明不是同一件，不再提示。',
    fields: [{ name: 'notSameAs', label: '和哪一件不是同一件', kind: 'text', hint: '例如 H2026-0001' }],
  },
  'plan-rectification': {
    lead: '五落实：责任、措施、资金、时限、预案，一项都不能少。',
    submit: '下达整改',
    said: '已下达整改，责任人会收到通知和到期提醒。',
    fields: [
      { name: 'ownerId', label: '责任：谁来整改', kind: 'select', none: '请选择' },
      { name: 'measure', label: '措施：怎么改', kind: 'area' },
      { name: 'fundFen', label: '资金：预算多少（元）', kind: 'yuan', hint: '不花钱就填 0。' },
      { name: 'dueOn', label: '时限：哪天之前改完', kind: 'date', isFuture: true },
      { name: 'contingency', label: '预案：改完之前怎么保证安全', kind: 'area' },
      // Of a major hazard: with the five above the six parts of its treatment plan.
      { name: 'goal', label: '治理的目标和任务', kind: 'area' },
      { name: 'supplies', label: '物资：需要什么、怎么落实', kind: 'area' },
      { name: 'crew', label: '负责治理的机构和人员', kind: 'area' },
      { name: 'stages', label: '分几步，每一步的要求', kind: 'area' },
    ],
  },
  'fix-on-spot': {
    lead: '当场就能改好的，写一句、拍张照，再请另一个人验收。',
    submit: '提交当场整改',
    said: '已记录当场整改，等另一个人验收。',
    fields: [{ name: 'text', label: '做了什么', kind: 'area' }, photos, papers],
  },
  'submit-rectification': {
    lead: '提交后请另一个人到现场验收，提交的人不能自己验收。',
    submit: '提交验收',
    said: '已提交，等另一个人验收。',
    fields: [{ name: 'text', label: '做了什么', kind: 'area' }, claimed, photos, papers],
  },
  'approve-rectification': {
    lead: '到现场看过、确实改好了，再通过。',
    submit: '验收通过',
    said: '验收通过。',
    fields: [note],
  },
  'return-rectification': {
    lead: '责任人会收到您写的理由，重新整改。',
    submit: '退回重做',
    said: '已退回。',
    fields: [reason('哪里还没改到位，要怎么改。')],
  },
  'request-closure': {
    lead: '重大隐患改完后，由监管部门到现场核查、销号。',
    submit: '申请销号',
    said: '已向监管部门申请销号。',
    fields: [note],
  },
  'close-major': {
    lead: '现场核查、五落实齐全后，才能销号。',
    submit: '准予销号',
    said: '已销号。',
    fields: [{ name: 'visitedOn', label: '哪天到现场核查', kind: 'date' }, onSite, onPaper, note, inPlaceOf],
  },
  'return-closure': {
    lead: '企业会收到您写的理由，继续整改。',
    submit: '不予销号，退回',
    said: '已退回企业。',
    fields: [reason('哪里还不合格，要怎么改。')],
  },
  'ask-extension': {
    lead: '向负责销号的部门申请。答复以前，原来的期限照样算。',
    submit: '申请延期',
    said: '已申请，等部门答复。',
    fields: [
      { name: 'dueOn', label: '新的完成日期', kind: 'date', isFuture: true },
      reason('为什么来不及，这段时间怎么保证安全。'),
    ],
  },
  'grant-extension': { lead: '企业按新的日期整改。', submit: '同意延期', said: '已同意，企业会收到通知。', fields: [] },
  'refuse-extension': {
    lead: '原来的期限不变，企业会收到您写的理由。',
    submit: '不同意延期',
    said: '已答复，企业会收到通知。',
    fields: [reason('为什么不能延期。')],
  },
  'set-date': {
    lead: '已经逾期的，由本部门另定期限，企业按新的日期整改，这件仍算逾期。还没有逾期、但期限太远的，可以往前改。',
    submit: '另定期限',
    said: '已定，企业会收到通知。',
    fields: [{ name: 'dueOn', label: '新的完成日期', kind: 'date', isFuture: true }, reason('为什么定这一天。')],
  },
  reopen: {
    lead: '告诉我们现在是什么样。一般隐患会重新打开；重大隐患的销号先不变，由另一名监管人员复核。',
    submit: '还没有解决',
    said: '已收到。一般隐患重新打开；重大隐患由另一名监管人员复核。没有署名的，下一个整点起办理。',
    fields: [reason('现在是什么样？')],
  },
  uphold: {
    lead: '没有办过这件销号的人复核。上报人会看到您写的理由。',
    submit: '维持销号',
    said: '已答复上报人。',
    fields: [reason('到现场看到了什么，为什么算解决了。')],
  },
  admit: {
    lead: '原来的销号记录不变，另立一件重大隐患重新办理。',
    submit: '确实没有解决，另立一件',
    said: '已另立一件。',
    fields: [reason('到现场看到了什么。')],
  },
  urge: { lead: '责任人会马上收到催办。', submit: '催办', said: '已催办。', fields: [] },
  assist: {
    lead: '园区没有这件的监管职责，只协助：写下做了什么，企业和负责的部门会收到。',
    submit: '记下',
    said: '已记下，正在告诉企业和负责的部门。',
    fields: [
      { name: 'note', label: '协助做了什么', kind: 'area', hint: '例如：到了现场，拉了警戒线，通知了相邻的企业。' },
    ],
  },
  endorse: { lead: '附议后您能看到这件事的进度。', submit: '附议', said: '已附议。', fields: [] },
  'mark-major': {
    lead: '列为重大隐患后，只有监管部门能销号。',
    submit: '列为重大隐患',
    said: '已列为重大隐患。',
    fields: [
      criterion,
      { name: 'majorBasis', label: '判定依据', kind: 'area', hint: '没有选标准时，写明判定标准的名称和条款。' },
    ],
  },
  downgrade: {
    lead: '改回一般隐患后，由企业自己验收。请写明理由。',
    submit: '改为一般隐患',
    said: '已改为一般隐患。',
    fields: [reason('为什么不属于重大隐患。')],
  },
  'call-back': {
    lead: '收回后，企业要重新核实定级；已经关闭的会重新打开。',
    submit: '收回重新判定',
    said: '已收回，企业会收到通知。',
    fields: [reason('为什么要重新判定，例如符合哪一条标准。')],
  },
};
