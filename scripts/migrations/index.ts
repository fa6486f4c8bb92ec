import type mongoose from 'mongoose';
import { accidents } from '#domain/accidents';
import { openClocks } from '#domain/engine';
import { filings } from '#domain/filings';
import { openOldFiles } from '#domain/hazards';
import { findToRenew, policies, rebuildCovers } from '#domain/insurance';
import { askReceivingBodies } from '#domain/parks';
import { askNextMonth, type Plan, planItems, plans, suggestions } from '#domain/plans';
import { enrolmentKind } from '#domain/programme';
import { rewards } from '#domain/rewards';
import { REWARD_SCHEDULE } from '#domain/schemes';
import { ASSESSMENT_CHANGING, assessments, keepEnrolmentClocks, VISIT_CHANGING, visits } from '#domain/stages';
import { keepPolicyClocks, policyKind, supportDecisions } from '#domain/support';
import { recountBoards } from '#domain/tallies';
import { systemContext } from '#kernel/context';
import { bigrams } from '#kernel/text';
import { inTransaction } from '#platform/mongo';
import { addressesOfFirms } from './addressesOfFirms.ts';
import { ensureCollections } from './collections.ts';
import { datePowers } from './datePowers.ts';
import { firmsOfMessages } from './firmsOfMessages.ts';
import { forgetSenders } from './forgetSenders.ts';
import { putOnItems } from './itemsOnTheirOwn.ts';
import { keepPapers } from './papers.ts';
import { placeBesideEnrolment } from './placeBesideEnrolment.ts';
import { sayPlacesLeft } from './placesLeft.ts';
import { renameRewarded } from './renameRewarded.ts';
import { sealAccounts } from './sealAccounts.ts';
import { blindPhotos, hideRewarded, sealReporters, unlinkReporters } from './sealReporters.ts';
import { hideReaders, sealOutbox, sealTalks } from './sealTalk.ts';
import { tidyNames } from './tidyNames.ts';
import { sealQueryCodes, watchOverReports } from './watchOver.ts';
import { putWordsApart } from './wordsApart.ts';

/** One step of the database from an older release to a newer one. Run once, in order, never edited afterwards. */
export interface Migration {
  /** `NNNN-what-it-does`; the order of the list is the order of running. */
  name: string;
  up(connection: mongoose.Connection): Promise<void>;
}

/** Rewards of before a scheme had versions carry the terms there were. Running it again changes nothing. */
async function carryTerms(connection: mongoose.Connection): Promise<void> {
  const [first] = REWARD_SCHEDULE.versions;
  await connection.collection('rewards').updateMany({ kind: { $exists: false } }, [
    {
      $set: {
        kind: 'report',
        level: { $ifNull: ['$grade', 'general'] },
        rule: { $concat: ['通用标准 ', '$rule'] },
        terms: { $literal: first?.value },
        share: { index: 0, of: 1 },
        ...{ isOutsideDuty: false, isManagerProposed: false, recognisedFen: 0, round: 0 },
      },
    },
    { $unset: 'grade' },
  ]);
}

