import {
  acknowledgeFiling,
  cancelFiling,
  type Filing,
  type FilingAction,
  type FilingStatus,
  filings,
  finishFiling,
  returnFiling,
} from '#domain/filings';
import { type ActForm, actPage } from '../actPage.ts';
import { factsOf } from './presentFiling.ts';

type PageAction = Exclude<FilingAction, 'file' | 'refile'>;

/** One row an action. */
export const FILING_FORMS: Readonly<Record<PageAction, ActForm>> = {
  acknowledge: { lead: '', submit: '收悉', said: filings.acts.acknowledge.said, fields: [] },
  return: {
    lead: '企业会收到您写的要求，补充后重新报来。',
    submit: '退回补充',
    said: filings.acts.return.said,
    fields: [{ name: 'reason', label: '要补充什么', kind: 'area', hint: '例如：没有写气体检测的频次。' }],
  },
  finish: {
    lead: '确认现场已经清理、人员已经撤离，这件报备就办结了。',
    submit: '已完工',
    said: filings.acts.finish.said,
    fields: [],
  },
  cancel: {
    lead: '取消后监管部门和园区会收到通知。要改时间的，请取消后重新报备。',
    submit: '取消这项作业',
    said: filings.acts.cancel.said,
    fields: [{ name: 'reason', label: '为什么取消', kind: 'area' }],
    isDanger: true,
  },
};

/** Pages of the steps of a filing. */
export const { showAct, postAct } = actPage<Filing, FilingStatus, FilingAction, PageAction>({
  lifecycle: filings.lifecycle,
  forms: FILING_FORMS,
  commands: { acknowledge: acknowledgeFiling, return: returnFiling, finish: finishFiling, cancel: cancelFiling },
  load: filings.get,
  statusOf: (filing) => filing.status,
  actionsFor: (actor, filing) => filings.actionsFor(actor, filing),
  pathOf: (reference) => `/filings/${reference}`,
  facts: factsOf,
});
