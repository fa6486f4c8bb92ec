import type { Role } from '#kernel/actor';
import type { Route } from '../router.ts';
import { postAddBody, postChangeBody, showAddBody, showBodies, showChangeBody } from './bodies.controller.ts';
import { showEnterprises } from './enterprises.controller.ts';
import {
  postAddInsurer,
  postChangeInsurer,
  showAddInsurer,
  showChangeInsurer,
  showInsurers,
} from './insurers.controller.ts';
import {
  postAddPark,
  postChangePark,
  postSupervision,
  showAddPark,
  showChangePark,
  showPark,
  showParks,
  showSupervision,
} from './parks.controller.ts';

const access: readonly Role[] = ['administrator'];

export const organisationRoutes: readonly Route[] = [
  { method: 'get', path: '/organisations/parks', access, run: showParks },
  { method: 'get', path: '/organisations/parks/new', access, run: showAddPark },
  { method: 'post', path: '/organisations/parks', access, run: postAddPark },
  { method: 'get', path: '/organisations/parks/:id', access, run: showPark },
  { method: 'get', path: '/organisations/parks/:id/change', access, run: showChangePark },
  { method: 'post', path: '/organisations/parks/:id/change', access, run: postChangePark },
  { method: 'get', path: '/organisations/parks/:id/supervision', access, run: showSupervision },
  { method: 'post', path: '/organisations/parks/:id/supervision', access, run: postSupervision },
  { method: 'get', path: '/organisations/bodies', access, run: showBodies },
  { method: 'get', path: '/organisations/bodies/new', access, run: showAddBody },
  { method: 'post', path: '/organisations/bodies', access, run: postAddBody },
  { method: 'get', path: '/organisations/bodies/:id/change', access, run: showChangeBody },
  { method: 'post', path: '/organisations/bodies/:id/change', access, run: postChangeBody },
  { method: 'get', path: '/organisations/insurers', access, run: showInsurers },
  { method: 'get', path: '/organisations/insurers/new', access, run: showAddInsurer },
  { method: 'post', path: '/organisations/insurers', access, run: postAddInsurer },
  { method: 'get', path: '/organisations/insurers/:id/change', access, run: showChangeInsurer },
  { method: 'post', path: '/organisations/insurers/:id/change', access, run: postChangeInsurer },
  { method: 'get', path: '/organisations/enterprises', access, run: showEnterprises },
];
