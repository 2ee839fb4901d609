/** workerd compiles modules ahead: an import gives the compiled module, and compiling from bytes is refused. */
declare module "*.wasm" {
  const module: WebAssembly.Module;
  export default module;
}
