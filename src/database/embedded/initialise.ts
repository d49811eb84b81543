// Makes an empty database in the folder that is named as only argument. A process of its own, because initialising
// takes four times the memory of running.
import { openPglite } from './pglite.js';

const [, , folder] = process.argv;
if (folder === undefined) throw new Error('usage: initialise FOLDER');
const database = await openPglite(folder);
await database.close();
