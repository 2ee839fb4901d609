/** A file as a data URL: Vite's `?inline`. */
declare module "*?inline" {
  const url: string;
  export default url;
}
