import { useQuery, useQueryClient } from "@tanstack/react-query";
import { type FormEvent, useId, useState } from "react";
import { get, put } from "../../api/call.ts";
import { useMe } from "../../api/use-me.ts";
import { LogInFirst } from "../../ui/log-in-first.tsx";
import { Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";

interface Settings {
  readonly language: "en" | "es";
  readonly kinds: readonly {
    readonly kind: string;
    readonly label: string;
    readonly mail: boolean;
    readonly always: boolean;
  }[];
}

const KEY = ["notices", "settings"];

/** In which language somebody is told, and of what by mail. */
export function NoticeSettingsPage() {
  const me = useMe();
  const read = useQuery({
    queryKey: KEY,
    queryFn: () => get<Settings>("/notices/settings"),
    enabled: me.data != null,
  });
  if (me.data === null) {
    return (
      <main className="page narrow" id="main">
        <LogInFirst to="choose your mails" />
      </main>
    );
  }
  return (
    <main className="page middle stack" id="main">
      <Heading lead="Whatever you choose here, the list of notices shows everything.">Your mails</Heading>
      <Refusal error={me.error ?? read.error} />
      {read.data === undefined ? read.error === null ? <Skeleton /> : null : <Choices settings={read.data} />}
    </main>
  );
}

function Choices(props: { readonly settings: Settings }) {
  const { kinds } = props.settings;
  const [language, setLanguage] = useState(props.settings.language);
  const [without, setWithout] = useState<ReadonlySet<string>>(
    new Set(kinds.filter(({ mail }) => !mail).map(({ kind }) => kind)),
  );
  const [saved, setSaved] = useState(false);
  const { busy, error, run } = useFormCall();
  const queries = useQueryClient();
  const languageId = useId();
  const choose = (kind: string, mail: boolean) => {
    const next = new Set(without);
    if (mail) next.delete(kind);
    else next.add(kind);
    setWithout(next);
    setSaved(false);
  };
  const save = (event: FormEvent) => {
    event.preventDefault();
    void run(async () => {
      await put("/notices/settings", { language, withoutMail: [...without] });
      setSaved(true);
      await queries.invalidateQueries({ queryKey: ["notices"] });
    });
  };
  return (
    <form className="stack" onSubmit={save}>
      <Card title="Language" explain="Of mails about your projects and of the list of notices.">
        <div className="field">
          <label htmlFor={languageId}>Language of notices</label>
          <select
            id={languageId}
            className="input"
            value={language}
            onChange={({ target }) => {
              setLanguage(target.value === "es" ? "es" : "en");
              setSaved(false);
            }}
          >
            <option value="en">English</option>
            <option value="es" lang="es">
              Español
            </option>
          </select>
        </div>
      </Card>
      <Card title="By mail" explain="What you want to hear of by mail as well.">
        <fieldset className="stack checks" aria-label="Kinds of notices that come by mail">
          {kinds
            .filter(({ always }) => !always)
            .map(({ kind, label }) => (
              <label className="check" key={kind}>
                <input
                  type="checkbox"
                  checked={!without.has(kind)}
                  onChange={({ target }) => choose(kind, target.checked)}
                />
                {label}
              </label>
            ))}
        </fieldset>
      </Card>
      <Card
        title="Always by mail"
        explain="These are about who can call and who can read answers. They always come, so that nobody can work in your project unheard."
      >
        <ul className="plain checks stack">
          {kinds
            .filter(({ always }) => always)
            .map(({ kind, label }) => (
              <li key={kind}>{label}</li>
            ))}
        </ul>
      </Card>
      <Refusal error={error} />
      <div className="save-bar row">
        <button type="submit" className="button primary" disabled={busy}>
          Save
        </button>
        <span role="status">{saved ? "Saved." : ""}</span>
      </div>
    </form>
  );
}
