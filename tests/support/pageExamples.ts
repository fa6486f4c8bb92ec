import type { ProgrammeWorld } from './programmeWorld.ts';
import type { Small } from './smallWorld.ts';
import type { World, WorldActor } from './world.ts';

/** Where to look at a route's page; several addresses show it in several states. */
type Example = (small: Small, who: WorldActor | 'visitor') => string | readonly string[];

/** Addresses of the portal that answer with a file or a stream, and why they are no page. */
const NO_PAGE = {
  '/chat/events': 'a stream',
  '/chat/photos/:id': 'a picture',
  '/chat/sounds/:id': 'a sound',
  '/photos/:id': 'a picture',
  '/sounds/:id': 'a sound',
  '/exports/:id/file': 'a file',
  '/files/:id': 'a file',
  '/policy-table': 'a file',
  '/facility-table/empty': 'a file',
  '/organisations/park-table/empty': 'a file',
} as const;

export const isNoPage = (path: string): boolean => path in NO_PAGE;

/** Somebody in their charge. */
const leaverFor = ({ actors }: World, who: string) =>
  who === 'parkOfficer' || who === 'regulator' ? actors.manager : actors.worker2;

/**
 * Every GET route with parameters needs a row here, or the page test fails; a route without parameters is visited as it
 * is, and gets a row only to be seen in more states.
 */
