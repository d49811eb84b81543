/** The registry went on while it was copied: a file speaks of more than the checkpoint that was fetched. */
export class Moved extends Error {
  override readonly name = 'Moved';
}
