import type { MigrationInterface, QueryRunner } from 'typeorm';

/** Keys with their proof of possession, revocations, the signed trust documents, and the publish sequence. */
export class Signing1763683260000 implements MigrationInterface {
  readonly name = 'Signing1763683260000';

  async up(runner: QueryRunner): Promise<void> {
    // One row: the counter that orders publishes and revocations. Its row lock is held until the transaction ends, so
    // that numbers become visible in their order.
    await runner.query(`
      CREATE TABLE publish_sequence (
        only_row boolean PRIMARY KEY DEFAULT true CHECK (only_row),
        value bigint NOT NULL
      )`);
    await runner.query(`INSERT INTO publish_sequence (value) VALUES (0)`);
    // A fingerprint is enrolled once, by one org, for one purpose, and stays known after its revocation.
    await runner.query(`
      CREATE TABLE keys (
        fingerprint char(64) PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        name varchar(100) NOT NULL,
        purpose varchar(16) NOT NULL,
        public_key bytea NOT NULL CHECK (octet_length(public_key) = 32),
        created_at timestamptz NOT NULL DEFAULT now(),
        revoked_sequence bigint,
        revoked_reason varchar(500),
        CONSTRAINT keys_name_key UNIQUE (org_id, name)
      )`);
    await runner.query(`
      CREATE TABLE key_challenges (
        id uuid PRIMARY KEY,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        nonce char(64) NOT NULL,
        expires_at timestamptz NOT NULL
      )`);
    await runner.query(`
      CREATE TABLE revocations (
        scope varchar(16) NOT NULL CHECK (scope IN ('version', 'namespace')),
        subject varchar(64) NOT NULL,
        org_id varchar(39) NOT NULL REFERENCES orgs (id),
        coordinates varchar(200) NOT NULL,
        sequence bigint NOT NULL,
        reason varchar(500) NOT NULL,
        at timestamptz NOT NULL DEFAULT now(),
        PRIMARY KEY (scope, subject)
      )`);
    await runner.query(`
      CREATE TABLE trust_documents (
        name varchar(16) PRIMARY KEY CHECK (name IN ('root', 'keys')),
        bytes bytea NOT NULL,
        sequence bigint NOT NULL
      )`);
  }

  async down(runner: QueryRunner): Promise<void> {
    for (const table of ['trust_documents', 'revocations', 'key_challenges', 'keys', 'publish_sequence']) {
      await runner.query(`DROP TABLE ${table}`);
    }
  }
}
