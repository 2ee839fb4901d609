/** The same bytes, `onBytes` told of the length of each piece on its way. */
export function counted<Piece extends Uint8Array>(
  stream: ReadableStream<Piece>,
  onBytes: (bytes: number) => void,
): ReadableStream<Piece> {
  const reader = stream.getReader();
  return new ReadableStream(
    {
      async pull(controller) {
        const { value, done } = await reader.read();
        if (done) {
          controller.close();
          return;
        }
        onBytes(value.length);
        controller.enqueue(value);
      },
      cancel: (reason) => reader.cancel(reason),
    },
    { highWaterMark: 0 },
  );
}
