/** What tests are told of the S3 server that `s3-server.ts` starts. */
export interface S3Account {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** An endpoint below which each bucket has a host of its own; null where the server knows no such hosts. */
  readonly hosts: string | null;
}

declare module "vitest" {
  interface ProvidedContext {
    s3: S3Account;
  }
}
