CREATE TABLE "identities" (
	"issuer" text NOT NULL,
	"subject" text NOT NULL,
	"account_id" uuid NOT NULL,
	"linked_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identities_pk" PRIMARY KEY("issuer","subject"),
	CONSTRAINT "identities_account" UNIQUE("account_id","issuer"),
	CONSTRAINT "identities_subject" CHECK (length("identities"."subject") between 1 and 255)
);
--> statement-breakpoint
CREATE TABLE "identity_flows" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"purpose" text NOT NULL,
	"account_id" uuid,
	"project_id" uuid,
	"created_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "identity_flows_purpose" CHECK ("identity_flows"."purpose" in ('log-in', 'link', 'company')),
	CONSTRAINT "identity_flows_account" CHECK (("identity_flows"."purpose" = 'log-in') = ("identity_flows"."account_id" is null)),
	CONSTRAINT "identity_flows_project" CHECK (("identity_flows"."purpose" = 'company') = ("identity_flows"."project_id" is not null))
);
--> statement-breakpoint
ALTER TABLE "identities" ADD CONSTRAINT "identities_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "identity_flows" ADD CONSTRAINT "identity_flows_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "identity_flows_account_id_index" ON "identity_flows" USING btree ("account_id");--> statement-breakpoint
CREATE INDEX "identity_flows_expires_at_index" ON "identity_flows" USING btree ("expires_at");