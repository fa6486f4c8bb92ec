/** 意见（十四）: three grounds, any one of which suffices. */
export const GROUNDS = [
  { code: 'high-risk', label: '高危行业' },
  { code: 'weak-foundation', label: '安全管理基础薄弱' },
  { code: 'small', label: '中小微企业' },
] as const;
export type Ground = (typeof GROUNDS)[number]['code'];
