/**
 * A message as the store keeps it: what every port to the storage speaks of. Knows no port.
 */
import type {
  ClientMessageId,
  MessageBody,
  Reaction,
  RoomId,
  UserId,
} from '../../miniprogram/core/protocol/fields';

/** Without `type` and `epoch`, which the room adds. `at`: server time in ms. */
export interface StoredMessage {
  readonly room: RoomId;
  readonly seq: number;
  readonly user: UserId;
  readonly clientId: ClientMessageId;
  readonly at: number;
  readonly body: MessageBody;
  /** Those it has now; absent when there are none. */
  readonly reactions?: readonly Reaction[];
}
