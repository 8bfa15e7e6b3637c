/**
 * Which handler a frame of a signed-in connection goes to.
 */
import type { UpFrame } from '../../miniprogram/core/protocol/up';
import type { ServerContext } from './context';
import { handleAdmissions } from './admissions';
import { handleJoin } from './entry';
import { handleLeave } from './leaving';
import { handleCreate } from './membership';
import type { Peer } from './peer';
import { handlePublish } from './publish';
import { handlePage, handlePing, handleRead, handleTyping, handleUsers } from './reading';
import { handleRoomAction } from './room-actions';
import { handleReport } from './reports';
import { handleBlock, handleDirectory, handleFlags, handleMembers } from './room-reading';
import { handleLocate, handleSearch } from './room-search';

/** Frames that ask for something of the rooms; the others are the connection's own. */
export type RequestFrame = Exclude<UpFrame, { type: 'hello' | 'bye' | 'pong' }>;

/** Never throws for what a client sent; answers come when they are ready. */
export function dispatch(context: ServerContext, peer: Peer, frame: RequestFrame): void {
  switch (frame.type) {
    case 'publish':
      return handlePublish(context, peer, frame);
    case 'history':
    case 'pull':
      return handlePage(context, peer, frame);
    case 'join':
      return handleJoin(context, peer, frame);
    case 'leave':
      return handleLeave(context, peer, frame);
    case 'create':
      return handleCreate(context, peer, frame);
    case 'users':
      return handleUsers(context, peer, frame);
    case 'read':
      return handleRead(context, peer, frame);
    case 'typing':
      return handleTyping(context, peer, frame);
    case 'ping':
      return handlePing(context, peer, frame);
    case 'flags':
      return handleFlags(context, peer, frame);
    case 'members':
      return handleMembers(context, peer, frame);
    case 'directory':
      return handleDirectory(context, peer, frame);
    case 'room_action':
      return handleRoomAction(context, peer, frame);
    case 'report':
      return handleReport(context, peer, frame);
    case 'block':
      return handleBlock(context, peer, frame);
    case 'search':
      return handleSearch(context, peer, frame);
    case 'locate':
      return handleLocate(context, peer, frame);
    case 'door':
      return handleAdmissions(context, peer, frame);
  }
}
