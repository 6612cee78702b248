import { ModelArtifact } from '../../lib/values/model-artifact';
import type { ClaimSource } from '../../lib/values/mount';
import { linesOf, untyped } from './findings';
import { expectTotal } from './garbage';

const CLAIM: ClaimSource = { kind: 'claim', claimName: 'ceph-model-pvc', external: false };

test.each([
  ['v1/model.keras', '/models', '/models/v1/model.keras'],
  ['v1/saved_model', '/models/', '/models/v1/saved_model'],
])('the artifact %s in %s is the file %s', (path, mountedAt, file) => {
  const model = ModelArtifact._of(CLAIM, path, mountedAt);
  expect(model.file).toBe(file);
  expect(model._claim).toBe(CLAIM);
  expect(linesOf(model, 'model')).toEqual([]);
});

test.each([
  [undefined, '/models', 'model.path: must be a string, got undefined (for example "v1/model.keras")'],
  ['/models/v1', '/models', 'model.path: must be relative to the volume, got "/models/v1" (for example "models/v1")'],
  ['../v1', '/models', 'model.path: must not contain .., got "../v1" (write the path itself)'],
  ['v1', 'models', 'model.mountPath: must be an absolute path, got "models" (for example "/models")'],
])('an artifact of %p in %p is refused', (path, mountedAt, text) =>
  expect(linesOf(untyped(ModelArtifact._of)(CLAIM, path, mountedAt), 'model')).toEqual([text]),
);

test('an artifact is never an exception', () => expectTotal(ModelArtifact._of));
