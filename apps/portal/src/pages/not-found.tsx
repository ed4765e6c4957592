import { Link } from "@tanstack/react-router";
import { Heading } from "../ui/page.tsx";

export function NotFound() {
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="There is nothing at this address, or nothing that you may see.">Not found</Heading>
      <Link to="/">To your projects</Link>
    </main>
  );
}
