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
  /** The same in pieces, each valid until the next one is asked for; there where it is quicker than a fresh stream. */
  pieces?(): AsyncGenerator<Uint8Array, void>;
  /** The bytes [offset, offset + length) as stored; absent where ranges cannot be read. */
  read?(offset: number, length: number): Promise<Uint8Array>;
  /**
   * The SHA-256 of all bytes, in hexadecimal, that the store vouches for or that is found beside their reading; absent where whoever
   * reads them hashes them.
   */
  sha256?(): Promise<string>;
  /**
   * All bytes of a source that is gzip, inflated beside the work on them; absent where whoever reads them inflates them. A piece is
   * valid until the next one is asked for.
   *
   * @param onStored told how many more stored bytes were read
   * @throws Problem as {@link Platform.gunzip}
   */
  inflated?(onStored: (bytes: number) => void): AsyncGenerator<Uint8Array, void>;
  /** Bytes of memory that the source itself keeps at the moment; 0 where absent. */
  readonly heldBytes?: number;
}

/** A source whose ranges can be read. */
export type RangedSource = MatrixSource & Required<Pick<MatrixSource, "read">>;

/** A matrix of many files: a Zarr hierarchy or a 10x triplet under a key prefix, in a folder or in an archive. */
export interface MatrixFolder {
  readonly name: string;
  /** Version of the whole, where one object holds it (an archive's etag). */
  readonly version?: string;
  /** The file at a path relative to the folder (`matrix.mtx.gz`), or null where there is none. */
  file(path: string): Promise<MatrixSource | null>;
  /**
   * All bytes of a small file (`X/zarr.json`, a chunk), or null where there is none.
   * @throws Problem `chunk-too-large` before more than `limit` bytes are read
   */
  read(path: string, limit: number): Promise<Uint8Array | null>;
  /** Paths of the files in it, relative to the folder: all of them, or the first thousand of a large one. */
  list(): Promise<readonly string[]>;
  /** Bytes of memory that the folder itself keeps at the moment. */
  readonly heldBytes?: number;
}

/** Compressed blocks that are undone whole: the chunks of Zarr, HDF5 and Parquet, and the members of a zip archive. */
export type Compression = "gzip" | "zlib" | "deflate-raw" | "zstd";

/** Native services of the place we run in; the engine itself knows no platform. */
export interface Platform {
  /** Incremental SHA-256. */
  sha256(): { update(bytes: Uint8Array): void; hex(): string };
  /**
   * Inflates gzip of any kind (one member, several, BGZF). A piece is valid until the next one is asked for, on either side.
   *
   * @throws Problem `truncated-gzip` or `bad-gzip`, or what `compressed` fails with
   */
  gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void>;
  /**
   * Undoes one compressed block.
   *
   * @param limit most bytes that may come out
   * @throws Problem `bad-chunk` for damage or more than `limit` bytes, `unsupported-feature` where the place cannot undo it
   */
  decompress(kind: Compression, block: Uint8Array, limit: number): Promise<Uint8Array>;
  /** Whether blocks are undone beside the work of who asks, for whom it is worth to ask for the next one meanwhile. */
  readonly isBeside?: boolean;
}
