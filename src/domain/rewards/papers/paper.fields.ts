import type { FieldSpec } from '#kernel/fields';
import { paperNeededAbove } from './paper.rules.ts';

/** What is asked for the number of the paper: whether it may be left out, the sum decides. */
export const voucherLabel = (totalFen: number, now: Date): string =>
  totalFen > paperNeededAbove(now) ? '凭证号（或附上凭证）' : '凭证号（可以不填）';

/** Where the paper itself is chosen. */
export const PAPERS = {
  name: 'photos',
  label: '凭证的照片或文件（可以不传）',
  kind: 'uploads',
  hint: '例如签收单、转账回单。只给企业负责人和安全管理员看。',
} as const satisfies FieldSpec;
