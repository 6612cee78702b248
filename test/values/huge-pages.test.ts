import { Resources } from '../../lib';
import { linesOf, untyped } from './findings';

const AMOUNTS = { cpu: '1', memory: '1Gi' };

test.each([Resources.guaranteed, Resources.burstable])('huge pages are request and limit alike, in every class', (make) => {
  const { _amounts: amounts } = make({ ...AMOUNTS, hugePages2Mi: '512Mi', hugePages1Gi: '4Gi' });
  expect(amounts.requests).toMatchObject({ 'hugepages-2Mi': '512Mi', 'hugepages-1Gi': '4Gi' });
  expect(amounts.limits).toMatchObject({ 'hugepages-2Mi': '512Mi', 'hugepages-1Gi': '4Gi' });
});

test('there are none unless they are said', () => {
  expect(Object.keys(Resources.guaranteed(AMOUNTS)._amounts.limits)).toEqual(['cpu', 'memory', 'ephemeral-storage']);
});

test.each([
  [{ hugePages2Mi: '3Mi' }, 'resources.hugePages2Mi: is no multiple of a page of 2Mi, got "3Mi" (for example \'2Mi\')'],
  [{ hugePages1Gi: '512Mi' }, 'resources.hugePages1Gi: is no multiple of a page of 1Gi, got "512Mi" (for example \'1Gi\')'],
  [{ hugePages2Mi: '4MB' }, 'resources.hugePages2Mi: is not a Kubernetes quantity, got "4MB" (did you mean "4Mi"?)'],
  [{ hugepages: '2Mi' }, "resources.hugepages: is not a known prop (write hugePages2Mi: '512Mi' or hugePages1Gi: '4Gi')"],
])('%p is refused', (more, text) => expect(linesOf(untyped(Resources.guaranteed)({ ...AMOUNTS, ...more }), 'resources')).toEqual([text]));
