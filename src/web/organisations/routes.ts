import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
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
import { postAddPark, postChangePark, showAddPark, showChangePark, showPark, showParks } from './parks.controller.ts';

const access: readonly Role[] = ['administrator'];

export const organisationRoutes: readonly Route[] = [
  { method: 'get', path: paths.parks, access, run: showParks },
  { method: 'get', path: paths.newPark, access, run: showAddPark },
  { method: 'post', path: paths.parks, access, run: postAddPark },
  { method: 'get', path: paths.park.pattern, access, run: showPark },
  { method: 'get', path: paths.changePark.pattern, access, run: showChangePark },
  { method: 'post', path: paths.changePark.pattern, access, run: postChangePark },
  { method: 'get', path: paths.bodies, access, run: showBodies },
  { method: 'get', path: paths.newBody, access, run: showAddBody },
  { method: 'post', path: paths.bodies, access, run: postAddBody },
  { method: 'get', path: paths.changeBody.pattern, access, run: showChangeBody },
  { method: 'post', path: paths.changeBody.pattern, access, run: postChangeBody },
  { method: 'get', path: paths.insurers, access, run: showInsurers },
  { method: 'get', path: paths.newInsurer, access, run: showAddInsurer },
  { method: 'post', path: paths.insurers, access, run: postAddInsurer },
  { method: 'get', path: paths.changeInsurer.pattern, access, run: showChangeInsurer },
  { method: 'post', path: paths.changeInsurer.pattern, access, run: postChangeInsurer },
  { method: 'get', path: paths.enterprises, access, run: showEnterprises },
];
