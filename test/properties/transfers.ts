import type { ISecret } from 'cdk8s-plus-27';
import * as fc from 'fast-check';
import {
  CopyMode,
  DataOrigin,
  type DatasetCopyProps,
  type DatasetLoadProps,
  Download,
  HubRepositoryKind,
  ObjectStore,
  Schedule,
} from '../../lib';
import * as values from './values';
import { some } from './values';
import { type In, made, type World } from './world';

const folder = fc.constantFrom('a', 'train/', './a//b', 'a b');
const endpoint = fc.constantFrom('http://rook-ceph-rgw-store.rook-ceph.svc', 'https://s3.example.com:8443/');
const sha256 = fc.stringMatching(/^[0-9a-fA-F]{64}$/);
const credentials = fc.constantFrom<In<ISecret>>(
  ({ get }) => get('secret'),
  ({ get }) => get('knownSecret'),
);

const s3 = fc.record(
  { bucket: fc.stringMatching(/^[a-z0-9][-.a-z0-9]{2,20}$/), prefix: folder, endpoint, region: fc.constant('eu-central-1') },
  { requiredKeys: ['bucket'] },
);
const store: fc.Arbitrary<In<ObjectStore>> = fc.tuple(s3, credentials).map(([options, keys]) => (world: World) => {
  return ObjectStore.s3({ ...options, credentials: keys(world) });
});

const download = fc.oneof(
  fc.record({ sha256, folder }, { requiredKeys: ['sha256'] }).map((options) => Download.archive('https://example.com/a.tar', options)),
  fc.record({ sha256, path: folder }).map((options) => Download.file('https://example.com/?id=1', options)),
);
const hub = fc.record(
  {
    repository: fc.constantFrom('mnist', 'ylecun/mnist'),
    revision: fc.constantFrom('v1.0', '77f3279092a1c1579b2250db8eafed0ad422088c'),
    kind: fc.constantFrom(...Object.values(HubRepositoryKind)),
    endpoint,
    include: fc.constantFrom<string[][]>(['*.json'], ['a/*', '[!b]?']),
  },
  { requiredKeys: ['repository', 'revision'] },
);
const from: fc.Arbitrary<In<DataOrigin>> = fc.oneof(
  s3.map((options) => () => DataOrigin.s3(options)),
  store.map((make) => (world: World) => DataOrigin.objectStore(make(world))),
  download.map((each) => () => DataOrigin.http([each])),
  fc.tuple(hub, fc.boolean()).map(([options, open]) => ({ get }: World) => {
    return DataOrigin.hub(open ? options : { ...options, token: get('secret') });
  }),
  some({ path: folder }).map(
    (options) =>
      ({ get }: World) =>
        DataOrigin.claim(get('labels'), options),
  ),
  fc.constant(({ get }: World) => DataOrigin.claim(get('plusClaim'))),
);

const shared = {
  path: folder,
  name: values.name,
  resources: values.resources,
  labels: values.labels,
  activeDeadline: values.duration,
  image: fc.constantFrom('registry.example.com/tools/transfer:1.0'),
};
const run = { run: fc.constantFrom('r2', '2026') };

export const datasetLoad: fc.Arbitrary<In<DatasetLoadProps>> = fc
  .tuple(from, some({ ...shared, ...run }))
  .map(([origin, more]) => (world) => ({ dataset: world.get('images'), from: origin(world), ...more }));

const rhythm = fc.oneof(
  some(run),
  fc.record({ schedule: fc.constantFrom(Schedule.daily(), Schedule.cron('@hourly', { timeZone: 'Asia/Tokyo' })) }),
);
const mode = fc.constantFrom(CopyMode.copy(), CopyMode.sync({ confirmDeletion: true }));

export const datasetCopy: fc.Arbitrary<In<DatasetCopyProps>> = fc
  .tuple(fc.record({ to: store }), rhythm, some({ ...shared, mode }))
  .map(([to, when, more]) => (world) => ({ dataset: world.get('images'), ...made(to, world), ...when, ...more }));
