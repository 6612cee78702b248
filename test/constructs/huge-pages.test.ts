import { Checks, ClusterProfile, DatasetCache, Mount, Resources } from '../../lib';
import { chartOn, mainOf, mountedAt, podOf, training } from '../pod/reading';
import { cephFs, manifestsOf, refusal, testChart } from '../support/charts';
import { schemaProblems } from '../support/schemas';
import { podsIn, WORKLOADS } from './kinds';

const PAGES = Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages2Mi: '512Mi', hugePages1Gi: '4Gi' });

test('huge pages are request and limit, and files where the program looks for them', () => {
  const chart = training({ resources: PAGES, mounts: [Mount.hugePages2Mi('/dev/hugepages'), Mount.hugePages1Gi('/mnt/huge')] });
  const { requests, limits } = mainOf(podOf(chart)).resources ?? {};
  expect(requests).toEqual({ cpu: '8', memory: '64Gi', 'ephemeral-storage': '10Gi', 'hugepages-2Mi': '512Mi', 'hugepages-1Gi': '4Gi' });
  expect(limits).toEqual(requests);
  expect(mountedAt(podOf(chart), '/dev/hugepages')?.volume.emptyDir).toEqual({ medium: 'HugePages-2Mi' });
  expect(mountedAt(podOf(chart), '/mnt/huge')?.volume.emptyDir).toEqual({ medium: 'HugePages-1Gi' });
  expect(Checks.problemsIn(chart)).toEqual([]);
  expect(manifestsOf(chart).flatMap((manifest) => schemaProblems(manifest, '1.33'))).toEqual([]);
});

test("an init container has the program's amounts, but none of its huge pages", () => {
  const chart = testChart();
  training({ resources: PAGES, dataset: cephFs(chart, 'images'), cache: DatasetCache.localDisk('10Gi') }, chart);
  const [copy] = podOf(chart).initContainers ?? [];
  expect(Object.keys(copy?.resources?.limits ?? {})).toEqual(['cpu', 'ephemeral-storage', 'memory']);
});

test('files in pages that the program has none of are refused', () => {
  const resources = Resources.guaranteed({ cpu: '8', memory: '64Gi', hugePages1Gi: '4Gi' });
  expect(refusal(() => training({ resources, mounts: [Mount.hugePages2Mi('/dev/hugepages')] }))).toEqual([
    'mounts[0]: is in huge pages of 2Mi, and resources has none of them, got "/dev/hugepages" (write hugePages2Mi in resources)',
  ]);
});

test('a path that is none is refused', () => {
  expect(refusal(() => training({ resources: PAGES, mounts: [Mount.hugePages2Mi('huge')] }))[0]).toContain('mounts[0].path: ');
});

describe.each(Object.entries(WORKLOADS))('CPUs of its own: %s', (_, make) => {
  test('whole ones, in a Guaranteed pod, with huge pages', () => {
    const chart = chartOn(ClusterProfile.generic(), { trainingOperatorVersion: '1.8' });
    make(chart, { resources: Resources.guaranteed({ cpu: '4', memory: '8Gi', hugePages2Mi: '512Mi', exclusiveCpus: true }) });
    for (const { spec, annotations } of podsIn(chart)) {
      expect(annotations['cdk8s-ml.io/qos-class']).toBe('Guaranteed');
      for (const { resources } of [...spec.containers, ...(spec.initContainers ?? [])]) {
        expect(resources?.limits?.cpu).toMatch(/^[14]$/);
        expect(resources?.requests?.cpu).toBe(resources?.limits?.cpu);
        expect(resources?.requests?.memory).toBe(resources?.limits?.memory);
      }
    }
    expect(
      refusal(() => make(testChart(), { resources: Resources.guaranteed({ cpu: '1.5', memory: '8Gi', exclusiveCpus: true }) })),
    ).toContain('resources.cpu: is no whole number of CPUs, and exclusiveCpus gives whole ones, got "1.5" (for example \'8\')');
  });
});
