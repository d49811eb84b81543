import { Injectable } from '@nestjs/common';
import {
  type ComponentName,
  type Namespace,
  type PackageKind,
  type PackageName,
  skeletonOf,
} from '@iceos/core/names';
import { Refusal } from '@iceos/core/refusal';
import type { Tx } from '../../../src/database/database.js';
import type { Visibility } from '../registry.types.js';
import { ComponentNameEntity } from './component-name.entity.js';
import { PackageEntity } from './package.entity.js';

export interface PackageRecord {
  readonly namespace: Namespace;
  readonly name: PackageName;
  readonly kind: PackageKind;
  readonly visibility: Visibility;
}

/** Names of packages and components: who has which, and what looks too much like one that exists. */
@Injectable()
export class PackagesRepository {
  /** Makes sure the package exists with this kind; refuses look-alikes and a change of kind. */
  async ensure(tx: Tx, { namespace, name, kind, visibility }: PackageRecord): Promise<void> {
    const skeleton = skeletonOf(name);
    await tx
      .createQueryBuilder()
      .insert()
      .into(PackageEntity)
      .values({ namespace, name, skeleton, kind, visibility })
      .orIgnore()
      .execute();
    const known = await tx.findOneBy(PackageEntity, { namespace, name });
    if (!known) {
      const twin = await tx.findOneBy(PackageEntity, { namespace, skeleton });
      throw new Refusal('name-too-similar', `${namespace}/${name} looks like ${namespace}/${twin?.name}.`, {
        subject: name,
        ...(twin ? { found: twin.name } : {}),
      });
    }
    if (known.kind !== kind) {
      throw new Refusal(
        'name-taken',
        `${namespace}/${name} is a ${known.kind} and cannot become a ${kind}.`,
        { subject: name, expected: known.kind, found: kind },
      );
    }
  }

  /** Gives component names to a package; refuses names of another package of the namespace and look-alikes. */
  async claimNames(
    tx: Tx,
    namespace: Namespace,
    owner: PackageName,
    names: readonly ComponentName[],
  ): Promise<void> {
    for (const name of names) {
      const skeleton = skeletonOf(name);
      await tx
        .createQueryBuilder()
        .insert()
        .into(ComponentNameEntity)
        .values({ namespace, name, skeleton, package: owner })
        .orIgnore()
        .execute();
      const known = await tx.findOneBy(ComponentNameEntity, { namespace, name });
      if (!known) {
        const twin = await tx.findOneBy(ComponentNameEntity, { namespace, skeleton });
        throw new Refusal('name-too-similar', `${namespace}/${name} looks like ${namespace}/${twin?.name}.`, {
          subject: name,
          ...(twin ? { found: twin.name } : {}),
        });
      }
      if (known.package !== owner) {
        throw new Refusal(
          'name-taken',
          `The component name ${namespace}/${name} belongs to the package ${known.package}.`,
          {
            subject: name,
            expected: known.package,
            found: owner,
          },
        );
      }
    }
  }

  async setVisibility(
    tx: Tx,
    namespace: Namespace,
    name: PackageName,
    visibility: Visibility,
  ): Promise<void> {
    await tx.update(PackageEntity, { namespace, name }, { visibility });
  }
}
