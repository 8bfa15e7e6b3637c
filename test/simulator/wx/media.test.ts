/**
 * Files, microphone, loudspeaker and pickers of the simulated runtime. Sentences are from
 * developers.weixin.qq.com/miniprogram/dev/api: file, media/recorder, media/audio, media/video, base/app.
 */
import type {
  AudioEvents,
  LoudspeakerPort,
  MediaPorts,
  MicrophonePort,
} from '../../../simulator/wx/media-ports';
import type { UiPort } from '../../../simulator/wx/ui-ports';
import { createManualClock, flushPromises } from '../../support/manual-clock';
import { createMemoryFiles, type NodeWx } from '../../support/node-wx';
import { createPhones } from './phones';

const phones = createPhones();
afterEach(() => phones.closeAll());

function phone(media: MediaPorts, ui: UiPort = {}, clock = createManualClock()): NodeWx {
  return phones.create({ clock, ports: { media, ui } });
}

describe('the file system', () => {
  const FOLDER = 'wxfile://usr/out';
  const PATH = `${FOLDER}/a.jpg`;
  type Call = (option: object) => void;
  /** What a call ends with: its answer, or its error. */
  const run = (node: NodeWx, name: string, option: object): Promise<Record<string, unknown>> =>
    new Promise((resolve) => {
      const manager = node.wx.getFileSystemManager() as unknown as Record<string, Call>;
      const done = (result: Record<string, unknown>): void => resolve(result);
      manager[name]?.({ ...option, success: done, fail: done });
    });

  test('[SM100] "the file is moved", and what was saved is there after a restart', async () => {
    const saved = new Map<string, string>();
    const node = phone({ files: createMemoryFiles(saved) });
    expect(node.wx.env.USER_DATA_PATH).toBe('wxfile://usr');
    await run(node, 'mkdir', { dirPath: FOLDER, recursive: true });
    const answer = await run(node, 'saveFile', { tempFilePath: 'wxfile://tmp_a.jpg', filePath: PATH });
    expect(answer).toEqual({ savedFilePath: PATH, errMsg: 'saveFile:ok' });
    const again = phone({ files: createMemoryFiles(saved) });
    expect(await run(again, 'readdir', { dirPath: FOLDER })).toMatchObject({ files: ['a.jpg'] });
    expect(await run(again, 'getFileInfo', { filePath: PATH })).toMatchObject({ size: 1 });
    await run(again, 'unlink', { filePath: PATH });
    expect((await run(again, 'getFileInfo', { filePath: PATH }))['errMsg']).toMatch(/fail file not exist/);
  });

  test.each([
    ['readdir', { dirPath: FOLDER }, 'readdir:fail no such file or directory wxfile://usr/out'],
    ['unlink', { filePath: PATH }, 'unlink:fail no such file or directory wxfile://usr/out/a.jpg'],
    ['mkdir', { dirPath: '/etc', recursive: true }, 'mkdir:fail permission denied, open /etc'],
    ['mkdir', { dirPath: 'wxfile://usr', recursive: true }, 'mkdir:fail file already exists wxfile://usr'],
    [
      'saveFile',
      { tempFilePath: 'wxfile://tmp_a', filePath: PATH },
      'saveFile:fail no such file or directory wxfile://usr/out/a.jpg',
    ],
  ])('[SM101] %s of %j fails in WeChat’s words', async (name, option, errMsg) => {
    const node = phone({ files: createMemoryFiles() });
    expect(await run(node, name, option)).toEqual({ errMsg });
  });

  test('[SM101] "the maximum size of the file storage limit is exceeded" beyond 200 MB', async () => {
    const files = { ...createMemoryFiles(), saved: () => Promise.resolve(['wxfile://usr/big']) };
    const size = (path: string) => Promise.resolve(path.endsWith('big') ? 200 * 1_024 * 1_024 : 1);
    const node = phone({ files: { ...files, size } });
    const answer = await run(node, 'saveFile', { tempFilePath: 'wxfile://tmp', filePath: 'wxfile://usr/b' });
    expect(answer['errMsg']).toBe('saveFile:fail the maximum size of the file storage limit is exceeded');
  });
});

