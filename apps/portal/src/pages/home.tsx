import { Link } from "@tanstack/react-router";
import { useMe } from "../api/use-me.ts";
import { ProjectList } from "../rooms/projects/project-list.tsx";
import { Heading, Refusal, Skeleton } from "../ui/page.tsx";

export function Home() {
  const me = useMe();
  if (me.isPending || me.error) {
    return (
      <main className="page" id="main">
        {me.isPending ? <Skeleton /> : <Refusal error={me.error} />}
      </main>
    );
  }
  if (me.data) return <ProjectList />;
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="Make a project, get credentials and encryption keys, and call the API. Your private keys are made in this browser and stay with you.">
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
    </main>
  );
}
