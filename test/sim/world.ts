/**
 * Phones, network and server of one run, put together, and what can be done to each.
 */
import { silentLogger, type LogFields, type Logger } from '../../miniprogram/core/base/logger';
import type {
  HttpPort,
  HttpRequest,
  HttpResponse,
  RawSocket,
  RawSocketFactory,
  Transfer,
  UploadResponse,
} from '../../simulator/wx/ports';
import { createChance, type Chance } from './chance';
import { createDisk, type Disk } from './disk';
import { CALM, type Weather } from './faults';
import { chooseEventQuirks } from './modes';
import { Link } from './network';
import { USED_CODE } from './phone-faults';
import type { SimMode } from './results';
import { SimPhone } from './sim-phone';
import { SimServer } from './sim-server';
import { createVirtualClock, START_MS, type VirtualClock } from './virtual-clock';

export interface WorldOptions {
  readonly mode: SimMode;
  readonly seed: number;
  /** One line per thing that happens. */
  readonly trace?: (line: string) => void;
}

const DEV_LOGIN_MS = 120;
/** Longest time that a file takes to the server. */
const UPLOAD_MS = 8_000;

export class World {
  readonly clock: VirtualClock = createVirtualClock();
  readonly phones: SimPhone[] = [];
  readonly errors: string[] = [];
  weather: Weather = CALM;
  server: SimServer | null = null;
  /** Frames that reached phones: a measure of work, not of truth. */
  framesDown = 0;
  /** Connections that worked when their phone closed them. */
  healthyEnds = 0;
  private uploads = 0;
  private readonly links = new Map<SimPhone, Set<Link>>();
  private readonly chances = new Map<string, Chance>();
  private secret = 'first secret';

  private constructor(
    private readonly options: WorldOptions,
    readonly disk: Disk,
  ) {}

  static async create(options: WorldOptions): Promise<World> {
    return new World(options, await createDisk(createChance(options.seed, 'disk')));
  }

  chance(name: string): Chance {
    const known = this.chances.get(name) ?? createChance(this.options.seed, name);
    this.chances.set(name, known);
    return known;
  }

  get elapsedMs(): number {
    return this.clock.now() - START_MS;
  }

  say(who: string, event: string, fields: LogFields = {}): void {
    if (!this.options.trace) return;
    const at = (this.elapsedMs / 1_000).toFixed(3).padStart(8);
    this.options.trace(`${at} ${who.padEnd(8)} ${event} ${JSON.stringify(fields)}`);
  }

  fail(error: string): void {
    this.say('CHECK', error);
    this.errors.push(`${(this.elapsedMs / 1_000).toFixed(3)} s: ${error}`);
  }

  addPhone(name: string, user: string, onLaunch: (phone: SimPhone) => void): SimPhone {
    const { mode } = this.options;
    const phone = new SimPhone({
      name,
      user,
      mode,
      clock: this.clock,
      chance: this.chance(`phone ${name}`),
      openSocket: (self) => this.socketFactory(self),
      http: (self) => this.http(self),
      logger: this.logger(name),
      onError: (error) => this.fail(error),
      onLaunch,
      faults: { chance: this.chance(`faults ${name}`), faults: () => this.weather.phone },
      sends: { chance: this.chance(`sends ${name}`), faults: () => this.weather.sends },
      onConnect: (sockets) => this.say(name, 'CONNECTS', { sockets }),
    });
    this.phones.push(phone);
    this.links.set(phone, new Set());
    return phone;
  }

  linksOf(phone: SimPhone): readonly Link[] {
    return [...(this.links.get(phone) ?? [])];
  }

  /** Rolls the dice for what the phone will tell of its next endings. */
  rollEvents(phone: SimPhone): void {
    phone.control.sockets.setQuirks(
      chooseEventQuirks(this.weather.events, this.chance(`events ${phone.name}`)),
    );
  }

  async startServer(): Promise<void> {
    const chance = this.chance('server');
    const server = await SimServer.start({
      clock: this.clock,
      chance,
      disk: this.disk,
      logger: this.logger('server'),
      limits: { publishBurst: 4, publishPerSecond: 1.5 },
      secret: this.secret,
    });
    this.server = server;
    this.say('server', 'started');
  }

  /** The process ends; `silently`: not even the network tells (the machine lost its power). */
  stopServer(silently: boolean): void {
    if (silently) for (const links of this.links.values()) for (const link of links) link.silence();
    this.server?.kill();
    this.server = null;
  }

