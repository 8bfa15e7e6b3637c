/**
 * All that the package `minichat-socket` offers. The socket service itself is that of the mini program.
 */
export { createSocket, type CreateSocketOptions, type SocketApi } from './create-socket';
export type { Clock, Random } from '../../../miniprogram/core/base/clock';
export type { Logger } from '../../../miniprogram/core/base/logger';
export type {
  BadSocketFrame,
  EndEvidence,
  SocketCodec,
  SocketError,
  SocketErrorKind,
  SocketHeartbeat,
  SocketService,
  SocketState,
} from '../../../miniprogram/core/socket/socket-service';
export { fromAlipay, type AlipayApi } from './platforms/alipay';
export {
  fromCloud,
  fromDouyinCloud,
  type DouyinCloudLike,
  type WxCloudLike,
  type WxContainer,
} from './platforms/cloud';
export {
  fromMpx,
  fromTaro,
  fromUni,
  type MpxLike,
  type TaroLike,
  type UniLike,
} from './platforms/frameworks';
export { fromQuickApp, type QuickAppFactory } from './platforms/quick-app';
export { fromWebSocket, type WebSocketConstructor, type WebSocketOptions } from './platforms/web-socket';
export type { FaceEvent, FaceListener } from './event-hub';
export { createWebSocketClass, toWebSocket, type SocketFace, type WebSocketClass } from './web-socket-face';
