/** Folders within folders: archives often hold the matrix one level down. */
import type { MatrixFolder } from "./source.ts";

/** Files that stand at the root of a matrix of many files. */
const ROOT_FILES = /(?:^|\/)(?:zarr\.json|\.zgroup|\.zarray)$/;

/** The folder of `folder` in which a Zarr hierarchy begins: the one whose metadata lie least deep; itself where there is none. */
export async function zarrRoot(folder: MatrixFolder): Promise<MatrixFolder> {
  const roots = (await folder.list()).filter((path) => ROOT_FILES.test(path));
  const [shallowest] = roots.sort((a, b) => a.split("/").length - b.split("/").length);
  const prefix = shallowest?.slice(0, shallowest.lastIndexOf("/") + 1) ?? "";
  return prefix === "" ? folder : subfolder(folder, prefix);
}

/** @param prefix ends with a slash */
function subfolder(folder: MatrixFolder, prefix: string): MatrixFolder {
  return {
    name: folder.name,
    version: folder.version,
    get heldBytes() {
      return folder.heldBytes;
    },
    file: (path) => folder.file(prefix + path),
    read: (path, limit) => folder.read(prefix + path, limit),
    list: async () => {
      const paths = await folder.list();
      return paths.filter((path) => path.startsWith(prefix)).map((path) => path.slice(prefix.length));
    },
  };
}