  changeSecret(): void {
    this.secret = `${this.secret}+`;
  }

  private logger(who: string): Logger {
    const say = (level: string) => (event: string, fields?: LogFields) => {
      this.say(who, level === 'info' ? event : `${level}: ${event}`, fields);
      // Listeners of this run throw on purpose; anything else that is logged as an error is a bug.
      const isPlanned = String(fields?.['error'] ?? '').includes('on purpose') || event === 'commit_failed';
      if (level === 'error' && !isPlanned) {
        this.fail(`${who} logged ${event} ${JSON.stringify(fields ?? {})}`);
      }
    };
    return {
      debug: this.options.trace ? say('debug') : silentLogger.debug,
      info: this.options.trace ? say('info') : silentLogger.info,
      warn: this.options.trace ? say('warn') : silentLogger.warn,
      error: say('error'),
    };
  }

  private socketFactory(phone: SimPhone): RawSocketFactory {
    const chance = this.chance(`network ${phone.name}`);
    return (request, events) => {
      if (request.url !== 'ws://chat.test/ws') this.fail(`${phone.name} connects to ${request.url}`);
      this.rollEvents(phone);
      if (chance.hits(this.weather.network.syncFailure)) throw new Error('create socket failed');
      const links = this.links.get(phone) ?? new Set<Link>();
      const counted = { ...events, text: (data: string) => this.countFrame(() => events.text(data)) };
      const link: Link = new Link(
        this.clock,
        chance,
        () => this.weather.network,
        counted,
        () => void links.delete(link),
      );
      links.add(link);
      link.connect(() => {
        const { server } = this;
        return server && ((end) => server.accept(end));
      });
      return this.countHealthyEnds(phone, link);
    };
  }

  private countHealthyEnds(phone: SimPhone, link: Link): RawSocket {
    const raw = link.rawSocket();
    return {
      ...raw,
      close: (code, reason) => {
        if (phone.isAwake && link.isHealthy) this.healthyEnds += 1;
        raw.close(code, reason);
      },
    };
  }

  private countFrame(deliver: () => void): void {
    this.framesDown += 1;
    deliver();
  }

  private http(phone: SimPhone): HttpPort {
    const chance = this.chance(`http ${phone.name}`);
    return {
      request: (request) => {
        let isAborted = false;
        const result = new Promise<HttpResponse>((resolve, reject) => {
          if (chance.hits(this.weather.httpHang)) return;
          this.clock.after(chance.between(20, DEV_LOGIN_MS), () => {
            if (isAborted) return;
            if (chance.hits(this.weather.httpFailure)) return reject(new Error('connection reset'));
            this.login(request).then(resolve, reject);
          });
        });
        return { result, abort: () => void (isAborted = true) };
      },
      upload: () => this.upload(chance),
    };
  }

  /** Takes its time, and fails like every request; what the server keeps is of no interest here. */
  private upload(chance: Chance): Transfer<UploadResponse> {
    let fail: (error: Error) => void = () => undefined;
    const result = new Promise<UploadResponse>((resolve, reject) => {
      fail = reject;
      if (chance.hits(this.weather.httpHang)) return;
      this.clock.after(chance.between(20, UPLOAD_MS), () => {
        if (!this.server || chance.hits(this.weather.httpFailure))
          return reject(new Error('connection reset'));
        this.uploads += 1;
        const data = JSON.stringify({ url: `/media/${this.uploads}.bin`, bytes: 100 });
        resolve({ statusCode: 200, header: {}, data });
      });
    });
    return { result, abort: () => fail(new Error('abort')) };
  }

  private async login(request: HttpRequest): Promise<HttpResponse> {
    const { server } = this;
    if (!server) throw new Error('connection refused');
    const body = JSON.parse(String(request.body)) as Parameters<SimServer['login']>[0];
    if (body.code === USED_CODE) {
      const error = { kind: 'auth_failed', message: 'The code was used.' };
      return { statusCode: 401, header: {}, cookies: [], data: JSON.stringify({ error }) };
    }
    const answer = await server.login(body);
    const data = JSON.stringify(answer ?? { error: { kind: 'storage', message: 'no account' } });
    return { statusCode: answer ? 200 : 503, header: {}, cookies: [], data };
  }
}
