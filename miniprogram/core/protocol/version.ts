/**
 * The name and number of the wire protocol.
 */

export const PROTOCOL_VERSION = 1;
/** WebSocket subprotocol that is offered; a server that does not select it is accepted, `hello.version` decides. */
export const SUBPROTOCOL = 'minichat.v1';
