/** The memory of the Worker's own isolate, as its inspector tells it (Chrome DevTools Protocol, domain Runtime). */

const EVERY_MS = 10;

export interface IsolateWatch {
  /** Ends the watch; most bytes that were in use at once: JavaScript heap, array buffers and WebAssembly memory. */
  peak(): Promise<number>;
}

interface HeapUsage {
  readonly usedSize: number;
  readonly embedderHeapUsedSize?: number;
  readonly backingStorageSize?: number;
}

type Call = <Result>(method: string, params?: Record<string, unknown>) => Promise<Result>;

/** @param port of wrangler's inspector */
export async function watchIsolate(port: number): Promise<IsolateWatch> {
  const { socket, call, contextId } = await connect(`ws://127.0.0.1:${port}/ws`);
  let most = 0;
  let watching = true;
  const watch = (async () => {
    while (watching) {
      most = Math.max(most, await heapBytes(call));
      await new Promise((resolve) => setTimeout(resolve, EVERY_MS));
    }
  })();
  return {
    async peak() {
      watching = false;
      await watch;
      const wasm = await wasmBytes(call, contextId);
      socket.close();
      return most + wasm;
    },
  };
}

/**
 * Bytes that are in use in an isolate once its garbage is collected: JavaScript heap, array buffers and WebAssembly memory.
 *
 * @param url of its inspector
 */
export async function isolateBytes(url: string): Promise<number> {
  const { socket, call, contextId } = await connect(url);
  try {
    // Looking for objects collects all garbage first, and so leaves what is in use.
    const wasm = await wasmBytes(call, contextId);
    return wasm + (await heapBytes(call));
  } finally {
    socket.close();
  }
}

async function connect(url: string) {
  // wrangler's inspector refuses clients that do not say where they come from. Node takes headers here; the DOM's types do not.
  const init = { headers: { Origin: "http://localhost" } } as unknown as string[];
  const socket = new WebSocket(url, init);
  const call = caller(socket);
  const contextId = await new Promise<number>((resolve, reject) => {
    socket.addEventListener("message", ({ data }) => {
      const { method, params } = JSON.parse(String(data));
      if (method === "Runtime.executionContextCreated") resolve(params.context.id);
    });
    // wrangler's inspector tells of the context by itself.
    socket.addEventListener("open", () => call("Runtime.enable"));
    socket.addEventListener("error", () => reject(new Error("the inspector did not answer")));
  });
  return { socket, call, contextId };
}

async function heapBytes(call: Call): Promise<number> {
  const usage = await call<HeapUsage>("Runtime.getHeapUsage");
  return usage.usedSize + (usage.embedderHeapUsedSize ?? 0) + (usage.backingStorageSize ?? 0);
}

/** WebAssembly memories are in none of the figures of the heap; they never shrink, so their size at the end is their peak. */
async function wasmBytes(call: Call, contextId: number): Promise<number> {
  const prototype = await call<{ result: { objectId: string } }>("Runtime.evaluate", {
    expression: "WebAssembly.Memory.prototype",
    contextId,
  });
  const memories = await call<{ objects: { objectId: string } }>("Runtime.queryObjects", {
    prototypeObjectId: prototype.result.objectId,
  });
  const sum = await call<{ result: { value: number } }>("Runtime.callFunctionOn", {
    objectId: memories.objects.objectId,
    functionDeclaration: "function () { return this.reduce((sum, memory) => sum + memory.buffer.byteLength, 0); }",
    returnByValue: true,
  });
  return sum.result.value;
}

function caller(socket: WebSocket): Call {
  let last = 0;
  const waiting = new Map<number, { resolve: (result: never) => void; reject: (error: Error) => void }>();
  socket.addEventListener("message", ({ data }) => {
    const { id, result, error } = JSON.parse(String(data));
    const call = waiting.get(id);
    if (call === undefined) return;
    waiting.delete(id);
    if (error === undefined) call.resolve(result as never);
    else call.reject(new Error(`inspector: ${error.message}`));
  });
  return (method, params = {}) =>
    new Promise((resolve, reject) => {
      last++;
      waiting.set(last, { resolve, reject });
      socket.send(JSON.stringify({ id: last, method, params }));
    });
}
