CREATE TABLE "project_invitations" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"email" text NOT NULL,
	"role" text NOT NULL,
	"token_hash" "bytea" NOT NULL,
	"invited_by" text NOT NULL,
	"invited_at" timestamp with time zone NOT NULL,
	"expires_at" timestamp with time zone NOT NULL,
	CONSTRAINT "project_invitations_email" UNIQUE("project_id","email"),
	CONSTRAINT "project_invitations_token" UNIQUE("token_hash"),
	CONSTRAINT "project_invitations_role" CHECK ("project_invitations"."role" in ('admin', 'read-only')),
	CONSTRAINT "project_invitations_email_lower_case" CHECK ("project_invitations"."email" = lower("project_invitations"."email"))
);
--> statement-breakpoint
ALTER TABLE "project_invitations" ADD CONSTRAINT "project_invitations_project_id_projects_id_fk" FOREIGN KEY ("project_id") REFERENCES "public"."projects"("id") ON DELETE cascade ON UPDATE no action;