export const PAGE_EXAMPLES: Readonly<Record<string, Example>> = {
  '/l/:code': ({ world }) => `/l/${world.location.code}`,
  '/join/:code': ({ world }) => `/join/${world.team.code}`,
  '/hazards': ({ cases }) => [
    '/hazards',
    '/hazards?overdue=1',
    '/hazards?q=%E9%94%85%E7%82%89%E7%88%86%E7%82%B8',
    `/hazards?q=${cases.closed}&status=closed&category=electrical`,
  ],
  '/hazards/:reference': ({ cases }, who) =>
    (who === 'officer' ? Object.values(cases) : [cases.long, cases.anonymous, cases.late, cases.closed]).map(
      (reference) => `/hazards/${reference}`,
    ),
  '/hazards/:reference/act/:action': ({ cases, acts }, who) =>
    (who === 'officer' ? acts : acts.slice(-8)).map(([status, action]) => `/hazards/${cases[status]}/act/${action}`),
  // Drawn by the page of the step itself: bots/majors.
  '/confirm/:code': () => [],
  '/hazards/:reference/ask': ({ cases }, who) => (who === 'officer' ? `/hazards/${cases.anonymous}/ask` : []),
  '/hazards/:reference/answer': ({ cases }, who) => (who === 'worker' ? `/hazards/${cases.anonymous}/answer` : []),
  '/people/:id/disable': ({ world }, who) => `/people/${leaverFor(world, who).personId}/disable`,
  '/people/:id/hand-over': ({ world }, who) => `/people/${leaverFor(world, who).personId}/hand-over`,
  '/people/:id/roles/:grantId/end': ({ world }, who) => {
    const { personId, grantId } = leaverFor(world, who);
    return `/people/${personId}/roles/${grantId}/end`;
  },
  '/reveals/:reference': ({ reveals }) => reveals.map((reference) => `/reveals/${reference}`),
  '/reveals/:reference/act/:action': ({ reveals }) => `/reveals/${reveals[0]}/act/decline`,
  '/hazards/:reference/reveal': ({ cases }, who) => (who === 'regulator' ? `/hazards/${cases.anonymous}/reveal` : []),
  '/watches/:reference': ({ watches }) => watches.map((reference) => `/watches/${reference}`),
  '/watches/:reference/act/:action': ({ watches }) => `/watches/${watches[0]}/act/see`,
  '/rules/:id': () => ['/rules/hazard-clock', '/rules/accident-clock'],
  '/rules/:id/new': () => ['/rules/hazard-clock/new', '/rules/facility-types/new'],
  '/rule-settings/:id/answer': ({ setting }) => `/rule-settings/${setting}/answer`,
  '/rule-settings/:id/withdraw': ({ setting }) => `/rule-settings/${setting}/withdraw`,
  '/criteria': () => ['/criteria', '/criteria?q=%E9%99%A4%E5%B0%98', '/criteria?q=%E6%B2%A1%E6%9C%89%E7%9A%84'],
  '/criteria/:id': () => ['/criteria/GM-11.6', '/criteria/FIRE-17-6.2', '/criteria/GAS-23-10'],
  '/criteria/:id/new': () => '/criteria/GM-11.6/new',
  '/filings': () => ['/filings', '/filings?overdue=1', '/filings?status=returned'],
  '/filings/new/:kind': () => ['special-work', 'outsourcing', 'construction'].map((kind) => `/filings/new/${kind}`),
  '/filings/:reference': ({ filings }) => Object.values(filings).map((reference) => `/filings/${reference}`),
  '/filings/:reference/act/:action': ({ filings }, who) =>
    who === 'regulator'
      ? `/filings/${filings.filed}/act/return`
      : [`/filings/${filings.filed}/act/cancel`, `/filings/${filings.returned}/act/refile`],
  '/filings/:reference/refile': ({ filings }) => `/filings/${filings.returned}/refile`,
  '/passes': () => ['/passes', '/passes?open=1', '/passes?status=issued'],
  '/passes/new/:kind': () => ['visitor', 'contractor', 'hazchem'].map((kind) => `/passes/new/${kind}`),
  '/passes/:reference': ({ passes }) => Object.values(passes).map((reference) => `/passes/${reference}`),
  '/passes/:reference/act/:action': ({ passes }, who) =>
    who === 'parkOfficer'
      ? [...acts(`/passes/${passes['host-approved']}`, 'refuse'), ...acts(`/passes/${passes.issued}`, 'revoke')]
      : who === 'manager' || who === 'officer'
        ? [...acts(`/passes/${passes.applied}`, 'refuse'), ...acts(`/passes/${passes.issued}`, 'ask-core')]
        : [],
  '/gates/:reference/watch': ({ gates }, who) => (who === 'parkOfficer' ? `/gates/${gates[0]}/watch` : []),
  '/guest-passes/:key': ({ visitKey }) => `/guest-passes/${visitKey}`,
  '/passes/:reference/code': ({ passes }) => `/passes/${passes.issued}/code`,
  '/gates': () => ['/gates', '/gates?open=1', '/gates?zone=core'],
  '/gates/:reference': ({ gates }) => gates.map((reference) => `/gates/${reference}`),
  '/gates/:reference/act/:action': ({ gates }, who) =>
    who === 'parkOfficer' ? acts(`/gates/${gates[0]}`, 'let-through', 'new-key', 'shut') : [],
  '/grades': () => ['/grades', '/grades?open=1', '/grades?grade=B'],
  '/grades/new': () => '/grades/new',
  '/grades/:reference': ({ grades }) => grades.map((reference) => `/grades/${reference}`),
  '/grades/:reference/act/:action': ({ grades }, who) =>
    who === 'parkOfficer' ? acts(`/grades/${grades[1]}`, 'rescore', 'assess') : [],
  '/grades/:reference/workbench': ({ grades }) => [
    `/grades/${grades[0]}/workbench`,
    `/grades/${grades[1]}/workbench?points=69`,
    `/grades/${grades[1]}/workbench?points=x`,
  ],
  '/expansions': () => ['/expansions', '/expansions?open=1', '/expansions?status=refused'],
  '/referrals': () => ['/referrals', '/referrals?open=1', '/referrals?status=proposed'],
  '/referrals/new': () => '/referrals/new',
  '/referrals/:reference': ({ referrals }) => referrals.map((reference) => `/referrals/${reference}`),
  '/referrals/:reference/act/:action': ({ referrals: [first, second] }, who) =>
    who === 'regulator' ? [...acts(`/referrals/${first}`, 'hand-over'), ...acts(`/referrals/${second}`, 'answer')] : [],
  '/inspections': () => ['/inspections', '/inspections?open=1', '/inspections?status=started', '/inspections?exempt=1'],
  '/inspections/new': () => '/inspections/new',
  '/inspections/new/:kind': () => ['on-site', 'off-site', 'urgent'].map((kind) => `/inspections/new/${kind}`),
  '/inspections/:reference': ({ inspections, urgentInspection }, who) => {
    const { proposed, approved, declined, cancelled, ...known } = inspections;
    const ofBodies = who === 'officer' || who === 'manager' ? [] : [proposed, approved, declined, cancelled];
    return [...ofBodies, ...Object.values(known), urgentInspection].map((reference) => `/inspections/${reference}`);
  },
  '/inspections/:reference/act/:action': ({ inspections }, who) =>
    who === 'regulator'
      ? [
          ...acts(`/inspections/${inspections.proposed}`, 'cancel'),
          ...acts(`/inspections/${inspections.announced}`, 'start', 'refuse', 'cancel'),
          ...acts(`/inspections/${inspections.started}`, 'record'),
          ...acts(`/inspections/${inspections.recorded}`, 'tell'),
          ...acts(`/inspections/${inspections.told}`, 'close'),
        ]
      : [],
  '/expansions/new': () => '/expansions/new',
  '/expansions/:reference': ({ expansion }) => `/expansions/${expansion}`,
  '/expansions/:reference/act/:action': ({ expansion }, who) =>
    who === 'parkOfficer' ? acts(`/expansions/${expansion}`, 'apply-again') : [],
  '/conditions': () => ['/conditions', '/conditions?open=1', '/conditions?code=H1'],
  '/conditions/new': () => '/conditions/new',
  '/conditions/:reference': ({ conditions }) => conditions.map((reference) => `/conditions/${reference}`),
  '/conditions/:reference/act/:action': ({ conditions }, who) =>
    who === 'parkOfficer'
      ? acts(`/conditions/${conditions[0]}`, 'renew')
      : who === 'regulator'
        ? acts(`/conditions/${conditions[1]}`, 'check')
        : [],
  '/projects': () => ['/projects', '/projects?open=1', '/projects?status=conditional', '/projects?unnoticed=1'],
  '/projects/new/:kind': () => ['new', 'rebuild'].map((kind) => `/projects/new/${kind}`),
  '/projects/:reference': ({ projects }) => Object.values(projects).map((reference) => `/projects/${reference}`),
  '/projects/:reference/act/:action': ({ projects }, who) =>
    who === 'parkOfficer'
      ? [
          ...acts(`/projects/${projects.introduced}`, 'screen', 'change', 'withdraw'),
          ...acts(`/projects/${projects.admitted}`, 'pre-assess', 'pause'),
          ...acts(`/projects/${projects['pre-assessed']}`, 'ask-design'),
          ...acts(`/projects/${projects['design-approved']}`, 'build'),
          ...acts(`/projects/${projects.building}`, 'start-trial'),
          ...acts(`/projects/${projects.trial}`, 'accept'),
        ]
      : who === 'regulator'
        ? [
            ...acts(`/projects/${projects.screened}`, 'admit', 'condition', 'refuse'),
            ...acts(`/projects/${projects['pre-assessed']}`, 'approve-design'),
            ...acts(`/projects/${projects.paused}`, 'except', 'resume'),
          ]
        : [],
  '/entry-lists': () => ['/entry-lists', '/entry-lists?status=proposed'],
  '/entry-lists/:reference': ({ entryLists }) => entryLists.map((reference) => `/entry-lists/${reference}`),
  '/entry-lists/:reference/act/:action': ({ entryLists }, who) =>
    who === 'regulator' ? acts(`/entry-lists/${entryLists[0]}`, 'adopt', 'decline') : [],
  '/stock/:reference': ({ stock: [ofPark, ofFirm] }, who) =>
    (who === 'officer' || who === 'manager' || who === 'adviser' ? [ofFirm] : [ofPark, ofFirm]).map(
      (reference) => `/stock/${reference}`,
    ),
  '/stock/:reference/act/:action': ({ stock: [ofPark, ofFirm] }, who) =>
    who === 'parkOfficer'
      ? acts(`/stock/${ofPark}`, 'issue', 'receive', 'count', 'change', 'remove')
      : who === 'officer'
        ? acts(`/stock/${ofFirm}`, 'issue', 'receive', 'count', 'change', 'remove')
        : [],
  '/emergency-plans': () => ['/emergency-plans', '/emergency-plans?inForce=1', '/emergency-plans?undrilled=1'],
  '/emergency-plans/new': () => '/emergency-plans/new',
  '/emergency-plans/:reference': ({ emergencyPlans }) =>
    Object.values(emergencyPlans).map((reference) => `/emergency-plans/${reference}`),
  '/emergency-plans/:reference/act/:action': ({ emergencyPlans }, who) => {
    const at = (one: string) => `/emergency-plans/${one}`;
    if (who === 'regulator') return acts(at(emergencyPlans.park), 'register', 'return-filing');
    if (who === 'parkOfficer') return acts(at(emergencyPlans.park), 'evaluate', 'revise', 'withdraw');
    const { draft, reviewed, signed } = emergencyPlans;
    return [
      ...acts(at(draft), 'write', 'survey-risk', 'survey-resources', 'review'),
      ...acts(at(reviewed), 'rework', ...(who === 'manager' ? ['sign'] : [])),
      ...acts(at(signed), 'ask-filing', 'evaluate', 'revise'),
    ];
  },
  '/tenancies': () => ['/tenancies', '/tenancies?gap=1', '/tenancies?status=in-force'],
  '/tenancies/new': () => '/tenancies/new',
  '/tenancies/:reference': ({ tenancies }) => Object.values(tenancies).map((reference) => `/tenancies/${reference}`),
  '/tenancies/:reference/act/:action': ({ tenancies }, who) => {
    const { proposed, 'in-force': let_ } = tenancies;
    const at = (one: string) => `/tenancies/${one}`;
    if (who === 'parkOfficer') return acts(at(proposed), 'confirm', 'decline');
    if (who === 'otherOfficer')
      return [...acts(at(proposed), 'confirm', 'decline', 'agree'), ...acts(at(let_), 'agree', 'accept-lead', 'end')];
    return who === 'officer' || who === 'manager'
      ? [...acts(at(proposed), 'agree', 'share'), ...acts(at(let_), 'agree', 'share', 'unshare', 'check', 'end')]
      : [];
  },
  '/rescue-teams': () => ['/rescue-teams', '/rescue-teams?status=ready'],
  '/rescue-teams/new': () => '/rescue-teams/new',
  '/rescue-teams/:reference': ({ rescueTeams }) => rescueTeams.map((reference) => `/rescue-teams/${reference}`),
  '/rescue-teams/:reference/act/:action': ({ rescueTeams }, who) => {
    const [own = '', shared = ''] = rescueTeams;
    const mine = ['change', 'add-member', 'renew-certificate', 'let-go', 'offer', 'stand-down', 'disband'];
    return who === 'parkOfficer'
      ? acts(`/rescue-teams/${shared}`, ...mine, 'end-agreement')
      : [...acts(`/rescue-teams/${own}`, ...mine), ...acts(`/rescue-teams/${shared}`, 'end-agreement')];
  },
  '/responses': () => ['/responses', '/responses?open=1'],
  '/responses/:reference': ({ responses }) => responses.map((reference) => `/responses/${reference}`),
  '/responses/:reference/act/:action': ({ responses }, who) =>
    who === 'parkOfficer'
      ? acts(`/responses/${responses[1]}`, 'finish', 'end')
      : acts(`/responses/${responses[0]}`, 'finish', 'end'),
  '/drills': () => ['/drills', '/drills?unreported=1', '/drills?status=held'],
  '/drills/new': () => '/drills/new',
  '/drills/:reference': ({ drills }) => Object.values(drills).map((reference) => `/drills/${reference}`),
  '/drills/:reference/act/:action': ({ drills }, who) => {
    if (who === 'regulator' || who === 'parkOfficer')
      return [...acts(`/drills/${drills.held}`, 'evaluate'), ...acts(`/drills/${drills.reported}`, 'find')];
    return [
      ...acts(`/drills/${drills.planned}`, 'hold', 'cancel'),
      ...acts(`/drills/${drills.evaluated}`, 'find', 'finish-finding', 'report'),
    ];
  },
  '/park-books/:id': ({ world }) => [`/park-books/${world.park._id}`, `/park-books/${world.park._id}?on=2026-11-23`],
  '/alerts': () => ['/alerts', '/alerts?open=1', '/alerts?status=open', '/alerts?class=alarm'],
  '/alerts/:reference': ({ alerts }) => Object.values(alerts).map((one) => `/alerts/${one}`),
  '/alerts/:reference/act/:action': ({ alerts }, who) => {
    if (who === 'parkOfficer') return acts(`/alerts/${alerts.park}`, 'acknowledge', 'handle', 'dismiss');
    if (who === 'regulator')
      return [
        ...acts(`/alerts/${alerts.verified}`, 'close'),
        ...acts(`/alerts/${alerts.closed}`, 'reopen'),
        ...acts(`/alerts/${alerts.false}`, 'reopen'),
      ];
    return [
      ...acts(`/alerts/${alerts.open}`, 'acknowledge', 'handle', 'dismiss'),
      ...acts(`/alerts/${alerts.acknowledged}`, 'handle'),
      ...acts(`/alerts/${alerts.handling}`, 'verify'),
      ...(who === 'manager' ? acts(`/alerts/${alerts.verified}`, 'close') : []),
    ];
  },
  '/alert-sources': () => ['/alert-sources', '/alert-sources?open=1'],
  '/alert-sources/new': () => '/alert-sources/new',
  '/alert-sources/:reference': ({ alertSources }) => Object.values(alertSources).map((one) => `/alert-sources/${one}`),
  '/alert-sources/:reference/act/:action': ({ alertSources }, who) =>
    who === 'parkOfficer'
      ? acts(`/alert-sources/${alertSources.park}`, 'new-key', 'shut')
      : [
          ...acts(`/alert-sources/${alertSources.open}`, 'new-key', 'shut'),
          ...acts(`/alert-sources/${alertSources.shut}`, 'reopen'),
        ],
  '/duties': () => ['/duties', '/duties?red=1', '/duties?status=waived', '/duties?type=pledge.daily'],
  '/duties/new': () => '/duties/new',
  '/duties/new/:kind': () => ['owed', 'waived'].map((kind) => `/duties/new/${kind}`),
  '/duties/:reference': ({ duties }) => Object.values(duties).map((one) => `/duties/${one}`),
  '/duties/:reference/act/:action': ({ duties }, who) => {
    if (who === 'parkOfficer') return acts(`/duties/${duties.park}`, 'do', 'waive');
    if (who === 'regulator')
      return [...acts(`/duties/${duties.body}`, 'do', 'waive'), ...acts(`/duties/${duties.waived}`, 'object')];
    return [
      ...acts(`/duties/${duties.pledge}`, 'pledge'),
      ...acts(`/duties/${duties.test}`, 'do', 'waive'),
      ...acts(`/duties/${duties.done}`, 'again'),
      ...acts(`/duties/${duties.waived}`, 'resume'),
    ];
  },
  '/facilities': () => ['/facilities', '/facilities?gap=1', '/facilities?status=planned'],
  '/facilities/new/:kind': () => ['usable', 'planned', 'not-needed'].map((kind) => `/facilities/new/${kind}`),
  '/facilities/:reference': ({ facilities }) => Object.values(facilities).map((one) => `/facilities/${one}`),
  '/facilities/:reference/act/:action': ({ facilities }, who) =>
    who === 'parkOfficer'
      ? [
          ...acts(`/facilities/${facilities.usable}`, 'test', 'fault', 'change', 'remove'),
          ...acts(`/facilities/${facilities.faulty}`, 'mend'),
          ...acts(`/facilities/${facilities.planned}`, 'build', 'plan', 'waive'),
        ]
      : acts(`/facilities/${facilities['not-needed']}`, 'object'),
  '/breaches': () => ['/breaches', '/breaches?open=1'],
  '/breaches/:reference': ({ breaches }) => breaches.map((reference) => `/breaches/${reference}`),
  '/breaches/:reference/act/:action': ({ breaches }, who) =>
    who === 'parkOfficer'
      ? acts(`/breaches/${breaches[0]}`, 'close')
      : who === 'officer' || who === 'manager'
        ? acts(`/breaches/${breaches[0]}`, 'explain')
        : [],
  '/policies': () => ['/policies', '/policies?expiring=1'],
  '/policies/:reference': ({ policies }) => Object.values(policies).map((reference) => `/policies/${reference}`),
  '/policies/:reference/act/:action': ({ policies }, who) =>
    who === 'insurer'
      ? [
          ...acts(`/policies/${policies.pending}`, 'confirm', 'reject'),
          ...acts(`/policies/${policies.confirmed}`, 'note-premium'),
        ]
      : [],
  '/policies/:reference/budget/:year': ({ policies }) => `/policies/${policies.confirmed}/budget/1`,
  '/policy-imports/:id': ({ imports }) => imports.map((id) => `/policy-imports/${id}`),
  '/budgets': () => ['/budgets', '/budgets?unused=1', '/budgets?sector=C'],
  '/catalogues': () => '/catalogues',
  '/catalogues/:reference': () => '/catalogues/L2026-0001',
  '/catalogues/:reference/act/:action': () => [],
  '/boards/majors': ({ world }) => ['/boards/majors', `/boards/majors?sector=${world.enterprise.sector}`],
  '/majors': () => ['/majors', '/majors?open=1', '/majors?status=closure-requested'],
  '/majors/:reference': ({ majors }) => Object.values(majors).map((reference) => `/majors/${reference}`),
  '/majors/:reference/act/:action': ({ majors }, who) =>
    who === 'manager' || who === 'officer' ? acts(`/majors/${majors.rectifying}`, 'control', 'progress') : [],
  '/accidents': () => ['/accidents', '/accidents?open=1', '/accidents?level=larger'],
  '/accidents/:reference': ({ accidents }) => accidents.map((reference) => `/accidents/${reference}`),
  '/accidents/:reference/act/:action': ({ accidents: [first, second] }, who) =>
    who === 'officer'
      ? [...acts(`/accidents/${first}`, 'supplement', 'tick'), ...acts(`/accidents/${second}`, 'firm-report')]
      : who === 'regulator'
        ? acts(`/accidents/${first}`, 'grade', 'lift', 'join', 'grant-evidence', 'end-evidence', 'receive-report')
        : [],
  '/park-assessments': () => ['/park-assessments', '/park-assessments?open=1', '/park-assessments?status=declined'],
  '/park-assessments/:reference': ({ parkAssessments }) =>
    Object.values(parkAssessments).map((reference) => `/park-assessments/${reference}`),
  '/park-assessments/:reference/act/:action': ({ parkAssessments }, who) =>
    who === 'parkOfficer'
      ? [
          ...acts(`/park-assessments/${parkAssessments.due}`, 'submit'),
          ...acts(`/park-assessments/${parkAssessments.tracking}`, 'finish-measure', 'enter-source', 'end-source'),
        ]
      : who === 'regulator'
        ? [
            ...acts(`/park-assessments/${parkAssessments.proposed}`, 'need', 'decline'),
            ...acts(`/park-assessments/${parkAssessments.reviewing}`, 'return'),
          ]
        : [],
  '/accidents/:reference/receipts': ({ accidents }) => accidents.map((reference) => `/accidents/${reference}/receipts`),
  '/accidents/:reference/evidence': ({ accidents: [first] }, who) =>
    who === 'regulator' ? `/accidents/${first}/evidence` : [],
  '/stops': () => ['/stops', '/stops?open=1'],
  '/stops/:reference': ({ stops }) => stops.map((reference) => `/stops/${reference}`),
  '/stops/:reference/act/:action': ({ stops }, who) =>
    who === 'parkOfficer' ? acts(`/stops/${stops[1]}`, 'resume', 'refuse', 'lift') : [],
  '/services': () => ['/services', '/services?open=1'],
  '/services/:reference': ({ services }, who) =>
    (who === 'worker' ? [services.accepted] : Object.values(services)).map((reference) => `/services/${reference}`),
  '/services/:reference/act/:action': ({ services }, who) =>
    who === 'insurer'
      ? [
          ...acts(`/services/${services.asked}`, 'refuse', 'cancel'),
          ...acts(`/services/${services.agreed}`, 'deliver'),
          ...acts(`/services/${services.settled}`, 'reverse'),
        ]
      : who === 'manager' || who === 'officer'
        ? [
            ...acts(`/services/${services.delivered}`, 'accept', 'return'),
            ...acts(`/services/${services.accepted}`, 'name-attendees'),
            ...acts(`/services/${services.settled}`, 'complain'),
          ]
        : [],
  '/cover': () => ['/cover', '/cover?state=covered', '/cover?region=450981&sector=C'],
  '/more': () => ['/more', '/more?q=%E6%8A%A5%E5%A4%87', '/more?q=%E6%B2%A1%E6%9C%89%E7%9A%84'],
  '/search': () => ['/search', '/search?q=%E9%98%B2%E6%8A%A4', '/search?q=H2026-9999', '/search?q=%E7%BD%A9'],
  '/firms': () => ['/firms', '/firms?q=%E6%B2%A1%E6%9C%89%E7%9A%84'],
  '/firms/:id': ({ world: { enterprise } }) =>
    ['', '?tab=hazards', '?tab=programme', '?tab=plans', '?tab=filings', '?tab=rewards'].map(
      (tab) => `/firms/${enterprise._id}${tab}`,
    ),
  '/outcomes/months/:month': () => '/outcomes/months/2026-10',
  '/organisations/parks/:id': ({ world }) => `/organisations/parks/${world.park._id}`,
  '/organisations/parks/:id/change': ({ world }) => `/organisations/parks/${world.park._id}/change`,
  '/competence': () => ['/competence', '/competence?gaps=1'],
  '/competence/:id': ({ world }) => [`/competence/${world.park._id}`, `/competence/${world.park._id}?on=2023-03-03`],
  '/competence/:id/new': ({ world }) => `/competence/${world.park._id}/new`,
  '/competence/:id/end/:stretch': ({ world }) => `/competence/${world.park._id}/end/${world.stretchId}`,
  '/organisations/insurers/:id/change': ({ world }) => `/organisations/insurers/${world.insurer._id}/change`,
  '/organisations/bodies/:id/change': ({ world }) => `/organisations/bodies/${world.bodyId}/change`,
  '/rewards/:reference': ({ rewards }) => rewards.map((reference) => `/rewards/${reference}`),
  '/rewards/:reference/act/:action': ({ rewards }) =>
    rewards.slice(0, 2).flatMap((reference) => acts(`/rewards/${reference}`, 'approve-reward', 'pay-reward')),
  '/reward-months': () => ['/reward-months', '/reward-months?open=1'],
  '/reward-months/:reference': ({ rewardMonth }) => `/reward-months/${rewardMonth}`,
  '/reward-months/:reference/act/:action': ({ rewardMonth }) => `/reward-months/${rewardMonth}/act/object-month`,
  '/returns': () => ['/returns', '/returns?open=1', '/returns?state=overdue'],
  '/returns/:reference': ({ returns }) => Object.values(returns).map((reference) => `/returns/${reference}`),
  '/returns/:reference/act/:action': ({ returns }) => [
    ...acts(`/returns/${returns.due}`, 'fill'),
    ...acts(`/returns/${returns.signed}`, 'correct'),
  ],
  '/boards/returns': () => ['/boards/returns', '/boards/returns?period=2026-Q2', '/boards/returns?period=2026'],
  '/participation': () => ['/participation', '/participation?month=2026-10'],
  '/reward-notice': () => ['/reward-notice', '/reward-notice?month=2026-11'],
  '/reward-ticks/:kind': () => ['/reward-ticks/approve', '/reward-ticks/pay', '/reward-ticks/announce'],
  '/exports/:id': ({ exports }) => exports.map((id) => `/exports/${id}`),
  '/places/locations/:id/poster': ({ world }) => `/places/locations/${world.location._id}/poster`,
  '/places/teams/:id/poster': ({ world }) => `/places/teams/${world.team._id}/poster`,
  '/admin/journal': ({ cases }) => ['/admin/journal', `/admin/journal?reference=${cases.closed}`],
};

