/**
 * Servers for libraries that want a WebSocket: the real one where it is an npm package, else as much of the protocol as a
 * greeting and one message need, by its specification. Each says back what it is told.
 */
import type http from 'node:http';
import type { createRequire } from 'node:module';
import { createWebSocketStream, WebSocketServer, type WebSocket } from 'ws';

type Load = ReturnType<typeof createRequire>;
/** Listens on this server. What it gives ends it. */
export type Serve = (server: http.Server, load: Load) => Promise<() => void> | (() => void);

function listen(server: http.Server, onSocket: (socket: WebSocket) => void, protocol?: string): () => void {
  const sockets = new WebSocketServer({ server, handleProtocols: () => protocol ?? false });
  sockets.on('connection', onSocket);
  return () => sockets.close();
}

/** Each text, answered by a function; null answers nothing. */
const answering =
  (answer: (text: string) => string | null, protocol?: string): Serve =>
  (server) =>
    listen(
      server,
      (socket) =>
        socket.on('message', (data) => {
          const answered = answer(String(data));
          if (answered !== null) socket.send(answered);
        }),
      protocol,
    );

export const serveMqtt: Serve = async (server, load) => {
  const { Aedes } = load('aedes') as {
    Aedes: { createBroker(): Promise<{ handle(line: unknown): void; close(): void }> };
  };
  const broker = await Aedes.createBroker();
  const stop = listen(server, (socket) => broker.handle(createWebSocketStream(socket)), 'mqtt');
  return () => {
    stop();
    broker.close();
  };
};

export const serveGraphql: Serve = (server, load) => {
  const { buildSchema } = load('graphql') as { buildSchema(source: string): unknown };
  const { useServer } = load('graphql-ws/use/ws') as {
    useServer(options: object, sockets: WebSocketServer): { dispose(): void };
  };
  const sockets = new WebSocketServer({ server, handleProtocols: () => 'graphql-transport-ws' });
  const schema = buildSchema('type Query { say(text: String!): String! }');
  const served = useServer(
    { schema, roots: { query: { say: ({ text }: { text: string }) => text } } },
    sockets,
  );
  return () => void served.dispose();
};

/** STOMP 1.2: a frame is a command, headers, an empty line and a body that ends with a zero. */
function answerStomp(text: string): string | null {
  const [head = '', body = ''] = text.replace(/\0$/, '').split('\n\n');
  const [command = '', ...lines] = head.split('\n');
  const headers = new Map(lines.map((line) => line.split(/:(.*)/) as [string, string]));
  if (command === 'CONNECT') return 'CONNECTED\nversion:1.2\nheart-beat:0,0\n\n\0';
  if (command === 'SEND') {
    return `MESSAGE\nsubscription:sub-0\nmessage-id:1\ndestination:${headers.get('destination') ?? ''}\n\n${body}\0`;
  }
  const receipt = headers.get('receipt');
  return receipt === undefined ? null : `RECEIPT\nreceipt-id:${receipt}\n\n\0`;
}
export const serveStomp = answering(answerStomp, 'v12.stomp');

interface CentrifugeCommand {
  readonly id: number;
  readonly connect?: object;
  readonly rpc?: { readonly data: unknown };
}

/** Centrifugo's JSON protocol: commands by line, each reply has the id of its command. */
export const serveCentrifuge = answering((text) => {
  const replies = text.split('\n').flatMap((line): object[] => {
    const { id, connect, rpc } = JSON.parse(line) as CentrifugeCommand;
    if (connect) return [{ id, connect: { client: 'c', version: '6', ping: 25, pong: true } }];
    return rpc ? [{ id, rpc: { data: rpc.data } }] : [];
  });
  return replies.length === 0 ? null : replies.map((reply) => JSON.stringify(reply)).join('\n');
});

/** Phoenix 2.0.0: `[join_ref, ref, topic, event, payload]`; every push has a reply. */
export const servePhoenix = answering((text) => {
  const [join, ref, topic, , payload] = JSON.parse(text) as unknown[];
  return JSON.stringify([join, ref, topic, 'phx_reply', { status: 'ok', response: payload }]);
});

export const serveEcho = answering((text) => text);
