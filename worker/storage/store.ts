/** What the service needs of a bucket, whoever keeps it: `r2.ts` and `s3/` implement it. */
import type { RangedSource } from "../matrix/source.ts";

/** An object as a listing shows it. */
export interface StoredObject {
  readonly key: string;
  /** Etag without quotes. */
  readonly version: string;
  /** In bytes. */
  readonly size: number;
  /** When it was written, in milliseconds since 1970. */
  readonly modified: number;
}

/** Some objects of a listing, in the order of their keys. */
export interface StoredPage {
  readonly objects: readonly StoredObject[];
  /** Where the next page begins; absent at the end. */
  readonly cursor?: string;
}

/** An object whose bytes may be on their way already, for its first opening. */
export interface OpenObject extends RangedSource {
  /** Lets them go where nothing was opened; to be called whatever happens. */
  dispose(): Promise<void>;
}

/** A bucket, R2 or S3, as the batch uses it. */
export interface Store {
  /**
   * An object as a source of the version that it has now; every read demands that version, so that no matrix is mixed from two.
   *
   * @param name what messages call it; the key by default
   * @throws Problem `unknown-key`, `source-forbidden`, `source-unavailable`; reading also `source-changed`
   */
  source(key: string, name?: string): Promise<RangedSource>;
  /** The same for who opens it at once, which may save a request. @throws as `source` does */
  open(key: string, name?: string): Promise<OpenObject>;
  /** A page of the objects below `prefix`, from `cursor` on. @throws Problem `source-forbidden`, `source-unavailable` */
  list(prefix: string, cursor?: string): Promise<StoredPage>;
}

/** Bytes in pieces, and how many they are in all. */
export interface SizedPieces {
  readonly size: number;
  pieces(): AsyncIterable<Uint8Array>;
}

/** A bucket that results are written to besides `MATRICES`. */
export interface Sink {
  /** Writes an object over what was there; it is there whole or not at all. */
  put(key: string, body: SizedPieces, contentType: string): Promise<void>;
  /** Nothing happens where nothing is. */
  remove(key: string): Promise<void>;
}

/** What a failed read says, whoever keeps the object. */
export function changedWhileRead(name: string): [type: "source-changed", detail: string] {
  return ["source-changed", `The object "${name}" was replaced or deleted while it was read. Send the request again.`];
}
