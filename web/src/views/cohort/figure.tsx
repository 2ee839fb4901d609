/** A figure on a canvas, with its SVG and PNG to take away. */
import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { LIGHT, type Theme } from "../../../../worker/results/figure/theme.ts";
import { theme } from "../../appearance.ts";
import { type Draw, savePng, saveSvg } from "../../export/picture.ts";
import { canvasPen } from "../../plot/canvas-pen.ts";
import type { LegendGroup } from "../../plot/legend.ts";

export type { Draw } from "../../export/picture.ts";

interface Props {
  /** What is seen, for those who cannot see it. */
  readonly label: string;
  /** File name without its ending. */
  readonly file: string;
  readonly height: (width: number) => number;
  readonly draw: Draw;
  /** What the colours mean, for files: on the page it stands beside the figure. */
  readonly legend?: (theme: Theme) => readonly LegendGroup[];
  readonly class?: string;
  /** Pointer and key handlers of the canvas; they get the width it has. */
  readonly canvasProps?: (width: number) => Record<string, unknown>;
  readonly children?: ComponentChildren;
}

export function Figure({ label, file, height, draw, legend, class: className = "", canvasProps, children }: Props) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const frame = useRef<HTMLDivElement>(null);
  const width = useSignal(0);
  useEffect(() => {
    const observer = new ResizeObserver(([entry]) => {
      width.value = Math.round(entry.contentRect.width);
    });
    if (frame.current !== null) observer.observe(frame.current);
    return () => observer.disconnect();
  }, []);
  const across = width.value;
  const down = height(across);
  const colours = theme.value;
  useEffect(() => {
    return inFrame(() => paint(canvas.current, across, down, draw, colours));
  }, [across, down, draw, colours]);
  const drawn = () => ({ width: across, height: down, draw, legend: legend?.(LIGHT) ?? [] });
  return (
    <div class={`figure ${className}`}>
      <div class="frame" ref={frame}>
        <canvas ref={canvas} role="img" aria-label={label} {...canvasProps?.(across)} />
        {children}
      </div>
      <div class="take">
        <button type="button" class="link" onClick={() => saveSvg(file, label, drawn())}>
          SVG
        </button>
        <button type="button" class="link" onClick={() => savePng(file, drawn())}>
          PNG
        </button>
      </div>
    </div>
  );
}

/** Milliseconds of a frame that figures may take; what is left waits for the next one, so that no frame holds up the page. */
const FRAME_MS = 24;

const waiting = new Set<() => void>();

/** Paints in one of the next frames. @returns takes it back */
function inFrame(work: () => void): () => void {
  if (waiting.size === 0) requestAnimationFrame(paintWaiting);
  waiting.add(work);
  return () => waiting.delete(work);
}

function paintWaiting(): void {
  const begun = performance.now();
  for (const work of waiting) {
    if (performance.now() - begun > FRAME_MS) break;
    waiting.delete(work);
    work();
  }
  if (waiting.size > 0) requestAnimationFrame(paintWaiting);
}

function paint(canvas: HTMLCanvasElement | null, width: number, height: number, draw: Draw, colours: Theme): void {
  const context = canvas?.getContext("2d");
  if (canvas == null || context == null || width === 0) return;
  const ratio = devicePixelRatio;
  const [across, down] = [Math.round(width * ratio), Math.round(height * ratio)];
  // Setting a size clears the canvas and costs, so only when it changed.
  if (canvas.width !== across || canvas.height !== down) {
    canvas.width = across;
    canvas.height = down;
    canvas.style.width = `${width}px`;
    canvas.style.height = `${height}px`;
  }
  context.setTransform(ratio, 0, 0, ratio, 0, 0);
  context.clearRect(0, 0, width, height);
  draw(canvasPen(context), width, height, colours);
}
