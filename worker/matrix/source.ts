/** Where the bytes of a matrix come from. Storage implements this; readers consume it. */

export interface MatrixSource {
  /** File name or object key, for messages and as a hint of the format. */
  readonly name: string;
  /** Bytes as stored (compressed or not), where known. */
  readonly size?: number;
  /** Media type as declared by the sender, where there is one. */
  readonly contentType?: string;
  /** Etag or digest: two reads of the same version give the same bytes. */
  readonly version?: string;
  /**
   * A fresh stream of all bytes as stored; may be called more than once. The bytes are the same each time: a source that
   * changes meanwhile fails with Problem `source-changed`.
   */
  open(): Promise<ReadableStream<Uint8Array>>;
  /** The bytes [offset, offset + length) as stored; absent where ranges cannot be read. */
  read?(offset: number, length: number): Promise<Uint8Array>;
  /** Bytes of memory that the source itself keeps at the moment; 0 where absent. */
  readonly heldBytes?: number;
}

/** Native services of the place we run in; the engine itself knows no platform. */
export interface Platform {
  /** Incremental SHA-256. */
  sha256(): { update(bytes: Uint8Array): void; hex(): string };
  /**
   * Inflates gzip of any kind (one member, several, BGZF).
   * The stream errors on damage or early end; the reader turns that into a Problem.
   */
  gunzip(compressed: ReadableStream<Uint8Array>): ReadableStream<Uint8Array>;
}
