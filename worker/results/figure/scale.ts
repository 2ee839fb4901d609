/** Linear scales and their ticks. */
export interface Scale {
  readonly from: number;
  readonly to: number;
  /** Pixel of a value. */
  (value: number): number;
  /** Value at a pixel. */
  invert(pixel: number): number;
}

/** Maps values [from, to] to pixels [start, end]. */
export function linear(from: number, to: number, start: number, end: number): Scale {
  const span = to - from || 1;
  const scale = (value: number) => start + ((value - from) / span) * (end - start);
  return Object.assign(scale, {
    from,
    to,
    invert: (pixel: number) => from + ((pixel - start) / (end - start)) * span,
  });
}

/** Round values within [from, to], at steps of 1, 2 or 5 times a power of ten, about `wanted` of them. */
export function ticks(from: number, to: number, wanted: number): number[] {
  const step = tickStep(to - from, wanted);
  if (!(step > 0)) return [from];
  const first = Math.ceil(from / step - 1e-9);
  const last = Math.floor(to / step + 1e-9);
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, i) => Number(((first + i) * step).toPrecision(12)));
}

/** A tick's value with as many decimals as its step needs. */
export function tickText(value: number, from: number, to: number, wanted: number): string {
  const step = tickStep(to - from, wanted);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  return value.toFixed(Math.min(decimals, 6)).replace("-", "\u2212");
}

function tickStep(span: number, wanted: number): number {
  const rough = span / Math.max(1, wanted);
  const power = 10 ** Math.floor(Math.log10(rough));
  const multiple = [1, 2, 5, 10].find((candidate) => candidate * power >= rough * 0.999) ?? 10;
  return multiple * power;
}

/** Smallest and largest number, widened by a share of their span; NaN is passed over. */
export function extent(values: ArrayLike<number>, margin = 0): readonly [number, number] {
  let least = Number.POSITIVE_INFINITY;
  let most = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < values.length; i++) {
    if (values[i] < least) least = values[i];
    if (values[i] > most) most = values[i];
  }
  if (least > most) return [0, 1];
  const room = (most - least || Math.abs(most) || 1) * margin;
  return [least - room, most + room];
}
