CREATE TABLE "api_service_operations" (
	"service_id" text NOT NULL,
	"method" text NOT NULL,
	"path" text NOT NULL,
	"shape" text NOT NULL,
	"summary" text,
	"product" text,
	CONSTRAINT "api_service_operations_service_id_method_path_pk" PRIMARY KEY("service_id","method","path"),
	CONSTRAINT "api_service_operations_shape" UNIQUE("service_id","method","shape"),
	CONSTRAINT "api_service_operations_method" CHECK ("api_service_operations"."method" in ('GET', 'POST', 'PUT', 'PATCH', 'DELETE')),
	CONSTRAINT "api_service_operations_path" CHECK (length("api_service_operations"."path") <= 300 and "api_service_operations"."path" like '/%'),
	CONSTRAINT "api_service_operations_summary" CHECK (length("api_service_operations"."summary") <= 200)
);
--> statement-breakpoint
CREATE TABLE "api_service_products" (
	"service_id" text NOT NULL,
	"id" text NOT NULL,
	"name" text NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "api_service_products_service_id_id_pk" PRIMARY KEY("service_id","id"),
	CONSTRAINT "api_service_products_id" CHECK ("api_service_products"."id" ~ '^[a-z0-9][a-z0-9-]{0,39}$'),
	CONSTRAINT "api_service_products_name" CHECK (length("api_service_products"."name") between 1 and 100)
);
--> statement-breakpoint
CREATE TABLE "api_service_questions" (
	"service_id" text NOT NULL,
	"id" text NOT NULL,
	"question" text NOT NULL,
	"hint" text NOT NULL,
	"kind" text NOT NULL,
	"required" boolean NOT NULL,
	"position" integer NOT NULL,
	CONSTRAINT "api_service_questions_service_id_id_pk" PRIMARY KEY("service_id","id"),
	CONSTRAINT "api_service_questions_id" CHECK ("api_service_questions"."id" ~ '^[A-Za-z][A-Za-z0-9]{0,39}$'),
	CONSTRAINT "api_service_questions_texts" CHECK (length("api_service_questions"."question") between 1 and 200 and length("api_service_questions"."hint") <= 255),
	CONSTRAINT "api_service_questions_kind" CHECK ("api_service_questions"."kind" in ('text', 'line', 'yes-no'))
);
--> statement-breakpoint
CREATE TABLE "api_services" (
	"id" text PRIMARY KEY NOT NULL,
	"name" text NOT NULL,
	"region" text NOT NULL,
	"description" text NOT NULL,
	"commercial_countries" text[] NOT NULL,
	"sandbox_url" text,
	"production_url" text,
	"payload_policy" text NOT NULL,
	"request_field" text NOT NULL,
	"response_field" text NOT NULL,
	"field_level" boolean NOT NULL,
	"offered" boolean NOT NULL,
	"version" integer NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"changed_at" timestamp with time zone NOT NULL,
	"changed_by" uuid,
	"changed_by_email" text,
	"document_title" text,
	"document_version" text,
	"imported_at" timestamp with time zone,
	CONSTRAINT "api_services_id" CHECK ("api_services"."id" ~ '^[a-z0-9][a-z0-9-]{1,39}$'),
	CONSTRAINT "api_services_texts" CHECK (length("api_services"."name") between 1 and 100 and length("api_services"."region") <= 60 and length("api_services"."description") <= 255),
	CONSTRAINT "api_services_countries" CHECK (cardinality("api_services"."commercial_countries") between 1 and 249),
	CONSTRAINT "api_services_urls" CHECK (length("api_services"."sandbox_url") <= 500 and length("api_services"."production_url") <= 500),
	CONSTRAINT "api_services_policy" CHECK ("api_services"."payload_policy" in ('off', 'mirror', 'required')),
	CONSTRAINT "api_services_fields" CHECK ("api_services"."request_field" ~ '^[A-Za-z][A-Za-z0-9_.-]{0,199}$' and "api_services"."response_field" ~ '^[A-Za-z][A-Za-z0-9_.-]{0,199}$'),
	CONSTRAINT "api_services_version" CHECK ("api_services"."version" >= 1),
	CONSTRAINT "api_services_document" CHECK (num_nulls("api_services"."document_title", "api_services"."document_version", "api_services"."imported_at") in (0, 3) and length("api_services"."document_title") <= 200 and length("api_services"."document_version") <= 200)
);
--> statement-breakpoint
-- The built-in API service, as it has been before there was a catalogue.
INSERT INTO "api_services" ("id", "name", "region", "description", "commercial_countries", "payload_policy", "request_field", "response_field", "field_level", "offered", "version", "created_at", "changed_at") VALUES ('open-finance-us', 'Open Finance', 'United States', 'Account data with the account holder''s consent: customers, institutions, accounts, transactions.', array['US'], 'mirror', 'encryptedData', 'encryptedData', true, true, 1, now(), now());--> statement-breakpoint
INSERT INTO "api_service_products" ("service_id", "id", "name", "position") VALUES ('open-finance-us', 'transactions', 'Transactions', 0), ('open-finance-us', 'account-owner', 'Account Owner', 1), ('open-finance-us', 'payments', 'Payments', 2), ('open-finance-us', 'statements', 'Bank Statements', 3), ('open-finance-us', 'accounts', 'Accounts', 4), ('open-finance-us', 'reports', 'Lending Reports', 5), ('open-finance-us', 'transfer', 'Deposit and Bill Pay Switch', 6), ('open-finance-us', 'connect', 'Connect', 7), ('open-finance-us', 'webhooks', 'Webhook Subscriptions', 8);--> statement-breakpoint
INSERT INTO "api_service_questions" ("service_id", "id", "question", "hint", "kind", "required", "position") VALUES ('open-finance-us', 'useCase', 'What do you build, and for whom?', 'Two or three sentences: the product, its users, and what they gain.', 'text', true, 0), ('open-finance-us', 'data', 'Which data do you need, and how long do you keep it?', 'For example: accounts and transactions of 24 months, kept for 90 days.', 'text', true, 1), ('open-finance-us', 'volume', 'How many calls do you expect in a month?', 'A rough figure for the first year.', 'text', true, 2), ('open-finance-us', 'contact', 'Whom do we reach when something goes wrong at night?', 'A name or a team, with a telephone number or an address.', 'text', true, 3);--> statement-breakpoint
ALTER TABLE "contracts" ADD COLUMN "api_service" text DEFAULT 'open-finance-us' NOT NULL;--> statement-breakpoint
ALTER TABLE "environments" ADD COLUMN "api_service" text DEFAULT 'open-finance-us' NOT NULL;--> statement-breakpoint
ALTER TABLE "api_service_operations" ADD CONSTRAINT "api_service_operations_service_id_api_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_service_operations" ADD CONSTRAINT "api_service_operations_product" FOREIGN KEY ("service_id","product") REFERENCES "public"."api_service_products"("service_id","id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_service_products" ADD CONSTRAINT "api_service_products_service_id_api_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_service_questions" ADD CONSTRAINT "api_service_questions_service_id_api_services_id_fk" FOREIGN KEY ("service_id") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "api_services" ADD CONSTRAINT "api_services_changed_by_accounts_id_fk" FOREIGN KEY ("changed_by") REFERENCES "public"."accounts"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_service" UNIQUE("id","api_service");--> statement-breakpoint
ALTER TABLE "contracts" ADD CONSTRAINT "contracts_api_service_api_services_id_fk" FOREIGN KEY ("api_service") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "environments" ADD CONSTRAINT "environments_service" FOREIGN KEY ("project_id","api_service") REFERENCES "public"."projects"("id","api_service") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "projects" ADD CONSTRAINT "projects_api_service_api_services_id_fk" FOREIGN KEY ("api_service") REFERENCES "public"."api_services"("id") ON DELETE no action ON UPDATE no action;
