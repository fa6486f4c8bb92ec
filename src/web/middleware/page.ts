import type { Request, RequestHandler, Response } from 'express';
import { nanoid } from 'nanoid';
import { findLateJobs } from '#domain/clock';
import { forgetDraft } from '#domain/drafts';
import { uploadLimits } from '#domain/evidence';
import { actorsOf } from '#domain/identity';
import { countUnread } from '#domain/notices';
import { bodyName, enterpriseName, insurerName, parkName } from '#domain/organisations';
import { concerns, findRunning, type RunningResponse, responses } from '#domain/responses';
import { type PersonActor, type Role, roleLabel } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Charts } from '../charts.ts';
import { draftPlaceOf, drawnForOf, drawnForToken, pageOf } from '../kept/drawnFor.ts';
import { noteOn } from '../kept/fillForm.ts';
import { giveBack, type Keys, refill } from '../kept/refill.ts';
import type { Navigation } from '../navigation.ts';
import type { Views } from '../views.ts';

export interface PageOptions {
  views: Views;
  charts: Charts;
  isDemo: boolean;
  /** Where the portal is found from outside: a picture of a share card has a whole address. */
  publicUrl: string;
  assets: { css: string; sprite: string };
  csrfToken: (req: Request) => string;
  navigation: Navigation;
}

/** The rail is put away in this browser. */
const FOLDED = /(?:^|; )rail=folded(?:;|$)/;

/** Where a role holds, in a few words. */
export async function placeOf({ scope }: PersonActor): Promise<string> {
  if (scope.enterpriseId !== undefined) return enterpriseName(scope.enterpriseId);
  if (scope.parkId !== undefined) return parkName(scope.parkId);
  if (scope.bodyId !== undefined) return bodyName(scope.bodyId);
  if (scope.insurerId !== undefined) return insurerName(scope.insurerId);
  if (scope.enterpriseIds !== undefined) return `${scope.enterpriseIds.length} 家企业`;
  return '';
}

/** How long what the strip says may be old. */
const LATE_MS = 30_000;
let late: { labels: string; readAt: number } | undefined;

/** What of the clock falls behind, in a few words; for administrators, at the head of every page. */
async function lateLabels(now: Date): Promise<string> {
  if (late === undefined || performance.now() - late.readAt >= LATE_MS) {
    const labels = (await findLateJobs(now)).map(({ label }) => label).join('、');
    late = { labels, readAt: performance.now() };
  }
  return late.labels;
}

/** How long the strip may go without an emergency that has begun, so that not every page asks. */
const RUNNING_MS = 3_000;
let running: { rows: RunningResponse[]; readAt: number } | undefined;

interface Emergency {
  href: string;
  what: string;
  place: string;
}

/** Emergencies this person is in, at the head of every page until they have ended; one line an accident, their own first. */
async function emergenciesOf(actor: PersonActor): Promise<Emergency[]> {
  if (running === undefined || performance.now() - running.readAt >= RUNNING_MS)
    running = { rows: await findRunning(), readAt: performance.now() };
  const mine = running.rows.filter((row) => concerns(actor, row));
  const isOwn = ({ enterpriseId }: RunningResponse): boolean => (enterpriseId === undefined) === isOfPark(actor);
  const first = mine.toSorted((one, other) => Number(isOwn(other)) - Number(isOwn(one)));
  const accidents = [...new Set(first.map(({ accidentId }) => accidentId))];
  return accidents.flatMap((id) => {
    const row = first.find(({ accidentId }) => accidentId === id);
    return row === undefined ? [] : [{ href: responses.pathOf(row.reference), what: row.what, place: row.placeText }];
  });
}
const isOfPark = ({ role }: PersonActor): boolean => role === 'park-officer';

interface PersonView {
  name: string;
  roleLabel: string;
  place: string;
  others: { grantId: string; label: string }[];
  /** Messages not read yet, as a number on the bell; empty when there is none. */
  unread: string;
  /** For administrators: what of the clock falls behind. */
  late: string;
  /** 应急中: what they are in. */
  emergencies: Emergency[];
}

/** How long the number on the bell may be old, so that not every page asks for it. */
const UNREAD_MS = 3_000;
const MOST_KEPT = 10_000;
const unreadOf = new Map<string, { count: number; readAt: number; hidesSince: number | undefined }>();

async function readUnread(actor: PersonActor, now: Date): Promise<number> {
  const { personId } = actor;
  const known = unreadOf.get(personId);
  const hidesSince = actor.hidesSince?.getTime();
  if (known !== undefined && known.hidesSince === hidesSince && performance.now() - known.readAt < UNREAD_MS)
    return known.count;
  const count = await countUnread({ actor, now });
  if (unreadOf.size > MOST_KEPT) unreadOf.clear();
  unreadOf.set(personId, { count, readAt: performance.now(), hidesSince });
  return count;
}

async function personView(actor: PersonActor, now: Date): Promise<PersonView> {
  const [all, unread, emergencies, behind] = await Promise.all([
    actorsOf(actor.personId),
    readUnread(actor, now),
    emergenciesOf(actor),
    actor.role === 'administrator' ? lateLabels(now) : '',
  ]);
  const others = all.filter((other) => other.grantId !== actor.grantId);
  return {
    name: actor.name,
    roleLabel: roleLabel(actor.role),
    place: await placeOf(actor),
    others: await Promise.all(
      others.map(async (other) => ({
        grantId: other.grantId,
        label: [roleLabel(other.role), await placeOf(other)].filter((part) => part !== '').join('，'),
      })),
    ),
    late: behind,
    emergencies,
    unread: unread === 0 ? '' : unread > 99 ? '99+' : String(unread),
  };
}

