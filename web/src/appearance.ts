/** Day or night, as the system asks: figures and style sheet take their colours from one place. */
import { signal } from "@preact/signals";
import { DARK, LIGHT, type Theme } from "./plot/theme.ts";

const night = matchMedia("(prefers-color-scheme: dark)");

export const theme = signal<Theme>(night.matches ? DARK : LIGHT);

/** Hands the colours to the style sheet as custom properties, now and whenever the system changes. */
export function followSystem(): void {
  const apply = () => {
    theme.value = night.matches ? DARK : LIGHT;
    const { classes, cross, ramp: _ramp, missing: _missing, ...plain } = theme.value;
    const prefixed = Object.entries(cross).map(([name, colour]) => [`cross-${name}`, colour]);
    for (const [name, colour] of [...Object.entries(plain), ...Object.entries(classes), ...prefixed]) {
      document.documentElement.style.setProperty(`--${name}`, colour);
    }
  };
  night.addEventListener("change", apply);
  apply();
}
