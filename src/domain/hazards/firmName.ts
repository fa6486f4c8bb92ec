import { enterpriseName } from '#domain/organisations';
import { firmOf, type Hazard, isFirmUnknown } from './hazard.models.ts';

const KNOWS_NOT =
  /^(?:我?[们也都]?(?:都|也)?(?:不|唔|没|冇)(?:知道?|清楚|晓得|懂|记得|确定|认识)|说不清楚?|讲不清楚?|khong biet|không biết|don'?t know)(?:是|它|这家?|这里)?(?:哪|什么|啥|边)?(?:一?[家个间])?(?:厂|企业|公司|单位)?(?:叫?(?:什么|啥|乜)?(?:厂|名|名字|名称)?)?[了啊呀的哦。.！!]*$/i;
/** 「不知道」, 「不晓得是哪家」: an answer to whose it is, and no name. */
export const knowsNoFirm = (words: string): boolean => KNOWS_NOT.test(words.normalize('NFKC').trim());

/** The firm a case is about, as people read it. */
export const firmNameOf = async (hazard: Pick<Hazard, 'enterpriseId' | 'aboutFirmId'>): Promise<string> =>
  isFirmUnknown(hazard) ? '企业待查明' : enterpriseName(firmOf(hazard));
