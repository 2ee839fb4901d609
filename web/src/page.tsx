/** The page: choose a matrix, look at what was recognised, see the cohort. */
import { useEffect } from "preact/hooks";
import { NOTICE } from "../../worker/results/notice.ts";
import { chooseInput, input, shown } from "./session.ts";
import { Prepare } from "./views/prepare.tsx";
import { Results } from "./views/results.tsx";
import { Welcome } from "./views/welcome.tsx";

export function Page() {
  useEffect(acceptDrops, []);
  return (
    <>
      <header class="top">
        <a class="brand" href="./">
          <img src="./icon.svg" alt="" width="28" height="28" />
          Crossresist
        </a>
        <nav aria-label="Service">
          <a href="/v1/signatures">Signatures</a>
          <a href="/docs">API</a>
        </nav>
      </header>
      <main>
        {shown.value !== null ? <Results {...shown.value} /> : input.value !== null ? <Prepare /> : <Welcome />}
      </main>
      <footer>
        <p>{NOTICE}</p>
        <p>
          <a href="/docs">How to call the service from other programs</a>
        </p>
      </footer>
    </>
  );
}

/** A file may be dropped anywhere on the page. */
function acceptDrops(): () => void {
  const over = (event: DragEvent) => {
    event.preventDefault();
    document.documentElement.classList.toggle("dragging", event.type === "dragover");
  };
  const drop = (event: DragEvent) => {
    event.preventDefault();
    document.documentElement.classList.remove("dragging");
    const file = event.dataTransfer?.files[0];
    if (file !== undefined) chooseInput({ kind: "file", file });
  };
  const leave = (event: DragEvent) => {
    if (event.relatedTarget === null) over(event);
  };
  addEventListener("dragover", over);
  addEventListener("dragleave", leave);
  addEventListener("drop", drop);
  return () => {
    removeEventListener("dragover", over);
    removeEventListener("dragleave", leave);
    removeEventListener("drop", drop);
  };
}
