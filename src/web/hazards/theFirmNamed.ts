import { type Enterprise, findEnterprisesCalled, findEnterprisesNamed } from '#domain/organisations';
import { invalid } from '#kernel/errors';

/**
 * The firm somebody wrote the name of; who is unknown has to write the whole of it.
 * @throws Invalid at `enterpriseName` unless it is exactly one.
 */
export async function theFirmNamed(words: string, isKnown: boolean): Promise<Enterprise> {
  const typed = words.trim();
  const find = isKnown ? findEnterprisesNamed : findEnterprisesCalled;
  const found = typed.length < 2 ? [] : await find(typed);
  const [only] = found;
  if (only !== undefined && found.length === 1) return only;
  const sentence =
    found.length === 0
      ? typed === ''
        ? '请填写企业名称'
        : '没有找到这家企业，请写全名，例如营业执照上的名称'
      : `有 ${found.length} 家相近的企业，请写全名：${found.map((one) => one.name).join('、')}`;
  throw invalid('common.check-fields', { enterpriseName: sentence });
}
