// Prints "<passed> <failed>" of a report: jest's JSON, or JUnit's XML. Prints "0 0" where there is none.
const { existsSync, readFileSync } = require('node:fs');

function jest(text) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text);
  return [numPassedTests, numFailedTests + numRuntimeErrorTestSuites];
}

/** By cases: suites may stand within suites, and what a suite says of itself counts those within or not, by tool. */
function junit(text) {
  const count = (element) => (text.match(new RegExp(`<${element}[\\s/>]`, 'g')) ?? []).length;
  const failed = count('failure') + count('error');
  return [count('testcase') - count('skipped') - failed, failed];
}

const [file = ''] = process.argv.slice(2);
const counts = !existsSync(file) ? [0, 0] : (file.endsWith('.xml') ? junit : jest)(readFileSync(file, 'utf8'));
console.log(counts.join(' '));
