import type { Request, Response } from 'express';
import {
  acceptHazard,
  actionsFor,
  actsInPlace,
  addToAlarm,
  admitUnsolved,
  approveRectification,
  askExtension,
  assistHazard,
  type ConfirmedAction,
  callBackHazard,
  closeMajor,
  downgradeHazard,
  endorseHazard,
  findFirm,
  firmOf,
  fixOnSpot,
  getHazard,
  grantExtension,
  type Hazard,
  type HazardAction,
  hazardLifecycle,
  isOnPaper,
  lastDayToPlan,
  looksMajor,
  markMajor,
  NO_CLAUSE,
  planRectification,
  putIntoChinese,
  refuseExtension,
  reopenHazard,
  requestClosure,
  returnClosure,
  returnRectification,
  seenOf,
  setDate,
  submitRectification,
  suggestedClauses,
  takeBackAlarm,
  tellApart,
  upholdClosing,
  urgeRectification,
  verifyHazard,
  voicesOf,
  wordsToldTo,
} from '#domain/hazards';
import { findPeople } from '#domain/identity';
import { fileSeenBy } from '#domain/majors';
import { actsAs } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { formatYearDay, localDate } from '#kernel/dates';
import { paths } from '#kernel/paths';
import { type ActField, actPage } from '../actPage.ts';
import { optionsOf, type Values } from '../forms.ts';
import { toJudge } from '../photos.ts';
import { contextOf, partOf, textOf } from '../request.ts';
import { voicesIn } from '../sounds.ts';
import { ACT_FORMS, inPlaceOf, note, OF_PAPER, OF_SIGHT, sameAgain, sameOne } from './actForms.ts';
import { presentCompared, presentLastDay, presentPlanOf } from './presentDecision.ts';
import { theFirmNamed } from './theFirmNamed.ts';

type Input = Record<string, unknown> & { reference: string };
type Command = (ctx: Context, input: never) => Promise<unknown>;

/** Action → command. A new action without a row does not compile. */
const COMMANDS: Readonly<Record<HazardAction, Command>> = {
  accept: acceptHazard,
  'find-firm': async (ctx, input: Input) =>
    findFirm(ctx, { ...input, enterpriseId: (await theFirmNamed(String(input['enterpriseName'] ?? ''), true))._id }),
  add: addToAlarm,
  'put-into-chinese': putIntoChinese,
  'take-back': takeBackAlarm,
  'verify-valid': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'valid' } as never),
  'verify-not-valid': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'not-valid' } as never),
  'mark-duplicate': (ctx, input: Input) => verifyHazard(ctx, { ...input, result: 'duplicate' } as never),
  'tell-apart': tellApart,
  'plan-rectification': planRectification,
  'fix-on-spot': fixOnSpot,
  'submit-rectification': submitRectification,
  'approve-rectification': approveRectification,
  'return-rectification': returnRectification,
  'request-closure': requestClosure,
  'close-major': closeMajor,
  'return-closure': returnClosure,
  reopen: reopenHazard,
  urge: urgeRectification,
  'ask-extension': askExtension,
  'grant-extension': grantExtension,
  'refuse-extension': refuseExtension,
  'set-date': setDate,
  uphold: upholdClosing,
  admit: admitUnsolved,
  assist: assistHazard,
  endorse: endorseHazard,
  'mark-major': markMajor,
  downgrade: downgradeHazard,
  'call-back': callBackHazard,
};

const planValues = (plan: NonNullable<Hazard['rectification']>) => ({
  ownerId: plan.ownerId,
  measure: plan.measure,
  fundFen: String(plan.fundFen / 100),
  dueOn: plan.dueOn,
  contingency: plan.contingency,
  ...plan.treatment,
});
/** Steps that decide whether it is put right: before and after stand side by side. */
const DECIDES: readonly HazardAction[] = [
  'approve-rectification',
  'return-rectification',
  'request-closure',
  'close-major',
  'return-closure',
  'uphold',
  'admit',
];
/** What is asked of a major hazard alone. */
const TREATMENT: readonly string[] = ['goal', 'supplies', 'crew', 'stages'];

/** The case with what its forms depend on beside it. */
async function seenFor(ctx: Context, reference: string) {
  const seen = await getHazard(ctx, reference);
  const { hazard } = seen;
  const isBody = hazard.isMajor && actsAs(ctx.actor, 'regulator', 'park-officer');
  const voices = await voicesOf(ctx.actor, seen);
  return {
    ...seen,
    voices,
    told: wordsToldTo(ctx.actor, seen),
    isInPlace: isBody && actsInPlace(ctx.actor, hazard),
    now: ctx.now,
  };
}

type Seen = Awaited<ReturnType<typeof seenFor>>;

