/** What tests are told of the S3 server that `s3-server.ts` starts. */
export interface S3Account {
  readonly endpoint: string;
  readonly bucket: string;
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
}

declare module "vitest" {
  interface ProvidedContext {
    s3: S3Account;
  }
}
