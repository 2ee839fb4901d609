import { openAsBlob } from "node:fs";
import { score } from "crossresist";

const result = await score(await openAsBlob(process.argv[2]));
console.log(JSON.stringify({ path: result.head.engine.path, csv: [...result.file("csv")].join("") }));
