import type { Request, Response } from 'express';
import { readEach, UNREADABLE } from '#domain/aside';
import { findPeople, personName } from '#domain/identity';
import { FUNDINGS, findSchemes, LEVELS, mayKeepDesk, schemeOf, setScheme, termsInWords } from '#domain/schemes';
import { actsAs, type PersonActor } from '#kernel/actor';
import { formatDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, formPages, optionsOf } from '../forms.ts';
import { contextOf } from '../request.ts';

const firmOf = (req: Request): string => (req.actor as PersonActor).scope.enterpriseId ?? '';

/** What the firm gives for which report, and what it said before. */
export async function showScheme(req: Request, res: Response): Promise<void> {
  const [{ name, version, terms }, versions] = await Promise.all([
    schemeOf(firmOf(req), req.now),
    findSchemes(contextOf(req), firmOf(req)),
  ]);
  const told = await readEach(
    contextOf(req),
    'reward-scheme',
    versions,
    async (one) => ({
      version: one.version,
      label: `第 ${one.version} 版`,
      since: `${formatDate(one.at)}起 · ${await personName(one.setBy)}`,
      lines: termsInWords(one.terms),
    }),
    (one) => ({ version: one.version, label: `第 ${one.version} 版`, since: '', lines: [UNREADABLE] }),
  );
  res.page('schemes/show', {
    title: '奖励标准',
    name,
    isOwn: version > 0,
    lines: termsInWords(terms),
    earlier: told.filter((one) => one.version !== version),
    since: told.find((one) => one.version === version)?.since ?? '',
    desk: terms.deskId === '' ? '' : await personName(terms.deskId),
    deskWhere: terms.deskWhere ?? '',
    denyHref: paths.denyClaim,
    redeemHref: req.actor?.kind === 'person' && req.actor.personId === terms.deskId ? paths.redeemClaim : '',
    editHref: actsAs(req.actor, 'enterprise-manager') ? paths.editScheme : '',
  });
}

/** Workers of the firm who may keep the desk of unnamed rewards. */
async function findDeskKeepers(enterpriseId: string): Promise<{ _id: string; name: string }[]> {
  const workers = await findPeople({ enterpriseId, role: 'worker' });
  const may = await Promise.all(workers.map(({ _id }) => mayKeepDesk(_id, enterpriseId)));
  return workers.filter((_, i) => may[i] === true);
}

const yuan = (name: string, label: string, hint = ''): FieldSpec => ({
  name,
  label,
  kind: 'yuan',
  ...(hint === '' ? {} : { hint }),
});
const NONE = '不设的填 0。';
const FIELDS: readonly FieldSpec[] = [
  ...LEVELS.map(({ code, label }) => yuan(code, `${label}（元）`)),
  {
    name: 'outsideDutyPercent',
    label: '本职以外发现的，按百分之几奖',
    kind: 'number',
    hint: '填 100 就是和本职以内一样。',
  },
  { name: 'excludesDuty', label: '安全管理人员例行检查发现的，不另发奖励', kind: 'check' },
  yuan('dayCapFen', '每人每天最多（元）', `超出的记为表扬。${NONE}`),
  yuan('monthCapFen', '每人每月最多（元）', `超出的记为表扬。${NONE}`),
  yuan('instantFen', '多少元以内核实时就批准（元）', `这样的奖励不用再等第二个人批准。${NONE}`),
  yuan('managerAboveFen', '超过多少元要企业负责人批准（元）'),
  { name: 'announcesFirst', label: '先公示，再发放', kind: 'check' },
  { name: 'payDays', label: '提出后几天内兑现', kind: 'number' },
  { name: 'funding', label: '从哪里列支', kind: 'radios', options: FUNDINGS },
  yuan('pointFen', '用积分的，每分值多少元（元）', '金额照样按元填，显示时折成积分。不用积分的填 0。'),
];

export const { show: showEditScheme, post: postScheme } = formPages({
  page: async (req): Promise<FormPage> => {
    const { version, terms } = await schemeOf(firmOf(req), req.now);
    const {
      levels,
      outsideDutyPercent,
      excludesDuty,
      announcesFirst,
      payDays,
      funding,
      deskId,
      deskWhere,
      ...amounts
    } = terms;
    const inYuan = Object.entries({ ...levels, ...amounts }).map(([name, fen]) => [name, String(fen / 100)]);
    return {
      title: '改奖励标准',
      lead: '保存后马上用于新核实的上报；以前的奖励照当时的标准，不会变。',
      back: { href: paths.scheme, label: '返回奖励标准' },
      action: paths.editScheme,
      submit: '保存为新版本',
      fields: [
        ...FIELDS,
        {
          name: 'deskId',
          label: '匿名奖励的领奖点',
          kind: 'select',
          none: '还没有定',
          hint: '例如工会的人。匿名上报人凭码去领，领的人不用说自己是谁。负责人和安全管理员不能担任。',
          options: optionsOf(await findDeskKeepers(firmOf(req))),
        },
        {
          name: 'deskWhere',
          label: '领奖点在哪里、什么时候有人、电话（可以不填）',
          kind: 'text',
          hint: '例如：工会办公室，工作日 12:00–13:30，0775-1234567。领的人按这个去找。',
        },
      ],
      hidden: [{ name: 'basedOn', value: String(version) }],
      values: {
        ...Object.fromEntries(inYuan),
        deskWhere: deskWhere ?? '',
        ...{ outsideDutyPercent: String(outsideDutyPercent), payDays: String(payDays), funding, deskId },
        ...{ excludesDuty: excludesDuty ? '1' : '', announcesFirst: announcesFirst ? '1' : '' },
      },
    };
  },
  run: setScheme,
  next: ({ version }) => [paths.scheme, `已保存为第 ${version} 版，从现在起用。`],
});
