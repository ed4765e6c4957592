import { useQueryClient } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { useState } from "react";
import { post } from "../../api/call.ts";
import { linkToken } from "../../ui/link-token.ts";
import { Callout, Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

const SAID = {
  old: "Thank you. Now open the link that was sent to the address until now.",
  new: "Thank you. Now open the link that was sent to the new address.",
} as const;

/** A button, and not the opening of the link: programs that look into mails open links too. */
export function ConfirmEmailChange() {
  const [said, setSaid] = useState<string | null>(null);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const confirm = () =>
    run(async () => {
      const { waitsFor } = await post<{ waitsFor: "old" | "new" | null }>("/accounts/confirm-email-change", {
        token: linkToken(),
      });
      setSaid(
        waitsFor === null ? "Your address is changed. Log in with the new one from now on." : SAID[waitsFor],
      );
      await queries.invalidateQueries();
    });
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="Both addresses have to say yes, the one until now and the new one.">
        Change your e-mail address
      </Heading>
      {said === null ? (
        <div className="card stack">
          <Refusal error={error} />
          <button type="button" className="button primary" disabled={busy} onClick={confirm}>
            Yes, change it
          </button>
        </div>
      ) : (
        <>
          <Callout kind="good">{said}</Callout>
          <p>
            <Link to="/account">Your account</Link>
          </p>
        </>
      )}
    </main>
  );
}
