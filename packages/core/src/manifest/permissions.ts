import type { Finding } from '../errors.js';
import type { Permission } from '../generated/plugins.v0.js';
import { hostRuleFault } from '../http-hosts.js';

const HTTP = 'iceos:host/http';

/** What no schema can say of a permission: which members belong to which interface, and what a host is. */
export function permissionFindings(permission: Permission, pointer: string): Finding[] {
  const { interface: name, hosts, secrets } = permission;
  if (name !== HTTP) {
    const stray = hosts ? 'hosts' : secrets ? 'secrets' : undefined;
    return stray === undefined
      ? []
      : [
          fault(
            'stray-member',
            `${pointer}/${stray}`,
            `${stray} means something for ${HTTP} only.`,
            'Remove it.',
          ),
        ];
  }
  if (!hosts?.length) {
    const fix = 'List the hosts that the tool needs under hosts, as few as will do.';
    return [fault('hosts-missing', pointer, `${HTTP} is asked for without hosts.`, fix)];
  }
  return hosts.flatMap((host, at) => {
    const why = hostRuleFault(host);
    if (why === undefined) return [];
    return [fault('invalid-host', `${pointer}/hosts/${at}`, `${JSON.stringify(host)} ${why}.`)];
  });
}

function fault(code: string, pointer: string, detail: string, fix?: string): Finding {
  return { code, pointer, detail, ...(fix ? { fix } : {}), severity: 'error' };
}
