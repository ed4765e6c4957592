CREATE TABLE "company_documents" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"name" text NOT NULL,
	"type" text NOT NULL,
	"content" "bytea" NOT NULL,
	"added_at" timestamp with time zone NOT NULL,
	"added_by" text NOT NULL,
	CONSTRAINT "company_documents_size" CHECK (octet_length("company_documents"."content") between 1 and 2097152),
	CONSTRAINT "company_documents_type" CHECK ("company_documents"."type" in ('application/pdf', 'image/png', 'image/jpeg'))
);
--> statement-breakpoint
CREATE TABLE "company_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"company_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"side" text NOT NULL,
	"author" text NOT NULL,
	"kind" text NOT NULL,
	"text" text,
	CONSTRAINT "company_events_side" CHECK ("company_events"."side" in ('partner', 'provider')),
	CONSTRAINT "company_events_text" CHECK (length("company_events"."text") <= 2000)
);
--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "operator_role" text;--> statement-breakpoint
UPDATE "accounts" SET "operator_role" = 'administrator' WHERE "operator";--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "partner_id" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "address" jsonb;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "company_number" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "verification" text DEFAULT 'unverified' NOT NULL;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "method" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "submitted_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "submitted_by" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "submitted_by_email" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "assignee" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "decided_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "decided_by" text;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "client_company_id" uuid;--> statement-breakpoint
ALTER TABLE "company_documents" ADD CONSTRAINT "company_documents_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "company_events" ADD CONSTRAINT "company_events_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "company_documents_company_id_index" ON "company_documents" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "company_events_company_id_at_index" ON "company_events" USING btree ("company_id","at");--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_partner_id_companies_id_fk" FOREIGN KEY ("partner_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_client_company_id_companies_id_fk" FOREIGN KEY ("client_company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "companies_verification_submitted_at_index" ON "companies" USING btree ("verification","submitted_at");--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_operator_role" CHECK ("accounts"."operator" = ("accounts"."operator_role" is not null) and "accounts"."operator_role" in ('reviewer', 'administrator'));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_partner" CHECK (("companies"."kind" = 'client') = ("companies"."partner_id" is not null));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_number" CHECK ("companies"."company_number" ~ '^[0-9]{6,10}$');--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_verification" CHECK ("companies"."verification" in ('unverified', 'in-review', 'more-information', 'verified', 'refused'));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_method" CHECK ("companies"."method" in ('company-id', 'review', 'linked'));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_submitted" CHECK ("companies"."verification" = 'unverified' or ("companies"."method" is not null and "companies"."submitted_at" is not null and "companies"."submitted_by_email" is not null));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_verified" CHECK ("companies"."verification" <> 'verified' or ("companies"."decided_at" is not null and "companies"."address" is not null));