/** The same for the pages of the programme, in a world of their own. */
type ProgrammeExample = (programme: ProgrammeWorld, who: string) => string | readonly string[];
const each = (base: string, references: Readonly<Record<string, string>>) =>
  Object.values(references).map((reference) => `${base}/${reference}`);
const acts = (path: string, ...actions: string[]) => actions.map((action) => `${path}/act/${action}`);

export const PROGRAMME_EXAMPLES: Readonly<Record<string, ProgrammeExample>> = {
  '/cohorts': () => '/cohorts',
  '/cohorts/:reference': ({ cohort }) => `/cohorts/${cohort}`,
  '/cohorts/:reference/act/:action': ({ cohort }) => acts(`/cohorts/${cohort}`, 'change-cohort', 'close-cohort'),
  '/applications': () => ['/applications', '/applications?status=all', '/applications?q=%E5%8C%97%E6%B5%81'],
  '/applications/:reference': ({ applications }) => each('/applications', applications),
  '/applications/:reference/form': ({ applications }) => `/applications/${applications.returned}/form`,
  '/applications/:reference/check': ({ applications }) => `/applications/${applications.returned}/check`,
  '/applications/:reference/act/:action': ({ applications }, who) =>
    who === 'applicant'
      ? acts(`/applications/${applications.returned}`, 'withdraw', 'move-cohort')
      : acts(`/applications/${applications.submitted}`, 'admit', 'wait', 'return', 'refuse', 'recommend'),
  '/boards/enrolment': () => ['/boards/enrolment', '/boards/enrolment?stage=improving'],
  '/enrolments': () => ['/enrolments', '/enrolments?stage=improving', '/enrolments?q=%E6%B2%A1%E6%9C%89'],
  '/enrolments/:reference': ({ enrolment }) => `/enrolments/${enrolment}`,
  '/enrolments/:reference/act/:action': ({ enrolment }, who) =>
    who === 'regulator'
      ? acts(`/enrolments/${enrolment}`, 'pause', 'assign-adviser', 'withdraw-certificate')
      : acts(`/enrolments/${enrolment}`, 'exit'),
  '/enrolments/:reference/items/:code': ({ enrolment, checklistItem }) =>
    `/enrolments/${enrolment}/items/${checklistItem}`,
  '/enrolments/:reference/items/:code/undo': ({ enrolment, checklistItem }) =>
    `/enrolments/${enrolment}/items/${checklistItem}/undo`,
  '/enrolments/:reference/assessments': ({ enrolment }) => `/enrolments/${enrolment}/assessments`,
  '/enrolments/:reference/assessments/:round': ({ enrolment }) =>
    ['acceptance', 'month-3', 'month-6', 'month-12'].map((round) => `/enrolments/${enrolment}/assessments/${round}`),
  '/enrolments/:reference/assessments/:round/edit': ({ enrolment }) =>
    `/enrolments/${enrolment}/assessments/month-6/edit`,
  '/enrolments/:reference/assessments/:round/confirm': ({ enrolment }) =>
    `/enrolments/${enrolment}/assessments/month-3/confirm`,
  '/enrolments/:reference/assessments/:round/return': ({ enrolment }) =>
    `/enrolments/${enrolment}/assessments/month-3/return`,
  '/enrolments/:reference/acceptance': ({ enrolment }) => `/enrolments/${enrolment}/acceptance`,
  '/enrolments/:reference/outcomes': ({ enrolment }) => `/enrolments/${enrolment}/outcomes`,
  '/enrolments/:reference/outcomes/:round/:code': ({ enrolment }) =>
    `/enrolments/${enrolment}/outcomes/baseline/reports-per-100`,
  '/enrolments/:reference/visits/new': ({ enrolment }) => `/enrolments/${enrolment}/visits/new`,
  '/enrolments/:reference/trainings/new': ({ enrolment }) => `/enrolments/${enrolment}/trainings/new`,
  '/enrolments/:reference/trainings/:id/void': ({ enrolment, training }) =>
    `/enrolments/${enrolment}/trainings/${training}/void`,
  '/enrolments/:reference/certificate': ({ enrolment }) => `/enrolments/${enrolment}/certificate`,
  '/certificates/:number': ({ certificate }) => [`/certificates/${certificate}`, '/certificates/AQ-0000-0000'],
  '/visits': () => ['/visits', '/visits?status=signed'],
  '/visits/:reference': ({ visits }) => each('/visits', visits),
  '/visits/:reference/write': ({ visits }) => `/visits/${visits.planned}/write`,
  '/visits/:reference/act/:action': ({ visits }, who) =>
    who === 'adviser'
      ? acts(`/visits/${visits.planned}`, 'change-visit', 'cancel-visit', 'write-visit')
      : [...acts(`/visits/${visits.unsigned}`, 'return-visit'), ...acts(`/visits/${visits.signed}`, 'finish-homework')],
  '/admin/templates': () => '/admin/templates',
  '/admin/templates/:kind': () =>
    ['assessment', 'acceptance', 'checklist-preparing'].map((kind) => `/admin/templates/${kind}`),
  '/admin/templates/:kind/new': () => ['assessment', 'acceptance'].map((kind) => `/admin/templates/${kind}/new`),
  '/plans': () => '/plans',
  '/plans/:reference': ({ plan }) => `/plans/${plan}`,
  '/plans/:reference/act/:action': ({ plan }) => acts(`/plans/${plan}`, 'change-plan', 'name-team', 'close-plan'),
  '/add-to-plan': () => '/add-to-plan?origin=visit&from=V2026-0001%23x',
  '/plans/:reference/items/new': ({ plan, suggestions }) => [
    `/plans/${plan}/items/new`,
    `/plans/${plan}/items/new?origin=suggestion&from=${suggestions.adopted}`,
  ],
  '/items': () => ['/items', '/items?open=1'],
  '/items/:reference': ({ items }) => each('/items', items as Record<string, string>),
  '/items/:reference/act/:action': ({ items }, who) =>
    who === 'worker'
      ? acts(`/items/${items.done}`, 'check-effective', 'check-not-effective')
      : [
          ...acts(`/items/${items.doing}`, 'complete-item', 'change-item', 'cancel-item'),
          ...acts(`/items/${items.effective}`, 'add-evidence'),
          ...acts(`/items/${items.proposed}`, 'accept-item', 'dismiss-item'),
        ],
  '/suggestions': () => ['/suggestions', '/suggestions?status=adopted'],
  '/suggestions/:reference': ({ suggestions }) => each('/suggestions', suggestions as Record<string, string>),
  '/suggestions/:reference/act/:action': ({ suggestions }, who) =>
    who === 'worker'
      ? acts(`/suggestions/${suggestions['carried-out']}`, 'confirm-suggestion', 'not-yet')
      : [
          ...acts(
            `/suggestions/${suggestions.proposed}`,
            'adopt-suggestion',
            'decline-suggestion',
            'convert-suggestion',
          ),
          ...acts(`/suggestions/${suggestions.adopted}`, 'carry-out'),
        ],
  '/support': () => '/support',
  '/support/:reference': ({ policies }) => each('/support', policies),
  '/support/:reference/apply': ({ policies }) => `/support/${policies.published}/apply`,
  '/support/:reference/edit': ({ policies }) => `/support/${policies.draft}/edit`,
  '/support/:reference/act/:action': ({ policies }) =>
    acts(`/support/${policies.published}`, 'close', 'publish-correction'),
  '/support/decisions/:reference': ({ decisions }) => each('/support/decisions', decisions),
  '/support/decisions/:reference/compare': ({ decisions }) => `/support/decisions/${decisions.comparing}/compare`,
  '/support/decisions/:reference/decide': ({ decisions }) => `/support/decisions/${decisions.comparing}/decide`,
  '/support/decisions/:reference/notice': ({ decisions }) => `/support/decisions/${decisions.decided}/notice`,
  '/support/decisions/:reference/act/:action': ({ decisions }) => [
    ...acts(`/support/decisions/${decisions.naming}`, 'fix-list', 'cancel'),
    ...acts(`/support/decisions/${decisions.comparing}`, 'reopen-list', 'declare'),
    ...acts(`/support/decisions/${decisions.decided}`, 'withdraw'),
  ],
  '/transfers': () => '/transfers',
  '/transfers/new': () => '/transfers/new',
  '/transfers/new/:kind': () => ['out', 'in', 'merge'].map((kind) => `/transfers/new/${kind}`),
  '/transfers/:reference': ({ transfer }) => `/transfers/${transfer}`,
  '/transfers/:reference/act/:action': ({ transfer }) => acts(`/transfers/${transfer}`, 'withdraw', 'refuse'),
};
