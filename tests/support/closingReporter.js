/** Last line of a run, for people and machines: `N passed, N failed`. A suite that cannot be loaded counts as one failed. */
export default class ClosingReporter {
  onRunComplete(_contexts, results) {
    const failed = results.numFailedTests + results.numRuntimeErrorTestSuites;
    // After jest's own summary, which is written in the same turn.
    process.once('exit', () => process.stdout.write(`${results.numPassedTests} passed, ${failed} failed\n`));
  }
}
