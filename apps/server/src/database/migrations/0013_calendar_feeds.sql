CREATE TABLE "calendar_feeds" (
	"token_hash" "bytea" PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"created_at" timestamp with time zone NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "calendar_feeds_member" UNIQUE("project_id","account_id")
);
--> statement-breakpoint
ALTER TABLE "calendar_feeds" ADD CONSTRAINT "calendar_feeds_membership" FOREIGN KEY ("project_id","account_id") REFERENCES "public"."project_members"("project_id","account_id") ON DELETE cascade ON UPDATE no action;