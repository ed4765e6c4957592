import { useQuery } from "@tanstack/react-query";
import { Link } from "@tanstack/react-router";
import { get } from "../../api/call.ts";
import { moment } from "../../ui/format.ts";
import { Heading, Refusal, Skeleton } from "../../ui/page.tsx";
import { AddService } from "./add-service.tsx";
import { SERVICES_PATH, SERVICES_QUERY, type ServiceInList, type ServiceList } from "./service.ts";

/** For operators: the catalogue behind “Select your API service”. */
export function ApiServicesPage() {
  const read = useQuery({ queryKey: SERVICES_QUERY, queryFn: () => get<ServiceList>(SERVICES_PATH) });
  return (
    <div className="stack wide">
      <Heading lead="What partners choose from when they create a project, and how the gate serves it.">
        API services
      </Heading>
      {read.isPending ? <Skeleton /> : <Refusal error={read.error} />}
      {read.data?.items.length === 0 ? <p className="soft">There is no API service.</p> : null}
      {read.data === undefined ? null : (
        <ul className="stack plain">
          {read.data.items.map((service) => (
            <Item key={service.id} service={service} />
          ))}
        </ul>
      )}
      {read.data?.can.add.allowed ? <AddService /> : null}
    </div>
  );
}

function Item({ service }: { readonly service: ServiceInList }) {
  const { id, name, region, offered, operations, builtInList, productionUrl, changeWaits, sandbox } = service;
  const calls = builtInList ? "calls by the built-in list" : `${operations} operations`;
  return (
    <li>
      <Link to="/operator/api-services/$serviceId" params={{ serviceId: id }} className="card place">
        <span className="row">
          <strong>{name}</strong>
          {changeWaits ? <span className="badge warn">A change waits</span> : null}
          {sandbox === "none" ? <span className="badge warn">No Sandbox yet</span> : null}
        </span>
        <span className="soft small">
          {[region, offered ? "offered" : "not offered", calls].filter((part) => part !== "").join(" · ")}
        </span>
        <span className="soft small">
          {productionUrl === null ? "No address for Production here" : productionUrl}
          {service.changedBy === null
            ? ""
            : ` · changed by ${service.changedBy} on ${moment(service.changedAt)}`}
        </span>
      </Link>
    </li>
  );
}
