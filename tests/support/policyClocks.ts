/** A clock of the domain's document: the clocks of nouns that run it, or why none does yet. */
type PolicyClock = { runsAs: readonly (readonly [kind: string, clock: string])[] } | { missing: string };

const runsAs = (...clocks: readonly (readonly [string, string])[]): PolicyClock => ({ runsAs: clocks });

/** Every clock of its second section, by its key there. */
export const POLICY_CLOCKS: Readonly<Record<string, PolicyClock>> = {
  'project.notify': runsAs(['project', 'project-notice'], ['project', 'project-receipt']),
  'assess.park': runsAs(['park-assessment', 'park-assessment-next']),
  'assess.chemical': runsAs(['park-assessment', 'park-assessment-next']),
  'assess.decide': runsAs(['park-assessment', 'park-assessment-decide']),
  'assess.redo': runsAs(['park-assessment', 'park-assessment-report']),
  'grade.recheck': runsAs(['park-grade', 'grade-redo']),
  '3sim.accept': runsAs(['project', 'project-design-accept']),
  '3sim.decide': runsAs(['project', 'project-design-decide']),
  '3sim.trial': runsAs(['project', 'project-trial']),
  'hazchem.conditions': runsAs(['project', 'project-conditions'], ['project', 'project-conditions-until']),
  'hazchem.evaluation': runsAs(['duty', 'duty-hazchem-evaluation']),
  'fire.review': runsAs(['project', 'project-fire']),
  'fire.file': runsAs(['project', 'project-fire-file']),
  'visit.approve': runsAs(['inspection', 'inspection-approve'], ['inspection', 'inspection-make-up']),
  'crime.decide': runsAs(['referral', 'referral-decide']),
  'crime.transfer': runsAs(['referral', 'referral-hand']),
  'accident.unit': runsAs(['accident', 'accident-unit']),
  'accident.level': runsAs(['accident', 'accident-pass']),
  'accident.fast': runsAs(['accident', 'accident-fast']),
  'accident.supplement': runsAs(['accident', 'accident-supplement']),
  'accident.investigate': runsAs(['accident', 'accident-investigate']),
  'accident.approve': runsAs(['accident', 'accident-approve']),
  'accident.evaluate': runsAs(['accident', 'accident-evaluate']),
  'plan.file': runsAs(['emergency-plan', 'emergency-plan-file']),
  'plan.evaluate': runsAs(['emergency-plan', 'emergency-plan-evaluate']),
  'drill.comprehensive': runsAs(['emergency-plan', 'emergency-plan-drill']),
  'drill.onsite': runsAs(['emergency-plan', 'emergency-plan-drill']),
  'drill.highrisk': runsAs(['emergency-plan', 'emergency-plan-drill'], ['drill', 'drill-report']),
  'drill.government': runsAs(['duty', 'duty-drill-government']),
  'drill.park': runsAs(['emergency-plan', 'emergency-plan-drill']),
  'fire.test': runsAs(['duty', 'duty-fire-test']),
  'fire.patrol': runsAs(['duty', 'duty-fire-patrol']),
  'video.keep': runsAs(['duty', 'duty-video-keep']),
  'video.file': runsAs(['duty', 'duty-video-file']),
  'pledge.daily': runsAs(['duty', 'duty-pledge-daily']),
  'alert.ack': runsAs(['alert', 'alert-ack-alarm'], ['alert', 'alert-ack-warning'], ['alert', 'alert-ack-reminder']),
  'alert.handle': runsAs(
    ['alert', 'alert-handle-alarm'],
    ['alert', 'alert-handle-warning'],
    ['alert', 'alert-handle-reminder'],
  ),
};
