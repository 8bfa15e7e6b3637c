/** The browser's WebSocket as the raw socket of the simulated phone. */
import type { RawSocket, RawSocketEvents, RawSocketRequest } from '../../../wx/ports';

/** Opens a connection. @throws SyntaxError for an address that the browser refuses */
export function openBrowserSocket({ url, protocols }: RawSocketRequest, events: RawSocketEvents): RawSocket {
  const socket = new WebSocket(url, [...protocols]);
  socket.binaryType = 'arraybuffer';
  socket.onopen = () => events.open({ protocol: socket.protocol, header: {} });
  socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
    if (typeof data === 'string') events.text(data);
    else events.binary(data);
  };
  socket.onerror = () => events.error('connection failed');
  socket.onclose = ({ code, reason }) => events.close(code, reason);
  return {
    send: (data) => socket.send(data),
    close: (code, reason) => socket.close(code, reason),
    terminate() {
      socket.onopen = socket.onmessage = socket.onerror = socket.onclose = null;
      socket.close();
    },
  };
}
