import { createGlobalTransport } from '../../miniprogram/platform/global-socket';
import { createTaskTransport } from '../../miniprogram/platform/task-socket';
import { describeTransport } from '../support/transport-contract';
import { createFakeRig, createRealRig } from '../support/transport-rig';

const TRANSPORTS = [
  ['global socket', createGlobalTransport],
  ['SocketTask', createTaskTransport],
] as const;

for (const [name, create] of TRANSPORTS) {
  describeTransport(`${name}, a wx moved by hand`, async () => createFakeRig(create));
  describeTransport(`${name}, listeners accumulate`, async () =>
    createFakeRig(create, { registration: 'accumulate' }),
  );
  describeTransport(`${name}, a simulated phone over real WebSockets`, () => createRealRig(create));
}

describeTransport('SocketTask that the platform does not give', async () =>
  createFakeRig(createTaskTransport, { task: 'none' }),
);
describeTransport('SocketTask behind a promise', async () =>
  createFakeRig(createTaskTransport, { task: 'promise' }),
);
describeTransport('SocketTask that a simulated phone does not give', () =>
  createRealRig(createTaskTransport, { quirks: { task: 'promise' } }),
);
