import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Which revoked versions were public, and how the lists of revocations and advisories find their records. */
export class PublicLists1764411000000 implements MigrationInterface {
  readonly name = 'PublicLists1764411000000';

  async up(runner: QueryRunner): Promise<void> {
    // Of versions that were revoked before this, nothing but the digest is told.
    await runner.query(`ALTER TABLE revocations ADD COLUMN public boolean NOT NULL DEFAULT false`);
    await runner.query(
      `CREATE INDEX log_records_revocations ON log_records (index) WHERE type = 'revocation'`,
    );
    await runner.query(
      `CREATE INDEX log_records_statuses ON log_records (package, version, index DESC) WHERE type = 'status'`,
    );
  }

  async down(runner: QueryRunner): Promise<void> {
    await runner.query(`DROP INDEX log_records_statuses`);
    await runner.query(`DROP INDEX log_records_revocations`);
    await runner.query(`ALTER TABLE revocations DROP COLUMN public`);
  }
}
