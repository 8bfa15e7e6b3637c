/**
 * Both transports of the socket service on the simulated phone, under every answer the platform may give to the question
 * whose events are global and what a second registration does. The contract is the same for all of them.
 */
import { createGlobalTransport } from '../../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../../miniprogram/platform/task-socket';
import type { Transport } from '../../../miniprogram/core/socket/transport';
import type { WxGlobalSocketApi } from '../../../miniprogram/platform/wx-socket-api';
import type { SocketQuirks } from '../../../simulator/wx/socket-quirks';
import { describeTransport } from '../../support/transport-contract';
import { createRealRig } from '../../support/transport-rig';

const BINDINGS: readonly SocketQuirks['binding'][] = ['first', 'latest', 'all'];
const REGISTRATIONS: readonly SocketQuirks['registration'][] = ['replace', 'accumulate'];

/**
 * Where global events belong to the first socket, an abandoned one that lives on keeps the next one's open to itself (see
 * binding first in socket-binding.test.ts): here it dies without a word before the next attempt.
 */
async function createRigOfFirst(create: (wx: WxGlobalSocketApi) => Transport, quirks: Partial<SocketQuirks>) {
  const rig = await createRealRig(create, { quirks });
  const open: Transport['open'] = (options, sink) => {
    rig.phone.control.sockets.discardAll();
    return rig.transport.open(options, sink);
  };
  return { ...rig, transport: { name: rig.transport.name, open } };
}

for (const binding of BINDINGS) {
  const createRig = (create: (wx: WxGlobalSocketApi) => Transport, quirks: Partial<SocketQuirks>) =>
    binding === 'first' ? createRigOfFirst(create, quirks) : createRealRig(create, { quirks });
  for (const registration of REGISTRATIONS) {
    const quirks = { binding, registration };
    const platform = `binding ${binding}, registration ${registration}`;
    describeTransport(`global, ${platform}`, () => createRig(createGlobalTransport, quirks));
    describeTransport(`task, ${platform}`, () => createRig(createTaskTransport, quirks));
  }
}

const VARIANTS: readonly Partial<SocketQuirks>[] = [
  { connectFailure: 'error' },
  { connectFailure: 'close-error' },
  { connectFailure: 'close' },
  { closeBeforeOpen: 'ignored' },
  { closeBeforeOpen: 'closes' },
  { closeEvents: 2 },
  { closeDelayMs: 20 },
  { sendReports: 'ok' },
];

for (const quirks of VARIANTS) {
  describeTransport(`global, ${JSON.stringify(quirks)}`, () =>
    createRealRig(createGlobalTransport, { quirks }),
  );
  describeTransport(`task, ${JSON.stringify(quirks)}`, () => createRealRig(createTaskTransport, { quirks }));
}

describeTransport('task, where the platform wraps it in a promise', () =>
  createRealRig(createTaskTransport, { quirks: { task: 'promise' } }),
);
describeTransport('task, where the platform gives none', () =>
  createRealRig(createTaskTransport, { quirks: { task: 'none' } }),
);
