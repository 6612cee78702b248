import { App, type Chart } from 'cdk8s';
import { BurstableJob } from '../../examples/burstable-job/chart';
import { ImageClassifier } from '../../examples/image-classifier/chart';
import { judge, lineOf } from './accepted-findings';
import { yamlOf } from './charts';
import { OWN_LINTERS, ownFindings } from './linters';
import { madeOutputs, type Output, reviewedOutputs } from './outputs';

function example(name: string, Example: new (app: App, id: string, props: { namespace: string }) => Chart): Output {
  return { name: `the example ${name}`, yaml: yamlOf(new Example(new App(), name, { namespace: 'ml' })) };
}

const OUTPUTS = [
  ...madeOutputs(),
  ...reviewedOutputs(),
  example('image-classifier', ImageClassifier),
  example('burstable-job', BurstableJob),
];
const FINDINGS = OUTPUTS.flatMap(ownFindings);

test.each(OUTPUTS)('of $name: the linters find nothing that is not accepted', ({ name }) => {
  const findings = FINDINGS.filter(({ output }) => output === name);
  expect(judge(findings, OWN_LINTERS).unexplained.map(lineOf)).toEqual([]);
});

test('what is accepted is found: an exception that is no longer needed goes', () => {
  expect(judge(FINDINGS, OWN_LINTERS).unneeded).toEqual([]);
});
