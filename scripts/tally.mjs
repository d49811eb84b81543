// Sums the JSON results of jest named as arguments and prints `N passed, N failed`. The first argument is the number of
// steps that failed: each counts as a failure when no test did.
import { existsSync, readFileSync } from 'node:fs';

const [, , steps, ...files] = process.argv;
let passed = 0;
let failed = 0;
for (const file of files) {
  if (!existsSync(file)) continue;
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(
    readFileSync(file, 'utf8'),
  );
  passed += numPassedTests;
  failed += numFailedTests + numRuntimeErrorTestSuites;
}
failed = Math.max(failed, Number(steps));
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
