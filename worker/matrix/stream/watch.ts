/** A source or folder whose reads are counted, and end when the request does. */
import type { MatrixFolder, MatrixSource } from "../source.ts";

/** Told of stored bytes as they are read. */
export type ByteListener = (bytes: number) => void;

/**
 * The matrix with its reads counted; every read fails once `signal` is aborted.
 *
 * @param onBytes told of stored bytes as they are read
 */
export function watched<Matrix extends MatrixSource | MatrixFolder>(
  matrix: Matrix,
  signal: AbortSignal | undefined,
  onBytes: ByteListener | undefined,
): Matrix;
export function watched(
  matrix: MatrixSource | MatrixFolder,
  signal: AbortSignal | undefined,
  onBytes: ByteListener = () => undefined,
): MatrixSource | MatrixFolder {
  return "file" in matrix ? watchedFolder(matrix, signal, onBytes) : watchedSource(matrix, signal, onBytes);
}

function watchedSource(source: MatrixSource, signal: AbortSignal | undefined, onBytes: ByteListener): MatrixSource {
  const { read, pieces } = source;
  return {
    name: source.name,
    contentType: source.contentType,
    version: source.version,
    // A body learns its size only when it has arrived.
    get size() {
      return source.size;
    },
    get heldBytes() {
      return source.heldBytes;
    },
    open: async () => {
      signal?.throwIfAborted();
      const counter = new TransformStream<Uint8Array, Uint8Array>({
        transform(piece, controller) {
          signal?.throwIfAborted();
          onBytes(piece.length);
          controller.enqueue(piece);
        },
      });
      return (await source.open()).pipeThrough(counter);
    },
    pieces:
      pieces &&
      async function* () {
        for await (const piece of pieces()) {
          signal?.throwIfAborted();
          onBytes(piece.length);
          yield piece;
        }
      },
    read:
      read &&
      (async (offset, length) => {
        signal?.throwIfAborted();
        const bytes = await read(offset, length);
        onBytes(bytes.length);
        return bytes;
      }),
  };
}

function watchedFolder(folder: MatrixFolder, signal: AbortSignal | undefined, onBytes: ByteListener): MatrixFolder {
  return {
    name: folder.name,
    version: folder.version,
    get heldBytes() {
      return folder.heldBytes;
    },
    list: () => folder.list(),
    file: async (path) => {
      signal?.throwIfAborted();
      const source = await folder.file(path);
      return source && watchedSource(source, signal, onBytes);
    },
    read: async (path, limit) => {
      signal?.throwIfAborted();
      const bytes = await folder.read(path, limit);
      onBytes(bytes?.length ?? 0);
      return bytes;
    },
  };
}
