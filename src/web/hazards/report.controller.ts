import type { Request, Response } from 'express';
import { evidenceRule, findOwnDrafts } from '#domain/evidence';
import {
  CATEGORIES,
  findMyReports,
  findReportOnce,
  findSimilar,
  isUrgentReport,
  knowsNoFirm,
  reportHazard,
  reportInputOf,
  VOICE_ALONE,
} from '#domain/hazards';
import { findPeople } from '#domain/identity';
import {
  type Enterprise,
  findLocationByCode,
  findLocations,
  getEnterprise,
  type Location,
} from '#domain/organisations';
import { actsAs, runsEnterprise } from '#kernel/actor';
import { AppError } from '#kernel/errors';
import { ID } from '#kernel/ids';
import { requireFields } from '#kernel/input';
import { paths } from '#kernel/paths';
import { type FieldSpec, type FormPage, optionsOf, presentForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { rememberVisitor } from '../visitors.ts';
import { rememberReport } from './lastReport.ts';
import { theFirmNamed } from './theFirmNamed.ts';

const ELSEWHERE = 'elsewhere';
/** More than this of a place is told with the words, where somebody is in danger. */
const LONGEST_PLACE = 100;

/** Where a report is about: the poster's place, the person's own firm, or nothing known yet. */
async function placeKnown(req: Request): Promise<{ enterprise?: Enterprise; location?: Location }> {
  const code = partOf(req, 'code') || textOf(req, 'placeCode');
  const location = code === '' ? undefined : await findLocationByCode(code);
  if (location !== undefined) return { location, enterprise: await getEnterprise(location.enterpriseId) };
  const isInFirm = actsAs(req.actor, 'worker', 'enterprise-manager', 'safety-officer');
  const enterpriseId = isInFirm && req.actor.kind === 'person' ? req.actor.scope.enterpriseId : undefined;
  if (enterpriseId !== undefined) return { enterprise: await getEnterprise(enterpriseId) };
  const chosen = textOf(req, 'enterpriseId');
  return ID.test(chosen) ? { enterprise: await getEnterprise(chosen) } : {};
}

/** Whose find it is, where somebody writes down what a colleague told them. */
const finderAmong = (people: Parameters<typeof optionsOf>[0]): FieldSpec => ({
  name: 'onBehalfOf',
  label: '是谁发现的',
  kind: 'select',
  hint: '替同事上报时选他的名字，奖励归他。',
  none: '我自己',
  options: optionsOf(people),
});

async function reportPage(req: Request, known: { enterprise?: Enterprise; location?: Location }): Promise<FormPage> {
  const { enterprise, location } = known;
  const places = enterprise === undefined || location !== undefined ? [] : await findLocations(enterprise._id);
  const isForOthers = runsEnterprise(req.actor) && enterprise !== undefined;
  const fields: FieldSpec[] = [
    {
      name: 'isAnonymous',
      label: '匿名上报',
      kind: 'check',
      hint:
        req.actor.kind === 'person'
          ? '处理的人看不到您是谁，您照样能看进度、领奖励。不用中文写的，企业只看到监管部门写成中文的话。'
          : '不记录您是谁，用查询码看进度。不用中文写的，企业只看到监管部门写成中文的话。',
    },
    {
      name: 'isAboutManagers',
      label: '说的是企业负责人或管理人员',
      kind: 'check',
      hint: '勾上就不发给企业，直接交给监管部门和园区。',
    },
    { name: 'photos', label: '照片', kind: 'photos', hint: '拍清楚哪里有问题。没有照片也能报。', takesSounds: true },
    { name: 'text', label: '看到了什么', kind: 'area', hint: '一句话就行，例如：3号线电箱漏电。' },
  ];
  if (enterprise === undefined) {
    fields.push({
      name: 'enterpriseName',
      label: '哪家企业',
      kind: 'text',
      hint: '写企业的全名或简称。不知道就写「不知道」，先交给当地监管部门查明。',
    });
  }
  if (places.length > 0) {
    fields.push({
      name: 'locationId',
      label: '在哪里',
      kind: 'radios',
      options: [...optionsOf(places), { code: ELSEWHERE, label: '其他地方（写在下面）' }],
    });
  }
  if (location === undefined) {
    fields.push({
      name: 'placeText',
      label: places.length > 0 ? '其他地方' : '在哪里',
      kind: 'text',
      hint: '例如：二号车间北门。',
    });
  }
  fields.push(
    {
      name: 'isUrgent',
      label: '马上有危险',
      kind: 'check',
      hint: '随时可能伤人：请先离开危险的地方，我们马上通知。写了着火、触电、有人受伤这类话，不用打开也按紧急件报。',
    },
    {
      name: 'category',
      label: '类型',
      kind: 'select',
      none: '不清楚，由系统判断',
      options: CATEGORIES.map(({ code, label }) => ({ code, label })),
    },
  );
  if (!isForOthers) {
    fields.push({
      name: 'isReworded',
      label: '请监管部门换个说法再给企业看',
      kind: 'check',
      hint: '怕企业从说法认出您，就勾上。只在没有署名时：企业看不到您的原话，只看到监管部门写下来的话，要多等一会儿。',
    });
  }
  if (isForOthers) fields.push(finderAmong(await findPeople({ enterpriseId: enterprise._id, role: 'worker' })));
  const { actor } = req;
  if (enterprise !== undefined && actor.kind === 'person' && actor.scope.enterpriseId === enterprise._id) {
    const { teamId } = actor.scope;
    const near = await findPeople({ enterpriseId: enterprise._id, ...(teamId === undefined ? {} : { teamId }) });
    const officers =
      teamId === undefined ? [] : await findPeople({ enterpriseId: enterprise._id, role: 'safety-officer' });
    const mates = [...near, ...officers].filter(({ _id }) => _id !== actor.personId);
    // Somebody of a team tells whoever has a telephone at hand: 班组长代报.
    const ofTeam = near.filter(({ _id }) => _id !== actor.personId);
    if (!isForOthers && teamId !== undefined && ofTeam.length > 0) fields.push(finderAmong(ofTeam));
    if (mates.length > 0)
      fields.push({
        name: 'togetherWith',
        label: '和谁一起发现的',
        kind: 'select',
        hint: '奖励两个人平分。匿名上报不用选。',
        none: '我一个人',
        options: optionsOf(mates),
      });
  }
  return {
    title: '上报隐患',
    lead: [enterprise?.name, location?.name].filter(Boolean).join(' · ') || '有人受伤先打 120，起火先打 119。',
    action: paths.report,
    submit: '提交',
    hidden: [
      ...(location === undefined ? [] : [{ name: 'placeCode', value: location.code }]),
      ...(location === undefined && enterprise !== undefined ? [{ name: 'enterpriseId', value: enterprise._id }] : []),
    ],
    fields,
  };
}

/** Asked of few: under 「更多」. */
const MORE = ['category', 'onBehalfOf', 'togetherWith', 'isAboutManagers'];

/** The form as its page wants it: each field by its name, those few need apart. */
function drawn(model: Record<string, unknown>, now: Date): Record<string, unknown> {
  const fields = model['fields'] as ReadonlyArray<Record<string, unknown> & { name: string }>;
  const more = fields.filter(({ name }) => MORE.includes(name));
  return {
    ...model,
    isBadCode: model['isBadCode'] ?? false,
    by: Object.fromEntries(fields.map((field) => [field.name, field])),
    more,
    voice: evidenceRule(now).sound,
    isMoreOpen: more.some(({ error, value }) => Boolean(error) || Boolean(value)),
  };
}

/** The report form; reached from the menu, or by a poster's QR code without signing in. A code nobody knows says so. */
export async function showReport(req: Request, res: Response): Promise<void> {
  rememberVisitor(req); // before the form is sent: one sent twice must come from the same visitor
  const known = await placeKnown(req);
  const isBadCode = partOf(req, 'code') !== '' && known.location === undefined;
  res.page('hazards/report', drawn({ ...presentForm(await reportPage(req, known)), isBadCode }, req.now));
}

/** The firm somebody wrote; one that cannot be found holds up no alarm. @throws Invalid at `enterpriseName` */
async function firmTyped(req: Request, isUrgent: boolean): Promise<Enterprise | undefined> {
  try {
    return await theFirmNamed(textOf(req, 'enterpriseName'), req.actor.kind === 'person');
  } catch (error) {
    if (!isUrgent || !(error instanceof AppError)) throw error;
    return undefined;
  }
}

/** Whoever cannot type says it: then there need be no words. */
const isVoiceAlone = ({ text = '', soundIds = [] }: { text?: string; soundIds?: readonly string[] }): boolean =>
  text.trim() === '' && soundIds.length > 0;

async function switchedByWords(req: Request, model: Record<string, unknown>): Promise<Record<string, unknown>> {
  if (!(await isUrgentReport({ text: textOf(req, 'text') }))) return model;
  const fields = model['fields'] as ReadonlyArray<{ name: string }>;
  return { ...model, fields: fields.map((one) => (one.name === 'isUrgent' ? { ...one, isChecked: true } : one)) };
}

/** Takes the report, unless it looks like a case already known: then we ask first. */
export async function postReport(req: Request, res: Response): Promise<void> {
  rememberVisitor(req);
  const ctx = contextOf(req);
  const known = await placeKnown(req);
  const sent = await submitForm(
    await reportPage(req, known),
    req,
    res,
    async (typed) => {
      // A second press would find its own first one similar.
      const report = await findReportOnce(ctx);
      if (report !== undefined) return { report };
      const chosen = typed.locationId === ELSEWHERE ? undefined : typed.locationId;
      const locationId: string | undefined = known.location?._id ?? chosen;
      const isUrgent = await isUrgentReport({ isUrgent: typed.isUrgent === true, text: textOf(req, 'text') });
      const isFirmUnknown = !isUrgent && known.enterprise === undefined && knowsNoFirm(textOf(req, 'enterpriseName'));
      const enterprise = known.enterprise ?? (isFirmUnknown ? undefined : await firmTyped(req, isUrgent));
      const places =
        known.location === undefined && enterprise !== undefined ? await findLocations(enterprise._id) : [];
      const placeText =
        known.location?.name ??
        places.find((place) => place._id === locationId)?.name ??
        // What was written of a firm nobody finds helps whoever looks for it.
        [
          enterprise === undefined && !isFirmUnknown ? textOf(req, 'enterpriseName').trim() : '',
          typed.placeText ?? '',
        ].join(' ');
      const isTooLong = isUrgent && placeText.length > LONGEST_PLACE;
      const input = requireFields(reportInputOf({ isUrgent, isFirmUnknown }), {
        ...typed,
        ...(isVoiceAlone(typed) ? { text: VOICE_ALONE } : {}),
        ...(isTooLong ? { text: `${typed.text ?? ''}；${placeText}` } : {}),
        enterpriseId: enterprise?._id,
        placeText: isTooLong ? placeText.slice(0, LONGEST_PLACE) : placeText,
        locationId,
        isUrgent,
        isFirmUnknown,
      });
      // Danger never waits for a question; a voice nobody has heard is like no other.
      if (!isUrgent && !isVoiceAlone(typed) && enterprise !== undefined && textOf(req, 'isNotDuplicate') !== '1') {
        const dhashes = (await findOwnDrafts(ctx, input.photoIds)).map((photo) => photo.dhash);
        const similar = await findSimilar(ctx, {
          enterpriseId: enterprise._id,
          text: input.text,
          dhashes,
          ...(locationId === undefined ? {} : { locationId }),
        });
        if (similar.length > 0) return { similar, photoIds: input.photoIds, soundIds: input.soundIds };
      }
      return { report: await reportHazard(ctx, input) };
    },
    // What the words tell of is switched on when the form comes back.
    async (model, status) => res.page('hazards/report', drawn(await switchedByWords(req, model), req.now), status),
  );
  if (sent === undefined) return;
  const { similar, photoIds, soundIds, report } = sent.done;
  if (similar !== undefined) {
    const { rows: mine } = await findMyReports(ctx);
    return askWhetherSame(req, res, similar, { photoIds, soundIds, own: new Set(mine.map((row) => row.reference)) });
  }
  rememberReport(req, res, report);
  res.goTo(paths.reported);
}

const CARRIED = [
  'text',
  'enterpriseName',
  'enterpriseId',
  'placeCode',
  'locationId',
  'placeText',
  'isUrgent',
  'category',
  'onBehalfOf',
  'togetherWith',
  'isAnonymous',
  'isReworded',
  'isAboutManagers',
];

/** Shows cases that may be the same; everything typed goes along, whichever way the person decides. */
function askWhetherSame(
  req: Request,
  res: Response,
  similar: Awaited<ReturnType<typeof findSimilar>>,
  { photoIds, soundIds, own }: { photoIds: readonly string[]; soundIds: readonly string[]; own: ReadonlySet<string> },
): void {
  res.page('hazards/similar', {
    title: '是不是同一件事',
    isAllOwn: similar.every((row) => own.has(row.reference)),
    mayEndorseAny: similar.some((row) => row.mayJoin && !own.has(row.reference)),
    isAnonymous: textOf(req, 'isAnonymous') === '1',
    // Of what others reported a stranger learns how many there are and where, and no number to look at.
    others: similar.filter(({ reference }) => reference === '').length,
    othersPlace: similar.find(({ reference }) => reference === '')?.placeText ?? '',
    cases: similar
      .filter(({ reference }) => reference !== '')
      .map((row) => ({
        reference: row.reference,
        text: row.text,
        place: row.placeText,
        // Nobody joins their own: it is linked to.
        ownHref: own.has(row.reference) ? paths.hazard(row.reference) : '',
        mayEndorse: row.mayJoin && !own.has(row.reference),
      })),
    hidden: [
      ...CARRIED.map((name) => ({ name, value: textOf(req, name) })).filter((row) => row.value !== ''),
      ...photoIds.map((value) => ({ name: 'keptPhotoIds', value })),
      ...soundIds.map((value) => ({ name: 'keptSoundIds', value })),
      { name: 'isNotDuplicate', value: '1' },
    ],
  });
}
