import type { Held } from '#domain/hazards';
import { formatClock } from '#kernel/dates';

const LABELS: Readonly<Record<Held['act'], string>> = {
  reopen: '还没有解决',
  dispute: '还没有解决',
  outside: '交给监管部门',
  'find-firm': '是哪家企业',
  claim: '记到名下',
};

/** What whoever reads it has said of the case without a name, and waits for its hour or could not be done then. */
export function presentHeldAct(held: Held | undefined) {
  if (held === undefined) return undefined;
  const { act, input, until, refused = '' } = held;
  return {
    label: LABELS[act],
    words: typeof input['reason'] === 'string' ? input['reason'] : '',
    from: until === undefined ? '' : formatClock(until),
    refused,
  };
}
