import { useState } from "react";
import { ApiProblem, post, remove } from "../../api/call.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { moment } from "../../ui/format.ts";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { FIELD_NAMES, type Proposal, SERVICES_PATH, type ServicePage, shown } from "./service.ts";

/** Where the page leads whoever has just proposed something. */
export const PROPOSAL_CARD = "proposal";

/** A change that waits for a second administrator: what it is, and what whoever reads it may do about it. */
export function ProposalCard(props: {
  readonly service: ServicePage["service"];
  readonly proposal: Proposal;
  readonly onPage: (page: ServicePage) => void;
  readonly onOutdated: () => void;
}) {
  const { service, proposal } = props;
  const { proposedBy, can } = proposal;
  const at = `${SERVICES_PATH}/${service.id}/proposals/${proposal.id}`;
  const [asking, setAsking] = useState(false);
  const { busy, error, run } = useFormCall();
  const decide = (decision: "confirm" | "decline") => post<ServicePage>(`${at}/decision`, { decision });
  return (
    <Card
      id={PROPOSAL_CARD}
      title="A change waits for a second administrator"
      explain={`Proposed by ${proposedBy} on ${moment(proposal.proposedAt)}. Another administrator confirms it by ${moment(proposal.lapsesAt)}, or it lapses. Nothing has changed yet.`}
    >
      <div className="stack">
        {proposal.outdated ? (
          <Callout kind="warn">
            The service has changed since this was proposed, so it can’t be confirmed any more.{" "}
            {can.takeBack.allowed
              ? "Take it back and propose it anew."
              : "Decline it, and have it proposed anew."}
          </Callout>
        ) : null}
        <Changes proposal={proposal} />
        <Refusal error={error} />
        {can.confirm.reason === "second-pair-of-eyes" ? (
          <p className="soft small">You have proposed it: another administrator confirms.</p>
        ) : null}
        <div className="row">
          {can.confirm.allowed ? (
            <button type="button" className="button primary" disabled={busy} onClick={() => setAsking(true)}>
              Confirm the change
            </button>
          ) : null}
          {can.decline.allowed ? (
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => void run(async () => props.onPage(await decide("decline")))}
            >
              Decline
            </button>
          ) : null}
          {can.takeBack.allowed ? (
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() =>
                void run(async () => {
                  await remove(at);
                  props.onOutdated();
                })
              }
            >
              Take back
            </button>
          ) : null}
          {error instanceof ApiProblem && error.status > 0 ? (
            <button type="button" className="button" disabled={busy} onClick={props.onOutdated}>
              Show what there is now
            </button>
          ) : null}
        </div>
      </div>
      {asking ? (
        <Confirm
          proposal={proposal}
          onConfirm={async () => props.onPage(await decide("confirm"))}
          onClose={() => setAsking(false)}
        />
      ) : null}
    </Card>
  );
}

function Changes({ proposal }: { readonly proposal: Proposal }) {
  return (
    <ul className="stack plain">
      {proposal.changes.map(({ field, before, after }) => (
        <li key={field}>
          <h3>{FIELD_NAMES[field]}</h3>
          <dl className="facts">
            <dt>Now</dt>
            <dd>{shown(before)}</dd>
            <dt>To be</dt>
            <dd>
              <strong>{shown(after)}</strong>
            </dd>
          </dl>
        </li>
      ))}
    </ul>
  );
}

function Confirm(props: {
  readonly proposal: Proposal;
  readonly onConfirm: () => Promise<void>;
  readonly onClose: () => void;
}) {
  const { busy, error, run } = useFormCall();
  return (
    <Dialog title="Confirm the change?" onClose={props.onClose}>
      <div className="stack">
        <Callout kind="warn">
          Every gateway goes by it within a second, for all partners. Every operator is told by mail.
        </Callout>
        <p>
          Have you heard of it from {props.proposal.proposedBy} by another way than this page? Somebody else
          may have their session.
        </p>
        <Refusal error={error} />
        <DialogAnswers
          label="Confirm the change"
          kind="danger"
          busy={busy}
          onAct={() => void run(props.onConfirm)}
          onCancel={props.onClose}
        />
      </div>
    </Dialog>
  );
}
