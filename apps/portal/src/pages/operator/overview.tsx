import { Link } from "@tanstack/react-router";
import { useMe } from "../../api/use-me.ts";
import { Heading } from "../../ui/page.tsx";
import { placesOf, useConsole } from "./use-console.ts";

/** Where operators land: what they can do here. */
export function OperatorOverview() {
  const me = useMe();
  const opened = useConsole();
  const places = opened.data === undefined ? [] : placesOf(opened.data);
  const provider = me.data?.provider.name;
  return (
    <div className="stack wide">
      <Heading
        lead={`The side of the desk that is ${provider === undefined ? "the provider" : provider}'s own. Partners don't see it.`}
      >
        Operators’ console
      </Heading>
      <ul className="grid-2 plain">
        {places.map(({ to, label, explain }) => (
          <li key={label}>
            <Link to={to} className="card place">
              <strong>{label}</strong>
              <span className="soft small">{explain}</span>
            </Link>
          </li>
        ))}
      </ul>
    </div>
  );
}
