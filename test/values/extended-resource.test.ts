import { extendedResource, isExtendedResource } from '../../lib/values/extended-resource';
import { expectTotalReader } from './garbage';

test.each(['nvidia.com/gpu', 'rdma/hca_shared_devices_a', 'example.com/Foo.Bar-1', `${'a'.repeat(60)}/b`])(
  '%s is an extended resource',
  (name) => expect(isExtendedResource(name)).toBe(true),
);

test.each([
  ['without a domain', 'gpu'],
  ["in Kubernetes' domain", 'kubernetes.io/gpu'],
  ["below Kubernetes' domain", 'node.kubernetes.io/gpu'],
  ['whose domain ends as that of Kubernetes', 'mykubernetes.io/gpu'],
  ['of a quota', 'requests.nvidia.com/gpu'],
  ['in capitals before the slash', 'NVIDIA.com/gpu'],
  ['without a name', 'nvidia.com/'],
  ['with two slashes', 'a/b/c'],
  ['too long for a quota to name', `${Array(4).fill('a'.repeat(61)).join('.')}/b`],
])('a name %s is none', (_, name) => expect(isExtendedResource(name)).toBe(false));

test('is never an exception', () => expectTotalReader(extendedResource('habana.ai/gaudi')));
