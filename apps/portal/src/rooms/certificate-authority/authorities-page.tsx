import { useQuery } from "@tanstack/react-query";
import { get } from "../../api/call.ts";
import { CopyText } from "../../ui/copy-text.tsx";
import { date, daysUntil, grouped } from "../../ui/format.ts";
import { KeyMark } from "../../ui/key-mark.tsx";
import { Callout, Card, Heading, Refusal, Skeleton } from "../../ui/page.tsx";

interface Authority {
  generation: number;
  subject: string;
  issuing: boolean;
  inToken: boolean;
  notBefore: string;
  notAfter: string;
  renewedAt: string;
  sha256: string;
  certificatePem: string;
}

interface Authorities {
  items: Authority[];
  warning: string | null;
}

/** For operators: who certifies keys, until when, and when the next one comes. */
export function AuthoritiesPage() {
  const read = useQuery({
    queryKey: ["operator", "certificate-authorities"],
    queryFn: () => get<Authorities>("/operator/certificate-authorities"),
  });
  const warning = read.data?.warning ?? null;
  return (
    <div className="stack wide">
      <Heading lead="It signs the certificates of all keys. A successor with a key of its own is made long before it ends, so that no certificate outlives it; those before it stay for the certificates that they have signed.">
        Issuing authority
      </Heading>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {warning === null ? null : (
        <Callout kind="warn">{`${warning.charAt(0).toUpperCase()}${warning.slice(1)}.`}</Callout>
      )}
      {read.data?.items.map((authority) => (
        <One key={authority.sha256} authority={authority} />
      ))}
    </div>
  );
}

function One({ authority }: { readonly authority: Authority }) {
  const { generation, subject, issuing, inToken, notBefore, notAfter, renewedAt, sha256 } = authority;
  const days = daysUntil(notAfter, new Date());
  return (
    <Card
      title={`Generation ${generation}`}
      explain={issuing ? "Issues certificates." : "Issues none any more; what it has issued stays good."}
    >
      <dl className="facts">
        <dt className="wide">Subject</dt>
        <dd className="wide">{subject.split("\n").join(", ")}</dd>
        <dt className="wide">Certificate SHA-256</dt>
        <dd className="wide marked">
          <KeyMark hex={sha256} />
          <CopyText text={sha256} name="certificate fingerprint" shown={grouped(sha256)} />
        </dd>
        <dt>Since</dt>
        <dd>{date(notBefore)}</dd>
        <dt>Expires</dt>
        <dd>
          {date(notAfter)}
          <span className="soft">{days < 0 ? "expired" : `in ${days.toLocaleString("en-US")} days`}</span>
        </dd>
        {issuing ? (
          <>
            <dt>Successor</dt>
            <dd>made on {date(renewedAt)}</dd>
          </>
        ) : null}
        <dt>Its key</dt>
        <dd>{inToken ? "in a token (HSM)" : "in the database, wrapped under the master key"}</dd>
        <dt>Certificate</dt>
        <dd>
          <CopyText text={authority.certificatePem} name="certificate" shown="PEM" />
        </dd>
      </dl>
    </Card>
  );
}
