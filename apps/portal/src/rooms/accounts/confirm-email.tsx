import { useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { post } from "../../api/call.ts";
import { linkToken } from "../../ui/link-token.ts";
import { Heading, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** Asks for a click: a page that confirmed by itself would let a stranger's link log somebody in. */
export function ConfirmEmail() {
  const { busy, error, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();
  const confirm = () =>
    run(async () => {
      await post("/accounts/confirm-email", { token: linkToken() });
      await queries.resetQueries();
      await navigate({ to: "/" });
    });
  return (
    <main className="page narrow stack" id="main">
      <Heading lead="One click makes your account and logs you in. If you didn't sign up, close this page.">
        Confirm your e-mail address
      </Heading>
      <Refusal error={error} />
      <button type="button" className="button primary" disabled={busy} onClick={confirm}>
        Confirm e-mail
      </button>
    </main>
  );
}
