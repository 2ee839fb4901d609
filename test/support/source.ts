/** A matrix in memory as a source. */
import type { MatrixSource } from "../../worker/matrix/source.ts";

/** @param chunk bytes that each read gives */
export function memorySource(content: string | Uint8Array, name = "matrix.tsv", chunk = 1 << 16): MatrixSource {
  const bytes = typeof content === "string" ? new TextEncoder().encode(content) : content;
  return {
    name,
    size: bytes.length,
    open: async () => {
      let at = 0;
      return new ReadableStream<Uint8Array>({
        pull(controller) {
          if (at >= bytes.length) return controller.close();
          controller.enqueue(bytes.slice(at, at + chunk));
          at += chunk;
        },
      });
    },
  };
}
