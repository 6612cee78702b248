import { peerDependencies } from '../../package.json';
import { exists, type Module, readModule } from './modules';

const INDEX = 'build/lib/index.d.ts';

/** The declarations that a user's compiler reads, from the index on. */
function reachable(): Module[] {
  if (!exists(INDEX)) throw new Error(`${INDEX} is missing: run \`npm run build\` first (\`npm test\` does)`);
  const found = new Map<string, Module>();
  const open = [INDEX];
  for (let path = open.pop(); path !== undefined; path = open.pop()) {
    if (found.has(path)) continue;
    const module = readModule(path);
    found.set(path, module);
    open.push(...module.imports.map(({ to }) => to).filter((to) => to.startsWith('build/')));
  }
  return [...found.values()];
}

/** `file imports x` for each package or folder that the declarations lead to outside of build/lib. */
function outside(allowed: (to: string) => boolean): string[] {
  return reachable().flatMap(({ path, imports }) =>
    imports.filter(({ to }) => !to.startsWith('build/lib/') && !allowed(to)).map(({ to }) => `${path} imports ${to}`),
  );
}

test("a user's compiler needs the peer dependencies alone: no declaration leads to kubernetes-types or to imports/", () => {
  expect(outside((to) => to in peerDependencies)).toEqual([]);
});

test('the declarations of every public construct are reached', () => {
  const paths = reachable().map(({ path }) => path);
  const constructs = [
    'ceph-dataset',
    'ceph-snapshot-class',
    'ceph-storage-class',
    'dataset-group-snapshot',
    'gpu-training-job',
    'model-service',
    'static-ceph-dataset',
    'tf-job-cluster',
  ];
  expect(paths).toEqual(expect.arrayContaining(constructs.map((name) => `build/lib/constructs/${name}.d.ts`)));
});
