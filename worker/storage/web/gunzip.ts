/**
 * Inflates gzip of one or several members in a browser.
 *
 * Why not `DecompressionStream`: it refuses what follows the first member, so bgzip files and concatenated gzip fail.
 */
import { Inflate, type ZStream } from "pako";
import { LIMITS } from "../../limits.ts";
import { Problem } from "../../problem.ts";

/**
 * The inflated bytes; zero bytes after the last member are padding, as for gzip(1).
 *
 * @throws Problem `truncated-gzip` or `bad-gzip`, or what `compressed` fails with
 */
export async function* gunzip(compressed: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array, void> {
  const ready: Uint8Array[] = [];
  let member: Member | null = null;
  for await (const piece of compressed) {
    for (let rest = piece; rest.length > 0; ) {
      // Zero bytes are padding only after a member; before the first they are damage.
      if (member?.inflate.ended) rest = withoutPadding(rest);
      if (rest.length === 0) break;
      if (member === null || member.inflate.ended) member = openMember(ready);
      const { inflate } = member;
      inflate.push(rest);
      if (inflate.err !== 0) throw damaged(inflate.msg);
      rest = rest.subarray(member.taken());
    }
    yield* ready;
    ready.length = 0;
  }
  if (member !== null && !member.inflate.ended) {
    throw new Problem("truncated-gzip", "The gzip data ends in the middle. Was the file copied completely?");
  }
}

interface Member {
  readonly inflate: Inflate;
  /** Bytes that were taken of the last piece: all of them, unless the member ended before. */
  taken(): number;
}

function openMember(ready: Uint8Array[]): Member {
  const inflate = new Inflate({ chunkSize: LIMITS.readBytes });
  let stream: ZStream | null = null;
  inflate.onStart = (opened) => {
    stream = opened;
  };
  inflate.onData = (bytes) => ready.push(bytes);
  inflate.onEnd = () => undefined;
  return { inflate, taken: () => stream?.next_in ?? 0 };
}

function withoutPadding(bytes: Uint8Array): Uint8Array {
  const first = bytes.findIndex((byte) => byte !== 0);
  return first < 0 ? bytes.subarray(bytes.length) : bytes.subarray(first);
}

function damaged(why: string): Problem {
  return new Problem("bad-gzip", `The gzip data cannot be inflated: ${why}.`);
}
