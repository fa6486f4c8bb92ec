import type { Role } from '#kernel/actor';
import { paths } from '#kernel/paths';
import type { Route } from '../router.ts';
import { showParkBook, showParkBooks } from './parkBook.controller.ts';
import { facilityTable, parkTable } from './tables.controller.ts';

const reads: readonly Role[] = ['park-officer', 'regulator'];
const park: readonly Role[] = ['park-officer'];
const registers: readonly Role[] = ['administrator'];
const upload = { field: 'table', most: 1 };

export const parkBookRoutes: readonly Route[] = [
  { method: 'get', path: paths.parkBooks, access: reads, run: showParkBooks },
  { method: 'get', path: paths.parkBook.pattern, access: reads, run: showParkBook },
  { method: 'get', path: paths.facilityTable, access: park, run: facilityTable.show },
  { method: 'post', path: paths.facilityTable, access: park, upload, run: facilityTable.post },
  { method: 'get', path: paths.emptyFacilityTable, access: park, run: facilityTable.send },
  { method: 'get', path: paths.parkTable, access: registers, run: parkTable.show },
  { method: 'post', path: paths.parkTable, access: registers, upload, run: parkTable.post },
  { method: 'get', path: paths.emptyParkTable, access: registers, run: parkTable.send },
];
