/**
 * The name and number of the wire protocol.
 */

export const PROTOCOL_VERSION = 1;
/** What the schemas of all frames say about themselves, so that none changes by accident: PROTOCOL.md section 10. */
export const SCHEMA_HASH = '56ed90e68b62ea68';
/** WebSocket subprotocol that is offered; a server that does not select it is accepted, `hello.version` decides. */
export const SUBPROTOCOL = 'minichat.v1';
