import { useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useState } from "react";
import { post, put } from "../../api/call.ts";
import type { Ability } from "../../api/types.ts";
import { Dialog, DialogAnswers } from "../../ui/dialog.tsx";
import { TextArea } from "../../ui/field.tsx";
import { moment } from "../../ui/format.ts";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { Pager } from "../../ui/pager.tsx";
import { SearchField } from "../../ui/search-field.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { usePagedList } from "../../ui/use-paged-list.ts";
import { inWords } from "./answers.ts";
import { type PartnerAccount, ProjectLimit } from "./project-limit.tsx";

interface Partner {
  id: string;
  name: string;
  verification: string;
  projects: number;
  encryptionKeys: boolean;
  suspendedAt: string | null;
  suspension: { reason: string; askedBy: string; askedAt: string; lapsesAt: string } | null;
  accounts: PartnerAccount[];
  can: { suspend: Ability; resume: Ability; offerKeys: Ability; limitProjects: Ability };
}

/** For operators: partners, their suspension, and whether they are offered encryption keys. */
export function PartnersPage() {
  const { read, view, search, turn } = usePagedList<Partner>("/operator/partners", ["operator", "partners"]);
  const [chosen, setChosen] = useState<Partner | null>(null);
  return (
    <div className="stack wide">
      <Heading lead="Suspending takes two operators, and stops the calls of all projects within a second.">
        Partners
      </Heading>
      <SearchField label="Search" hint="A partner’s name, or an address of theirs." onSearch={search} />
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.length === 0 ? (
        <p className="soft">
          {view.search === "" ? "There is no partner yet." : "There is no such partner."}
        </p>
      ) : null}
      {read.data?.items.map((partner) => (
        <OnePartner key={partner.id} partner={partner} onSuspend={() => setChosen(partner)} />
      ))}
      <Pager page={view.page} onAPage={50} total={read.data?.total ?? 0} of="partners" onPage={turn} />
      {chosen === null ? null : <Suspend partner={chosen} onClose={() => setChosen(null)} />}
    </div>
  );
}

function OnePartner(props: { readonly partner: Partner; readonly onSuspend: () => void }) {
  const { partner } = props;
  const { suspension, can } = partner;
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const at = `/operator/partners/${partner.id}`;
  const change = (call: () => Promise<unknown>) =>
    run(async () => {
      await call();
      await queries.invalidateQueries({ queryKey: ["operator", "partners"] });
    });
  return (
    <article className="card stack" aria-label={partner.name}>
      <div className="row spread top">
        <div>
          <h2>{partner.name}</h2>
          <p className="soft small">
            {inWords(partner.verification)} · {partner.projects}{" "}
            {partner.projects === 1 ? "project" : "projects"} · encryption keys{" "}
            {partner.encryptionKeys ? "offered" : "withheld"}
          </p>
        </div>
        <div className="row">
          {can.suspend.allowed ? (
            <button type="button" className="button danger" onClick={props.onSuspend}>
              {suspension === null ? "Ask for suspension" : "Confirm suspension"}
            </button>
          ) : null}
          {can.resume.allowed ? (
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() => void change(() => post(`${at}/resume`))}
            >
              {partner.suspendedAt === null ? "Drop the suspension" : "Resume"}
            </button>
          ) : null}
          {can.offerKeys.allowed ? (
            <button
              type="button"
              className="button"
              disabled={busy}
              onClick={() =>
                void change(() => put(`${at}/encryption-keys`, { enabled: !partner.encryptionKeys }))
              }
            >
              {partner.encryptionKeys ? "Withhold encryption keys" : "Offer encryption keys"}
            </button>
          ) : null}
        </div>
      </div>
      {suspension === null ? null : (
        <Callout kind={partner.suspendedAt === null ? "warn" : "bad"}>
          {partner.suspendedAt === null
            ? `${suspension.askedBy} asks for the suspension; a second operator confirms by ${moment(suspension.lapsesAt)}, or it lapses.`
            : `Suspended since ${moment(partner.suspendedAt)}.`}{" "}
          Reason: {suspension.reason}
        </Callout>
      )}
      <Refusal error={error} />
      {can.suspend.reason === "second-pair-of-eyes" ? (
        <p className="soft small">You have asked for it: another operator confirms.</p>
      ) : null}
      {partner.accounts.map((account) => (
        <ProjectLimit key={account.email} account={account} can={can.limitProjects} />
      ))}
    </article>
  );
}

function Suspend(props: { readonly partner: Partner; readonly onClose: () => void }) {
  const { partner } = props;
  const asked = partner.suspension;
  const [reason, setReason] = useState(asked?.reason ?? "");
  const { busy, error, field, run } = useFormCall();
  const queries = useQueryClient();
  const submit = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await post(`/operator/partners/${partner.id}/suspend`, { reason });
      await queries.invalidateQueries({ queryKey: ["operator", "partners"] });
      props.onClose();
    });
  };
  return (
    <Dialog title={`Suspend ${partner.name}?`} onClose={props.onClose}>
      <form className="stack" onSubmit={submit} noValidate>
        <Callout kind="warn">
          {asked === null
            ? "Nothing happens until a second operator confirms. Then all calls of the partner are refused."
            : "All calls of the partner are refused at every gateway from now on. Its teams are told by mail."}
        </Callout>
        {asked === null ? (
          <TextArea
            label="Reason"
            hint="The partner reads it."
            maxLength={2_000}
            value={reason}
            wrong={field("/reason")}
            onText={setReason}
          />
        ) : (
          <p>Reason: {asked.reason}</p>
        )}
        {field("/reason") === null ? <Refusal error={error} /> : null}
        <DialogAnswers
          label={asked === null ? "Ask for suspension" : "Suspend"}
          kind="danger"
          busy={busy}
          onCancel={props.onClose}
        />
      </form>
    </Dialog>
  );
}