const factsOf = ({ hazard, told, now }: Seen, action: HazardAction) =>
  [
    { label: '编号', value: hazard.reference },
    { label: '隐患', value: hazard.text },
    { label: '原话', value: action === 'put-into-chinese' ? told : '' },
    { label: '地点', value: hazard.placeText },
    ...(DECIDES.includes(action) ? presentPlanOf(hazard) : []),
    ...(action === 'ask-extension' ? presentLastDay(hazard, now) : []),
  ].filter(({ value }) => value !== '');

const asks = (field: ActField, { hazard, isInPlace, now }: Seen): boolean =>
  ((field.name !== 'notMajorReason' && field !== sameOne) || looksMajor(hazard) || hazard.isMajor) &&
  !(field === sameAgain && (looksMajor(hazard) || hazard.isMajor)) &&
  (!TREATMENT.includes(field.name) || hazard.isMajor) &&
  !(isOnPaper(hazard, now) ? OF_SIGHT : OF_PAPER).includes(field) &&
  field !== (isInPlace ? note : inPlaceOf);

function valuesOf({ hazard }: Seen, action: HazardAction): Values {
  if (action === 'close-major') return { visitedOn: hazard.fix === undefined ? '' : localDate(hazard.fix.at) };
  return action === 'plan-rectification' && hazard.rectification ? planValues(hazard.rectification) : {};
}

/** What was shown: whoever decides later about something else is told. */
const hiddenOf = ({ hazard }: Seen, action: HazardAction) => [
  ...(action === 'plan-rectification' ? [{ name: 'afterRound', value: String(hazard.rectification?.round ?? 0) }] : []),
  { name: 'seen', value: seenOf(hazard, action) },
];

/** Photos of its file that were handed in before: whoever closes it writes in the note why they may pass. */
const knownOfFile = async (ctx: Context, hazardId: string) =>
  (await toJudge((await fileSeenBy(ctx, hazardId))?.photoIds ?? [])).known;

/** What stands beside the form: before and after, and in whose place it is closed. */
const moreOf = async (ctx: Context, { hazard, voices, isInPlace }: Seen, action: HazardAction) => ({
  known: action === 'close-major' ? await knownOfFile(ctx, hazard._id) : [],
  voices: action === 'put-into-chinese' ? voicesIn(voices) : [],
  compared: DECIDES.includes(action) ? await presentCompared(hazard) : undefined,
  ...(action === 'close-major' && isInPlace ? { title: '代为销号', submit: '代为销号' } : {}),
});

/** The form of a step that offers no choices, for a page of another address. */
export async function formFor(ctx: Context, reference: string, action: ConfirmedAction) {
  const seen = await seenFor(ctx, reference);
  return {
    fields: ACT_FORMS[action].fields.filter((field) => asks(field, seen)),
    facts: factsOf(seen, action),
    hidden: hiddenOf(seen, action),
    values: valuesOf(seen, action),
    more: await moreOf(ctx, seen, action),
  };
}

const pages = actPage({
  lifecycle: hazardLifecycle,
  forms: ACT_FORMS,
  commands: COMMANDS,
  load: seenFor,
  statusOf: ({ hazard }) => hazard.status,
  actionsFor,
  pathOf: paths.hazard,
  facts: factsOf,
  choices: {
    ownerId: async ({ hazard }) =>
      optionsOf(
        await findPeople({
          enterpriseId: firmOf(hazard),
          ...(hazard.aboutFirmId === undefined ? {} : { role: 'worker' as const }),
        }),
      ),
    criterionId: async ({ hazard }, ctx) => {
      const clauses = (await suggestedClauses(ctx, hazard)).map(({ id, clause, words }) => ({
        code: id,
        label: clause,
        ...(words.length === 0 ? {} : { hint: `因为说到：${words.join('、')}` }),
      }));
      return clauses.length === 0 ? [] : [...clauses, { code: NO_CLAUSE, label: '都不是' }];
    },
  },
  hints: {
    dueOn: ({ hazard, now }, action) =>
      action === 'plan-rectification' && hazard.isMajor
        ? `重大隐患最晚${formatYearDay(lastDayToPlan(hazard, now))}改完，更长的要由监管部门同意。`
        : undefined,
  },
  asks,
  hidden: hiddenOf,
  values: valuesOf,
  view: {
    name: 'hazards/act',
    model: (seen, action, req) => moreOf(contextOf(req), seen, action),
  },
});

export const { showAct } = pages;

/** Takes a step. Joining is open to colleagues who cannot see the case yet: they know of it from the hint while reporting. */
export async function postAct(req: Request, res: Response): Promise<void> {
  if (partOf(req, 'action') !== 'endorse') return pages.postAct(req, res);
  const { reference } = await endorseHazard(contextOf(req), {
    reference: partOf(req, 'reference'),
    isAnonymous: textOf(req, 'isAnonymous') === '1',
  });
  res.goTo(paths.hazard(reference), ACT_FORMS.endorse.said);
}
