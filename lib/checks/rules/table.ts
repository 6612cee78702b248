import type { Rule } from '../rule';
import { affinityToNobody } from './affinity';
import { budgetBlocksDrains } from './budgets';
import { claimsOverQuota } from './claim-quota';
import { claimOfTwoMinds, claimOfTwoWorkloads, claimOnSeveralNodes } from './claims';
import { cronJobs } from './cron-jobs';
import { claimCannotBegin, missingDataSource, snapshotOfOtherDriver, takenWhileLoading } from './data-sources';
import { derivedNames } from './derived-names';
import { idleClaims, podClaims, unusedTemplates } from './device-claims';
import { gangMembers, gpusWithoutGang, queueOnPods, twoQueues } from './gangs';
import { gpusOnTaintedNodes, reservedMemory, sharedMemoryOfGpus, spareGpus, unsetResources } from './gpus';
import { hugePages } from './huge-pages';
import { finishedJobs, gpusWithoutDeadline, jobFailurePolicy, jobIndexes, jobRestarts, jobSettings } from './jobs';
import { missingQueues, neverLetGo } from './kueue';
import { outsideLimits } from './limit-ranges';
import { checkpointsOfTwoWriters, modelOfTwoWriters } from './models';
import { nameClash } from './names';
import { egressOpenedAgain } from './network-policies';
import { patchesHaveEffect } from './patches';
import { affinityContradiction, affinityTerms, nodeWithoutScheduler, rolloutWithoutNodes, spreadTerms } from './placement';
import { brokenPodSecurity, refusedByNamespace } from './pod-security';
import { podShape } from './pod-shape';
import { dataPathOutsideMounts, removedVolumes, slowFsGroup, unusedClaims, writesReadOnlyClaim } from './pod-volumes';
import { brokenQos, podAmounts, podMounts } from './pods';
import { brokenPromises } from './promises';
import { quotaCountsNothing, quotaNeedsRequests, workloadsOverQuota } from './quota';
import { missingKeys, missingReferences } from './references';
import {
  elasticBounds,
  replicaContainers,
  replicaCounts,
  replicaRestarts,
  replicaRoles,
  replicaRunPolicy,
  serversStay,
} from './replica-jobs';
import { memoryVolumesFit, readableAmounts } from './resources';
import {
  deletedAfterNobody,
  deletedUnderOthers,
  goneBeforeSeen,
  heldByFinishedPods,
  outrunsCleanup,
  volumeOutlivesClaim,
} from './retention';
import { idleGpus, processesPerGpu } from './role-gpus';
import { missesItsPods, policyMissesPods, selectsForeignPods, selectsNothing, servesTwoWorkloads, twoBudgets } from './selectors';
import { missingPorts, scalerTargets, twoScalers } from './services';
import { classOfOtherBackend, ephemeralOnKeepingClass, keptOnDeletingClass } from './storage-classes';
import { trainJobMisfits, wrongRuntime } from './trainer';
import { copiesToOnePlace, loadsIntoOneFolder, syncOverOthers } from './transfers';
import { datasetsOnOnePath, unboundPairs } from './volumes';

/** All rules about more than one object, or about what a patch may have broken. A new rule is a function in this folder and a row here. */
export const RULES: readonly Rule[] = [
  nameClash,
  claimOnSeveralNodes,
  claimOfTwoWorkloads,
  claimOfTwoMinds,
  keptOnDeletingClass,
  classOfOtherBackend,
  ephemeralOnKeepingClass,
  deletedAfterNobody,
  deletedUnderOthers,
  heldByFinishedPods,
  goneBeforeSeen,
  outrunsCleanup,
  volumeOutlivesClaim,
  snapshotOfOtherDriver,
  claimCannotBegin,
  missingDataSource,
  takenWhileLoading,
  modelOfTwoWriters,
  checkpointsOfTwoWriters,
  syncOverOthers,
  copiesToOnePlace,
  loadsIntoOneFolder,
  affinityToNobody,
  selectsNothing,
  missesItsPods,
  policyMissesPods,
  selectsForeignPods,
  servesTwoWorkloads,
  twoBudgets,
  budgetBlocksDrains,
  brokenQos,
  brokenPodSecurity,
  podAmounts,
  podMounts,
  hugePages,
  podClaims,
  idleClaims,
  unusedTemplates,
  missingReferences,
  missingKeys,
  missingPorts,
  scalerTargets,
  twoScalers,
  refusedByNamespace,
  quotaCountsNothing,
  quotaNeedsRequests,
  workloadsOverQuota,
  claimsOverQuota,
  neverLetGo,
  missingQueues,
  outsideLimits,
  datasetsOnOnePath,
  unboundPairs,
  writesReadOnlyClaim,
  dataPathOutsideMounts,
  unusedClaims,
  slowFsGroup,
  removedVolumes,
  egressOpenedAgain,
  podShape,
  readableAmounts,
  memoryVolumesFit,
  derivedNames,
  jobRestarts,
  jobIndexes,
  jobFailurePolicy,
  jobSettings,
  gpusWithoutDeadline,
  finishedJobs,
  cronJobs,
  replicaRoles,
  replicaCounts,
  replicaContainers,
  replicaRestarts,
  replicaRunPolicy,
  serversStay,
  elasticBounds,
  processesPerGpu,
  idleGpus,
  twoQueues,
  queueOnPods,
  gangMembers,
  gpusWithoutGang,
  reservedMemory,
  unsetResources,
  sharedMemoryOfGpus,
  gpusOnTaintedNodes,
  spareGpus,
  affinityTerms,
  affinityContradiction,
  rolloutWithoutNodes,
  spreadTerms,
  nodeWithoutScheduler,
  brokenPromises,
  wrongRuntime,
  trainJobMisfits,
  patchesHaveEffect,
];
