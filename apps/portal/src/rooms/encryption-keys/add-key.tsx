import { useState } from "react";
import type { Project } from "../../api/types.ts";
import { ChoiceField } from "../../ui/field.tsx";
import { Card } from "../../ui/page.tsx";
import { AddRequest } from "./add-request.tsx";
import { GenerateKey } from "./generate-key.tsx";

type Way = "generate" | "request";

const WAYS: readonly { value: Way; name: string; explain: string }[] = [
  { value: "generate", name: "Generate in this browser", explain: "Made here, in a protected file for you" },
  {
    value: "request",
    name: "Bring a request (CSR)",
    explain: "The pair exists already, in your HSM for example",
  },
];

/** The ways to add a Mastercard Encryption Key: make the pair here, or bring the request of one that exists. */
export function AddKey(props: {
  readonly project: Project;
  readonly organization: string;
  readonly providerName: string;
  readonly onHolding: (holding: boolean) => void;
  /** Null where the card can't be closed, since there is no key yet. */
  readonly onClose: (() => void) | null;
}) {
  const { project, onClose } = props;
  const [way, setWay] = useState<Way>("generate");
  const [holding, setHolding] = useState(false);
  const close = () => onClose?.();
  return (
    <Card
      across
      title={`Add a ${props.providerName} Encryption Key`}
      explain="The private half stays with you, whichever way you choose."
    >
      <div className="stack">
        <fieldset disabled={holding}>
          <ChoiceField legend="How do you add it?" value={way} choices={WAYS} onChoice={setWay} />
        </fieldset>
        {way === "generate" ? (
          <GenerateKey
            project={project}
            organization={props.organization}
            onHolding={(held) => {
              setHolding(held);
              props.onHolding(held);
            }}
            onDone={close}
          />
        ) : (
          <AddRequest projectId={project.id} onAdded={close} />
        )}
        {onClose === null || holding ? null : (
          <div className="row">
            <button type="button" className="button" onClick={onClose}>
              Close
            </button>
          </div>
        )}
      </div>
    </Card>
  );
}
