/** The bytes of a file as a stream. */
import { readSync } from "node:fs";
import { open } from "node:fs/promises";
import { LIMITS } from "../../worker/limits.ts";

/**
 * The bytes of a file, as many at a time as its reader has room for. They are mostly in the system's memory, or it reads ahead:
 * going there and back through another thread would take longer than to copy them.
 *
 * @param onRead told how many bytes were read
 * @throws the system's error where the file cannot be read
 */
export async function fileStream(path: string, onRead: (bytes: number) => void): Promise<ReadableStream<Uint8Array>> {
  const file = await open(path);
  return new ReadableStream({
    type: "bytes",
    autoAllocateChunkSize: LIMITS.readBytes,
    async pull(controller) {
      const request = controller.byobRequest;
      const bytesRead = readSync(file.fd, request?.view as Uint8Array);
      onRead(bytesRead);
      if (bytesRead === 0) {
        await file.close();
        controller.close();
      }
      request?.respond(bytesRead);
    },
    cancel: () => file.close(),
  });
}
