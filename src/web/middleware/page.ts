import type { Request, RequestHandler } from 'express';
import { nanoid } from 'nanoid';
import { actorsOf } from '#domain/identity';
import { bodyName, enterpriseName, insurerName, parkName } from '#domain/organisations';
import { type PersonActor, roleLabel } from '#kernel/actor';
import { navigationFor, personLinksFor, tabsFor } from '../navigation.ts';
import type { Views } from '../views.ts';

export interface PageOptions {
  views: Views;
  isDemo: boolean;
  assets: { css: string; sprite: string };
  csrfToken: (req: Request) => string;
}

/** Where a role holds, in a few words. */
export async function placeOf({ scope }: PersonActor): Promise<string> {
  if (scope.enterpriseId !== undefined) return enterpriseName(scope.enterpriseId);
  if (scope.parkId !== undefined) return parkName(scope.parkId);
  if (scope.bodyId !== undefined) return bodyName(scope.bodyId);
  if (scope.insurerId !== undefined) return insurerName(scope.insurerId);
  if (scope.enterpriseIds !== undefined) return `${scope.enterpriseIds.length} 家企业`;
  return '';
}

interface PersonView {
  name: string;
  roleLabel: string;
  place: string;
  others: { grantId: string; label: string }[];
  links: { href: string; label: string }[];
}

async function personView(actor: PersonActor): Promise<PersonView> {
  const others = (await actorsOf(actor.personId)).filter((other) => other.grantId !== actor.grantId);
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
    links: personLinksFor(actor),
  };
}

/**
 * Gives a response `page`, `part` and `goTo`. The person's place is read before the page is drawn; while a store is away the
 * page is drawn without it, so that the error page itself never fails.
 */
export function pages({ views, isDemo, assets, csrfToken }: PageOptions): RequestHandler {
  return (req, res, next) => {
    res.page = (view, model, status = 200) => {
      if (res.locals.hasFailed && view !== 'errors/show') return;
      const flash = req.session?.flash;
      if (flash !== undefined) delete req.session.flash;
      const actor = req.actor?.kind === 'person' ? req.actor : undefined;
      const draw = (person: PersonView | undefined): void => {
        if (res.headersSent) return;
        const hadToken = req.session?.csrfToken !== undefined;
        const html = views.page(view, {
          ...model,
          nonce: res.locals.nonce,
          csrfToken: () => (req.session === undefined ? '' : csrfToken(req)),
          once: () => nanoid(),
          flash,
          person,
          nav: actor === undefined ? [] : navigationFor(actor, req.path),
          tabs: actor === undefined ? [] : tabsFor(actor, req.path),
          isDemo,
          assets,
        });
        const send = (): void => {
          if (res.headersSent) return;
          res.status(status).type('html').setHeader('cache-control', 'no-store').send(html);
        };
        const isNewForm = !hadToken && req.session?.csrfToken !== undefined;
        // A form whose token was not kept would be refused after all the typing.
        if (isNewForm) req.session.save((error: unknown) => (error ? next(error) : send()));
        else send();
      };
      if (actor === undefined) return draw(undefined);
      const bare = {
        name: actor.name,
        roleLabel: roleLabel(actor.role),
        place: '',
        others: [],
        links: personLinksFor(actor),
      };
      if (status === 503) return draw(bare);
      personView(actor)
        .then(draw, () => draw(bare))
        .catch(next);
    };
    res.part = (partial, model) => views.part(partial, { ...model, assets });
    res.goTo = (address, flash) => {
      if (res.headersSent || res.locals.hasFailed) return;
      if (flash !== undefined && req.session !== undefined) req.session.flash = flash;
      res.redirect(303, address);
    };
    next();
  };
}
