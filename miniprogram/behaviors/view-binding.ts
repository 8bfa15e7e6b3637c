/**
 * Binds a page to the client: subscribes in attached, undoes it in detached, and sends the view the changed paths only, at
 * most once per frame and never while the page is hidden. Knows no page; a page brings a pure view function.
 */
import type { Undo } from '../core/base/emitter';
import { getClient } from '../services/app-client';
import type { Client, Theme } from '../services/client-types';
import { diffData, type ViewData } from '../utils/data-diff';
import { visitPart } from '../utils/visit';
import { paintBars, readRootStyle, setBarTitle } from './appearance';
import { readContext, type TimedView, type ViewContext } from './view-context';

export const FRAME_MS = 16;

/** What every page's view tells. */
interface PageView {
  /** Of the navigation bar. */
  readonly title: string;
}

/** The page as the binding needs it. */
export interface BoundPage {
  readonly data: ViewData;
  setData(patch: Record<string, unknown>): void;
}

type Select = (context: ViewContext, page: BoundPage) => TimedView<PageView>;

interface Binding {
  readonly client: Client;
  readonly select: Select;
  readonly undos: readonly Undo[];
  /** What the root of the page needs and what does not change. */
  readonly root: ViewData;
  sent: ViewData;
  isHidden: boolean;
  /** What the bars around the page show; null when that has to be told again. */
  bars: { readonly theme: Theme; readonly title: string } | null;
  /** A refresh that is due in the next frame, or when time has passed. */
  cancelFrame: Undo | null;
  cancelTimer: Undo | null;
}

const visitOf = visitPart('view', () => ({ binding: null as Binding | null }));

function stopTimers(binding: Binding): void {
  binding.cancelFrame?.();
  binding.cancelTimer?.();
  binding.cancelFrame = null;
  binding.cancelTimer = null;
}

function dressBars(binding: Binding, theme: Theme, title: string): void {
  if (binding.bars?.theme !== theme) paintBars(theme);
  if (binding.bars?.title !== title) setBarTitle(title);
  binding.bars = { theme, title };
}

/** Computes the view now and sends what changed. For a page whose own inputs changed; does nothing while it is hidden. */
export function refreshView(page: BoundPage): void {
  const { binding } = visitOf(page);
  if (!binding || binding.isHidden) return;
  stopTimers(binding);
  const context = readContext(binding.client);
  const { view, refreshInMs } = binding.select(context, page);
  const next: ViewData = { ...binding.root, themeClass: `theme-${context.theme}`, ...view };
  const patch = diffData(binding.sent, next);
  binding.sent = next;
  if (refreshInMs > 0) binding.cancelTimer = binding.client.after(refreshInMs, () => refreshView(page));
  dressBars(binding, context.theme, view.title);
  if (patch) page.setData(patch);
}

function scheduleRefresh(page: BoundPage): void {
  const { binding } = visitOf(page);
  if (!binding || binding.isHidden || binding.cancelFrame) return;
  binding.cancelFrame = binding.client.after(FRAME_MS, () => refreshView(page));
}

function open(page: BoundPage, select: Select): void {
  const client = getClient();
  const schedule = (): void => scheduleRefresh(page);
  const undos = [
    client.chat.onChange(schedule),
    client.chat.onConnection(schedule),
    client.account.onChange(schedule),
    client.settings.onChange(schedule),
    client.onFileUrls(schedule),
  ];
  const idle = { sent: {}, isHidden: false, bars: null, cancelFrame: null, cancelTimer: null };
  const root = { isBound: true, rootStyle: readRootStyle() };
  visitOf(page).binding = { client, select, undos, root, ...idle };
  refreshView(page);
}

function close(page: BoundPage): void {
  const { binding } = visitOf(page);
  if (!binding) return;
  visitOf(page).binding = null;
  stopTimers(binding);
  for (const undo of binding.undos) undo();
}

/** The page is on top: catches up with everything that happened meanwhile, and dresses the bars again. */
export function resumeView(page: BoundPage): void {
  const { binding } = visitOf(page);
  if (!binding) return;
  // wx: some phones tell that the app was hidden and forget to tell that it is shown.
  binding.client.chat.wake();
  binding.isHidden = false;
  binding.bars = null;
  refreshView(page);
}

/** The page is covered or in the background: nothing is computed or sent until `resumeView`. */
export function pauseView(page: BoundPage): void {
  const { binding } = visitOf(page);
  if (!binding) return;
  binding.isHidden = true;
  stopTimers(binding);
}

/** False from `pauseView` to `resumeView`, and once the page is gone. */
export function isViewShown(page: BoundPage): boolean {
  return visitOf(page).binding?.isHidden === false;
}

/**
 * A behavior for pages. A page with an `onShow` or `onHide` of its own calls `resumeView` and `pauseView` there.
 * @param select gets the client's state and the page, whose own data it may read, and returns the page's view data. It is
 * called for every frame in which something changed, so it must be cheap and keep unchanged parts identical.
 */
export function bindView(select: Select): string {
  return Behavior({
    // Until it is bound a page has no data to show: its root waits for `isBound`.
    data: { isBound: false },
    lifetimes: {
      attached(this: BoundPage) {
        open(this, select);
      },
      detached(this: BoundPage) {
        close(this);
      },
    },
    methods: {
      onShow(this: BoundPage) {
        resumeView(this);
      },
      onHide(this: BoundPage) {
        pauseView(this);
      },
    },
  });
}
