import { JOB_FACTS, type JobFacts, JobKind } from '../../values/job-kind';
import { CLEANUP_WAITS, DELETED_AFTER_ANNOTATION, KEEP_ANNOTATION } from '../annotations';
import { volumesOf } from '../pods';
import { called, problemOf, type Rule, warningOf } from '../rule';
import type { Entry, PodGroup, View } from '../view';

interface Ending {
  readonly claim: Entry;
  readonly kind: string;
  readonly job: string;
  /** Whoever has the claim as a volume. */
  readonly users: readonly Entry[];
}

function usesClaim(group: PodGroup, claim: Entry): boolean {
  const isInSame = group.entry.namespace === claim.namespace;
  return isInSame && volumesOf(group).some(({ persistentVolumeClaim }) => persistentVolumeClaim?.claimName === claim.name);
}

function endings(view: View): Ending[] {
  return view.ofKind('PersistentVolumeClaim').flatMap((claim) => {
    const [kind, job] = claim.manifest.metadata.annotations?.[DELETED_AFTER_ANNOTATION]?.split('/') ?? [];
    if (!claim.ours || kind === undefined || job === undefined) return [];
    const users = [...new Set(view.pods.filter((group) => usesClaim(group, claim)).map(({ entry }) => entry))];
    return [{ claim, kind, job, users }];
  });
}

const FIELD = 'retention.job';

/** What the library has made to fill the claim: it is done before the job that reads it. */
const FILLS = 'dataset-load';
/** Tasks of the library's own, after none of which a claim has had its use. */
const OWN_TASKS: readonly string[] = [FILLS, 'cleanup', 'shards'];

/** What the library has made an object for; undefined for those of others. */
function componentOf({ manifest, ours }: Entry): string | undefined {
  return ours ? manifest.metadata.labels?.['app.kubernetes.io/component'] : undefined;
}

function jobsOf({ ofKind }: View, kind: string, namespace: string): string {
  const names = ofKind(kind).filter((entry) => entry.namespace === namespace && !OWN_TASKS.includes(componentOf(entry) ?? ''));
  return names.length === 0 ? `the app has no ${kind} there` : `the app has ${names.map(({ name }) => name).join(', ')}`;
}

const BY_KIND: Readonly<Partial<Record<string, JobFacts>>> = JOB_FACTS;

/** A job that is not there, or that does other things: the claim would never go, or it would go before its use. */
export const deletedAfterNobody: Rule = (view) =>
  endings(view).flatMap(({ claim, kind, job, users }) => {
    if (view.isExternal(claim, kind, job)) return [];
    const found = view.find(kind, claim.namespace, job);
    const problem = { field: FIELD, rule: 'deleted-after-nobody' };
    if (found === undefined) {
      const message = `is no ${kind} of the claim's namespace: ${jobsOf(view, kind, claim.namespace)}`;
      return [problemOf(claim, { ...problem, message, fix: 'write its final name, with the suffix of its run, or external: true' })];
    }
    const apiVersion = BY_KIND[kind]?.apiVersion;
    if (apiVersion !== undefined && found.manifest.apiVersion !== apiVersion) {
      const message = `${called(found)} of ${found.origin} is of ${found.manifest.apiVersion}, and a cleanup waits for those of ${apiVersion}`;
      return [problemOf(claim, { ...problem, message, fix: 'take Retention.keep(), and delete the claim by hand' })];
    }
    if (users.includes(found)) return [];
    const message = `${called(found)} of ${found.origin} does not use the claim, which would be deleted after it`;
    return [problemOf(claim, { ...problem, message, fix: 'give the job the dataset, or name the job that has it' })];
  });

/** Whether it is done when it is done; anything else needs the claim again. */
function isJob(kind: string): boolean {
  return Object.values<string>(JobKind).includes(kind);
}

interface Lifetime {
  readonly ttlSecondsAfterFinished?: number;
  readonly activeDeadlineSeconds?: number;
  /** Of a RayJob: its pods go with their cluster, and it stays itself. */
  readonly shutdownAfterJobFinishes?: boolean;
}

/** Whether a finished job's pods go by themselves. Of a TrainJob its runtime says it, which may be another's. */
function podsGo(kind: string, { shutdownAfterJobFinishes, ttlSecondsAfterFinished }: Lifetime): boolean {
  if (kind === JobKind.RAY_JOB) return shutdownAfterJobFinishes === true;
  return kind === JobKind.TRAIN_JOB || ttlSecondsAfterFinished !== undefined;
}

/** The job that ends the claim, where it has the claim, and how long it runs and stays: operators' kinds have that in a policy. */
function endingJob({ kind, job, users }: Ending): { readonly found: Entry; readonly lifetime: Lifetime } | undefined {
  const found = users.find(({ manifest, name }) => manifest.kind === kind && name === job);
  if (found === undefined) return undefined;
  const spec: Lifetime & { readonly runPolicy?: Lifetime } = found.manifest.spec ?? {};
  return { found, lifetime: { ...spec.runPolicy, ...spec } };
}

