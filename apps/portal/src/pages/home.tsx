import { Link, Navigate } from "@tanstack/react-router";
import { useMe } from "../api/use-me.ts";
import { ProjectList } from "../rooms/projects/project-list.tsx";
import { Card, Heading, Refusal, Skeleton } from "../ui/page.tsx";

const WAY = [
  {
    title: "1. Create a project",
    text: "Sign up, name the project and choose the API service. Sandbox credentials are there at once.",
  },
  {
    title: "2. Take your keys",
    text: "Your private key is made in this browser and goes into a protected file that only you get. Nobody else ever has it.",
  },
  {
    title: "3. Call the gateway",
    text: "Requests and answers are encrypted end to end. Test Drive answers with simulated data, so nothing can go wrong.",
  },
] as const;

export function Home() {
  const me = useMe();
  if (me.isPending || me.error) {
    return (
      <main className="page" id="main">
        {me.isPending ? <Skeleton /> : <Refusal error={me.error} />}
      </main>
    );
  }
  // The provider's own people hold no projects: their desk is the console.
  if (me.data?.account.operator && me.data.account.company === null)
    return <Navigate to="/operator" replace />;
  if (me.data) return <ProjectList />;
  return (
    <main className="page" id="main">
      <div className="stack wide">
        <Heading lead="The onboarding desk of the API: credentials, encryption keys, and a first encrypted call within minutes.">
          Welcome to the gatehouse
        </Heading>
        <div className="row">
          <Link to="/sign-up" className="button primary">
            Sign up
          </Link>
          <Link to="/log-in" className="button">
            Log in
          </Link>
        </div>
        <div className="grid-3">
          {WAY.map(({ title, text }) => (
            <Card key={title} title={title}>
              <p className="soft">{text}</p>
            </Card>
          ))}
        </div>
      </div>
    </main>
  );
}
