/** The name by which a ResourceQuota counts the devices of a class. */
export function quotaNameOf(deviceClass: string): string {
  return `${deviceClass}.deviceclass.resource.k8s.io/devices`;
}
