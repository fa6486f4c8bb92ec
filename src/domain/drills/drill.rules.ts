import { labelIn } from '#kernel/labels';

export const DRILL_FORMS = [
  { code: 'tabletop', label: '桌面推演' },
  { code: 'live', label: '实战演练' },
  { code: 'single', label: '单项演练' },
] as const;
export type DrillForm = (typeof DRILL_FORMS)[number]['code'];
export const drillFormLabel = (form: DrillForm): string => labelIn(DRILL_FORMS, form);