/** Indexes need no migration of their own: each run of `migrate` brings them to what the schemas say. */
export const MIGRATIONS: readonly Migration[] = [
  { name: '0001-create-collections-and-indexes', up: () => ensureCollections() },
  {
    name: '0002-count-hazards-for-boards',
    up: async () => {
      await ensureCollections();
      await recountBoards(systemContext(new Date(), 'tallies', '0002-count-hazards-for-boards'));
    },
  },
  {
    name: '0003-find-applications-by-name',
    up: async (connection) => {
      const applications = connection.collection<{ _id: string; name: string }>('applications');
      const unsearchable = applications
        .find({ grams: { $exists: false } })
        .project<{ _id: string; name: string }>({ name: 1 });
      for await (const { _id, name } of unsearchable) {
        await applications.updateOne({ _id, name }, { $set: { grams: bigrams(name) } });
      }
    },
  },
  {
    // Who owes something was written down as people; whoever holds their post since then did not see it.
    name: '0004-deadlines-wait-for-desks',
    up: async (connection) => {
      const isOpen = { $eq: [{ $type: '$closedAt' }, 'missing'] };
      const owedBy = { $map: { input: '$ownerIds', as: 'id', in: { $concat: ['person:', '$$id'] } } };
      await connection
        .collection('deadlines')
        .updateMany({ owedBy: { $exists: false } }, [
          { $set: { owedBy, notBy: [], isUrgent: false, isOpen } },
          { $unset: 'ownerIds' },
        ]);
    },
  },
  {
    name: '0005-filings-say-since-when',
    up: async (connection) => {
      await connection
        .collection('workFilings')
        .updateMany({ since: { $exists: false } }, [
          { $set: { since: '$updatedAt', formerParks: { $ifNull: ['$formerParks', []] } } },
        ]);
    },
  },
  {
    // 待办 shows what has a clock, and what waited for a step before had none. It gets one with `since`, in 0007 and below.
    name: '0006-plans-owe-their-next-step',
    up: async () => {},
  },
  {
    // Running clocks take the name the engine gives them, and what was adopted is owed from now on.
    name: '0007-suggestions-say-since-when',
    up: async (connection) => {
      await connection
        .collection('suggestions')
        .updateMany({ since: { $exists: false } }, [{ $set: { since: '$updatedAt' } }]);
      await connection
        .collection('deadlines')
        .updateMany({ kind: 'suggestion-answer', key: /^suggestion:/ }, [
          { $set: { key: { $concat: ['suggestion-answer:', '$subject.id'] } } },
        ]);
      await openClocks(systemContext(new Date(), 'deadlines', '0007-suggestions-say-since-when'), suggestions);
    },
  },
  {
    // A visit says itself where it lies, whose it is and since when; a park the firm has left reads it as it stands now.
    name: '0008-visits-lie-where-their-firm-does',
    up: async (connection) => {
      await placeBesideEnrolment(connection, 'visits', {
        day: { $ifNull: ['$visitedOn', '$plannedOn'] },
        changing: VISIT_CHANGING,
      });
      await openClocks(systemContext(new Date(), 'deadlines', '0008-visits-lie-where-their-firm-does'), visits);
    },
  },
  {
    // A reward lies where its case lies, in the park of its firm; whoever is to confirm one owes it from now on.
    name: '0009-rewards-say-since-when-and-where',
    up: async (connection) => {
      const found = (path: string) => ({ $first: path });
      await connection
        .collection('rewards')
        .aggregate([
          { $match: { since: { $exists: false } } },
          { $lookup: { from: 'hazards', localField: 'hazardId', foreignField: '_id', as: 'case' } },
          { $lookup: { from: 'enterprises', localField: 'enterpriseId', foreignField: '_id', as: 'firm' } },
          {
            $set: {
              since: { $ifNull: [{ $cond: [{ $eq: ['$status', 'paid'] }, '$paidAt', '$answeredAt'] }, '$createdAt'] },
              updatedAt: { $max: ['$createdAt', '$paidAt', '$answeredAt'] },
              isOpen: { $ne: ['$status', 'confirmed'] },
              photoIds: [],
              formerParks: [],
              regionPath: found('$case.regionPath'),
              bodyId: found('$case.bodyId'),
              sector: found('$case.sector'),
              parkId: { $ifNull: [found('$firm.parkId'), '$$REMOVE'] },
            },
          },
          { $unset: ['case', 'firm'] },
          { $merge: { into: 'rewards', on: '_id', whenMatched: 'replace', whenNotMatched: 'discard' } },
        ])
        .toArray();
      await carryTerms(connection);
      await openClocks(systemContext(new Date(), 'deadlines', '0009-rewards-say-since-when-and-where'), rewards);
    },
  },
  {
    name: '0010-items-say-since-when',
    up: async (connection) => {
      await putOnItems(connection);
      await openClocks(systemContext(new Date(), 'deadlines', '0010-items-say-since-when'), planItems);
    },
  },
  {
    // Cases had names of their own for what every noun calls a park its firm has left.
    name: '0011-cases-know-former-parks',
    up: async (connection) => {
      const left = { $ifNull: ['$leftParks.parkId', []] };
      const readers = { $ifNull: ['$readerParkIds', []] };
      await connection
        .collection('hazards')
        .updateMany({ $or: [{ leftParks: { $exists: true } }, { readerParkIds: { $exists: true } }] }, [
          {
            $set: {
              formerParks: { $ifNull: ['$leftParks', '$$REMOVE'] },
              laterParkIds: { $setDifference: [readers, { $concatArrays: [left, ['$parkId']] }] },
            },
          },
          { $unset: ['leftParks', 'readerParkIds'] },
        ]);
    },
  },
  {
    // The same of rounds; confirming one, finding an adviser and deciding on an acceptance are owed from now on.
    name: '0012-rounds-lie-where-their-firm-does',
    up: async (connection) => {
      const day = { $dateToString: { date: '$createdAt', format: '%Y-%m-%d', timezone: 'Asia/Shanghai' } };
      await placeBesideEnrolment(connection, 'assessments', { day, changing: ASSESSMENT_CHANGING });
      const ctx = systemContext(new Date(), 'deadlines', '0012-rounds-lie-where-their-firm-does');
      await openClocks(ctx, assessments);
      await openClocks(ctx, { model: enrolmentKind.model, keepClocks: keepEnrolmentClocks });
    },
  },
  {
    // A plan says itself which month it asks for next: it did so in the words of its deadline.
    name: '0013-plans-say-since-when',
    up: async (connection) => {
      const rows = connection.collection('plans');
      await rows.updateMany({ since: { $exists: false } }, [
        { $set: { since: { $ifNull: ['$closedAt', '$startedAt', '$createdAt'] }, photoIds: [] } },
      ]);
      const ctx = systemContext(new Date(), 'deadlines', '0013-plans-say-since-when');
      for await (const { _id } of plans.model.find({ status: 'running' }).select({ _id: 1 }).lean().cursor()) {
        await inTransaction(async () => {
          const plan = await plans.model.findById(_id).lean<Plan>();
          if (plan !== null) await askNextMonth(ctx, plan);
        });
      }
      await openClocks(ctx, plans);
    },
  },
  {
    name: '0014-cohorts-say-since-when',
    up: async (connection) => {
      await connection
        .collection('cohorts')
        .updateMany({ since: { $exists: false } }, [{ $set: { since: '$updatedAt', photoIds: [] } }]);
    },
  },
  {
    name: '0015-decisions-of-support-say-since-when',
    up: async (connection) => {
      await connection
        .collection('supportDecisions')
        .updateMany({ since: { $exists: false } }, [{ $set: { since: '$updatedAt', photoIds: [] } }]);
    },
  },
  {
    name: '0016-reporters-are-sealed',
    up: async (connection) => {
      await hideRewarded(connection);
      await sealReporters(connection);
      await blindPhotos(connection);
    },
  },
  {
    // A pause, and a stage that should be over, are owed from now on.
    name: '0017-stages-and-pauses-fall-due',
    up: async () => {
      const ctx = systemContext(new Date(), 'deadlines', '0017-stages-and-pauses-fall-due');
      await openClocks(ctx, { model: enrolmentKind.model, keepClocks: keepEnrolmentClocks });
    },
  },
  {
    // What somebody owes as an adviser or as one of a firm waits for them in that part alone.
    name: '0018-people-owe-in-their-part',
    up: async (connection) => {
      const id = { $substrBytes: ['$$one', 'person:'.length, -1] };
      const owedAs = (part: unknown[]) => [
        {
          $set: {
            owedBy: {
              $map: {
                input: '$owedBy',
                as: 'one',
                in: {
                  $cond: [{ $eq: [{ $indexOfBytes: ['$$one', 'person:'] }, 0] }, { $concat: [...part, id] }, '$$one'],
                },
              },
            },
          },
        },
      ];
      const rows = connection.collection('deadlines');
      const open = { isOpen: true, owedBy: /^person:/ };
      const advised = { 'subject.kind': { $in: ['enrolment', 'visit'] } };
      await rows.updateMany({ ...open, ...advised }, owedAs(['adviser:']));
      const ofFirm = { 'subject.kind': { $in: ['plan-item', 'suggestion', 'hazard', 'application'] } };
      const isPlaced = { 'subject.enterpriseId': { $type: 'string' } };
      await rows.updateMany({ ...open, ...ofFirm, ...isPlaced }, owedAs(['member:', '$subject.enterpriseId', '/']));
    },
  },
  {
    // Authenticator secrets lay in the open, accounts could be locked by anybody, and nobody had shown that a number is theirs.
    name: '0019-accounts-recovered-by-their-holder',
    up: (connection) => sealAccounts(connection),
  },
  {
    // Firms that left a park or a region are counted there as they stood; boards have one dimension more.
    name: '0020-places-keep-their-past',
    up: async (connection) => {
      await sayPlacesLeft(connection, ['enrolments']);
      await recountBoards(systemContext(new Date(), 'tallies', '0020-places-keep-their-past'));
    },
  },
  {
    // Policies nobody published or decided by, and changes nobody answered, are owed from now on.
    name: '0021-support-falls-due',
    up: async () => {
      const ctx = systemContext(new Date(), 'deadlines', '0021-support-falls-due');
      await openClocks(ctx, { model: policyKind.model, keepClocks: keepPolicyClocks });
      await openClocks(ctx, supportDecisions);
    },
  },
  {
    name: '0022-talk-is-sealed',
    up: async (connection) => {
      await sealTalks(connection);
      await sealOutbox(connection);
    },
  },
  {
    // The park that answers has it in hand, under the body it reports to.
    name: '0023-transfers-say-since-when',
    up: async (connection) => {
      const rows = connection.collection<{ _id: string; answeringParkId?: string }>('transfers');
      const parks = connection.collection<{ _id: string; bodyId?: string }>('parks');
      for await (const { _id, answeringParkId = '' } of rows.find({ answeringParkId: { $exists: true } })) {
        const bodyId = (await parks.findOne({ _id: answeringParkId }))?.bodyId;
        await rows.updateOne({ _id }, [
          { $set: { parkId: '$answeringParkId', bodyId: bodyId ?? '$$REMOVE', since: '$updatedAt', photoIds: [] } },
          { $unset: 'answeringParkId' },
        ]);
      }
    },
  },
  {
    name: '0024-reports-of-one-cannot-be-told',
    up: (connection) => unlinkReporters(connection),
  },
  {
    // The body of a region a firm has left reads its rounds, visits, plans and suggestions as they stood.
    name: '0025-records-keep-their-past',
    up: (connection) => sayPlacesLeft(connection, ['assessments', 'visits', 'plans', 'planItems', 'suggestions']),
  },
  {
    // A registration nobody has proved gives its credit code back, but not while its application is looked at.
    name: '0026-registrations-say-they-are-proving',
    up: async (connection) => {
      const sent = { holdsCode: true, isOpen: true };
      const ids = await connection.collection('applications').distinct('enterpriseId', sent);
      await connection
        .collection<{ _id: string }>('enterprises')
        .updateMany({ _id: { $in: ids as string[] }, status: 'registered' }, { $set: { isProving: true } });
    },
  },
  {
    name: '0027-messages-keep-their-reader',
    up: (connection) => hideReaders(connection),
  },
  {
    // Nobody offered to take a report outside, nobody asked its reporter how they were, and its code lay in the open.
    name: '0028-reporters-are-watched-over',
    up: async (connection) => {
      await watchOverReports(connection, new Date());
      await sealQueryCodes(connection);
    },
  },
  {
    // A reward carries the terms it was given by, and says whether it is for the report or for what it turned out to be.
    name: '0029-rewards-carry-their-terms',
    up: async (connection) => {
      await carryTerms(connection);
      await connection
        .collection('rewardLedger')
        .updateMany({ of: { $exists: false } }, { $set: { of: 'report', round: 0 } });
    },
  },
  {
    // Who is competent in a park is a register of its own, by day, matter and sector; the board counts cases by body.
    name: '0030-competence-is-dated',
    up: async (connection) => {
      await datePowers(connection);
      await recountBoards(systemContext(new Date(), 'tallies', '0030-competence-is-dated'));
    },
  },
  {
    // What is owed in working days says so, so that holidays published later can move it.
    name: '0031-due-days-say-how-they-were-reckoned',
    up: async () => {
      const ctx = systemContext(new Date(), 'deadlines', '0031-due-days-say-how-they-were-reckoned');
      for (const noun of [filings, rewards, assessments, visits, supportDecisions, plans, planItems, suggestions])
        await openClocks(ctx, noun as typeof filings);
      await openClocks(ctx, { model: policyKind.model, keepClocks: keepPolicyClocks });
      await openClocks(ctx, { model: enrolmentKind.model, keepClocks: keepEnrolmentClocks });
    },
  },
  {
    // Brackets and dots of names were stored as they were typed, and found one way only.
    name: '0032-names-are-written-one-way',
    up: (connection) => tidyNames(systemContext(new Date(), 'names', '0032-names-are-written-one-way'), connection),
  },
  {
    // Budgets are summed by where their firm lies; the sums stand in cells of a board.
    name: '0033-budgets-say-where-they-lie',
    up: async (connection) => {
      await connection
        .collection('preventionBudgets')
        .aggregate([
          { $match: { regionPath: { $exists: false } } },
          { $lookup: { from: 'policies', localField: 'policyId', foreignField: '_id', as: 'policy' } },
          { $unwind: '$policy' },
          { $project: { regionPath: '$policy.regionPath', sector: '$policy.sector' } },
          { $merge: { into: 'preventionBudgets', whenMatched: 'merge', whenNotMatched: 'discard' } },
        ])
        .toArray();
      await recountBoards(systemContext(new Date(), 'tallies', '0033-budgets-say-where-they-lie'));
    },
  },
  {
    // A major hazard has a file: people safe, reported, planned, its progress, and its end with that of the case.
    name: '0034-major-hazards-have-files',
    up: () => openOldFiles(new Date()),
  },
  {
    // Cries for help nobody has taken on stood among what was urgent, behind what was put right long ago.
    name: '0035-to-dos-have-a-rank',
    up: async (connection) => {
      const calls = { isOpen: true, isUrgent: true, kind: 'hazard-reported', isCalling: { $exists: false } };
      const rows = connection.collection('deadlines');
      await rows.updateMany(calls, { $set: { isCalling: true } });
      const due = { $toLong: '$dueAt' };
      const urgent = { $cond: ['$isUrgent', { $subtract: [due, 1e14] }, due] };
      const rank = { $cond: [{ $eq: ['$isCalling', true] }, { $subtract: [-2e14, due] }, urgent] };
      await rows.updateMany({ rank: { $exists: false } }, [{ $set: { rank: { $toDouble: rank } } }]);
    },
  },
  {
    // One paper of an insurer was one movement only of its policy and as it was written; old settlements had no paper key.
    name: '0036-one-paper-one-movement',
    up: (connection) => keepPapers(connection),
  },
  {
    // What was said to the bot and answered no longer says who spoke, nor in which hour.
    name: '0037-answered-messages-forget-their-sender',
    up: forgetSenders,
  },
  {
    // A firm was asked to renew from the first day of its policy; it is from the first reminder on.
    name: '0038-renewals-are-owed-when-near',
    up: async () => {
      const ctx = systemContext(new Date(), 'deadlines', '0038-renewals-are-owed-when-near');
      const near = await findToRenew(ctx.now, 1_000_000, []);
      const ids = near.map(({ _id }) => _id);
      await policies.model.updateMany({ _id: { $in: ids } }, { $set: { isRenewalDue: true } });
      await openClocks(ctx, policies as unknown as typeof filings);
    },
  },
  {
    // Firms that were to go to another city before the body there was asked.
    name: '0039-the-receiving-body-is-asked',
    up: async () => void (await askReceivingBodies()),
  },
  {
    // What was judged none, or before its words were held beside the criteria, had no file; files were late by their fix alone.
    name: '0040-suspected-hazards-have-files',
    up: () => openOldFiles(new Date()),
  },
  {
    // An accident keeps what was told about its firm, and messages did not say which firm they are about.
    name: '0041-messages-say-their-firm',
    up: firmsOfMessages,
  },
  {
    // Photos were found again saved anew or made smaller alone. The clock looks at each of them, one apart from the other.
    name: '0043-photos-are-held-side-by-side',
    up: async (connection) => {
      await connection
        .collection('photos')
        .updateMany({ sketch: { $exists: false } }, { $set: { awaitsLook: true }, $unset: { looks: '' } });
    },
  },
  {
    // Firms had no address, by which whoever does not know their name could say them.
    name: '0044-firms-say-where-they-lie',
    up: addressesOfFirms,
  },
  {
    // Unnamed rewards of one person went by one pseudonym.
    name: '0045-unnamed-rewards-have-names-of-their-own',
    up: renameRewarded,
  },
  {
    // How firms stand that must insure was worked out firm by firm whenever somebody looked.
    name: '0048-covers-are-kept',
    up: async () => void (await rebuildCovers(systemContext(new Date(), 'budgets', '0048-covers-are-kept'))),
  },
  {
    // Whoever was told of an accident was not asked to say so.
    name: '0049-accidents-ask-for-receipts',
    up: async () =>
      openClocks(
        systemContext(new Date(), 'deadlines', '0049-accidents-ask-for-receipts'),
        accidents as unknown as typeof filings,
      ),
  },
  {
    // Crossings of a park and the names on its passes were forgotten though an accident keeps what there is.
    name: '0054-holds-say-their-park',
    up: async (connection) => {
      for await (const { _id, parkId } of connection.collection('accidents').find({ parkId: { $type: 'string' } }))
        await connection.collection('holds').updateOne({ _id }, { $set: { parkId } });
      await connection
        .collection('gateCrossings')
        .updateMany({ coreKey: { $type: 'string' } }, [{ $set: { usesUp: ['$coreKey'] } }, { $unset: 'coreKey' }]);
    },
  },
  {
    // A report without a name in another tongue pointed to the only one of the firm who speaks it.
    name: '0055-words-that-name-lie-apart',
    up: putWordsApart,
  },
  {
    // How many major hazards were opened and ended in a month was kept nowhere.
    name: '0057-files-are-counted-by-month',
    up: async () => void (await recountBoards(systemContext(new Date(), 'tallies', '0057-files-are-counted-by-month'))),
  },
  {
    // Emergency stock was of parks alone.
    name: '0066-firms-keep-stock-too',
    up: async (connection) => {
      const rows = connection.collection('stock');
      await rows.updateMany({ formerParks: { $exists: false } }, { $set: { formerParks: [] } });
      await rows.updateMany({ bodyId: { $exists: false } }, { $set: { bodyId: '' } });
    },
  },
  {
    // A case that could not be given when its tenant moved out stayed with the tenant, also once it was mended.
    name: '0072-cases-left-behind-are-given',
    up: async (connection) => {
      await connection.collection('tenancies').updateMany({ status: 'ended' }, { $set: { awaitsGiving: true } });
    },
  },
];
