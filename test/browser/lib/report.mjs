// SPDX-License-Identifier: AGPL-3.0-or-later
// Counts what passed and prints what failed.

const SHOWN = 12;

export function createReport() {
  const report = { passed: 0, failed: 0, skipped: [], kinds: new Map() };

  // `problems`: lines that say what is wrong; an empty list is a pass.
  report.check = (kind, where, problems) => {
    const list = [problems ?? []].flat();
    const tally = report.kinds.get(kind) ?? { passed: 0, failed: 0 };
    report.kinds.set(kind, tally);
    if (list.length === 0) {
      report.passed++;
      tally.passed++;
      return true;
    }
    report.failed++;
    tally.failed++;
    console.log(`FAILED ${kind} — ${where}`);
    for (const line of list.slice(0, SHOWN)) console.log(`    ${line}`);
    if (list.length > SHOWN) console.log(`    … and ${list.length - SHOWN} more`);
    return false;
  };

  report.skip = (what, why) => {
    report.skipped.push(`${what}: ${why}`);
    console.log(`skipped ${what}: ${why}`);
  };

  // A step that throws is a failure, and the run goes on.
  report.guard = async (kind, where, step) => {
    try {
      return await step();
    } catch (e) {
      report.check(kind, where, String(e.stack ?? e).split('\n').slice(0, 6));
      return undefined;
    }
  };

  report.close = () => {
    for (const [kind, { passed, failed }] of report.kinds)
      console.log(`${failed ? 'FAILED' : 'ok    '} ${kind}: ${passed} passed, ${failed} failed`);
    console.log(`${report.passed} passed, ${report.failed} failed`);
    return report.failed ? 1 : 0;
  };
  return report;
}
