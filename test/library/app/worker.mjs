import { score } from "crossresist";

export default {
  async fetch(request) {
    const result = await score(await request.blob());
    return Response.json({ path: result.head.engine.path, csv: [...result.file("csv")].join("") });
  },
};
