import type { Rule } from '../rule';
import { affinityToNobody } from './affinity';
import { budgetBlocksDrains } from './budgets';
import { claimOfTwoMinds, claimOfTwoWorkloads, claimOnSeveralNodes } from './claims';
import { modelOfTwoWriters } from './models';
import { nameClash } from './names';
import { patchesHaveEffect } from './patches';
import { brokenPodSecurity } from './pod-security';
import { brokenQos, podAmounts, podMounts } from './pods';
import { missingReferences } from './references';
import { missesItsPods, selectsForeignPods, selectsNothing, servesTwoWorkloads, twoBudgets } from './selectors';
import { missingPorts, scalerTargets, twoScalers } from './services';
import { classOfOtherBackend, keptOnDeletingClass } from './storage-classes';

/** All rules about more than one object, or about what a patch may have broken. A new rule is a function in this folder and a row here. */
export const RULES: readonly Rule[] = [
  nameClash,
  claimOnSeveralNodes,
  claimOfTwoWorkloads,
  claimOfTwoMinds,
  keptOnDeletingClass,
  classOfOtherBackend,
  modelOfTwoWriters,
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
  patchesHaveEffect,
];
