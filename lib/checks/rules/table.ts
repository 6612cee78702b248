import type { Rule } from '../rule';
import { affinityToNobody } from './affinity';
import { budgetBlocksDrains } from './budgets';
import { claimsOverQuota } from './claim-quota';
import { claimOfTwoMinds, claimOfTwoWorkloads, claimOnSeveralNodes } from './claims';
import { claimCannotBegin, missingDataSource, snapshotOfOtherDriver } from './data-sources';
import { missingQueues, neverLetGo } from './kueue';
import { outsideLimits } from './limit-ranges';
import { checkpointsOfTwoWriters, modelOfTwoWriters } from './models';
import { nameClash } from './names';
import { egressOpenedAgain } from './network-policies';
import { patchesHaveEffect } from './patches';
import { brokenPodSecurity, refusedByNamespace } from './pod-security';
import { dataPathOutsideMounts, removedVolumes, slowFsGroup, unusedClaims, writesReadOnlyClaim } from './pod-volumes';
import { brokenQos, podAmounts, podMounts } from './pods';
import { quotaCountsNothing, quotaNeedsRequests, workloadsOverQuota } from './quota';
import { missingReferences } from './references';
import {
  deletedAfterNobody,
  deletedUnderOthers,
  goneBeforeSeen,
  heldByFinishedPods,
  outrunsCleanup,
  volumeOutlivesClaim,
} from './retention';
import { missesItsPods, selectsForeignPods, selectsNothing, servesTwoWorkloads, twoBudgets } from './selectors';
import { missingPorts, scalerTargets, twoScalers } from './services';
import { classOfOtherBackend, ephemeralOnKeepingClass, keptOnDeletingClass } from './storage-classes';
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
  modelOfTwoWriters,
  checkpointsOfTwoWriters,
  syncOverOthers,
  copiesToOnePlace,
  loadsIntoOneFolder,
  affinityToNobody,
  selectsNothing,
  missesItsPods,
  selectsForeignPods,
  servesTwoWorkloads,
  twoBudgets,
  budgetBlocksDrains,
  brokenQos,
  brokenPodSecurity,
  podAmounts,
  podMounts,
  missingReferences,
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
  patchesHaveEffect,
];
