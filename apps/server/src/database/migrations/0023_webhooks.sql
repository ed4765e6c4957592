CREATE TABLE "webhook_deliveries" (
	"id" uuid PRIMARY KEY NOT NULL,
	"webhook_id" uuid NOT NULL,
	"notice_id" uuid,
	"type" text NOT NULL,
	"body" text NOT NULL,
	"queued_at" timestamp with time zone NOT NULL,
	"good_until" timestamp with time zone NOT NULL,
	"due_at" timestamp with time zone NOT NULL,
	"lease" uuid,
	"attempts" integer NOT NULL,
	"tries" jsonb NOT NULL,
	"delivered_at" timestamp with time zone,
	"given_up_at" timestamp with time zone,
	CONSTRAINT "webhook_deliveries_once" UNIQUE("webhook_id","notice_id"),
	CONSTRAINT "webhook_deliveries_body" CHECK (octet_length("webhook_deliveries"."body") <= 32768)
);
--> statement-breakpoint
CREATE TABLE "webhooks" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid,
	"slot" smallint NOT NULL,
	"url" text NOT NULL,
	"description" text NOT NULL,
	"secret" jsonb NOT NULL,
	"old_secret" jsonb,
	"old_secret_until" timestamp with time zone,
	"created_at" timestamp with time zone NOT NULL,
	"created_by" text NOT NULL,
	CONSTRAINT "webhooks_slot" UNIQUE NULLS NOT DISTINCT("project_id","slot"),
	CONSTRAINT "webhooks_most" CHECK ("webhooks"."slot" between 1 and 5),
	CONSTRAINT "webhooks_overlap" CHECK (("webhooks"."old_secret" is null) = ("webhooks"."old_secret_until" is null))
);
--> statement-breakpoint
ALTER TABLE "notices" ADD COLUMN "webhooks_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "webhook_deliveries" ADD CONSTRAINT "webhook_deliveries_webhook_id_webhooks_id_fk" FOREIGN KEY ("webhook_id") REFERENCES "public"."webhooks"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "webhooks" ADD CONSTRAINT "webhooks_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_webhook_id_queued_at_id_index" ON "webhook_deliveries" USING btree ("webhook_id","queued_at","id");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_queued_at_index" ON "webhook_deliveries" USING btree ("queued_at");--> statement-breakpoint
CREATE INDEX "webhook_deliveries_due_at_index" ON "webhook_deliveries" USING btree ("due_at") WHERE "webhook_deliveries"."delivered_at" is null and "webhook_deliveries"."given_up_at" is null;--> statement-breakpoint
CREATE INDEX "webhook_deliveries_held" ON "webhook_deliveries" USING btree ("webhook_id") WHERE "webhook_deliveries"."lease" is not null;--> statement-breakpoint
CREATE INDEX "notices_for_webhooks" ON "notices" USING btree ("at","id") WHERE "notices"."webhooks_at" is null;