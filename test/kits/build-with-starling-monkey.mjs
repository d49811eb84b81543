// Builds a component with another engine than ours, in a process of its own: source on stdin, component to a file.
import { writeFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { componentize } from '@bytecodealliance/componentize-js';

const { source, wit, file, disableFeatures } = JSON.parse(await text(process.stdin));
const { component } = await componentize(source, { witWorld: wit, worldName: 'tool', disableFeatures });
writeFileSync(file, component);
