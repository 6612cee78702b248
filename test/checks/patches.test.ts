import { JsonPatch } from 'cdk8s';
import { testChart } from '../support/charts';
import { ownDeployment, rulesTold, service, shownOf, told } from './apps';

const FIX = '(mend its path: names are those of the YAML, and / in a name is written ~1)';
const MAIN = '/spec/template/spec/containers/0';

function patched(...patches: JsonPatch[]): string[] {
  const chart = testChart();
  service(chart, 'server').deployment.addJsonPatch(...patches);
  return shownOf(chart);
}

test('a patch that removes what is not there changes nothing, and is refused', () => {
  expect(patched(JsonPatch.remove('/spec/paused'))).toEqual([
    `[demo/server] /spec/paused: the patch remove /spec/paused on Deployment server changes nothing ${FIX}`,
  ]);
});

test('a patch below a part that is not there is refused in words of its own', () => {
  expect(patched(JsonPatch.add('/spec/tempalte/spec/hostIPC', true))).toEqual([
    '[demo/server] /spec/tempalte/spec/hostIPC: the patch add /spec/tempalte/spec/hostIPC on Deployment server can not be applied: ' +
      `a part of its path does not exist ${FIX}`,
  ]);
});

test('each dead patch is told, beside those that work', () => {
  const found = patched(
    JsonPatch.remove('/spec/a'),
    JsonPatch.add('/metadata/annotations', { 'example.com/a': 'b' }),
    JsonPatch.remove('/spec/b'),
  );
  expect(found.map((text) => text.split(' ')[1])).toEqual(['/spec/a:', '/spec/b:']);
});

test('a patch on what another one has made works', () => {
  expect(
    patched(
      JsonPatch.add('/spec/template/spec/dnsConfig', { options: [] }),
      JsonPatch.add('/spec/template/spec/dnsConfig/options/-', { name: 'ndots', value: '1' }),
      JsonPatch.copy(`${MAIN}/env/0`, `${MAIN}/env/-`),
      JsonPatch.move('/spec/template/spec/dnsConfig', '/spec/template/spec/dnsPolicy'),
      JsonPatch.replace('/spec/template/spec/dnsPolicy', 'Default'),
    ),
  ).toEqual([]);
});

test('a test that holds is what it says, not a patch without effect', () => {
  expect(patched(JsonPatch.test('/spec/replicas', 2), JsonPatch.replace('/spec/replicas', 3))).toEqual([]);
});

test('a test that does not hold is told as one: its path exists', () => {
  const found = patched(JsonPatch.test('/spec/replicas', 7));
  expect(found).toHaveLength(1);
  expect(found[0]).toContain('does not hold');
  expect(found[0]).not.toContain('mend its path');
});

test.each([
  ['copy', JsonPatch.copy('/spec/nowhere', '/spec/somewhere')],
  ['move', JsonPatch.move('/spec/nowhere', '/spec/somewhere')],
])('a %s from where nothing is is refused', (op, patch) => {
  expect(patched(patch)).toEqual([expect.stringContaining(`the patch ${op} `)]);
});

test('a patch to the value that is there already is no misspelt path, so that it stops nothing', () => {
  expect(patched(JsonPatch.replace('/spec/replicas', 2))).toEqual([]);
});

test("a patch on a user's own object is cdk8s' to judge", () => {
  const chart = testChart();
  service(chart, 'server');
  ownDeployment(chart, 'web').addJsonPatch(JsonPatch.remove('/spec/paused'));
  expect(told(chart)).toEqual([]);
});

test('an object whose patch can not be applied is judged as it is without it', () => {
  const chart = testChart();
  service(chart, 'server').deployment.addJsonPatch(JsonPatch.replace(`${MAIN}/resources/limits/cpu`, '99'), JsonPatch.add('/spec/a/b', 1));
  expect(rulesTold(chart)).toEqual(['error demo/server patch-without-effect']);
});
