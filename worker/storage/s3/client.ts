/** How any S3 is reached: AWS, R2's S3 face, MinIO, Ceph, OpenStack Swift. */
import { S3Client, S3ServiceException } from "@aws-sdk/client-s3";
import { LIMITS } from "../../limits.ts";

/** Where a bucket is, and who reads or writes it. */
export interface S3Options {
  /** Such as `https://s3.eu-central-1.amazonaws.com`. */
  readonly endpoint: string;
  readonly region: string;
  readonly bucket: string;
  readonly credentials: { readonly accessKeyId: string; readonly secretAccessKey: string };
  /** `endpoint/bucket/key` instead of `bucket.endpoint/key`. */
  readonly pathStyle: boolean;
}

/** A client that sends a request again, with jitter, when it is refused for the moment or gets no answer. */
export function s3Client({ endpoint, region, credentials, pathStyle }: S3Options): S3Client {
  return new S3Client({
    endpoint,
    region,
    credentials,
    forcePathStyle: pathStyle,
    maxAttempts: LIMITS.sourceAttempts,
    // Third-party stores do not know the checksums that AWS has asked for since 2025.
    requestChecksumCalculation: "WHEN_REQUIRED",
    responseChecksumValidation: "WHEN_REQUIRED",
  });
}

/** HTTP status that a request failed with; 0 where there was no answer. */
export function statusOf(error: unknown): number {
  return error instanceof S3ServiceException ? (error.$metadata.httpStatusCode ?? 0) : 0;
}
