/**
 * Ids of own messages, `<device>-<launch>-<n>`: the launch part is new each time the app starts, so that a lost counter can
 * never make an id again.
 */
import type { Random } from '../../base/clock';
import { createId } from '../../base/ids';
import type { ClientMessageId } from '../../protocol/fields';

/** Characters of the id of an installation. */
export const DEVICE_ID_LENGTH = 16;
const DEVICE_PART_LENGTH = 8;
const LAUNCH_PART_LENGTH = 4;

/** Makes another id at each call; the server takes the same id of the same person for the same message. */
export function createClientIds(device: string, random: Random): () => ClientMessageId {
  const prefix = `${device.slice(0, DEVICE_PART_LENGTH)}-${createId(random, LAUNCH_PART_LENGTH)}`;
  let count = 0;
  return () => {
    count += 1;
    return `${prefix}-${count}` as ClientMessageId;
  };
}
