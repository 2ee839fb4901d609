import { score } from "crossresist";

const file = await (await fetch("./cohort.tsv.gz")).blob();
const result = await score(file);
const answer = document.createElement("pre");
answer.textContent = JSON.stringify({ path: result.head.engine.path, csv: [...result.file("csv")].join("") });
document.body.append(answer);
