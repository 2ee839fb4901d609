/** The look of a report: by day, by night, on paper. Nothing is loaded. */
import { FONT } from "../figure/pen.ts";
import { customProperties, DARK, LIGHT, type Theme } from "../figure/theme.ts";

const colours = (theme: Theme) =>
  customProperties(theme)
    .map(([name, colour]) => `${name}:${colour}`)
    .join(";");

export const STYLE = `
:root{color-scheme:light dark;${colours(LIGHT)}}
@media (prefers-color-scheme:dark){:root{${colours(DARK)}}}
body{font:15px/1.5 ${FONT};color:var(--ink);background:var(--paper);max-width:62rem;margin:2rem auto;padding:0 1rem}
h1{font-size:1.7rem;overflow-wrap:anywhere;margin-bottom:.3rem}h2{margin:2.4rem 0 .6rem;font-size:1.25rem}h3{margin:1.4rem 0 .4rem;font-size:1rem}
.notice{background:var(--page);border-left:4px solid var(--accent);padding:.8rem 1rem}
.hint{color:var(--muted);font-size:13px}.warnings li{margin:.3rem 0}.warnings{border-left:4px solid var(--resistant);padding:.2rem 1rem .2rem 2rem}
dl{display:grid;grid-template-columns:max-content 1fr;gap:.2rem 1.2rem}dt{color:var(--muted)}dd{margin:0;overflow-wrap:anywhere}
table{border-collapse:collapse;font-variant-numeric:tabular-nums;font-size:13px}
th,td{text-align:left;padding:.25rem .8rem .25rem 0;border-bottom:1px solid var(--line);vertical-align:top;font-weight:400}
thead th{color:var(--muted);font-weight:600}.n{text-align:right}b{font-weight:400;white-space:nowrap}
.scroll{overflow-x:auto;margin:.6rem 0}svg{max-width:100%;height:auto}
.planes{display:grid;grid-template-columns:repeat(auto-fit,minmax(26rem,1fr));gap:1rem}
.grid{display:grid;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr));gap:1rem}
.legend{display:flex;flex-wrap:wrap;gap:.3rem 1.2rem;list-style:none;padding:0}
.dot{display:inline-block;width:.75em;height:.75em;border-radius:50%;margin-right:.4em}
${customProperties(LIGHT)
  .filter(([name]) => name.startsWith("--cross-") || name.slice(2) in LIGHT.classes)
  .map(([name]) => `.${name.slice(2)}{background:var(${name})}`)
  .join("")}
summary{cursor:pointer;margin:.6rem 0}pre{background:var(--page);padding:.7rem 1rem;overflow-x:auto;font-size:13px;white-space:pre-wrap;overflow-wrap:anywhere}
small{color:var(--muted)}
@media (max-width:40rem){.planes,.grid{grid-template-columns:1fr}}
@media print{:root{color-scheme:light;${colours(LIGHT)}}body{margin:0;max-width:none;font-size:10pt}.scroll{overflow:visible}
table{font-size:8pt}svg,tr,figure{break-inside:avoid}h2,h3{break-after:avoid}*{print-color-adjust:exact;-webkit-print-color-adjust:exact}}
`.trim();
