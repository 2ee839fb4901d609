/** Uploads under way and the parts that have arrived, as rows. */

/** An upload as R2 knows it. */
export interface Upload {
  readonly id: string;
  readonly key: string;
  /** R2's own id of the multipart upload. */
  readonly upload: string;
  readonly state: "open" | "complete";
  /** When it is removed, finished or not; milliseconds since 1970. */
  readonly expires: number;
}

export interface UploadedPart {
  /** From 1. */
  readonly part: number;
  readonly etag: string;
  /** In bytes. */
  readonly size: number;
}

/** The table of uploads and that of their parts; times are milliseconds since 1970. */
export class UploadTable {
  readonly #sql: SqlStorage;

  constructor(sql: SqlStorage) {
    this.#sql = sql;
  }

  add({ id, key, upload, expires }: Omit<Upload, "state">): void {
    this.#sql.exec("INSERT INTO uploads VALUES (?, ?, ?, 'open', ?)", id, key, upload, expires);
  }

  /** Null where it is not known or expired. */
  get(id: string, now: number): Upload | null {
    const rows = this.#sql.exec("SELECT * FROM uploads WHERE id = ? AND expires > ?", id, now).toArray();
    return (rows as unknown as Upload[])[0] ?? null;
  }

  /** A part that is sent again takes the place of the earlier one. */
  addPart(id: string, { part, etag, size }: UploadedPart): void {
    this.#sql.exec("INSERT OR REPLACE INTO upload_parts VALUES (?, ?, ?, ?)", id, part, etag, size);
  }

  /** In order. */
  parts(id: string): UploadedPart[] {
    const query = "SELECT part, etag, size FROM upload_parts WHERE id = ? ORDER BY part";
    return this.#sql.exec(query, id).toArray() as unknown as UploadedPart[];
  }

  complete(id: string): void {
    this.#sql.exec("UPDATE uploads SET state = 'complete' WHERE id = ?", id);
  }

  remove(id: string): void {
    this.#sql.exec("DELETE FROM uploads WHERE id = ?", id);
    this.#sql.exec("DELETE FROM upload_parts WHERE id = ?", id);
  }

  expired(now: number, limit: number): Upload[] {
    const query = "SELECT * FROM uploads WHERE expires <= ? LIMIT ?";
    return this.#sql.exec(query, now, limit).toArray() as unknown as Upload[];
  }
}
