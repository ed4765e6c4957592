import { TextField } from "../../ui/field.tsx";
import { Callout, Card } from "../../ui/page.tsx";
import { MoveButtons } from "./move-buttons.tsx";
import { freeId } from "./service.ts";
import type { FieldsProps } from "./service-fields.tsx";
import { useOrder } from "./use-order.ts";

const MOST = 40;

/** What contracts name. */
export function ProductFields({ form, wrong, onChange }: FieldsProps) {
  const { products } = form;
  const refused = wrong("products");
  const order = useOrder(products, (ordered) => onChange({ products: ordered }));
  return (
    <Card
      title="Products"
      explain="What the service is sold by: contracts name them, and operations belong to them. Pages show them in this order."
    >
      <div className="stack">
        {products.length === 0 ? <p className="soft">There is no product yet.</p> : null}
        {products.map((product, index) => (
          <div className="row bottom" key={product.id}>
            <TextField
              label={`Name of product ${product.id}`}
              value={product.name}
              maxLength={100}
              onText={(name) =>
                onChange({ products: products.map((one, at) => (at === index ? { ...one, name } : one)) })
              }
            />
            <MoveButtons
              what={`product ${product.name || product.id}`}
              index={index}
              count={products.length}
              moved={order.wasMoved(product)}
              onMove={(direction) => order.move(index, direction, product.name || product.id)}
            />
            <button
              type="button"
              className="button"
              aria-label={`Remove product ${product.name || product.id}`}
              onClick={() => onChange({ products: products.filter((one) => one !== product) })}
            >
              Remove
            </button>
          </div>
        ))}
        <p role="status" className="small">
          {order.said}
        </p>
        {refused === null ? null : <Callout kind="bad">{refused}</Callout>}
        {products.length < MOST ? (
          <div className="row">
            <button
              type="button"
              className="button"
              onClick={() =>
                onChange({ products: [...products, { id: freeId("product-", products), name: "" }] })
              }
            >
              Add a product
            </button>
          </div>
        ) : null}
      </div>
    </Card>
  );
}
