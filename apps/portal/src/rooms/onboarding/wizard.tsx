import type { KeyFormat } from "@gatehouse/keystore/key-file/write-key-file";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { useNavigate } from "@tanstack/react-router";
import { type FormEvent, useEffect, useState } from "react";
import { get, post } from "../../api/call.ts";
import { resend } from "../../api/resend.ts";
import type { ApiServices, Issued, Project } from "../../api/types.ts";
import { useKeyPolicy } from "../../api/use-key-policy.ts";
import { useMe } from "../../api/use-me.ts";
import { checkKeyForm, EMPTY_KEY_FORM, KeyFields, sizeOf } from "../../key-workshop/key-fields.tsx";
import { OtherKeyFiles } from "../../key-workshop/other-key-files.tsx";
import { saveFile } from "../../key-workshop/save-file.ts";
import { KeyProgress, useKeyFile, useUnsavedKey } from "../../key-workshop/use-key-file.tsx";
import { TextField } from "../../ui/field.tsx";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Callout, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { asRequest, forgetDraft, loadDraft, saveDraft, withOffered } from "./draft.ts";
import { StepDetails } from "./step-details.tsx";

type Step = "details" | "service" | "key" | "download";

const STEP_NAMES: Readonly<Record<Step, string>> = {
  details: "Project details",
  service: "Service details",
  key: "Additional credentials",
  download: "Download key file",
};

interface Made {
  readonly project: Project;
  readonly file: Uint8Array<ArrayBuffer> | null;
  readonly fileName: string;
  readonly alias: string;
}

export function Wizard() {
  const me = useMe();
  const services = useQuery({ queryKey: ["api-services"], queryFn: () => get<ApiServices>("/api-services") });
  const policy = useKeyPolicy();
  const [kept, setDraft] = useState(() => loadDraft(sessionStorage));
  const [step, setStep] = useState<Step>("details");
  const [keyForm, setKeyForm] = useState(EMPTY_KEY_FORM);
  const [checked, setChecked] = useState(false);
  const { make, write, progress, inDoubt } = useKeyFile();
  const [made, setMade] = useState<Made | null>(null);
  const [saved, setSaved] = useState(false);
  const { busy, error, field, run } = useFormCall();
  const navigate = useNavigate();
  const queries = useQueryClient();

  useEffect(() => {
    if (made === null) saveDraft(sessionStorage, kept);
  }, [kept, made]);

  useUnsavedKey(progress !== null || inDoubt || (made !== null && made.file !== null && !saved));

  if (me.isPending || services.isPending || policy.isPending) {
    return (
      <main className="page middle" id="main">
        <Skeleton />
      </main>
    );
  }
  const { data: account } = me;
  const { data: allowed } = policy;
  if (!account || services.data === undefined || allowed === undefined) {
    return (
      <main className="page middle" id="main">
        {account === null ? (
          <LogInFirst to="create a project" />
        ) : (
          <Refusal error={services.error ?? policy.error ?? me.error} />
        )}
      </main>
    );
  }
  const draft = withOffered(kept, services.data);
  const steps: Step[] = account.provider.encryptionKeys
    ? ["details", "service", "key", "download"]
    : ["details", "service"];

  const proceedFromDetails = () =>
    run(async () => {
      await post("/projects/check-name", { name: draft.name }).then((answer) => {
        if (!(answer as { available: boolean }).available) {
          throw new Error(`There is a project “${draft.name}” in this account already: choose another name.`);
        }
      });
      setDraft({ ...draft, countryFixed: true });
      setStep("service");
    });

  const create = async (key: { alias: string; certificateRequest: string } | null) => {
    const answer = await post<{ project: Project; issued: Issued | null }>("/projects", {
      ...asRequest(draft),
      ...(key === null ? {} : { mastercardEncryptionKey: key }),
    });
    forgetDraft(sessionStorage);
    await queries.invalidateQueries({ queryKey: ["projects"] });
    return answer;
  };

  const createWithoutKey = () =>
    run(async () => {
      const { project } = await resend(() => create(null));
      await navigate({ to: "/projects/$id", params: { id: project.id } });
    });

  const createWithKey = () => {
    setChecked(true);
    if (checkKeyForm(keyForm) !== null) return;
    void run(async () => {
      let project: Project | null = null;
      const file = await make(
        {
          ...keyForm,
          bits: sizeOf(keyForm, allowed),
          commonName: `${draft.name} ${keyForm.alias}`,
          organization: account.account.company?.name ?? account.account.name,
        },
        async (certificateRequest) => {
          const answer = await create({ alias: keyForm.alias, certificateRequest });
          if (answer.issued === null) throw new Error("The provider issued no certificate.");
          project = answer.project;
          return answer.issued;
        },
      );
      if (project === null) throw new Error("The project was not made.");
      const fileName = fileNameOf(project);
      setKeyForm(EMPTY_KEY_FORM);
      setMade({ project, file, fileName, alias: keyForm.alias });
      setStep("download");
    });
  };

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (step === "details") void proceedFromDetails();
    else if (step === "service" && account.provider.encryptionKeys) setStep("key");
    else if (step === "service") void createWithoutKey();
    else createWithKey();
  };

  return (
    <main className="page middle" id="main">
      <p className="soft small">Create New Project</p>
      <Heading>{STEP_NAMES[step]}</Heading>
      <ol className="steps" aria-label="Steps">
        {steps.map((name, index) => (
          <li
            key={name}
            aria-current={name === step ? "step" : undefined}
            className={steps.indexOf(step) > index ? "done" : undefined}
          >
            <span>{STEP_NAMES[name]}</span>
          </li>
        ))}
      </ol>
      {step === "download" && made !== null ? (
        <Download
          made={made}
          saved={saved}
          write={write}
          onSaved={() => setSaved(true)}
          onOpen={() => navigate({ to: "/projects/$id", params: { id: made.project.id } })}
        />
      ) : (
        <form className="card stack" onSubmit={submit} noValidate>
          {step === "details" ? (
            <StepDetails draft={draft} services={services.data} field={field} onDraft={setDraft} />
          ) : null}
          {step === "service" ? (
            <TextField
              label="Description"
              hint="Of the Sandbox credentials, for your own people: where they are used, for example."
              value={draft.sandboxDescription}
              maxLength={255}
              wrong={field("/sandboxDescription")}
              onText={(sandboxDescription) => setDraft({ ...draft, sandboxDescription })}
            />
          ) : null}
          {step === "key" ? (
            <>
              <Callout>
                Answers to you are encrypted with a {account.provider.name} Encryption Key. The pair is made
                in this browser; the private half goes into a protected file that only you get.
              </Callout>
              <KeyFields
                form={keyForm}
                policy={allowed}
                errors={checked ? checkKeyForm(keyForm) : null}
                fixed={inDoubt}
                onForm={setKeyForm}
              />
            </>
          ) : null}
          <Refusal error={error} />
          <KeyProgress progress={progress} inDoubt={inDoubt} />
          <div className="row spread">
            {step === "details" ? (
              <span />
            ) : (
              <button
                type="button"
                className="button"
                disabled={busy || inDoubt}
                onClick={() => setStep(step === "key" ? "service" : "details")}
              >
                Back
              </button>
            )}
            <span className="row">
              {step === "key" ? (
                <button
                  type="button"
                  className="button"
                  disabled={busy || inDoubt}
                  onClick={createWithoutKey}
                >
                  Skip this step
                </button>
              ) : null}
              <button type="submit" className="button primary" disabled={busy}>
                {inDoubt ? "Try again" : "Proceed"}
              </button>
            </span>
          </div>
        </form>
      )}
    </main>
  );
}

