import type { Request, Response } from 'express';
import {
  addToAlarm,
  answerClosing,
  asksClosing,
  findByQueryCode,
  getHazard,
  type Hazard,
  hasContact,
  isUnnamed,
  mayAdd,
  mayTakeBack,
  mayTakeOutside,
  reporterSeen,
  takeBackAlarm,
  takeOutside,
  unverifiedDays,
} from '#domain/hazards';
import { bodyName } from '#domain/organisations';
import { answerCheckIn, ofOwnCase, takeBackContact } from '#domain/protection';
import type { Context } from '#kernel/context';
import { formatHour } from '#kernel/dates';
import { notFound } from '#kernel/errors';
import type { FieldSpec } from '#kernel/fields';
import { paths } from '#kernel/paths';
import { type FormPage, type Input, presentForm, submitForm } from '../forms.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { presentHeldAct } from './presentHeldAct.ts';

/** What only whoever reported a case does with it, on its page or by its number and code. */
interface OwnAct {
  title: string;
  lead: string;
  submit: string;
  fields: readonly FieldSpec[];
  run(ctx: Context, input: Input): Promise<unknown>;
  said: string;
}

const mayContact: FieldSpec = {
  name: 'withContact',
  label: '监管部门可以联系我',
  kind: 'check',
  hint: '不勾，联系方式就一直封存。勾了也能随时收回。',
};
const ACTS: Readonly<Record<'closing' | 'add' | 'withdraw' | 'outside' | 'check-in' | 'take-back', OwnAct>> = {
  add: {
    title: '补充',
    lead: '请先离开危险的地方。处理的人马上收到。',
    submit: '补充',
    fields: [
      { name: 'placeText', label: '在哪里', kind: 'text', hint: '例如：二号车间北门。' },
      { name: 'text', label: '现在怎么样', kind: 'area' },
    ],
    run: addToAlarm,
    said: '已补充，正在通知处理的人。',
  },
  withdraw: {
    title: '发错了，是误报',
    lead: '撤回以后这一件就结束，收到通知的人都会知道是误报。还有危险就不要撤。',
    submit: '按误报撤回',
    fields: [],
    run: takeBackAlarm,
    said: '已按误报撤回，正在告诉收到通知的人。',
  },
  closing: {
    title: '解决了吗？',
    lead: '监管部门已经到现场核查、销号。还没有解决的，由另一名监管人员再去看。',
    submit: '告诉监管部门',
    fields: [
      {
        name: 'answer',
        label: '现在的情况',
        kind: 'radios',
        options: [
          { code: 'solved', label: '已解决' },
          { code: 'not-yet', label: '还没有' },
        ],
      },
      { name: 'words', label: '还没有的，现在是什么样', kind: 'area' },
    ],
    run: answerClosing,
    said: '已收到。没有署名的，下一个整点起办理。',
  },
  outside: {
    title: '交给监管部门',
    lead: '交出去以后由监管部门受理、核实。监管部门可能要问您情况，可能请您到场指认；不给联系方式也照样办，只是问不到您。',
    submit: '交给监管部门',
    fields: [mayContact],
    run: takeOutside,
    said: '已收到。没有署名的，下一个整点起交给监管部门；进度照样在这里看。',
  },
  'check-in': {
    title: '有没有人为难您？',
    lead: '调岗、降薪、骂人、开除，都算。只有监管部门看得到，企业看不到。',
    submit: '回答',
    fields: [
      {
        name: 'answer',
        label: '您的情况',
        kind: 'radios',
        options: [
          { code: 'fine', label: '还好，没有' },
          { code: 'harmed', label: '有，被为难了' },
        ],
      },
      { name: 'words', label: '想说的（可以不写）', kind: 'area' },
      mayContact,
    ],
    run: answerCheckIn,
    said: '已告诉监管部门，企业看不到。',
  },
  'take-back': {
    title: '收回联系方式',
    lead: '您同意过监管部门联系您。收回以后，联系方式马上封存。',
    submit: '收回，不再联系我',
    fields: [],
    run: takeBackContact,
    said: '已收回，联系方式重新封存。',
  },
};
type ActName = keyof typeof ACTS;