/** With no more places than this, all of them are shown at once. */
const FEW = 16;

/** The rail of a wide screen and the five of a phone, with where the page lies; the same for everybody of a role. */
function drawFrame(navigation: Navigation, role: Role, path: string) {
  const under = navigation.underOf(role, path);
  const groups = navigation.groupsOf(role);
  const isShort = groups.reduce((sum, group) => sum + group.entries.length, 0) <= FEW;
  return {
    rail: groups.map(({ code, label, icon, entries }, index) => ({
      code,
      label,
      icon,
      isOpen: isShort || index === 0 || entries.some((entry) => entry.path === under),
      entries: entries.map((entry) => ({ ...entry, isCurrent: entry.path === under })),
    })),
    tabs: navigation.tabsOf(role).map((tab, index) => ({
      ...tab,
      isCurrent: tab.path === (path === paths.more ? path : under),
      isAction: index === 2,
      isInbox: tab.path === paths.inbox,
    })),
  };
}

/** What the unseen fields of every form are drawn from. */
function keysOf(req: Request, csrfToken: PageOptions['csrfToken']): Keys {
  let drawnFor: string | undefined;
  const isGet = req.method === 'GET';
  return {
    csrfToken: () => (req.session === undefined ? '' : csrfToken(req)),
    once: () => nanoid(),
    formPage: isGet ? req.originalUrl : pageOf(req),
    drawnFor: () => {
      drawnFor ??= drawnForToken(req);
      return drawnFor;
    },
    isKept: !isGet && (req.body as Record<string, unknown> | undefined)?.['_kept'] === '1',
  };
}

/** The page with what was typed in it: a form that was refused just now, or one that was not handed in earlier. */
async function withWords(req: Request, res: Response, html: string, status: number, keys: Keys) {
  const { redraw } = res.locals;
  if (redraw === undefined) {
    return { html: status === 200 ? await giveBack(req, res, html, keys).catch(() => html) : html, status };
  }
  const { sent, note } = redraw;
  const drawn =
    sent === undefined
      ? noteOn(html, res.part('restored', { ...keys, ...note, left: [], mayForget: false }))
      : await refill(res, html, keys, sent, { ...note, once: sent.once });
  if (status === 200 && drawn !== undefined) return { html: drawn, status: redraw.status };
  redraw.giveUp();
  return undefined;
}

/**
 * Gives a response `page`, `part`, `goTo` and `charts`. The person's place is read before the page is drawn; while a store is away the
 * page is drawn without it, so that the error page itself never fails.
 */
export function pages({
  views,
  charts,
  isDemo,
  publicUrl,
  assets,
  csrfToken,
  navigation,
}: PageOptions): RequestHandler {
  const frames = new Map<string, ReturnType<typeof drawFrame>>();
  const frameOf = (role: Role, path: string) => {
    const key = `${role} ${path === paths.more ? path : navigation.underOf(role, path)}`;
    const frame = frames.get(key) ?? drawFrame(navigation, role, path);
    frames.set(key, frame);
    return frame;
  };
  return (req, res, next) => {
    res.locals.navigation = navigation;
    res.page = (view, model, status = 200) => {
      if (res.locals.hasFailed && res.locals.redraw === undefined && view !== 'errors/show') return;
      const flash = req.session?.flash;
      if (flash !== undefined) delete req.session.flash;
      const actor = req.actor?.kind === 'person' ? req.actor : undefined;
      const keys = keysOf(req, csrfToken);
      const draw = async (person: PersonView | undefined): Promise<void> => {
        if (res.headersSent) return;
        const html = views.page(view, {
          ...model,
          ...keys,
          nonce: res.locals.nonce,
          flash,
          hasLostFilter: res.locals.hasLostFilter === true,
          person,
          frame: actor === undefined ? undefined : frameOf(actor.role, req.path),
          isFolded: FOLDED.test(req.headers.cookie ?? ''),
          here: req.method === 'GET' ? req.originalUrl : paths.home,
          isDemo,
          publicUrl,
          assets,
          uploadLimits: uploadLimits(req.now),
        });
        const drawn = await withWords(req, res, html, status, keys);
        if (drawn === undefined || res.headersSent) return;
        res.status(drawn.status).type('html').setHeader('cache-control', 'no-store').send(drawn.html);
      };
      if (actor === undefined) return void draw(undefined).catch(next);
      const bare = {
        name: actor.name,
        roleLabel: roleLabel(actor.role),
        place: '',
        others: [],
        unread: '',
        late: '',
        emergencies: [],
      };
      if (status === 503) return void draw(bare).catch(next);
      personView(actor, req.now)
        .catch(() => bare)
        .then(draw)
        .catch(next);
    };
    res.charts = charts;
    res.part = (partial, model) => views.part(partial, { ...model, assets });
    res.goTo = (address, flash) => {
      if (res.headersSent || res.locals.hasFailed) return;
      if (flash !== undefined && req.session !== undefined) req.session.flash = flash;
      // What they just did may have been reading.
      if (req.actor?.kind === 'person') unreadOf.delete(req.actor.personId);
      const away = (): void => void (res.headersSent || res.redirect(303, address));
      const body = req.body as Record<string, unknown> | undefined;
      const drawnFor = drawnForOf(req);
      if (req.method !== 'POST' || body?.['_kept'] !== '1' || !drawnFor?.personId) return away();
      // Handed in: what was kept of it has done its duty.
      forgetDraft(draftPlaceOf(drawnFor, pageOf(req))).then(away, away);
    };
    next();
  };
}
