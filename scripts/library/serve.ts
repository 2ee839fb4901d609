/** Instead of cli/serve.ts in the package, which holds neither page nor Worker. */
import { defineCommand, Usage } from "../cli/command.ts";

export default defineCommand({
  name: "serve",
  synopsis: "",
  about: "Serves page and API on this computer. It needs a checkout of the project: npm ci && npm start.",
  options: {},
  examples: [],
  run() {
    throw new Usage("The package holds neither page nor Worker. In a checkout of the project: npm ci && npm start.");
  },
});