function fileNameOf(project: Project): string {
  return project.environments[0]?.mastercardEncryptionKeys[0]?.fileName ?? "mastercard-encryption-key.p12";
}

function Download(props: {
  readonly made: Made;
  readonly saved: boolean;
  readonly write: (format: KeyFormat) => Promise<Uint8Array<ArrayBuffer>>;
  readonly onSaved: () => void;
  readonly onOpen: () => void;
}) {
  const { made, saved } = props;
  const save = () => {
    if (made.file !== null) saveFile(made.file, made.fileName);
    props.onSaved();
  };
  return (
    <section className="card stack" aria-label="Key file">
      <p>
        The project <strong>{made.project.name}</strong> is ready, and so is the file with your private key.
      </p>
      <Callout kind={saved ? "good" : "warn"}>
        {saved
          ? "Downloaded. Put the file where your program finds it, and the password where you keep secrets."
          : "This is the only moment at which the file can be had: nobody else has the key, not even the provider."}
      </Callout>
      <dl className="facts">
        <dt>File</dt>
        <dd className="mono">{made.fileName}</dd>
        <dt>Alias</dt>
        <dd>{made.alias}</dd>
      </dl>
      <OtherKeyFiles fileName={made.fileName} write={props.write} onSaved={props.onSaved} />
      <div className="row">
        <button type="button" className={saved ? "button" : "button primary"} onClick={save}>
          Download key file
        </button>
        <button type="button" className={saved ? "button primary" : "button"} onClick={props.onOpen}>
          Open project
        </button>
      </div>
    </section>
  );
}
