import { Link } from "@tanstack/react-router";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { AuthenticatorApp } from "./authenticator-app.tsx";
import { ChangeEmail } from "./change-email.tsx";
import { ChangePassword } from "./change-password.tsx";
import { IdentityCard } from "./identity-card.tsx";
import { PasskeysCard } from "./passkeys-card.tsx";
import { SessionList } from "./session-list.tsx";

/** What protects one's own account, and where it is open. */
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
      <Heading lead={me.data?.account.name}>Your account</Heading>
      <Refusal error={me.error} />
      {me.isPending ? (
        <Skeleton />
      ) : (
        <>
          <Card title="Your address" explain="You log in with it, and mails go there.">
            <ChangeEmail email={me.data?.account.email ?? ""} />
          </Card>
          <Card
            title="Password"
            explain="Choose one that you use nowhere else. A new one ends your other sessions."
          >
            <ChangePassword />
          </Card>
          <Card
            title="Authenticator app"
            explain="A second step at log-in: besides the password a code that an app on your phone shows. Whoever steals the password alone doesn’t get in."
          >
            <AuthenticatorApp />
          </Card>
          <PasskeysCard />
          <IdentityCard />
          <Card
            title="Where you are logged in"
            explain="End what you don’t know, and choose a new password. A session ends by itself after 12 hours without use, and after a week."
          >
            <SessionList />
          </Card>
          <Card
            title="Notices"
            explain="In which language you are told of your projects, and of what by mail."
          >
            <Link to="/notices/settings" className="button">
              Choose your mails
            </Link>
          </Card>
        </>
      )}
    </main>
  );
}
