/** An error of the simulated API: what the caller reads is `{code, message}` with an HTTP status. */
export class ApiError extends Error {
  override readonly name = "ApiError";
  readonly status: number;
  readonly code: number;

  constructor(status: number, code: number, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

export const missingParameter = (name: string) => new ApiError(400, 10005, `Missing parameter (${name})`);
export const invalidParameter = (name: string) => new ApiError(400, 10100, `Invalid parameter (${name})`);
export const badRequest = (why: string) => new ApiError(400, 14020, `Bad request. (${why})`);
export const customerNotFound = () => new ApiError(404, 14001, "Customer not found.");
export const institutionNotFound = () => new ApiError(404, 14006, "Institution not found.");
export const accountNotFound = () => new ApiError(404, 38003, "Customer does not have the given account.");
export const loginNotFound = () =>
  new ApiError(404, 38007, "Customer does not have any accounts associated with institutionLoginId.");
export const transactionNotFound = () => new ApiError(404, 24553, "Transaction not found.");
