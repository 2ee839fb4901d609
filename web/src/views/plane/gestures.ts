/** Pointer, wheel and keys on the plane. */
import type { Signal } from "@preact/signals";
import { useRef } from "preact/hooks";
import type { PlaneLayout, PlaneWindow } from "../../../../worker/results/figure/plane.ts";

interface Gestures {
  /** The part of the plane that is seen. */
  readonly seen: Signal<PlaneWindow>;
  readonly whole: PlaneWindow;
  /** The rectangle being drawn: left, top, right, bottom. */
  readonly brush: Signal<readonly [number, number, number, number] | null>;
  layout(width: number): PlaneLayout;
  nearest(layout: PlaneLayout, x: number, y: number): number | null;
  onHover(sample: number | null): void;
  onPick(sample: number): void;
  onBrush(layout: PlaneLayout, x: readonly [number, number], y: readonly [number, number]): void;
  onStep(step: readonly [across: number, up: number]): void;
}

/** A drag shorter than this is a click. */
const CLICK_PIXELS = 4;
/** Deepest zoom. */
const MOST_ZOOM = 400;

const STEPS: Readonly<Record<string, readonly [number, number]>> = {
  ArrowRight: [1, 0],
  ArrowLeft: [-1, 0],
  ArrowUp: [0, 1],
  ArrowDown: [0, -1],
};

/** Handlers for a canvas of a given width. */
export function usePlaneGestures(gestures: Gestures): (width: number) => Record<string, unknown> {
  const start = useRef<{ x: number; y: number; window: PlaneWindow; moving: boolean } | null>(null);
  const { seen, whole, brush } = gestures;
  return (width) => {
    const layout = () => gestures.layout(width);
    return {
      tabIndex: 0,
      onPointerDown(event: PointerEvent) {
        if (event.button !== 0) return;
        (event.currentTarget as Element).setPointerCapture(event.pointerId);
        const moving = event.shiftKey || event.pointerType === "touch";
        start.current = { x: event.offsetX, y: event.offsetY, window: seen.value, moving };
      },
      onPointerMove(event: PointerEvent) {
        const { offsetX: x, offsetY: y } = event;
        const from = start.current;
        if (from === null) gestures.onHover(gestures.nearest(layout(), x, y));
        else if (from.moving) seen.value = moved(layout(), from.window, x - from.x, y - from.y);
        else brush.value = [Math.min(x, from.x), Math.min(y, from.y), Math.max(x, from.x), Math.max(y, from.y)];
      },
      onPointerUp(event: PointerEvent) {
        const from = start.current;
        const { offsetX: x, offsetY: y } = event;
        start.current = null;
        const drawn = brush.value;
        brush.value = null;
        if (from === null) return;
        if (Math.hypot(x - from.x, y - from.y) < CLICK_PIXELS) {
          const sample = gestures.nearest(layout(), x, y);
          if (sample !== null) gestures.onPick(sample);
        } else if (!from.moving && drawn !== null) {
          gestures.onBrush(layout(), [drawn[0], drawn[2]], [drawn[1], drawn[3]]);
        }
      },
      onPointerLeave() {
        gestures.onHover(null);
      },
      onDblClick() {
        seen.value = whole;
      },
      onWheel(event: WheelEvent) {
        event.preventDefault();
        seen.value = zoomed(layout(), seen.value, whole, event.offsetX, event.offsetY, 1.0015 ** event.deltaY);
      },
      onKeyDown(event: KeyboardEvent) {
        const step = STEPS[event.key];
        if (step === undefined) return;
        event.preventDefault();
        gestures.onStep(step);
      },
    };
  };
}

function moved({ width, height }: PlaneLayout, { x, y }: PlaneWindow, across: number, down: number): PlaneWindow {
  const right = (across / width) * (x[1] - x[0]);
  const up = (down / height) * (y[1] - y[0]);
  return { x: [x[0] - right, x[1] - right], y: [y[0] + up, y[1] + up] };
}

/** Zooms about the pointer by a factor (below 1: closer), no further out than the whole plane and not endlessly in. */
function zoomed(
  layout: PlaneLayout,
  window: PlaneWindow,
  whole: PlaneWindow,
  across: number,
  down: number,
  factor: number,
): PlaneWindow {
  const share = (window.x[1] - window.x[0]) / (whole.x[1] - whole.x[0]);
  if (share * factor >= 1) return whole;
  if (share * factor < 1 / MOST_ZOOM) return window;
  const about = (value: number, [from, to]: readonly [number, number]) =>
    [value - (value - from) * factor, value + (to - value) * factor] as const;
  return { x: about(layout.x.invert(across), window.x), y: about(layout.y.invert(down), window.y) };
}
