/** Colours of figures, by day and by night. Classes are told apart by colour-blind people too (blue against orange). */
import type { ClassName } from "../../engine/cohort/calls.ts";
import type { CrossName } from "../../engine/cohort/cross.ts";

export interface Theme {
  /** Behind everything, and behind cards and figures. */
  readonly page: string;
  readonly paper: string;
  readonly ink: string;
  readonly muted: string;
  readonly line: string;
  readonly accent: string;
  readonly bar: string;
  readonly resistantTint: string;
  readonly sensitiveTint: string;
  readonly classes: Readonly<Record<ClassName, string>>;
  readonly cross: Readonly<Record<CrossName, string>>;
  /** Percentile 0, 1/2 and 1 of a heatmap, as red, green and blue. */
  readonly ramp: readonly [low: Rgb, middle: Rgb, high: Rgb];
  readonly missing: Rgb;
}

type Rgb = readonly [number, number, number];

export const LIGHT: Theme = {
  page: "#f4f6f7",
  paper: "#ffffff",
  ink: "#1a2129",
  muted: "#5a6572",
  line: "#d8dee5",
  accent: "#0b6b62",
  bar: "#9fb0be",
  resistantTint: "rgba(201, 82, 20, 0.07)",
  sensitiveTint: "rgba(31, 104, 176, 0.07)",
  classes: {
    resistant: "#c4500c",
    intermediate: "#8c97a3",
    sensitive: "#1f68b0",
    conflicting: "#8a5cb8",
    "not-classifiable": "#c3cad1",
  },
  cross: {
    both: "#c4500c",
    "radiation-only": "#d49a14",
    "chemo-only": "#8a5cb8",
    neither: "#1f68b0",
    indeterminate: "#a9b3bd",
  },
  ramp: [
    [33, 102, 172],
    [244, 245, 246],
    [197, 80, 12],
  ],
  missing: [228, 231, 235],
};

export const DARK: Theme = {
  page: "#0e1216",
  paper: "#161b21",
  ink: "#e8ecf0",
  muted: "#9aa6b2",
  line: "#323b45",
  accent: "#4fc3b5",
  bar: "#5b6b7a",
  resistantTint: "rgba(240, 130, 60, 0.10)",
  sensitiveTint: "rgba(95, 165, 230, 0.10)",
  classes: {
    resistant: "#f08a45",
    intermediate: "#8592a0",
    sensitive: "#5ea6e6",
    conflicting: "#b48be0",
    "not-classifiable": "#4a5561",
  },
  cross: {
    both: "#f08a45",
    "radiation-only": "#e8bb4c",
    "chemo-only": "#b48be0",
    neither: "#5ea6e6",
    indeterminate: "#66727e",
  },
  ramp: [
    [72, 148, 220],
    [38, 45, 53],
    [236, 130, 62],
  ],
  missing: [58, 67, 77],
};

/** The colours as CSS custom properties: `--ink`, `--resistant`, `--cross-both` ... */
export function customProperties(theme: Theme): (readonly [name: string, colour: string])[] {
  const { classes, cross, ramp: _ramp, missing: _missing, ...plain } = theme;
  const prefixed = Object.entries(cross).map(([name, colour]) => [`cross-${name}`, colour] as const);
  return [...Object.entries(plain), ...Object.entries(classes), ...prefixed].map(([name, colour]) => [
    `--${name}`,
    colour,
  ]);
}

/** For figures inside a document whose style sheet says by day or by night. */
export const BY_STYLE_SHEET: Theme = {
  ...mapped(LIGHT, (name) => `var(--${name})`),
  classes: mapped(LIGHT.classes, (name) => `var(--${name})`),
  cross: mapped(LIGHT.cross, (name) => `var(--cross-${name})`),
  ramp: LIGHT.ramp,
  missing: LIGHT.missing,
};

function mapped<Colours extends object>(colours: Colours, replace: (name: string) => string): Colours {
  return Object.fromEntries(Object.keys(colours).map((name) => [name, replace(name)])) as Colours;
}

/** Red, green and blue of a percentile. */
export function shade({ ramp, missing }: Theme, percentile: number): Rgb {
  if (Number.isNaN(percentile)) return missing;
  const [from, to] = percentile < 0.5 ? [ramp[0], ramp[1]] : [ramp[1], ramp[2]];
  const share = percentile < 0.5 ? percentile * 2 : percentile * 2 - 1;
  const mix = (channel: 0 | 1 | 2) => Math.round(from[channel] + share * (to[channel] - from[channel]));
  return [mix(0), mix(1), mix(2)];
}
