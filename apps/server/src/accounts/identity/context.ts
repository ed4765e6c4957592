import type { Database } from "../../database/database.ts";
import type { IdentityService } from "./service.ts";

export interface FlowContext {
  readonly database: Database;
  readonly clock: () => Date;
  readonly service: IdentityService;
}
