/** Colours where a person looks, plain text where a program reads. */
import { styleText } from "node:util";

type Colour = (text: string) => string;

export interface Paint {
  readonly bold: Colour;
  readonly dim: Colour;
  readonly red: Colour;
  readonly yellow: Colour;
}

/** What words on `stream` may look like: styled on a terminal, unless NO_COLOR (https://no-color.org) is set. */
export function paint(stream: NodeJS.WriteStream): Paint {
  const plain = !stream.isTTY || (process.env.NO_COLOR ?? "") !== "" || process.env.TERM === "dumb";
  const styled = (style: "bold" | "dim" | "red" | "yellow"): Colour =>
    plain ? (text) => text : (text) => styleText(style, text, { validateStream: false });
  return { bold: styled("bold"), dim: styled("dim"), red: styled("red"), yellow: styled("yellow") };
}

/** A warning on standard error. */
export function warn(text: string): void {
  process.stderr.write(`${paint(process.stderr).yellow("Warning:")} ${text}\n`);
}
