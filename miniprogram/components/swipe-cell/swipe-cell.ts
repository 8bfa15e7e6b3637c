/**
 * A row that is swiped to the left to reach its actions. Which row is open is the page's: it is told when one opens
 * (`open`) or closes (`shut`), and which action was tapped (`action` with its value). People who do not swipe reach the same
 * actions by a long press on the row, so these are hidden from screen readers.
 */
import { visitPart } from '../../utils/visit';
import { dragOffset, lockDirection, staysOpen, type SwipeDirection } from './swipe-rules';

interface SwipeAction {
  readonly value: string;
  readonly text: string;
  readonly tone: 'plain' | 'accent' | 'danger';
}

/** Of one action, as in the styles. */
const ACTION_PX = 76;

interface Drag {
  readonly x: number;
  readonly y: number;
  readonly offset: number;
  direction: SwipeDirection;
}

/** The drag of the finger that is down. */
const visitOf = visitPart('swipe', () => ({ drag: null as Drag | null }));

Component({
  properties: {
    actions: { type: Array, value: [] as SwipeAction[] },
    open: { type: Boolean, value: false },
  },
  data: { offset: 0, isDragged: false },
  observers: {
    open(open: boolean) {
      this.moveTo(open ? this.width() : 0, false);
    },
  },
  methods: {
    width(): number {
      return (this.data.actions as readonly SwipeAction[]).length * ACTION_PX;
    },
    moveTo(offset: number, isDragged: boolean) {
      if (offset !== this.data.offset || isDragged !== this.data.isDragged) {
        this.setData({ offset, isDragged });
      }
    },
    onStart(event: WechatMiniprogram.TouchEvent) {
      const touch = event.touches[0];
      if (!touch) return;
      const { clientX: x, clientY: y } = touch;
      visitOf(this).drag = { x, y, offset: this.data.offset, direction: 'unknown' };
    },
    onMove(event: WechatMiniprogram.TouchEvent) {
      const [drag, touch] = [visitOf(this).drag, event.touches[0]];
      if (!drag || !touch) return;
      const dx = touch.clientX - drag.x;
      if (drag.direction === 'unknown') drag.direction = lockDirection(dx, touch.clientY - drag.y);
      if (drag.direction === 'swipe') this.moveTo(dragOffset(drag.offset, dx, this.width()), true);
    },
    onEnd() {
      const visit = visitOf(this);
      const { drag } = visit;
      visit.drag = null;
      if (drag?.direction !== 'swipe') return;
      const isOpen = staysOpen(drag.offset, this.data.offset, this.width());
      this.moveTo(isOpen ? this.width() : 0, false);
      if (isOpen !== this.data.open) this.triggerEvent(isOpen ? 'open' : 'shut');
    },
    onAction(event: WechatMiniprogram.TouchEvent) {
      const { value } = event.currentTarget.dataset as { value: string };
      this.triggerEvent('shut');
      this.triggerEvent('action', { value });
    },
  },
});
