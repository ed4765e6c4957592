CREATE TABLE "notice_recipients" (
	"notice_id" uuid NOT NULL,
	"account_id" uuid NOT NULL,
	"read_at" timestamp with time zone,
	CONSTRAINT "notice_recipients_account_id_notice_id_pk" PRIMARY KEY("account_id","notice_id")
);
--> statement-breakpoint
CREATE TABLE "notice_settings" (
	"account_id" uuid PRIMARY KEY NOT NULL,
	"language" text NOT NULL,
	"without_mail" text[] NOT NULL
);
--> statement-breakpoint
CREATE TABLE "notices" (
	"id" uuid PRIMARY KEY NOT NULL,
	"project_id" uuid NOT NULL,
	"project_name" text NOT NULL,
	"environment" text,
	"kind" text NOT NULL,
	"facts" jsonb NOT NULL,
	"actor" text,
	"at" timestamp with time zone NOT NULL,
	"mailed_at" timestamp with time zone
);
--> statement-breakpoint
ALTER TABLE "mails" ADD COLUMN "html" text;--> statement-breakpoint
ALTER TABLE "notice_recipients" ADD CONSTRAINT "notice_recipients_notice_id_notices_id_fk" FOREIGN KEY ("notice_id") REFERENCES "public"."notices"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_recipients" ADD CONSTRAINT "notice_recipients_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
ALTER TABLE "notice_settings" ADD CONSTRAINT "notice_settings_account_id_accounts_id_fk" FOREIGN KEY ("account_id") REFERENCES "public"."accounts"("id") ON DELETE cascade ON UPDATE no action;--> statement-breakpoint
CREATE INDEX "notice_recipients_notice_id_index" ON "notice_recipients" USING btree ("notice_id");--> statement-breakpoint
CREATE INDEX "notice_recipients_account_id_index" ON "notice_recipients" USING btree ("account_id") WHERE "notice_recipients"."read_at" is null;--> statement-breakpoint
CREATE INDEX "notices_at_index" ON "notices" USING btree ("at");--> statement-breakpoint
CREATE INDEX "notices_at_id_index" ON "notices" USING btree ("at","id") WHERE "notices"."mailed_at" is null;