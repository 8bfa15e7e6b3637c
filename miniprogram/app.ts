import { installClient } from './services/app-client';
import { createClient, type ClientWx } from './services/create-client';

App({
  onLaunch() {
    // Lives as long as the app: it is started once and never closed.
    // wx: the typings give the listener of offNetworkStatusChange no argument, the platform does.
    const client = createClient({ wx: wx as unknown as ClientWx });
    installClient(client);
    client.chat.start();
  },
});
