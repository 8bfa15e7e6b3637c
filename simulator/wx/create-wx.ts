/**
 * Composes the simulated phone: `wx` for the app, `control` for the host or the test that plays the phone's owner,
 * the network and the operating system. Each call makes one phone with one app; phones share nothing but the ports.
 */
import { createAccount, REFERER } from './account';
import { createAsyncApi, ApiFailure, toOptions, type Deliver } from './api-call';
import { createAppState, type AppState } from './app-state';
import { createAppTimers } from './app-timers';
import { createAudio } from './audio';
import { createEventHub, type EventHub } from './event-hub';
import { createFiles, USER_DATA_PATH } from './files';
import { createHttp } from './http';
import { createCanIUse, createMissingReporter, guardMissing } from './missing-api';
import type { MissingReporter, WxObject } from './missing-api';
import { createNavigation } from './navigation';
import { createNetworkState, type NetworkState } from './network';
import type { WxPorts } from './ports';
import { createPermissions } from './permissions';
import { wordsFor, type PhoneWords } from './phone-words';
import { createPrivacy, type Authorize, type Privacy } from './privacy';
import { createRecorder } from './recorder';
import type { SocketQuirks } from './socket-quirks';
import { createSockets } from './sockets';
import { createStorage } from './storage';
import { createSystemInfo } from './system-info';
import { createUi } from './ui';
import { isHarmony, type SystemState } from './ui-ports';
import { createControl, type WxControl } from './wx-control';

export interface CreateWxOptions {
  /** Names the storage and the sign-in code of this phone. */
  readonly user: string;
  /** `wx.env.PREVIEW_SERVER_URL`: the server that serves the preview. */
  readonly serverUrl?: string;
  readonly quirks?: Partial<SocketQuirks>;
  /** app.json `networkTimeout.connectSocket`, ms. */
  readonly connectTimeoutMs?: number;
  readonly launchPath?: string;
  readonly launchQuery?: Readonly<Record<string, string>>;
  /** Members that only the host can offer, such as `createSelectorQuery`; they go before the built-in ones. */
  readonly extras?: Readonly<Record<string, unknown>>;
  /** Names of the components the host has, for `wx.canIUse`. */
  readonly components?: readonly string[];
  /** Told once per name that is used and not there. Print it. */
  readonly onMissing?: (name: string) => void;
  /** Told what a listener or callback of the app threw. Without it, it is thrown from a timer. */
  readonly onListenerError?: (error: unknown) => void;
}

export interface SimulatedWx {
  readonly wx: WxObject;
  readonly control: WxControl;
  /** For what the host itself does with personal data, such as `<button open-type="chooseAvatar">`. */
  readonly authorize: Authorize;
}

/** The few members that belong to no family. */
function createRest(ports: WxPorts, app: AppState, deliver: Deliver): WxObject {
  const { randomBytes } = ports;
  return {
    nextTick: (fn: () => void) => app.post(fn),
    getRandomValues: createAsyncApi(
      'getRandomValues',
      ({ length }) => {
        if (!randomBytes) throw new ApiFailure('no randomBytes port in this simulator');
        if (typeof length !== 'number') throw new ApiFailure('parameter error: length is required');
        return { randomValues: randomBytes(length) };
      },
      deliver,
    ),
  };
}

/** One phone in the making: what its families of members need in common. */
interface Assembly {
  readonly ports: WxPorts;
  readonly options: CreateWxOptions;
  readonly app: AppState;
  readonly events: EventHub;
  readonly network: NetworkState;
  readonly missing: MissingReporter;
  readonly privacy: Privacy;
  readonly words: () => PhoneWords;
  readonly isOnline: () => boolean;
}

/** The members that carry no state of the phone. */
function createStateless(assembly: Assembly, readSystem: () => Partial<SystemState>): WxObject {
  const { app, options, ports } = assembly;
  const { deliver } = app;
  const { clipboard, hideKeyboard, log, media = {}, navigation, ui } = ports;
  const { pictures } = media;
  const { authorize } = assembly.privacy;
  const { launchPath = '', launchQuery = {}, serverUrl = '', user } = options;
  const onMissing = (name: string): void => assembly.missing.report(name);
  return {
    env: { USER_DATA_PATH, PREVIEW_SERVER_URL: serverUrl },
    ...createSystemInfo(readSystem, deliver),
    ...createUi({
      ui,
      clipboard,
      pictures,
      hideKeyboard,
      deliver,
      authorize,
      words: assembly.words,
      onMissing,
    }),
    ...createFiles(media.files, deliver, onMissing),
    ...createAudio(media.loudspeaker, deliver),
    ...assembly.privacy.api,
    ...createNavigation(navigation, deliver, onMissing),
    ...createAccount({ user, launchPath, launchQuery, deliver, log }),
    ...createRest(ports, app, deliver),
  };
}

function assemble(assembly: Assembly): SimulatedWx {
  const { app, events, isOnline, missing, network, options, ports, privacy } = assembly;
  const { clock, http: port, openSocket: openRaw, storage: backend } = ports;
  const { components = [], connectTimeoutMs, quirks = {}, user } = options;
  let theme: SystemState['theme'] | undefined;
  const sockets = createSockets({
    app,
    clock,
    openRaw,
    quirks,
    referer: REFERER,
    connectTimeoutMs,
    isOnline,
  });
  const storage = createStorage({ backend, user, deliver: app.deliver });
  const http = createHttp({ app, clock, port, referer: REFERER, isOnline });
  const members: WxObject = {
    ...createStateless(assembly, () => ({ ...ports.system?.(), ...(theme && { theme }) })),
    ...events.api,
    ...network.api,
    ...sockets.api,
    ...storage.api,
    ...http.api,
    ...toOptions(options.extras),
  };
  const permissions = createPermissions(ports.ui, app.deliver, assembly.words);
  const recorder = createRecorder({
    port: ports.media?.microphone,
    clock,
    deliver: app.deliver,
    async allow() {
      await privacy.authorize('getRecorderManager');
      await permissions.record();
    },
  });
  Object.assign(members, permissions.api, recorder.api);
  members.canIUse = createCanIUse(members, components);
  const control = createControl({
    app,
    events,
    network,
    timers: createAppTimers(clock, app),
    sockets: sockets.control,
    storage: storage.control,
    privacy: privacy.control,
    interruptRecording: recorder.interrupt,
    endRequests: http.endAll,
    themeChanged(next) {
      if (isHarmony(ports.system?.().platform)) return;
      theme = next;
      events.emit('ThemeChange', { theme: next });
    },
  });
  return { wx: guardMissing(members, missing), control, authorize: privacy.authorize };
}

/** Makes one phone. The caller keeps `control` and calls `destroy` in the end. */
export function createWx(ports: WxPorts, options: CreateWxOptions): SimulatedWx {
  const rethrow = (error: unknown): void => {
    ports.clock.after(0, () => {
      throw error;
    });
  };
  const { onListenerError = rethrow, onMissing = () => undefined } = options;
  const app = createAppState({ clock: ports.clock, onListenerError });
  const events = createEventHub(app);
  const network = createNetworkState(events, app.deliver);
  const words = (): PhoneWords => wordsFor(ports.system?.().language);
  return assemble({
    ports,
    options,
    app,
    events,
    network,
    missing: createMissingReporter(onMissing),
    privacy: createPrivacy({ ui: ports.ui, deliver: app.deliver, words }),
    words,
    isOnline: () => network.type !== 'none',
  });
}
