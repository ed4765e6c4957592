import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { AuthenticatorApp } from "./authenticator-app.tsx";

/** What protects one's own account. */
export function AccountPage() {
  const me = useMe();
  if (me.data === null) {
    return (
      <main className="page narrow" id="main">
        <LogInFirst to="see your account" />
      </main>
    );
  }
  return (
    <main className="page middle stack" id="main">
      <Heading lead={me.data?.account.email}>Your account</Heading>
      <Refusal error={me.error} />
      {me.isPending ? (
        <Skeleton />
      ) : (
        <Card
          title="Authenticator app"
          explain="A second step at log-in: besides the password a code that an app on your phone shows. Whoever steals the password alone doesn’t get in."
        >
          <AuthenticatorApp />
        </Card>
      )}
    </main>
  );
}
