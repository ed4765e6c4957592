import type { ServiceFields } from "../rules.ts";
import type { ProposalState } from "./rules.ts";

interface Happened {
  readonly service: { readonly id: string; readonly name: string };
  /** Who did it; null: nobody, it has waited too long. */
  readonly by: string | null;
}

/** What has happened to a service. `changed`: one administrator was enough; `opened`: contracts open other operations now. */
export type News = Happened &
  (
    | {
        readonly kind: Exclude<ProposalState, "open"> | "proposed";
        readonly askedBy: string;
        readonly before: Partial<ServiceFields>;
        readonly after: Partial<ServiceFields>;
      }
    | {
        readonly kind: "changed";
        readonly before: Partial<ServiceFields>;
        readonly after: Partial<ServiceFields>;
      }
    | {
        readonly kind: "opened";
        readonly added: number;
        readonly removed: number;
        readonly assigned: number;
      }
  );
