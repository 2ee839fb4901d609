/** Renders openapi.json into docs.html when the page is built, so that it can be read without a script. */
import { readFileSync } from "node:fs";
import { join } from "node:path";
import type { Plugin } from "vite";
import { customProperties, DARK, LIGHT, type Theme } from "../../../worker/results/figure/theme.ts";
import type { OpenApi } from "./openapi.ts";
import { renderReference } from "./page.ts";

const DOCUMENT = join(import.meta.dirname, "../../public/openapi.json");
const PLACE = /<!-- the reference[^>]*-->/;
const THEME = "virtual:theme.css";

/** Fills docs.html, and gives its style sheet the colours of the page by day and by night. */
export function apiReference(): Plugin {
  return {
    name: "api-reference",
    resolveId: (id) => (id === THEME ? `\0${THEME}` : undefined),
    load: (id) => (id === `\0${THEME}` ? themeStyle() : undefined),
    transformIndexHtml: {
      order: "pre",
      handler(html, { filename }) {
        if (!filename.endsWith("docs.html")) return html;
        return html.replace(PLACE, () => renderReference(readDocument()));
      },
    },
  };
}

/** The document as it is published. */
export function readDocument(): OpenApi {
  return JSON.parse(readFileSync(DOCUMENT, "utf8"));
}

function themeStyle(): string {
  const rule = (theme: Theme) =>
    `:root{${customProperties(theme)
      .map(([name, colour]) => `${name}:${colour}`)
      .join(";")}}`;
  return `${rule(LIGHT)}@media (prefers-color-scheme:dark){${rule(DARK)}}`;
}
