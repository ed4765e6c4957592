ALTER TABLE "projects" DROP CONSTRAINT "projects_name";--> statement-breakpoint
ALTER TABLE "accounts" ADD COLUMN "project_limit" integer DEFAULT 30 NOT NULL;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "archived_at" timestamp with time zone;--> statement-breakpoint
ALTER TABLE "projects" ADD COLUMN "deleted_at" timestamp with time zone;--> statement-breakpoint
CREATE UNIQUE INDEX "projects_name" ON "projects" USING btree ("account_id","name_key") WHERE "projects"."deleted_at" is null;--> statement-breakpoint
ALTER TABLE "accounts" ADD CONSTRAINT "accounts_project_limit" CHECK ("accounts"."project_limit" between 1 and 1800);