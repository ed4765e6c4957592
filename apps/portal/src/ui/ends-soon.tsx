import { Link } from "@tanstack/react-router";
import { dayCount } from "./format.ts";
import { Callout } from "./page.tsx";

/** What is to be done before an environment ends, while there is time. */
export function EndsSoon(props: {
  readonly projectId: string;
  /** As people know the environment, e.g. Production. */
  readonly named: string;
  readonly days: number;
}) {
  return (
    <Callout kind={props.days <= 7 ? "bad" : "warn"}>
      <strong>
        {props.named} ends in {dayCount(props.days)}.
      </strong>{" "}
      From then on its calls are refused at the gateway. Agree with the provider on the next contract, then
      request access again: what there is goes on meanwhile.{" "}
      <Link to="/projects/$id/production" params={{ id: props.projectId }}>
        See where the request is
      </Link>
    </Callout>
  );
}
