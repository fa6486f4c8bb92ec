// The one-way rule: jobs, bots, src/web → src/domain → src/platform → src/kernel.
const DOMAIN = [
  'journal',
  'aside',
  'clock',
  'calendar',
  'drafts',
  'tallies',
  'deadlines',
  'organisations',
  'identity',
  'ruleSettings',
  'evidence',
  'chat',
  'webhooks',
  'engine',
  'programme',
  'applying',
  'stages',
  'support',
  'schemes',
  'rewards',
  'criteria',
  'competence',
  'parkAssessments',
  'accidents',
  'majors',
  'referrals',
  'hazards',
  'inspections',
  'returns',
  'protection',
  'plans',
  'filings',
  'insurance',
  'parks',
  'grades',
  'expansions',
  'passes',
  'breaches',
  'gates',
  'entryLists',
  'projects',
  'facilities',
  'stock',
  'tenancies',
  'emergencyPlans',
  'rescueTeams',
  'drills',
  'duties',
  'alertSources',
  'alerts',
  'responses',
  'nouns',
  'leaving',
  'notices',
  'oversight',
];
const EDGES = ['jobs', 'bots', 'src/web'];
const ROOTS = '^(src/server|jobs/worker|bots/bot)\\.ts$|^scripts/';

type Path = { path?: string; pathNot?: string | string[] };

const rule = (name: string, from: Path, to: Path) => ({ name, severity: 'error' as const, from, to });

export const forbidden = [
  rule('kernel-is-alone', { path: '^src/kernel/' }, { path: '^(src/(?!kernel/)|jobs/|bots/|scripts/)' }),
  rule('platform-knows-only-kernel', { path: '^src/platform/' }, { path: '^(src/(domain|web)/|jobs/|bots/|scripts/)' }),
  rule('domain-knows-no-edge', { path: '^src/domain/' }, { path: '^(src/web/|jobs/|bots/|scripts/|src/server)' }),
  ...DOMAIN.map((module, index) =>
    rule(
      `domain-order-${module}`,
      { path: `^src/domain/${module}/` },
      { path: `^src/domain/(${DOMAIN.slice(index + 1).join('|') || 'none'})/` },
    ),
  ),
  rule('domain-module-is-listed', { path: `^src/domain/(?!(${DOMAIN.join('|')})/)` }, { path: '.' }),
  rule(
    'only-the-index-from-another-module',
    { path: '^src/domain/([^/]+)/' },
    { path: '^src/domain/([^/]+)/', pathNot: ['^src/domain/$1/', '^src/domain/[^/]+/index\\.ts$'] },
  ),
  rule(
    'only-the-index-from-outside',
    { path: '^(jobs|bots|src/web|src/server|scripts)' },
    { path: '^src/domain/', pathNot: '^src/domain/[^/]+/index\\.ts$' },
  ),
  ...EDGES.map((edge) =>
    rule(
      `edges-apart-${edge.replace('/', '-')}`,
      { path: `^${edge}/` },
      { path: `^(${EDGES.filter((other) => other !== edge).join('|')})/` },
    ),
  ),
  rule('models-stay-inside', { pathNot: '^src/domain/' }, { path: '\\.models?\\.ts$' }),
  rule('one-importer-of-wechaty', { pathNot: '^bots/wechaty\\.ts$' }, { path: '(^|/)node_modules/wechaty/|^wechaty$' }),
  rule('only-roots-read-config', { pathNot: ROOTS }, { path: '^src/config\\.ts$' }),
];

export const options = {
  parser: 'swc' as const,
  tsPreCompilationDeps: true,
  doNotFollow: { path: 'node_modules' },
  exclude: { path: '^(dist|data|tests|bench)/' },
  enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'default', 'types'] },
};
