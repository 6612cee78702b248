/** Says that a claim stays when its chart goes. */
export const KEEP_ANNOTATION = 'helm.sh/resource-policy';
/** The job after which a claim is deleted, as `Job/train-model`. */
export const DELETED_AFTER_ANNOTATION = 'cdk8s-ml.io/deleted-after';
/** How many seconds the Job that deletes a claim waits for the job that uses it. */
export const CLEANUP_WAITS = 30 * 24 * 3600;
/** Which Ceph is behind the claim, for checks that see the manifest alone. */
export const BACKEND_ANNOTATION = 'cdk8s-ml.io/storage-backend';

/** A dataset that is kept, on volumes that are not. */
export const KEPT_ON_DELETING_CLASS = {
  rule: 'reclaim-policy',
  message: 'is a class that deletes a volume with its claim (reclaimPolicy Delete), and the dataset is to be kept',
  fix: 'give the class ReclaimPolicy.RETAIN (under another name if it exists), or the dataset Retention.deleteWithChart({ confirmDataLoss: true })',
};
