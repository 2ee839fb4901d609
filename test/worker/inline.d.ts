/// <reference types="vite/types/importMeta.d.ts" />
/** A file as a data URL: Vite's `?inline`. */
declare module "*?inline" {
  const url: string;
  export default url;
}

/** A file as text: Vite's `?raw`. */
declare module "*?raw" {
  const text: string;
  export default text;
}
