import { aboutOwner, defineNoun, SIGHT_OF_OWNED } from '#domain/engine';
import { sourceActs } from './source.acts.ts';
import { AlertSourceModel, SOURCE_CHANGING, SOURCE_STATUSES, type SourceStatus } from './source.model.ts';

/** 报警接入: of a firm or a park; whoever reads the alarms reads that it is connected, its owner alone the key. */
export const alertSources = defineNoun({
  kind: 'alert-source',
  name: '报警接入',
  letter: 'JR',
  path: '/alert-sources',
  model: AlertSourceModel,
  statuses: SOURCE_STATUSES,
  acts: sourceActs,
  sees: SIGHT_OF_OWNED,
  about: aboutOwner,
  // A firm takes it along.
  moves: { body: 'new' },
  changing: SOURCE_CHANGING,
  holds: 'posts',
  clocks: {},
  filters: {
    status: (status: SourceStatus) => ({ status }),
    enterpriseId: (enterpriseId: string) => ({ enterpriseId }),
    parkId: (parkId: string) => ({ parkId }),
    isOpen: (_: true) => ({ isOpen: true }),
  },
  standing: ['status', 'isOpen'],
  textOf: ({ name }) => name,
  params: ({ name }) => ({ name }),
});
