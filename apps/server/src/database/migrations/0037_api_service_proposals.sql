CREATE TABLE "api_service_proposals" (
	"id" uuid PRIMARY KEY NOT NULL,
	"service_id" text NOT NULL,
	"version" integer NOT NULL,
	"before" jsonb NOT NULL,
	"after" jsonb NOT NULL,
	"proposed_by" uuid NOT NULL,
	"proposed_by_email" text NOT NULL,
	"proposed_at" timestamp with time zone NOT NULL,
	"state" text NOT NULL,
	"settled_at" timestamp with time zone,
	"settled_by" uuid,
	"settled_by_email" text,
	CONSTRAINT "api_service_proposals_version" CHECK ("api_service_proposals"."version" >= 1),
	CONSTRAINT "api_service_proposals_state" CHECK ("api_service_proposals"."state" in ('open', 'confirmed', 'declined', 'taken-back', 'dropped', 'lapsed')),
	CONSTRAINT "api_service_proposals_settled" CHECK (("api_service_proposals"."state" = 'open') = ("api_service_proposals"."settled_at" is null) and ("api_service_proposals"."state" in ('open', 'lapsed')) = ("api_service_proposals"."settled_by" is null) and ("api_service_proposals"."settled_by" is null) = ("api_service_proposals"."settled_by_email" is null)),
	CONSTRAINT "api_service_proposals_four_eyes" CHECK ("api_service_proposals"."state" not in ('confirmed', 'declined') or "api_service_proposals"."settled_by" <> "api_service_proposals"."proposed_by"),
	CONSTRAINT "api_service_proposals_taken_back" CHECK ("api_service_proposals"."state" <> 'taken-back' or "api_service_proposals"."settled_by" = "api_service_proposals"."proposed_by")
);
--> statement-breakpoint
ALTER TABLE "api_service_proposals" ADD CONSTRAINT "api_service_proposals_service_id_api_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_service_proposals" ADD CONSTRAINT "api_service_proposals_proposed_by_accounts_id_fk" FOREIGN KEY ("proposed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_service_proposals" ADD CONSTRAINT "api_service_proposals_settled_by_accounts_id_fk" FOREIGN KEY ("settled_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE UNIQUE INDEX "api_service_proposals_open" ON "api_service_proposals" USING btree ("service_id") WHERE "api_service_proposals"."state" = 'open';--> statement-breakpoint
CREATE INDEX "api_service_proposals_proposed_by_index" ON "api_service_proposals" USING btree ("proposed_by") WHERE "api_service_proposals"."state" = 'open';