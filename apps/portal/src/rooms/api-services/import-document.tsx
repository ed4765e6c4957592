import { useId, useState } from "react";
import { post, put } from "../../api/call.ts";
import { Callout, Card, Refusal } from "../../ui/page.tsx";
import { useFormCall } from "../../ui/use-form-call.ts";
import { type Operation, type Product, SERVICES_PATH, type ServicePage } from "./service.ts";

const LARGEST = 4 * 1024 * 1024;
/** Lines of one list. */
const SHOWN = 20;

interface Preview {
  title: string;
  version: string;
  operations: number;
  added: Operation[];
  removed: Operation[];
  newProducts: Product[];
  merged: { product: string; names: string[] }[];
  ignored: string[];
}

/** Takes the operations from an OpenAPI document, once it was shown what that changes. */
export function ImportDocument(props: {
  readonly page: ServicePage;
  readonly onPage: (page: ServicePage) => void;
}) {
  const { service } = props.page;
  const at = `${SERVICES_PATH}/${service.id}/document`;
  const id = useId();
  const [document, setDocument] = useState<string | null>(null);
  const [preview, setPreview] = useState<Preview | null>(null);
  const { busy, error, run } = useFormCall();
  const choose = (file: File | undefined) =>
    run(async () => {
      setPreview(null);
      setDocument(null);
      if (file === undefined) return;
      if (file.size > LARGEST) throw new Error("The document is larger than 4 MB.");
      const text = await file.text();
      setPreview(await post<Preview>(`${at}/preview`, { document: text }));
      setDocument(text);
    });
  const take = () =>
    run(async () => props.onPage(await put<ServicePage>(at, { version: service.version, document })));
  return (
    <Card
      title="Import a document"
      explain="OpenAPI 3, as JSON or YAML. You see what would change before anything does."
    >
      <div className="stack">
        <div className="field">
          <label htmlFor={id}>OpenAPI document</label>
          <input
            id={id}
            type="file"
            accept=".json,.yaml,.yml"
            aria-describedby={`${id}-hint`}
            disabled={busy}
            onChange={(event) => void choose(event.currentTarget.files?.[0])}
          />
          <span className="hint" id={`${id}-hint`}>
            At most 4 MB. Operations that there are keep their products.
          </span>
        </div>
        {busy ? <p role="status">The document is being read…</p> : null}
        <Refusal error={error} />
        {preview === null ? null : <Changes preview={preview} />}
        {preview === null || document === null ? null : (
          <div className="row">
            <button type="button" className="button primary" disabled={busy} onClick={() => void take()}>
              Import {preview.operations} operations
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}

function Changes({ preview }: { readonly preview: Preview }) {
  const { added, removed, newProducts, merged, ignored } = preview;
  const named = (operations: Operation[]) =>
    operations.map(({ method, path, product }) => `${method} ${path} – ${product ?? "every contract"}`);
  return (
    <div className="stack" role="status">
      <p>
        “{preview.title}” {preview.version}: {preview.operations} operations.
      </p>
      {removed.length > 0 ? (
        <Callout kind="warn">Calls to what is removed are refused in Production from then on.</Callout>
      ) : null}
      {merged.length > 0 ? (
        <Callout kind="warn">
          Names that make the same id are one product, and a contract that holds it opens the operations of
          all of them. Say by x-gatehouse-product what they belong to if that isn’t meant.
        </Callout>
      ) : null}
      {added.length + removed.length + newProducts.length === 0 ? (
        <p className="soft">No operation comes or goes.</p>
      ) : null}
      <Lines title="New operations" lines={named(added)} />
      <Lines title="Removed operations" lines={named(removed)} />
      <Lines title="New products" lines={newProducts.map(({ name }) => name)} />
      <Lines
        title="Names that are one product"
        lines={merged.map(
          ({ product, names }) => `${product}: ${names.map((name) => `“${name}”`).join(", ")}`,
        )}
      />
      <Lines title="Passed over" lines={ignored} />
    </div>
  );
}

function Lines(props: { readonly title: string; readonly lines: readonly string[] }) {
  const { title, lines } = props;
  if (lines.length === 0) return null;
  return (
    <div>
      <h3>
        {title}: {lines.length}
      </h3>
      <ul>
        {lines.slice(0, SHOWN).map((line) => (
          <li key={line}>{line}</li>
        ))}
      </ul>
      {lines.length > SHOWN ? <p className="soft small">and {lines.length - SHOWN} more</p> : null}
    </div>
  );
}
