import type { Client } from '../client';

/** Stands in for the CSI attacher: says of every wanted attachment that it is there. Which are wanted, the controller manager decides. */
export async function attach(client: Client): Promise<void> {
  const attachments = await client.list('storage.k8s.io/v1', 'VolumeAttachment');
  const wanted = attachments.filter(({ status, metadata }) => status?.attached !== true && metadata.deletionTimestamp === undefined);
  await Promise.all(wanted.map((attachment) => client.patch(attachment, { status: { attached: true } }, 'status')));
}
