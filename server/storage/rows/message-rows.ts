/**
 * A row of the log as the message that it is. Asks the database nothing.
 */
import type { ClientMessageId, MessageBody, RoomId, UserId } from '../../../miniprogram/core/protocol/fields';
import { makeUnknown } from '../../../miniprogram/core/protocol/kinds/unknown';
import type { StoredMessage } from '../stored-message';
import type { Row } from './row';

/** What `readMessage` needs. */
export const MESSAGE_COLUMNS = 'room, seq, user, client_id, at, body';

/** A body that was damaged keeps its place, as one that nobody knows. */
function readBody(text: string): MessageBody {
  try {
    return JSON.parse(text) as MessageBody;
  } catch {
    // Nothing but text that is no JSON.
    return makeUnknown('unreadable');
  }
}

/** A body that is damaged is one of an unknown kind; nothing is thrown. */
export function readMessage(row: Row): StoredMessage {
  return {
    room: row['room'] as RoomId,
    seq: Number(row['seq']),
    user: row['user'] as UserId,
    clientId: row['client_id'] as ClientMessageId,
    at: Number(row['at']),
    body: readBody(String(row['body'])),
  };
}