describe('the recorder', () => {
  const microphone: MicrophonePort = {
    start: () => Promise.resolve({ stop: () => Promise.resolve({ tempFilePath: 'v.wav', fileSize: 9 }) }),
  };
  const agreeing: UiPort = { showModal: () => Promise.resolve({ confirm: true }) };

  function record(ui: UiPort, ports: MediaPorts = { microphone }) {
    const clock = createManualClock();
    const node = phone(ports, ui, clock);
    const recorder = node.wx.getRecorderManager();
    const heard: unknown[] = [];
    recorder.onStart(() => heard.push('start'));
    recorder.onStop((result) => heard.push(result));
    recorder.onError(({ errMsg }) => heard.push(errMsg));
    recorder.onInterruptionBegin(() => heard.push('interrupted'));
    return { node, clock, recorder, heard };
  }

  test('[SM102] tells by events when it begins, and what was recorded', async () => {
    const { clock, heard, node, recorder } = record(agreeing);
    recorder.start({});
    await flushPromises();
    await clock.advance(2_500);
    node.control.interruptRecording();
    recorder.stop();
    await flushPromises();
    await clock.advance(1);
    expect(heard).toEqual(['start', 'interrupted', { tempFilePath: 'v.wav', fileSize: 9, duration: 2_500 }]);
  });

  test('[SM102] a recording that cannot be written is told as an error, and the next one begins anew', async () => {
    const broken: MicrophonePort = {
      start: () => Promise.resolve({ stop: () => Promise.reject(new Error('nothing was heard')) }),
    };
    const { clock, heard, recorder } = record(agreeing, { microphone: broken });
    for (let i = 0; i < 2; i += 1) {
      recorder.start({});
      await flushPromises();
      recorder.stop();
      await flushPromises();
      await clock.advance(1);
    }
    const run = ['start', 'operateRecorder:fail nothing was heard'];
    expect(heard).toEqual([...run, ...run]);
  });

  test('[SM102] "duration: 60000 when absent": then it ends by itself', async () => {
    const { clock, heard, recorder } = record(agreeing);
    recorder.start({});
    await flushPromises();
    await clock.advance(59_999);
    expect(heard).toEqual(['start']);
    await clock.advance(2);
    expect(heard[1]).toMatchObject({ duration: 60_000 });
  });

  test('[SM103] people are asked once for the microphone, can refuse, and can change that in the settings', async () => {
    const answers = [false, true];
    const showModal = jest.fn(() => Promise.resolve({ confirm: answers.shift() ?? false }));
    const { clock, heard, node, recorder } = record({ showModal });
    for (let i = 0; i < 2; i += 1) {
      recorder.start({});
      await flushPromises();
      await clock.advance(1);
    }
    expect(heard).toEqual(Array(2).fill('operateRecorder:fail auth deny'));
    expect(showModal).toHaveBeenCalledTimes(1);
    expect((await node.wx.getSetting({})).authSetting).toEqual({ 'scope.record': false });
    expect((await node.wx.openSetting({})).authSetting).toEqual({ 'scope.record': true });
    recorder.start({});
    await flushPromises();
    await clock.advance(1);
    expect(heard[2]).toBe('start');
  });

  test('[SM103] a second recording at the same time, and one without a microphone, fail', async () => {
    const { clock, heard, recorder } = record(agreeing);
    recorder.start({});
    recorder.start({});
    await flushPromises();
    await clock.advance(1);
    expect(heard).toContain('operateRecorder:fail is recording or paused');
    const none = record(agreeing, {});
    none.recorder.start({});
    await flushPromises();
    await none.clock.advance(1);
    expect(none.heard).toEqual(['operateRecorder:fail no microphone in this simulator']);
  });
});