/** The form of an act; of who is not signed in the code goes along, and comes back with what was typed. */
async function formOf(ctx: Context, name: ActName, hazard: Hazard, queryCode?: string): Promise<FormPage> {
  const { title, lead, submit, fields } = ACTS[name];
  const { reference } = hazard;
  const asksContact = fields.includes(mayContact) && (await hasContact(ctx, hazard));
  return {
    ...{ title, lead, submit, fields: fields.filter((field) => field !== mayContact || asksContact) },
    action: queryCode === undefined ? paths.ownCase(reference, name) : paths.trackOwn(name),
    hidden:
      queryCode === undefined
        ? []
        : [
            { name: 'reference', value: reference },
            { name: 'queryCode', value: queryCode },
          ],
    back:
      queryCode === undefined
        ? { href: paths.hazard(reference), label: `返回 ${reference}` }
        : { href: paths.track, label: '返回查进度' },
  };
}

/** What the page of a case shows to whoever reported it alone: what may be done, and who has looked at their contact. */
export async function presentOwn(ctx: Context, hazard: Hazard, queryCode?: string) {
  const [{ asked, opened, held }, contact] = await Promise.all([
    ofOwnCase(hazard._id),
    isUnnamed(hazard) ? reporterSeen(ctx, hazard) : undefined,
  ]);
  const names: ActName[] = [
    // Signed in, or in the browser it was told from, there are buttons of their own.
    ...(queryCode !== undefined && mayAdd(hazard) ? (['add'] as const) : []),
    ...(queryCode !== undefined && mayTakeBack(hazard) ? (['withdraw'] as const) : []),
    ...(asksClosing(hazard, ctx.now) ? (['closing'] as const) : []),
    ...(asked === undefined ? [] : (['check-in'] as const)),
    ...(mayTakeOutside(hazard, ctx.now) ? (['outside'] as const) : []),
    ...(contact?.isGiven === true ? (['take-back'] as const) : []),
  ];
  const looks = await Promise.all(
    opened.map(async ({ createdAt, bodyId, basis, reason, status, endsAt }) => ({
      when: formatHour(createdAt),
      who: `${await bodyName(bodyId)}的保密专员`,
      why: basis === 'given' ? '按您的同意' : reason,
      until: status === 'open' && endsAt !== undefined && endsAt > ctx.now ? `打开到${formatHour(endsAt)}` : '已收回',
    })),
  );
  return {
    forms: await Promise.all(
      names.map(async (name) => ({
        ...presentForm(await formOf(ctx, name, hazard, queryCode)),
        heading: ACTS[name].title,
      })),
    ),
    unverified: mayTakeOutside(hazard, ctx.now) ? unverifiedDays(hazard.createdAt) : '',
    isOutside: hazard.outsideAt !== undefined,
    looks,
    held: presentHeldAct(held),
  };
}

function actIn(req: Request): ActName {
  const name = partOf(req, 'act');
  if (!Object.hasOwn(ACTS, name)) throw notFound('common.not-found');
  return name as ActName;
}

/** As whoever reported it, signed in. */
export async function postOwn(req: Request, res: Response): Promise<void> {
  const name = actIn(req);
  const ctx = contextOf(req);
  const { hazard, isOwn } = await getHazard(ctx, partOf(req, 'reference'));
  if (!isOwn) throw notFound('common.not-found');
  const sent = await submitForm(await formOf(ctx, name, hazard), req, res, (input) => ACTS[name].run(ctx, input));
  if (sent !== undefined) res.goTo(paths.hazard(hazard.reference), ACTS[name].said);
}

/** By number and code. */
export async function postTrackOwn(req: Request, res: Response): Promise<void> {
  const name = actIn(req);
  const queryCode = textOf(req, 'queryCode');
  const hazard = await findByQueryCode({ reference: textOf(req, 'reference'), queryCode });
  const ctx = contextOf(req);
  const form = await formOf(ctx, name, hazard, queryCode);
  const sent = await submitForm(form, req, res, (input) => ACTS[name].run(ctx, input));
  if (sent !== undefined) res.goTo(paths.track, ACTS[name].said);
}
