/** Whether pods that wait for room end others of lower priority. */
export enum PreemptionPolicy {
  /** They wait, before all others of lower priority. */
  NEVER = 'Never',
  /** They end as many as they need the room of. */
  PREEMPT_LOWER_PRIORITY = 'PreemptLowerPriority',
}
