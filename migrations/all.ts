import type { Migrations } from '../src/database/database.js';
import { Identity1763683200000 } from './1763683200000-identity.js';
import { Signing1763683260000 } from './1763683260000-signing.js';
import { Registry1763683320000 } from './1763683320000-registry.js';
import { Compiler1763683380000 } from './1763683380000-compiler.js';
import { Executions1763683440000 } from './1763683440000-executions.js';
import { Marketplace1763683500000 } from './1763683500000-marketplace.js';
import { Log1763683560000 } from './1763683560000-log.js';
import { Keys1764115200000 } from './1764115200000-keys.js';
import { BlueprintVersions1764374460000 } from './1764374460000-blueprint-versions.js';
import { Builder1764410400000 } from './1764410400000-builder.js';
import { PublicLists1764411000000 } from './1764411000000-public-lists.js';
import { Budgets1764417600000 } from './1764417600000-budgets.js';

/** Every migration there is, oldest first. A released one never changes. */
export const MIGRATIONS: Migrations = [
  Identity1763683200000,
  Signing1763683260000,
  Registry1763683320000,
  Compiler1763683380000,
  Executions1763683440000,
  Marketplace1763683500000,
  Log1763683560000,
  Keys1764115200000,
  BlueprintVersions1764374460000,
  Builder1764410400000,
  PublicLists1764411000000,
  Budgets1764417600000,
];