/** A job that stays when it is finished, and its pods with it: while there are any, Kubernetes keeps the claim. */
export const heldByFinishedPods: Rule = (view) =>
  endings(view).flatMap((ending) => {
    const { found, lifetime } = endingJob(ending) ?? {};
    if (found === undefined || podsGo(ending.kind, lifetime ?? {})) return [];
    return [
      warningOf(ending.claim, {
        field: FIELD,
        rule: 'held-by-finished-pods',
        message: `${called(found)} of ${found.origin} stays when it is finished, and Kubernetes keeps the deleted claim (Terminating) until its pods are gone`,
        fix: 'leave keepFinished out, or delete the job by hand',
      }),
    ];
  });

/** The cleanup looks every 10 s, less often where its node or the API server is busy or its pod begins anew. */
const SEEN_WITHIN = 60;

/** A job that is gone before the cleanup has seen it complete: then the claim stays. */
export const goneBeforeSeen: Rule = (view) =>
  endings(view).flatMap((ending) => {
    const { found, lifetime } = endingJob(ending) ?? {};
    // A RayJob stays when its cluster has gone.
    const ttl = ending.kind === JobKind.RAY_JOB ? undefined : lifetime?.ttlSecondsAfterFinished;
    if (found === undefined || ttl === undefined || ttl >= SEEN_WITHIN) return [];
    const problem = problemOf(ending.claim, {
      field: FIELD,
      rule: 'gone-before-seen',
      message: `${called(found)} of ${found.origin} goes ${ttl} s after it is finished, and the claim stays where the cleanup, which looks every 10 s, has not seen it complete`,
      fix: 'ttlAfterFinished: some minutes at least, for example Duration.minutes(10)',
    });
    return [problem];
  });

/** A job that may run when nobody waits for its end any more. */
export const outrunsCleanup: Rule = (view) =>
  endings(view).flatMap((ending) => {
    const { found, lifetime } = endingJob(ending) ?? {};
    const deadline = lifetime?.activeDeadlineSeconds;
    if (found === undefined || deadline === undefined || deadline <= CLEANUP_WAITS) return [];
    const days = CLEANUP_WAITS / (24 * 3600);
    return [
      warningOf(ending.claim, {
        field: FIELD,
        rule: 'outruns-cleanup',
        message: `${called(found)} of ${found.origin} may run for ${deadline} s, and the cleanup waits for ${CLEANUP_WAITS} s (${days} days): the claim stays where the job takes longer`,
        fix: `activeDeadline: Duration.days(${days}) at most, or delete the claim by hand`,
      }),
    ];
  });

function isFilling(entry: Entry): boolean {
  return entry.manifest.kind === 'Job' && componentOf(entry) === FILLS;
}

/** Somebody else who uses a claim that goes after a job. */
export const deletedUnderOthers: Rule = (view) =>
  endings(view).flatMap(({ claim, kind, job, users }) =>
    users
      .filter((user) => (user.manifest.kind !== kind || user.name !== job) && !isFilling(user))
      .map((user) => {
        const ends = isJob(user.manifest.kind);
        const tell = ends ? warningOf : problemOf;
        return tell(claim, {
          field: FIELD,
          rule: 'deleted-under-others',
          message: `${called(user)} of ${user.origin} uses the claim too, which is deleted when ${kind} ${job} is complete${ends ? ', be the other done or not' : ': its next pods would wait for ever'}`,
          fix: ends ? 'name the last one that uses it' : 'take Retention.keep(), or a dataset of its own',
        });
      }),
  );

function goes({ manifest }: Entry): boolean {
  const annotations = manifest.metadata.annotations ?? {};
  return annotations[KEEP_ANNOTATION] !== 'keep' || DELETED_AFTER_ANNOTATION in annotations;
}

/** A claim that goes, on a class whose volumes stay: the data is neither at hand nor gone, and costs what it did. */
export const volumeOutlivesClaim: Rule = (view) => {
  if (view.ofKind('StorageClass').length === 0) return [];
  return view
    .ofKind('PersistentVolumeClaim')
    .filter((claim) => claim.ours && goes(claim))
    .flatMap((claim) => {
      const { storageClassName } = (claim.manifest.spec ?? {}) as { storageClassName?: string };
      const storageClass = view.ofKind('StorageClass').find(({ name }) => name === storageClassName);
      if (storageClass?.manifest.reclaimPolicy !== 'Retain') return [];
      return [
        warningOf(claim, {
          field: 'spec.storageClassName',
          rule: 'volume-outlives-claim',
          message: `${called(storageClass)} of ${storageClass.origin} retains its volumes: the claim goes, and its volume stays (Released) with all that is on it`,
          fix: 'take a class with ReclaimPolicy.DELETE, or delete the volume and its image or folder by hand',
        }),
      ];
    });
};
