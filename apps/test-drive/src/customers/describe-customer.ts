import { unixSeconds } from "../http/unix-seconds.ts";
import type { CustomerRow } from "./store.ts";

/** A customer as the API shows it; its dates are Unix seconds written as text. */
export function describeCustomer(row: CustomerRow) {
  return {
    id: String(row.id),
    username: row.username,
    ...(row.firstName === null ? {} : { firstName: row.firstName }),
    ...(row.lastName === null ? {} : { lastName: row.lastName }),
    ...(row.phone === null ? {} : { phone: row.phone }),
    ...(row.email === null ? {} : { email: row.email }),
    ...(row.applicationId === null ? {} : { applicationId: row.applicationId }),
    type: "testing",
    createdDate: String(unixSeconds(row.createdAt)),
    lastModifiedDate: String(unixSeconds(row.modifiedAt)),
  };
}
