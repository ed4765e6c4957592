CREATE TABLE "contracts" (
	"id" uuid PRIMARY KEY NOT NULL,
	"number" text NOT NULL,
	"company_id" uuid NOT NULL,
	"plan" text NOT NULL,
	"products" text[] NOT NULL,
	"valid_from" date NOT NULL,
	"valid_to" date,
	"executed_on" date,
	"document_name" text,
	"document_type" text,
	"document" "bytea",
	"entered_at" timestamp with time zone NOT NULL,
	"entered_by" uuid NOT NULL,
	"entered_by_email" text NOT NULL,
	CONSTRAINT "contracts_number" UNIQUE("number"),
	CONSTRAINT "contracts_plan" CHECK ("contracts"."plan" in ('test-drive-premium', 'production')),
	CONSTRAINT "contracts_days" CHECK ("contracts"."valid_to" is null or "contracts"."valid_to" >= "contracts"."valid_from"),
	CONSTRAINT "contracts_products" CHECK (cardinality("contracts"."products") between 1 and 40),
	CONSTRAINT "contracts_document" CHECK (octet_length("contracts"."document") <= 2097152),
	CONSTRAINT "contracts_document_whole" CHECK (("contracts"."document" is null) = ("contracts"."document_name" is null) and ("contracts"."document" is null) = ("contracts"."document_type" is null))
);
--> statement-breakpoint
CREATE TABLE "production_events" (
	"id" uuid PRIMARY KEY NOT NULL,
	"request_id" uuid NOT NULL,
	"at" timestamp with time zone NOT NULL,
	"side" text NOT NULL,
	"author" text NOT NULL,
	"kind" text NOT NULL,
	"text" text,
	CONSTRAINT "production_events_side" CHECK ("production_events"."side" in ('partner', 'provider')),
	CONSTRAINT "production_events_text" CHECK (length("production_events"."text") <= 2000)
);
--> statement-breakpoint
CREATE TABLE "production_requests" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"environment_id" uuid,
	"plan" text NOT NULL,
	"answers" jsonb NOT NULL,
	"state" text NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"submitted_at" timestamp with time zone,
	"submitted_by" uuid,
	"submitted_by_email" text,
	"assignee" text,
	"first_by" uuid,
	"first_by_email" text,
	"first_at" timestamp with time zone,
	"second_by" uuid,
	"second_by_email" text,
	"decided_at" timestamp with time zone,
	"contract_id" uuid,
	CONSTRAINT "production_requests_project" UNIQUE("project_id"),
	CONSTRAINT "production_requests_plan" CHECK ("production_requests"."plan" in ('test-drive-premium', 'production')),
	CONSTRAINT "production_requests_state" CHECK ("production_requests"."state" in ('draft', 'submitted', 'in-review', 'more-information', 'approved', 'refused', 'withdrawn', 'resubmitted')),
	CONSTRAINT "production_requests_submitted" CHECK ("production_requests"."state" = 'draft' or ("production_requests"."environment_id" is not null and "production_requests"."submitted_at" is not null and "production_requests"."submitted_by" is not null)),
	CONSTRAINT "production_requests_approved" CHECK (("production_requests"."state" = 'approved') = ("production_requests"."second_by" is not null) and ("production_requests"."state" <> 'approved' or ("production_requests"."first_by" is not null and "production_requests"."contract_id" is not null))),
	CONSTRAINT "production_requests_four_eyes" CHECK ("production_requests"."first_by" <> "production_requests"."second_by"),
	CONSTRAINT "production_requests_not_ones_own" CHECK ("production_requests"."first_by" <> "production_requests"."submitted_by" and "production_requests"."second_by" <> "production_requests"."submitted_by")
);
--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspension_reason" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspension_asked_by" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspension_asked_by_email" text;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspension_asked_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspension_confirmed_by" uuid;--> statement-breakpoint
ALTER TABLE "companies" ADD COLUMN "suspended_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "ends_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "products" text[];--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "upstream_url" text;--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "suspended_from" text;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_company_id_companies_id_fk" FOREIGN KEY ("company_id") REFERENCES "public"."companies"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_entered_by_accounts_id_fk" FOREIGN KEY ("entered_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_events" ADD CONSTRAINT "production_events_request_id_production_requests_id_fk" FOREIGN KEY ("request_id") REFERENCES "public"."production_requests"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_environment_id_environments_id_fk" FOREIGN KEY ("environment_id") REFERENCES "public"."environments"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_submitted_by_accounts_id_fk" FOREIGN KEY ("submitted_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_first_by_accounts_id_fk" FOREIGN KEY ("first_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_second_by_accounts_id_fk" FOREIGN KEY ("second_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "production_requests" ADD CONSTRAINT "production_requests_contract_id_contracts_id_fk" FOREIGN KEY ("contract_id") REFERENCES "public"."contracts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "contracts_company_id_index" ON "contracts" USING btree ("company_id");--> statement-breakpoint
CREATE INDEX "production_events_request_id_at_index" ON "production_events" USING btree ("request_id","at");--> statement-breakpoint
CREATE INDEX "production_requests_state_submitted_at_index" ON "production_requests" USING btree ("state","submitted_at");--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_suspended" CHECK (("companies"."suspended_at" is null) = ("companies"."suspension_confirmed_by" is null) and ("companies"."suspension_confirmed_by" is null or "companies"."suspension_asked_by" is not null));--> statement-breakpoint
ALTER TABLE "companies" ADD CONSTRAINT "companies_suspension_four_eyes" CHECK ("companies"."suspension_confirmed_by" <> "companies"."suspension_asked_by");--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_suspended" CHECK (("environments"."status" = 'suspended') = ("environments"."suspended_from" is not null));