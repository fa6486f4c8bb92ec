/** A check of the policy's first day, as the domain's document words it, and the tests that hold it. */
interface AcceptanceCheck {
  /** Article and running number. */
  id: string;
  says: string;
  heldBy: readonly (readonly [file: string, test: string])[];
}

const facilities = 'tests/domain/facilities/facilities.test.ts';
const projects = 'tests/domain/projects/projects.test.ts';
const assessments = 'tests/domain/parkAssessments/parkAssessments.test.ts';
const drills = 'tests/domain/drills/drills.test.ts';
const grades = 'tests/domain/grades/grades.test.ts';
const expansions = 'tests/domain/expansions/expansions.test.ts';
const gates = 'tests/domain/gates/gates.test.ts';

/** Of the articles 6, 7, 8, 13, 17 and 18: three each. */
export const ACCEPTANCE_CHECKS: readonly AcceptanceCheck[] = [
  {
    id: '6.1',
    says: 'A new park lists every required facility as absent, not as blank',
    heldBy: [
      [facilities, 'lists every required facility of a new park as absent, not as blank, and more of a chemical one'],
    ],
  },
  {
    id: '6.2',
    says: "Drill finding 'hydrant dry' turns that hydrant faulty and the park's gap count up by one",
    heldBy: [
      [
        drills,
        'turns a hydrant found dry faulty, which is one gap more of the park, and its finding is mended and checked by another',
      ],
    ],
  },
  {
    id: '6.3',
    says: 'Planned facility past its date becomes a gap by itself',
    heldBy: [[facilities, 'makes a gap of a planned one past its date by itself, and lists it among the gaps']],
  },
  {
    id: '7.1',
    says: 'Introduced 1 May: due 24:00 31 May; introduced 1 February 2026: 3 March; a holiday on the last day does not move it',
    heldBy: [
      [
        projects,
        'of a project introduced on 1 May is due on 31 May at 24:00, on 3 March of one of 1 February 2026; a holiday does not move it',
      ],
    ],
  },
  {
    id: '7.2',
    says: 'Hazchem production in a non-chemical park is refused naming 危化法18; a cardboard factory in a chemical park too; its ancillary unit passes with the ground recorded',
    heldBy: [
      [
        projects,
        'refuses hazardous chemicals made outside a chemical park by 危险化学品安全法 18, and a cardboard factory inside one',
      ],
      [projects, 'lets an ancillary unit pass with the ground recorded'],
    ],
  },
  {
    id: '7.3',
    says: 'B-grade park: 改建 of hazchem production stops as 新建 does; the exception shows approver, file, terms, end',
    heldBy: [
      [
        projects,
        'of a B-grade park stops 改建 of hazardous chemicals as 新建 and 扩建; the exception shows approver, file, terms and end',
      ],
    ],
  },
  {
    id: '8.1',
    says: 'Assessed 2022-03-15, chemical: due 2025-03-15 24:00; other park 2027-03-15',
    heldBy: [[assessments, '%s assessed on 15 March 2022 falls due at 24:00 of its day']],
  },
  {
    id: '8.2',
    says: 'Boundary change today replaces the calendar date at once; declining it needs a written reason visible upward',
    heldBy: [
      [
        assessments,
        'in force does not wait out its years once something changed; a "no" with its reason lets them run on',
      ],
      [
        assessments,
        'is decided by the body within the working days where something changed; a "no" goes upward with its reason',
      ],
    ],
  },
  {
    id: '8.3',
    says: 'An accident re-graded to 较大 within 30 days triggers, re-graded on day 31 does not',
    heldBy: [
      [assessments, 'asks for one after an accident that turns 较大 within thirty days, and for none on the day after'],
    ],
  },
  {
    id: '13.1',
    says: 'A drill without evaluation leaves the clock red; evaluated by its director is refused',
    heldBy: [
      [drills, 'leaves the clock of its plan red until it is evaluated, and is not evaluated by whoever led it'],
    ],
  },
  {
    id: '13.2',
    says: 'Plan version changed after the drill: the drill no longer counts',
    heldBy: [
      [
        drills,
        'no longer counts once its plan has another edition, and counts for nothing where that was signed before the evaluation',
      ],
    ],
  },
  {
    id: '13.3',
    says: 'Hazchem firm drills on time but does not report: amber, listed to the body',
    heldBy: [[drills, 'of a high-risk firm is amber until it is reported, and listed to the body']],
  },
  {
    id: '17.1',
    says: 'Score 59.9 A, 60 B, 69.9 B, 70 C, 84.9 C, 85 D',
    heldBy: [[grades, 'is by %i tenths of a point %s']],
  },
  {
    id: '17.2',
    says: "C park's area-expansion application is refused naming the rule; after D it is accepted; after a fall back to C an undecided one stops",
    heldBy: [
      [
        expansions,
        'of a C park is refused naming grade and rule, accepted once the park is D, and stopped when it falls back undecided',
      ],
    ],
  },
  {
    id: '17.3',
    says: "Grade C to B tonight: list of open projects, unbuilt stopped for decision, built untouched, yesterday's decisions unchanged",
    heldBy: [
      [
        projects,
        'lists open projects, stops what is not built for a decision, and touches neither what is built nor what was decided',
      ],
    ],
  },
  {
    id: '18.1',
    says: "Ambulance without pass: barrier order is 'open', event logged after; never a refusal",
    heldBy: [[gates, 'opens for an ambulance without a pass and keeps it after; never a refusal']],
  },
  {
    id: '18.2',
    says: "Lorry with yesterday's hazchem pass, wrong gate, or waybill 'methanol' against booking 'ethanol': breach case each",
    heldBy: [[gates, 'makes a case each of yesterday’s pass, the wrong gate and another load']],
  },
  {
    id: '18.3',
    says: "Driver's card lapsed this morning: stopped at the gate though the pass was issued last month",
    heldBy: [[gates, 'stops a driver whose card lapsed this morning though the pass was issued last month']],
  },
];
