import mongoose from 'mongoose';
import {
  type Application,
  type ApplicationStatus,
  admitApplication,
  type Cohort,
  type Draft,
  openCohort,
  peekApplication,
  recommendApplication,
  refuseApplication,
  returnApplication,
  saveDraft,
  startApplication,
  submitApplication,
  withdrawApplication,
} from '#domain/applying';
import { acceptInvitation, actorsOf, printOfferSlip, registerFirm } from '#domain/identity';
import type { PersonActor, Role } from '#kernel/actor';
import type { Context } from '#kernel/context';
import { hasSms } from '#platform/sms';
import { fixedNow } from './clock.ts';
import { personContext, visitorContext } from './contexts.ts';
import { codeSentTo } from './sms.ts';
import { creditCode, PASSWORD, type World } from './world.ts';

let serial = 0;

/** A cohort of the whole region, open the whole of November and December. */
export async function buildCohort(world: World, wish: Partial<Parameters<typeof openCohort>[1]> = {}): Promise<Cohort> {
  serial += 1;
  return openCohort(personContext(world.actors.administrator), {
    name: `测试批次${serial}`,
    regionCode: '45',
    opensOn: '2026-11-01',
    closesOn: '2026-12-31',
    capacity: 24,
    ...wish,
  });
}

/** Everything a firm types, right in every field. */
export const aDraft = (world: World, wish: Draft = {}): Draft => ({
  name: world.enterprise.name,
  creditCode: world.enterprise.creditCode,
  regionCode: world.enterprise.regionCode,
  parkId: world.enterprise.parkId ?? '',
  address: '北流市陶瓷大道 18 号',
  industryCode: 'C30',
  employees: '180',
  lastYearEmployees: '',
  revenueFen: '6000',
  assetsFen: '4000',
  highRiskLines: '',
  weakIndicators: 'no-plan,no-training',
  responsibleName: '李厂长',
  responsiblePhone: '13800000003',
  safetyOfficerName: '梁安全',
  motive: '想把隐患排查做扎实',
  hasCommitted: '1',
  ...wish,
});

/** Types into a draft and sends it in, as the person of `ctx`. */
export async function fillAndSubmit(ctx: Context, application: Application, draft: Draft): Promise<Application> {
  const { reference } = application;
  const { version } = await saveDraft(ctx, { reference, version: application.version, draft });
  return submitApplication(ctx, { reference, version });
}

/** Another firm, outside any park, registered by its own person who may do nothing but apply. */
export async function registerAnother(
  more: Partial<Parameters<typeof registerFirm>[1]> = {},
): Promise<{ actor: PersonActor; creditCode: string; phone: string }> {
  serial += 1;
  const number = String(serial).padStart(4, '0');
  const input = {
    firmName: `北流市测试家具厂${number}`,
    creditCode: creditCode(`91450981MA5T0${number}`),
    regionCode: '450981',
    sector: 'C' as const,
    name: '陈经办',
    phone: `1390000${number}`,
    ...more,
  };
  await registerFirm(visitorContext(), input);
  const { personId, grantId, scope } = await takeAsked(input.phone, 'applicant');
  const actor: PersonActor = { kind: 'person', personId, grantId, name: input.name, role: 'applicant', scope };
  return { actor, creditCode: input.creditCode, phone: input.phone };
}

/** Brings back the code that came to a number after somebody asked with it, and sets the password of the demo. */
async function takeAsked(phone: string, role: Role): Promise<PersonActor> {
  const code = hasSms() ? await codeSentTo(phone, 'invitation') : await codeOnPaper(phone);
  await acceptInvitation(visitorContext(), { phone, code, password: PASSWORD });
  const account = await mongoose.connection.collection<{ _id: string }>('accounts').findOne({ phone });
  const actor = (await actorsOf(account?._id ?? '')).find((one) => one.role === role);
  if (actor === undefined) throw new Error('the role was not taken');
  return actor;
}

async function codeOnPaper(phone: string): Promise<string> {
  const { _id: personId } = (await mongoose.connection.collection('accounts').findOne({ phone })) ?? {};
  const offer = await mongoose.connection.collection<{ _id: string }>('offers').findOne({ personId } as never);
  const grant = { personId: 'whoever-helps', grantId: '', name: '', role: 'administrator' as const, scope: {} };
  const { code } = await printOfferSlip(personContext({ kind: 'person', ...grant }), { offerId: offer?._id ?? '' });
  return code;
}

/** An application of the world's firm, taken by the real commands to the status wished for. */
export async function buildApplication(
  world: World,
  wish: { status?: ApplicationStatus; draft?: Draft; cohort?: Cohort } = {},
): Promise<Application> {
  const { status = 'submitted', draft = {} } = wish;
  const { manager, parkOfficer, regulator } = world.actors;
  const firm = personContext(manager);
  const cohort = wish.cohort ?? (await buildCohort(world));
  const started = await startApplication(firm, { cohort: cohort.reference });
  const { reference } = started;
  const now = async () => (await peekApplication(reference)) as Application;
  const hash = async () => (await now()).submission?.contentHash ?? '';
  const said = { reference, reasonCode: 'other', reason: '请写清楚安全管理人员' };
  if (status !== 'draft') await fillAndSubmit(firm, started, aDraft(world, draft));
  if (status === 'returned' || status === 'resubmitted') {
    await returnApplication(personContext(parkOfficer), { ...said, contentHash: await hash() });
  }
  if (status === 'resubmitted') await fillAndSubmit(firm, await now(), { employees: '190' });
  if (status === 'recommended' || status === 'admitted' || status === 'refused') {
    await recommendApplication(personContext(parkOfficer), { reference, contentHash: await hash() });
  }
  if (status === 'admitted') {
    await admitApplication(personContext(regulator), { reference, contentHash: await hash() });
  }
  if (status === 'refused') {
    const more = { reasonCode: 'not-eligible', wouldChange: '提供危险化学品经营许可证' };
    await refuseApplication(personContext(regulator), { ...said, ...more, contentHash: await hash() });
  }
  if (status === 'withdrawn') await withdrawApplication(firm, { reference });
  const application = await now();
  if (application.status !== status) throw new Error(`wished for ${status}, got ${application.status}`);
  return application;
}

/** `fixedNow`, some days later. */
export const daysLater = (days: number): Date => new Date(fixedNow.getTime() + days * 86_400_000);
