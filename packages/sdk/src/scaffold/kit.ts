interface KitNames {
  readonly namespace: string;
  readonly kit: string;
  readonly tool: string;
  readonly created: string;
}

/** The files of a new kit beside its source. */
export function kitTexts({ namespace, kit, tool, created }: KitNames): Map<string, string> {
  return new Map([
    [`${kit}/kit.yaml`, kitYaml(namespace, kit, created)],
    [`${kit}/package.json`, packageJson(kit)],
    [`${kit}/README.md`, readme(kit, tool)],
    [`${kit}/.gitignore`, 'node_modules/\ndist/\n'],
  ]);
}

function kitYaml(namespace: string, kit: string, created: string): string {
  return `namespace: ${namespace}
name: ${kit}
version: 0.1.0
# When this version was made. Raise it together with the version: the build reads no clock.
created: ${created}
license: Apache-2.0
`;
}

function packageJson(kit: string): string {
  const manifest = {
    name: kit,
    version: '0.1.0',
    private: true,
    type: 'module',
    iceos: { plugins: 'plugins.json' },
  };
  return `${JSON.stringify(manifest, null, 2)}\n`;
}

function readme(kit: string, tool: string): string {
  return `# ${kit}

One tool, \`${tool}\`, in \`src/${tool}.ts\`.

    ice dev                                build and run it after every change
    ice test                               run its examples
    ice plugins lint                       check it
    ice plugins export -o plugins.json     write the manifest, and commit it
    ice publish                            build, sign and publish it
    ice run ${tool} -i text='one two three'
`;
}
