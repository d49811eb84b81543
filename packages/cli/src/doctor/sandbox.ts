import type { Isolation } from '@iceos/runtime/sandbox';
import type { Finding } from './diagnosis.js';

const NAME = 'sandbox here';

/** Starts a sandbox as `ice run-blueprint` does, and says how well it keeps components apart from this machine. */
export async function checkSandbox(): Promise<Finding> {
  const { Sandbox } = await import('@iceos/runtime/sandbox');
  const sandbox = new Sandbox();
  try {
    return found(await sandbox.start());
  } catch (error) {
    const { message } = error as Error;
    return { name: NAME, status: 'failed', detail: message, fix: 'npx --no ice doctor' };
  } finally {
    await sandbox.close();
  }
}

function found({ level, lacks }: Isolation): Finding {
  if (level === 'hardened')
    return { name: NAME, status: 'ok', detail: 'hardened: no network, no privileges' };
  return {
    name: NAME,
    status: 'warning',
    detail: `basic: components run, without ${lacks.join(' and ')}; production refuses that`,
    fix:
      process.platform === 'linux'
        ? 'apt-get install util-linux (for unshare and setpriv), and allow user name spaces'
        : 'run it on Linux, where there are name spaces',
  };
}
