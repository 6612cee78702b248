import type { Manifest } from '../../pod/kubernetes';
import { SHARD_MANIFEST } from '../../programs/shard-manifest';
import type { Finding } from '../../values/finding';
import { Mount } from '../../values/mount';
import { joined } from '../../values/path';
import { Resources } from '../../values/resources';
import { LAYOUT } from '../../workload/options/dataset';
import type { WorkloadPlan } from '../../workload/plan';
import { SHARDS_PATH, shardFolder, shardsName } from '../../workload/sharding';
import type { GpuTrainingJobProps } from '../gpu-training-job';
import type { Context } from './context';
import { PROGRAM_FOLDER, renderTask } from './task';

const PROGRAM = 'shard_manifest.py';
/** A path and a size of ten million files take about 2Gi. */
const RESOURCES = Resources.guaranteed({ cpu: '1', memory: '2Gi' });

/** The Job that writes each shard's list of files, and what is wrong with its name: all else the training is told by itself. Pure. */
export function renderShards(
  { parallel, dataset, datasetLayout, loadedBy, labels }: GpuTrainingJobProps,
  plan: WorkloadPlan,
  context: Context,
): { readonly manifests: Manifest[]; readonly findings: Finding[] } {
  const sharding = parallel?._by._sharding;
  if (parallel === undefined || sharding?.kind !== 'manifest' || dataset === undefined) return { manifests: [], findings: [] };
  const { mountPath, train } = { ...LAYOUT, ...datasetLayout };
  const target = joined(SHARDS_PATH, shardFolder(sharding, plan.name));
  const { manifests, findings } = renderTask({
    context,
    name: shardsName(plan),
    component: 'shards',
    pod: { image: context.cluster.toolImages.python, resources: RESOURCES, ...(labels === undefined ? {} : { labels }) },
    command: [
      ...['python3', joined(PROGRAM_FOLDER, PROGRAM), joined(mountPath, train), target, String(parallel.count)],
      ...(sharding.files === undefined ? [] : [sharding.files]),
    ],
    env: loadedBy === undefined ? {} : { AFTER: joined(mountPath, loadedBy.marker) },
    mounts: [Mount._of(mountPath, dataset._claim, { readOnly: true }), Mount._of(SHARDS_PATH, sharding.claim, {})],
    program: { [PROGRAM]: SHARD_MANIFEST },
    rights: [],
    run: {},
  });
  return { manifests, findings: findings.filter(({ field }) => field === 'name') };
}
