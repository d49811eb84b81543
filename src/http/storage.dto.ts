export class StorageResponse {
  /** Always `postgres`: an embedded one, or a server. */
  backend!: string;
  /** `embedded` or `server`. */
  engine!: string;
  /** `ready`, `behind` when migrations are missing, or `unavailable`. */
  status!: string;
  /** The newest migration that was applied. */
  migration_head!: string | null;
  connected!: boolean;
}
