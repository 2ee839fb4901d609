/**
 * Writes assembly/decimal/pow5.ts: the 128-bit truncated powers of five of the Eisel-Lemire algorithm.
 *
 * Source of the construction: Lemire, "Number parsing at a gigabyte per second", Software: Practice and Experience 51
 * (2021), section 7: powers with a non-negative exponent are truncated, reciprocals are rounded up.
 *
 *     node scripts/kernel/pow5.ts
 */
import { writeFileSync } from "node:fs";
import { URL } from "node:url";

/** Covers numbers of up to 19 digits between about 1e-60 and 1e60; anything beyond is left to the host's Number(). */
const FIRST = -80;
const LAST = 60;

function truncatedPower(exponent: number): bigint {
  const power = 5n ** BigInt(Math.abs(exponent));
  const limit = 1n << 128n;
  if (exponent >= 0) {
    let value = power;
    while (value < limit >> 1n) value <<= 1n;
    while (value >= limit) value >>= 1n;
    return value;
  }
  const bits = BigInt(power.toString(2).length);
  let value = (1n << (exponent >= -27 ? bits + 127n : 2n * bits + 128n)) / power + 1n;
  while (value >= limit) value >>= 1n;
  return value;
}

const hex = (value: bigint) => `0x${value.toString(16).padStart(16, "0")}`;
const rows: string[] = [];
for (let exponent = FIRST; exponent <= LAST; exponent++) {
  const value = truncatedPower(exponent);
  rows.push(`  ${hex(value >> 64n)}, ${hex(value & ((1n << 64n) - 1n))}, // 5^${exponent}`);
}

writeFileSync(
  new URL("../../assembly/decimal/pow5.ts", import.meta.url),
  `// Written by scripts/kernel/pow5.ts. High and low half of each 128-bit power of five, most significant bit set.

export const FIRST_POWER: i32 = ${FIRST};
export const LAST_POWER: i32 = ${LAST};

export const POWERS: usize = memory.data<u64>([
${rows.join("\n")}
]);
`,
);
