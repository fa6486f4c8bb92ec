import mongoose from 'mongoose';
import { connectPatiently, migrate } from '../../scripts/migrate.ts';
import { withMigrationLock } from '../../scripts/migrations/storage.ts';
import { testMongoUri } from '../support/stores.ts';

describe('migrations', () => {
  beforeAll(async () => {
    await connectPatiently(testMongoUri().replace(/anfa_t/, 'anfa_migrate'));
    await mongoose.connection.dropDatabase();
  });
  afterAll(async () => {
    await mongoose.connection.dropDatabase();
    await mongoose.disconnect();
  });

  test('run once, however many deploys start together', async () => {
    const applications = mongoose.connection.collection<{ _id: string; name: string; grams?: string[] }>(
      'applications',
    );
    await applications.insertOne({ _id: 'of-an-older-release', name: '桂宝陶瓷' });
    const kept = (name: string) => mongoose.connection.collection<{ _id: string }>(name);
    const [at, closedAt] = [new Date('2026-11-20T01:00:00Z'), new Date('2026-11-21T01:00:00Z')];
    const owed = { kind: 'plan-item', title: '要做完', ownerIds: ['p1', 'p2'], dueAt: at };
    await kept('deadlines').insertMany([
      { _id: 'open', key: 'a', ...owed },
      { _id: 'over', key: 'b', ...owed, closedAt },
    ] as never);
    await kept('workFilings').insertOne({
      _id: 'told',
      reference: 'W2026-0001',
      status: 'filed',
      updatedAt: at,
    } as never);
    const place = { enterpriseId: 'firm', bodyId: 'body', isOpen: true, createdAt: at, updatedAt: at };
    await kept('suggestions').insertMany([
      { _id: 'adopted-before', reference: 'S2026-0001', status: 'adopted', ...place },
      { _id: 'to-answer', reference: 'S2026-0002', status: 'proposed', proposerId: 'p3', ...place },
    ] as never);
    const answer = { key: 'suggestion:to-answer', kind: 'suggestion-answer', isOpen: true, dueAt: at, nextStep: 1 };
    const toAnswer = { kind: 'suggestion', id: 'to-answer', reference: 'S2026-0002' };
    await kept('deadlines').insertOne({
      _id: 'z-answer',
      ...answer,
      owedBy: [],
      notBy: [],
      subject: toAnswer,
    } as never);
    const here = { enterpriseId: 'f', regionPath: ['45', '4509'], parkId: 'new', bodyId: 'b', sector: 'C' };
    const former = { until: '2026-11-22', untilAt: new Date('2026-11-22T01:00:00Z'), frozen: {} };
    await kept('enrolments').insertOne({
      _id: 'e1',
      reference: 'E2026-0001',
      ...here,
      formerParks: [{ parkId: 'old', ...former }],
      adviserId: 'p3',
      status: 'implementing',
      grounds: [],
      stageDays: {},
    } as never);
    await kept('policies').insertMany(
      ['q1', 'q2'].map((_id) => ({ _id, reference: _id, insurerId: 'i1', status: 'rejected' })) as never,
    );
    await kept('premiumEntries').insertMany([
      { _id: 'n1', policyId: 'q1', voucher: 'SF-100' },
      { _id: 'n2', policyId: 'q2', voucher: 'sf 100' },
      { _id: 'n3', policyId: 'q2', voucher: 'SF-101' },
    ] as never);
    await kept('preventionServices').insertOne({
      ...{ _id: 'y1', reference: 'Y2026-0001', insurerId: 'i1', status: 'settled', voucher: 'FP-1' },
    } as never);
    const visit = { enrolmentId: 'e1', enterpriseId: 'f', updatedAt: at, photoIds: [], findings: [] };
    const homework = [{ id: 'h1', text: '画线', dueOn: '2026-12-01' }];
    await kept('visits').insertMany([
      {
        ...visit,
        _id: 'v1',
        reference: 'V1',
        status: 'half-signed',
        isOpen: true,
        plannedOn: '2026-11-20',
        homework,
        signatures: [{ by: 'p3' }],
      },
      {
        ...visit,
        _id: 'v2',
        reference: 'V2',
        status: 'planned',
        isOpen: true,
        plannedOn: '2026-12-02',
        homework: [],
        signatures: [],
      },
    ] as never);
    await kept('enrolments').insertOne({
      _id: 'e3',
      reference: 'E2026-0003',
      applicationId: 'a3',
      ...here,
      status: 'paused',
      isOpen: true,
      admittedAt: at,
      stageSince: at,
      pausedFrom: 'preparing',
      grounds: [],
      stageDays: {},
    } as never);
    await kept('enrolments').insertOne({
      _id: 'e2',
      reference: 'E2026-0002',
      applicationId: 'a2',
      ...here,
      status: 'preparing',
      isOpen: true,
      admittedAt: at,
      grounds: [],
      stageDays: {},
    } as never);
    const account = { createdAt: at, status: 'active', failedCount: 3, lockedUntil: at };
    await kept('accounts').insertMany([
      { ...account, _id: 'invited', phone: '1', grants: [] },
      { ...account, _id: 'used', phone: '2', grants: [], passwordHash: 'h', totpSecret: 'JBSWY3DPEHPK3PXP' },
      { ...account, _id: 'joined', phone: '3', grants: [{ scope: { teamId: 't' } }] },
    ] as never);
    const accepted = { name: 'identity.invitation-accepted', subject: { kind: 'person', id: 'used' }, seq: 1 };
    await kept('events').insertOne({ _id: 'ev', ...accepted, isNoticed: true } as never);
    await kept('oneTimeCodes').insertOne({ _id: 'code', purpose: 'reset', personId: 'used', codeHash: 'h' } as never);
    await kept('cohorts').insertOne({ _id: 'c1', reference: 'C2026-0001', name: '第一批', updatedAt: at } as never);
    await kept('assessments').insertOne({
      _id: 'round1',
      reference: 'E2026-0001/baseline',
      ...{ enrolmentId: 'e1', enterpriseId: 'f', round: 'baseline' },
      ...{ status: 'assessed', isOpen: true, assessedBy: 'p3', createdAt: at, updatedAt: at },
    } as never);
    await kept('deadlines').insertOne({
      _id: 'agreed',
      key: 'visit:v2',
      kind: 'visit-planned',
      subject: { kind: 'visit', id: 'v2', reference: 'V2' },
      ownerIds: ['p3'],
      dueAt: at,
    } as never);
    const caseHere = { ...place, regionPath: ['45'], sector: 'C' };
    await kept('hazards').insertOne({ _id: 'case', reference: 'H2026-0001', status: 'valid', ...caseHere } as never);
    const major = { ...caseHere, isMajor: true, majorBasis: '判定标准第三条', text: '煤气漏', placeText: '3号线' };
    const told = { reporter: { kind: 'visitor' }, category: 'other', isOpen: true, version: 1, createdAt: at };
    await kept('hazards').insertMany([
      { _id: 'major-open', reference: 'H2026-0007', status: 'rectifying', ...major, ...told },
      { _id: 'major-closed', reference: 'H2026-0008', status: 'closed', ...major, ...told, isOpen: false, closedAt },
      {
        ...{ _id: 'major-looking', reference: 'H2026-0009', status: 'valid', ...major, ...told },
        ...{ isMajor: false, grade: 'general', suggested: { looksMajor: true, criteria: [] } },
        notMajor: { reason: '核实时还没有对照判定标准', clauses: [], at: closedAt },
      },
    ] as never);
    const gone = { until: '2026-11-22', untilAt: closedAt, frozen: { status: 'valid' } };
    const [open2, closed2] = [
      { leftParks: [{ parkId: 'park', ...gone }], readerParkIds: ['park'], parkId: 'park2' },
      { leftParks: [{ parkId: 'park', ...gone }], readerParkIds: ['park', 'park3'], parkId: 'park2' },
    ];
    await kept('hazards').insertMany([
      { _id: 'moved-open', reference: 'H2026-0002', status: 'valid', ...caseHere, ...open2 },
      { _id: 'moved-closed', reference: 'H2026-0003', status: 'closed', ...caseHere, isOpen: false, ...closed2 },
    ] as never);
    await kept('enterprises').insertOne({ _id: 'firm', creditCode: 'of-the-firm', parkId: 'park' } as never);
    const reward = { hazardId: 'case', enterpriseId: 'firm', personId: 'p4', dueAt: at, createdAt: at };
    await kept('rewards').insertMany([
      { _id: 'r1', reference: 'R2026-0001', status: 'paid', rule: 'a', paidAt: closedAt, ...reward },
      {
        _id: 'r2',
        reference: 'R2026-0002',
        status: 'confirmed',
        rule: 'b',
        grade: 'major',
        answeredAt: closedAt,
        ...reward,
        personId: 'p5',
      },
    ] as never);
    const photo = { round: 1, photoIds: ['f1'], isReplaced: false, expiresOn: '2027-01-31' };
    await kept('plans').insertMany([
      {
        _id: 'plan',
        reference: 'P2026-0001',
        year: 2026,
        team: [{ personId: 'p4' }],
        status: 'running',
        startedAt: at,
        ...place,
      },
      { _id: 'asked', reference: 'P2027-0001', year: 2027, team: [], status: 'draft', askedAt: closedAt, ...place },
    ] as never);
    await kept('monthlyRecords').insertOne({ _id: 'told', enterpriseId: 'firm', month: '2026-11' } as never);
    await kept('planItems').insertOne({
      _id: 'item',
      reference: 'J2026-0001',
      planId: 'plan',
      status: 'done',
      ownerId: 'p5',
      doneBy: 'p6',
      doneAt: closedAt,
      round: 1,
      evidence: [photo, { ...photo, photoIds: ['f2'], expiresOn: '2027-06-30' }],
      formerParks: [{ parkId: 'left', until: '2026-11-19', untilAt: at, frozen: { evidence: [photo], updatedAt: at } }],
      ...place,
    } as never);
    const evidence = { kind: 'item-evidence', isOpen: true, owedBy: ['person:p5'], notBy: [], isUrgent: false };
    const ofItem = { kind: 'plan-item', id: 'item', reference: 'J2026-0001' };
    await kept('deadlines').insertMany([
      {
        _id: 'e2',
        key: 'item-evidence:item:2',
        dueAt: new Date('2027-06-30T15:59:59.999Z'),
        subject: ofItem,
        ...evidence,
      },
      {
        _id: 'e1',
        key: 'item-evidence:item:1',
        dueAt: new Date('2027-01-31T15:59:59.999Z'),
        subject: ofItem,
        ...evidence,
      },
    ] as never);
    await kept('supportDecisions').insertOne({
      _id: 'd1',
      reference: 'D2026-0001',
      policyId: 'z1',
      isStanding: true,
      updatedAt: at,
    } as never);
    await kept('parks').insertOne({
      _id: 'near',
      name: '近园',
      bodyId: 'body',
      regionCode: '450981',
      supervisions: [{ from: '2024-01-01', hasSupervision: true }],
    } as never);
    const answered = { updatedAt: at, isOpen: true, status: 'proposed', onceKey: 'once' };
    await kept('transfers').insertMany([
      { _id: 't1', reference: 'T2026-0001', answeringParkId: 'near', ...answered },
      { _id: 't2', reference: 'T2026-0002', answeringParkId: 'gone', ...answered, onceKey: 'twice' },
    ] as never);
    await kept('accidents').insertOne({ _id: 'n1', parkId: 'park' } as never);
    await kept('holds').insertOne({ _id: 'n1', enterpriseId: 'firm' } as never);
    await kept('gateCrossings').insertOne({ _id: 'c1', coreKey: 'used' } as never);
    const ran = await Promise.all([migrate(), migrate(), migrate()]);
    expect(ran.flat()).toEqual([
      '0001-create-collections-and-indexes',
      '0002-count-hazards-for-boards',
      '0003-find-applications-by-name',
      '0004-deadlines-wait-for-desks',
      '0005-filings-say-since-when',
      '0006-plans-owe-their-next-step',
      '0007-suggestions-say-since-when',
      '0008-visits-lie-where-their-firm-does',
      '0009-rewards-say-since-when-and-where',
      '0010-items-say-since-when',
      '0011-cases-know-former-parks',
      '0012-rounds-lie-where-their-firm-does',
      '0013-plans-say-since-when',
      '0014-cohorts-say-since-when',
      '0015-decisions-of-support-say-since-when',
      '0016-reporters-are-sealed',
      '0017-stages-and-pauses-fall-due',
      '0018-people-owe-in-their-part',
      '0019-accounts-recovered-by-their-holder',
      '0020-places-keep-their-past',
      '0021-support-falls-due',
      '0022-talk-is-sealed',
      '0023-transfers-say-since-when',
      '0024-reports-of-one-cannot-be-told',
      '0025-records-keep-their-past',
      '0026-registrations-say-they-are-proving',
      '0027-messages-keep-their-reader',
      '0028-reporters-are-watched-over',
      '0029-rewards-carry-their-terms',
      '0030-competence-is-dated',
      '0031-due-days-say-how-they-were-reckoned',
      '0032-names-are-written-one-way',
      '0033-budgets-say-where-they-lie',
      '0034-major-hazards-have-files',
      '0035-to-dos-have-a-rank',
      '0036-one-paper-one-movement',
      '0037-answered-messages-forget-their-sender',
      '0038-renewals-are-owed-when-near',
      '0039-the-receiving-body-is-asked',
      '0040-suspected-hazards-have-files',
      '0041-messages-say-their-firm',
      '0043-photos-are-held-side-by-side',
      '0044-firms-say-where-they-lie',
      '0045-unnamed-rewards-have-names-of-their-own',
      '0048-covers-are-kept',
      '0049-accidents-ask-for-receipts',
      '0054-holds-say-their-park',
      '0055-words-that-name-lie-apart',
      '0057-files-are-counted-by-month',
      '0066-firms-keep-stock-too',
      '0072-cases-left-behind-are-given',
    ]);
    expect(await kept('holds').findOne()).toMatchObject({ _id: 'n1', parkId: 'park' });
    expect(await kept('gateCrossings').findOne({ coreKey: { $exists: true } })).toBeNull();
    expect(await kept('gateCrossings').findOne()).toMatchObject({ usesUp: ['used'] });
    expect(await kept('deadlines').countDocuments({ rank: { $exists: false } })).toBe(0);
    expect(await kept('competences').findOne({ _id: 'near' })).toMatchObject({
      version: 1,
      stretches: [{ matter: 'general', sectors: [], from: '2024-01-01', basis: '原园区名册的登记' }],
    });
    expect(await kept('parks').findOne({ _id: 'near' })).not.toHaveProperty('supervisions');
    const [near, vanished] = await kept('transfers').find().sort({ _id: 1 }).toArray();
    expect([near, vanished]).toMatchObject([
      { parkId: 'near', bodyId: 'body', since: at, photoIds: [] },
      { parkId: 'gone', since: at, photoIds: [] },
    ]);
    for (const one of [near, vanished]) expect(one).not.toHaveProperty('answeringParkId');
    expect(vanished).not.toHaveProperty('bodyId');
    // The park is not in the register any more; it is left all the same.
    const e1 = await kept('enrolments').findOne({ _id: 'e1' });
    expect(e1).toMatchObject({ formerParks: [{ parkId: 'old', goneFrom: expect.arrayContaining(['old']) }] });
    const desks = { owedBy: ['person:p1', 'person:p2'], notBy: [], isUrgent: false };
    const [open, over] = await kept('deadlines')
      .find({ _id: { $in: ['open', 'over'] } })
      .sort({ _id: 1 })
      .toArray();
    expect([open, over]).toMatchObject([
      { ...desks, isOpen: true },
      { ...desks, isOpen: false },
    ]);
    expect(open).not.toHaveProperty('ownerIds');
    // The first of two that were one paper keeps it.
    const papers = [...(await kept('premiumEntries').find().sort({ _id: 1 }).toArray())].map(
      (row) => row['voucherOf' as '_id'],
    );
    expect(papers).toEqual(['i1/SF100', undefined, 'i1/SF101']);
    expect(await kept('preventionServices').findOne({ _id: 'y1' })).toMatchObject({ voucherOf: 'i1/FP1' });
    expect(await kept('workFilings').findOne({ _id: 'told' })).toMatchObject({ since: at, formerParks: [] });
    expect(await kept('suggestions').findOne({ _id: 'adopted-before' })).toMatchObject({ since: at });
    const ofSuggestions = await kept('deadlines').find({ 'subject.kind': 'suggestion' }).sort({ key: 1 }).toArray();
    expect(ofSuggestions).toMatchObject([
      { key: 'suggestion-answer:to-answer', owedBy: ['firm:firm'], notBy: ['p3'], isOpen: true },
      { key: 'suggestion-carry-out:adopted-before', owedBy: ['firm:firm'], isOpen: true },
    ]);
    const [half, planned] = await kept('visits').find().sort({ _id: 1 }).toArray();
    const frozen = { status: 'half-signed', homework };
    const left = { parkId: 'old', until: '2026-11-22', frozen, goneFrom: expect.arrayContaining(['old']) };
    expect([half, planned]).toMatchObject([
      { ...here, since: at, adviserId: 'p3', formerParks: [left], homework },
      { ...here, since: at, adviserId: 'p3', formerParks: [] },
    ]);
    const runningOf = (id: string) => kept('deadlines').find({ 'subject.id': id, isOpen: true }).toArray();
    const files = await kept('majorHazards').find().sort({ hazardReference: 1 }).toArray();
    expect(files).toMatchObject([
      { hazardId: 'major-open', status: 'judged', isOpen: true, regionPath: ['45'], basis: '判定标准第三条' },
      { hazardId: 'major-closed', status: 'closed', isOpen: false, closedAt },
      { hazardId: 'major-looking', status: 'not-major', isOpen: false, since: closedAt },
    ]);
    expect(await runningOf(String(files[0]?._id))).toMatchObject([
      { kind: 'major-control', owedBy: ['firm:firm'] },
      { kind: 'major-report', owedBy: ['firm:firm'] },
    ]);
    expect(await runningOf('v1')).toMatchObject([{ kind: 'visit-countersign', owedBy: ['firm:f'], notBy: ['p3'] }]);
    expect(await runningOf('v2')).toMatchObject([{ key: 'visit-planned:v2', owedBy: ['adviser:p3', 'firm:f'] }]);
    const [untouched, ...moved] = await kept('hazards')
      .find({ isMajor: { $exists: false } })
      .sort({ reference: 1 })
      .toArray();
    expect(untouched).not.toHaveProperty('formerParks');
    expect(moved).toMatchObject([
      { formerParks: [{ parkId: 'park', ...gone }], laterParkIds: [] },
      { formerParks: [{ parkId: 'park', ...gone }], laterParkIds: ['park3'] },
    ]);
    for (const row of moved) for (const name of ['leftParks', 'readerParkIds']) expect(row).not.toHaveProperty(name);
    expect(await kept('supportDecisions').findOne({ _id: 'd1' })).toMatchObject({ since: at, photoIds: [] });
    const lies = { regionPath: ['45'], bodyId: 'body', sector: 'C', parkId: 'park', formerParks: [] };
    const terms = { kind: 'report', share: { index: 0, of: 1 }, round: 0, terms: { managerAboveFen: 50_000 } };
    expect(await kept('rewards').find().sort({ _id: 1 }).toArray()).toMatchObject([
      { since: closedAt, updatedAt: closedAt, isOpen: true, ...lies, ...terms, level: 'general', rule: '通用标准 a' },
      { since: closedAt, updatedAt: closedAt, isOpen: false, ...lies, ...terms, level: 'major', rule: '通用标准 b' },
    ]);
    expect(await kept('deadlines').find({ 'subject.kind': 'reward' }).toArray()).toMatchObject([
      { key: 'reward-confirm:r1', owedBy: ['person:p4'], isOpen: true },
    ]);
    expect(await kept('planItems').findOne({ _id: 'item' })).toMatchObject({
      since: closedAt,
      teamIds: ['p4'],
      photoIds: ['f1', 'f2'],
      formerParks: [{ parkId: 'left', frozen: { photoIds: ['f1'], since: at } }],
    });
    const ofItems = await kept('deadlines').find({ 'subject.id': 'item', isOpen: true }).sort({ key: 1 }).toArray();
    expect(ofItems).toMatchObject([
      { _id: 'e1', key: 'item-evidence:item' },
      { key: 'plan-item-check:item:1', owedBy: ['firm:firm', 'manager:firm', 'member:firm/p4'], notBy: ['p5', 'p6'] },
    ]);
    expect(await kept('cohorts').findOne({ _id: 'c1' })).toMatchObject({ since: at, photoIds: [] });
    expect(await kept('assessments').findOne({ _id: 'round1' })).toMatchObject({
      ...here,
      since: at,
      adviserId: 'p3',
      formerParks: [{ parkId: 'old', frozen: { status: 'assessed', assessedBy: 'p3' } }],
    });
    expect(await runningOf('round1')).toMatchObject([
      { kind: 'assessment-confirm', owedBy: ['manager:f'], notBy: ['p3'] },
    ]);
    // A pause that was forgotten is looked at again.
    expect(await runningOf('e3')).toMatchObject([{ kind: 'enrolment-resume', owedBy: ['body:b'] }]);
    expect(await runningOf('e2')).toMatchObject([{ kind: 'adviser-assign', owedBy: ['body:b'] }]);
    expect(await kept('plans').find().sort({ _id: -1 }).toArray()).toMatchObject([
      { since: at, photoIds: [], monthOwed: '2026-12' },
      { since: at, photoIds: [] },
    ]);
    const ofPlans = await kept('deadlines').find({ 'subject.kind': 'plan' }).sort({ key: 1 }).toArray();
    expect(ofPlans).toMatchObject([
      { key: 'monthly-record:plan', owedBy: ['firm:firm'], dueAt: new Date('2027-01-05T15:59:59.999Z'), isOpen: true },
      { key: 'plan-approval:asked', owedBy: ['manager:firm'], isOpen: true },
    ]);
    const [invited, joined, used] = await kept('accounts').find().sort({ _id: 1 }).toArray();
    expect(used).toMatchObject({ openedAt: at, phoneProvedAt: at, totpSecret: expect.stringMatching(/^s1\./) });
    expect(joined).toMatchObject({ openedAt: at });
    for (const one of [invited, joined, used]) expect(one).not.toHaveProperty('lockedUntil');
    expect([invited, joined].map((one) => Object.keys(one ?? {}).includes('phoneProvedAt'))).toEqual([false, false]);
    expect(invited).not.toHaveProperty('openedAt');
    expect(await kept('oneTimeCodes').countDocuments()).toBe(0);
    expect(await migrate()).toEqual([]);
    expect(await applications.findOne({ grams: '桂宝' })).toMatchObject({ _id: 'of-an-older-release' });
  });

  test('leave every collection with the indexes of its schema', async () => {
    expect(Object.keys(mongoose.models)).toContain('Event');
    for (const model of Object.values(mongoose.models)) {
      const missing = await model.diffIndexes();
      expect([model.modelName, missing.toCreate, missing.toDrop]).toEqual([model.modelName, [], []]);
    }
  });

  test('give up with a plain sentence while another deploy migrates', async () => {
    const { connection } = mongoose;
    const blocked = withMigrationLock(connection, () => withMigrationLock(connection, async () => 'never', 300));
    await expect(blocked).rejects.toThrow('另一个进程正在升级数据库');
    await expect(withMigrationLock(connection, async () => 'free again')).resolves.toBe('free again');
  });

  test('take over from a deploy that was killed', async () => {
    const locks = mongoose.connection.collection<{ _id: string; holder: string; until: Date }>('migrationLocks');
    await locks.insertOne({ _id: 'migrate', holder: 'gone', until: new Date(Date.now() - 1) });
    await expect(withMigrationLock(mongoose.connection, async () => 'done')).resolves.toBe('done');
  });
});
