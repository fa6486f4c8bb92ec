export const PAY_METHODS = [
  { code: 'payroll', label: '随工资发' },
  { code: 'bank', label: '银行转账' },
  { code: 'wechat', label: '微信转账' },
  { code: 'cash', label: '现金' },
] as const;
