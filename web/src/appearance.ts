/** Day or night, as the system asks: figures and style sheet take their colours from one place. */
import { signal } from "@preact/signals";
import { customProperties, DARK, LIGHT, type Theme } from "../../worker/results/figure/theme.ts";

const night = matchMedia("(prefers-color-scheme: dark)");

export const theme = signal<Theme>(night.matches ? DARK : LIGHT);

/** Hands the colours to the style sheet as custom properties, now and whenever the system changes. */
export function followSystem(): void {
  const apply = () => {
    theme.value = night.matches ? DARK : LIGHT;
    for (const [name, colour] of customProperties(theme.value)) {
      document.documentElement.style.setProperty(name, colour);
    }
  };
  night.addEventListener("change", apply);
  apply();
}
