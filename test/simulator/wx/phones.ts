/**
 * What the tests of the simulated runtime share: phones that are closed after each test, and a record of what an app
 * hears, which a test can wait for.
 */
import { createNodeWx, type NodeWx, type NodeWxOptions } from '../../support/node-wx';

export interface Phones {
  create(options?: NodeWxOptions): NodeWx;
  closeAll(): Promise<void>;
}

export function createPhones(): Phones {
  const open: NodeWx[] = [];
  return {
    create(options) {
      const phone = createNodeWx(options);
      open.push(phone);
      return phone;
    },
    async closeAll() {
      await Promise.all(open.splice(0).map((phone) => phone.close()));
    },
  };
}

export interface Diary {
  readonly lines: readonly string[];
  add(line: string): void;
  /** Resolves when `line` is there. */
  until(line: string): Promise<void>;
}

export function createDiary(): Diary {
  const lines: string[] = [];
  const waiting = new Map<string, (() => void)[]>();
  return {
    lines,
    add(line) {
      lines.push(line);
      for (const tell of waiting.get(line) ?? []) tell();
      waiting.delete(line);
    },
    until(line) {
      if (lines.includes(line)) return Promise.resolve();
      return new Promise((resolve) => waiting.set(line, [...(waiting.get(line) ?? []), resolve]));
    },
  };
}

/** Writes all four global socket events down; `mark` goes in front. */
export function listenGlobally(wx: WechatMiniprogram.Wx, diary: Diary, mark = ''): void {
  wx.onSocketOpen(() => diary.add(`${mark}open`));
  wx.onSocketMessage(({ data }) => diary.add(`${mark}message ${String(data)}`));
  wx.onSocketError(({ errMsg }) => diary.add(`${mark}error ${errMsg}`));
  wx.onSocketClose(({ code, reason }) => diary.add(`${mark}close ${String(code)} ${reason}`));
}

/** Writes the events of one task down; `mark` goes in front. */
export function listenToTask(task: WechatMiniprogram.SocketTask, diary: Diary, mark = ''): void {
  task.onOpen(() => diary.add(`${mark}open`));
  task.onMessage(({ data }) => diary.add(`${mark}message ${String(data)}`));
  task.onError(({ errMsg }) => diary.add(`${mark}error ${errMsg}`));
  task.onClose(({ code, reason }) => diary.add(`${mark}close ${String(code)} ${reason}`));
}
