import { ACCEPTED, type Finding, judge } from './accepted-findings';

const FINDING: Finding = { tool: 'polaris', check: 'a', output: 'a training', object: 'Job/train', what: 'x' };
const OTHER: Finding = { ...FINDING, check: 'b' };

test('a finding is accepted for its check, object and output, and for no others', () => {
  const accepts = (entry: { object?: string; outputs?: string[] }) =>
    judge([FINDING, OTHER], [], [{ checks: ['polaris/a', 'checkov/b'], reason: '', ...entry }]).accepted;
  expect(accepts({})).toEqual([FINDING]);
  expect(accepts({ object: 'Job/*', outputs: ['a service', '*train*'] })).toEqual([FINDING]);
  expect(accepts({ object: 'Deployment/*' })).toEqual([]);
  expect(accepts({ object: 'Job' })).toEqual([]);
  expect(accepts({ outputs: ['a service', 'train'] })).toEqual([]);
});

test('what no exception covers is unexplained', () => {
  expect(judge([FINDING, OTHER], ['polaris'], [{ checks: ['polaris/a'], reason: '' }]).unexplained).toEqual([OTHER]);
});

test('each check and each output of an exception must be needed, as far as its tools have run', () => {
  const exceptions = [{ checks: ['polaris/a', 'polaris/c', 'checkov/d'], outputs: ['a training', 'a service'], reason: 'so' }];
  expect(judge([FINDING], ['polaris'], exceptions).unneeded).toEqual(['polaris/c: so', 'a service: so']);
  expect(judge([FINDING], ['polaris', 'checkov'], exceptions).unneeded).toContain('checkov/d: so');
  expect(judge([FINDING], ['kube-score'], exceptions).unneeded).toEqual([]);
});

test('each exception says why, in sentences, and no check of the same objects stands in two', () => {
  expect(ACCEPTED.filter(({ reason }) => !/^[A-Z`].*\.$/.test(reason))).toEqual([]);
  const everywhere = ACCEPTED.filter(({ outputs }) => outputs === undefined).flatMap(({ checks }) => checks);
  expect(ACCEPTED.flatMap(({ checks, outputs }) => (outputs === undefined ? [] : checks)).filter((id) => everywhere.includes(id))).toEqual(
    [],
  );
});
