// Prints "<passed> <failed>" of a report: jest's JSON, or JUnit's XML. Prints "0 0" where there is none.
const { existsSync, readFileSync } = require('node:fs');

function jest(text) {
  const { numPassedTests, numFailedTests, numRuntimeErrorTestSuites } = JSON.parse(text);
  return [numPassedTests, numFailedTests + numRuntimeErrorTestSuites];
}

function junit(text) {
  const suites = text.match(/<testsuite [^>]*>/g) ?? [];
  const sum = (name) => suites.reduce((total, suite) => total + Number(suite.match(new RegExp(` ${name}="(\\d+)"`))?.[1] ?? 0), 0);
  const failed = sum('failures') + sum('errors');
  return [sum('tests') - sum('skipped') - failed, failed];
}

const [file = ''] = process.argv.slice(2);
const counts = !existsSync(file) ? [0, 0] : (file.endsWith('.xml') ? junit : jest)(readFileSync(file, 'utf8'));
console.log(counts.join(' '));
