import { Link } from "@tanstack/react-router";
import { Heading } from "./page.tsx";

/** In the place of a page that is only for those who are logged in. */
export function LogInFirst(props: { readonly to: string }) {
  return (
    <div className="stack">
      <Heading lead={`Log in to ${props.to}.`}>Log in first</Heading>
      <p>
        <Link to="/log-in" className="button primary">
          Log in
        </Link>
      </p>
    </div>
  );
}
