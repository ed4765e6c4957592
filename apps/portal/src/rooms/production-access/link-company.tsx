import { post } from "../../api/call.ts";
import { Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

/** The quick way: whoever can log in for the company at the identity service has it verified at once. */
export function LinkCompany(props: { readonly projectId: string; readonly service: string }) {
  const { busy, error, run } = useFormCall();
  const go = () =>
    run(async () => {
      const path = `/projects/${props.projectId}/company/identity/begin`;
      window.location.assign((await post<{ address: string }>(path)).address);
    });
  return (
    <div className="stack">
      <p>
        At once: log in with {props.service} as somebody of this company. It tells us the company’s name, ID
        and address, and they must be the ones that stand here.
      </p>
      <Refusal error={error} />
      <div className="row">
        <button type="button" className="button primary" disabled={busy} onClick={go}>
          Verify with {props.service}
        </button>
      </div>
      <p className="soft small">Or by the company ID, which an operator looks at:</p>
    </div>
  );
}
