/** Starts the page. */
import { render } from "preact";
import { followSession, readAddress } from "./address.ts";
import { followSystem } from "./appearance.ts";
import { Page } from "./page.tsx";
import { followInput } from "./session.ts";
import { loadListings } from "./signatures.ts";
import { learnAccess, loadToken } from "./token.ts";
import "@fontsource-variable/inter/index.css";
import "./styles/base.css";
import "./styles/layout.css";
import "./styles/views.css";
import "./styles/cohort.css";
import "./styles/figures.css";

followSystem();
followInput();
const root = document.getElementById("page");
if (root === null) throw new Error("The document has no #page.");
render(<Page />, root);
void loadListings();
void learnAccess();
await loadToken();
await readAddress();
followSession();
