/** workerd compiles modules ahead: an import gives the compiled module, and compiling from bytes is refused. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
/** The binary in base64, as scripts/library/build.ts puts it into the package. */
declare module "*.wasm?inline" {
  const base64: string;
  export default base64;
}
