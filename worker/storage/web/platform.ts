/** Hashing and inflating in a browser. */
import { sha256 } from "@noble/hashes/sha2.js";
import { bytesToHex } from "@noble/hashes/utils.js";
import { decompressByStream } from "../../matrix/codec/compression.ts";
import type { Platform } from "../../matrix/source.ts";
import { gunzip } from "./gunzip.ts";

export const platform: Platform = {
  // WebCrypto hashes only what is in memory as a whole.
  sha256() {
    const hash = sha256.create();
    return {
      update: (bytes) => {
        hash.update(bytes);
      },
      hex: () => bytesToHex(hash.digest()),
    };
  },
  gunzip,
  decompress: decompressByStream,
};