describe('the loudspeaker', () => {
  function play() {
    const log: unknown[] = [];
    let events: AudioEvents | undefined;
    const loudspeaker: LoudspeakerPort = {
      open(src, heard) {
        events = heard;
        log.push(`open ${src}`);
        const note = (what: string) => () => void log.push(what);
        return {
          play: note('port play'),
          pause: note('port pause'),
          seek: (to) => void log.push(`seek ${to}`),
          close: note('close'),
          currentTime: 1,
          duration: 2,
        };
      },
    };
    const clock = createManualClock();
    const audio = phone({ loudspeaker }, {}, clock).wx.createInnerAudioContext();
    const note = (what: string) => () => void log.push(what);
    audio.onPlay(note('play'));
    audio.onStop(note('stop'));
    audio.onEnded(note('ended'));
    audio.onError(({ errMsg }) => void log.push(errMsg));
    const tell = async (name: 'ended' | 'error'): Promise<void> => {
      if (name === 'ended') events?.ended();
      else events?.error('no such file');
      await clock.advance(1);
    };
    return { audio, clock, log, tell };
  }

  test('[SM104] plays, tells the end, and "played again after stop, it begins at the start"', async () => {
    const { audio, clock, log, tell } = play();
    audio.src = 'a.wav';
    audio.play();
    expect([audio.paused, audio.duration]).toEqual([false, 2]);
    audio.stop();
    await clock.advance(1);
    audio.play();
    await tell('ended');
    expect(audio.paused).toBe(true);
    const heard = ['play', 'stop', 'ended'];
    expect(log.filter((line) => heard.includes(String(line)))).toEqual(['play', 'stop', 'play', 'ended']);
    expect(log.filter((line) => !heard.includes(String(line)))).toEqual([
      ...['open a.wav', 'port play', 'seek 0', 'port pause', 'port play'],
    ]);
  });

  test('[SM104] a failure is told, and a destroyed one tells nothing', async () => {
    const { audio, log, tell } = play();
    audio.src = 'b.wav';
    audio.play();
    await tell('error');
    expect(log).toContain('no such file');
    audio.destroy();
    await tell('ended');
    expect(log).not.toContain('ended');
  });
});

describe('pickers', () => {
  test('[SM105] chooseMessageFile needs a count, tells name, size and kind, and a person may give up', async () => {
    const file = { path: 'p', name: 'plan.pdf', size: 3, type: 'file' } as const;
    const choices = [[file], null];
    const ui: UiPort = { chooseMessageFile: () => Promise.resolve(choices.shift() ?? null) };
    const { wx } = phone({}, ui);
    const fails = (option: object): Promise<string> =>
      new Promise((resolve) =>
        wx.chooseMessageFile({
          ...option,
          fail: ({ errMsg }: { errMsg: string }) => resolve(errMsg),
        } as never),
      );
    expect((await wx.chooseMessageFile({ count: 2 })).tempFiles).toEqual([{ ...file, time: 0 }]);
    expect(await fails({ count: 2 })).toBe('chooseMessageFile:fail cancel');
    expect(await fails({})).toBe('chooseMessageFile:fail parameter error: count is required');
  });

  test('[SM105] chooseLocation gives a place, or fails with cancel; openLocation needs numbers', async () => {
    const lake = { name: '西湖', address: '杭州', latitude: 30.2, longitude: 120.1 };
    const shown: unknown[] = [];
    let chosen: typeof lake | null = lake;
    const { wx } = phone(
      {},
      { chooseLocation: () => Promise.resolve(chosen), openLocation: (place) => void shown.push(place) },
    );
    expect(await wx.chooseLocation({})).toEqual({ ...lake, errMsg: 'chooseLocation:ok' });
    chosen = null;
    await expect(wx.chooseLocation({})).rejects.toEqual({ errMsg: 'chooseLocation:fail cancel' });
    await wx.openLocation({ ...lake, scale: 16 });
    expect(shown).toEqual([lake]);
    await expect(wx.openLocation({ latitude: '30', longitude: 120 } as never)).rejects.toMatchObject({
      errMsg: expect.stringContaining('openLocation:fail parameter error') as string,
    });
  });

  test('[SM106] openDocument takes the documented kinds only', async () => {
    const opened: unknown[] = [];
    const openDocument = (path: string, type: string) => Promise.resolve(void opened.push([path, type]));
    const { wx } = phone({}, { openDocument });
    await wx.openDocument({ filePath: 'wxfile://a.PDF' });
    await wx.openDocument({ filePath: 'wxfile://a', fileType: 'docx' });
    expect(opened).toEqual([
      ['wxfile://a.PDF', 'pdf'],
      ['wxfile://a', 'docx'],
    ]);
    const errMsg = 'openDocument:fail filetype not supported';
    await expect(wx.openDocument({ filePath: 'wxfile://a.zip' })).rejects.toEqual({ errMsg });
  });
});
