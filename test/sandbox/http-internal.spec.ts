import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { targetOf } from '@iceos/core/http-hosts';
import type { HttpPolicy } from '@iceos/runtime/capabilities';
import { failureOf } from './fixture.js';
import { exactly, listen, rules, senderWith, type Listener } from './http-host.js';

/** Where everything ends that should not get out: one port on both loopback addresses. */
let four: Listener;
let six: Listener;

beforeAll(async () => {
  four = await listen();
  six = await listen(undefined, '::1', four.port);
});

afterAll(async () => {
  await four.close();
  await six.close();
});

const connections = () => four.connections() + six.connections();

/** Names that resolve as they would inside a network. */
const INSIDE: Readonly<Record<string, readonly string[]>> = {
  localhost: ['127.0.0.1', '::1'],
  'localhost.': ['127.0.0.1'],
  'a.localhost': ['127.0.0.1'],
  'localhost.localdomain': ['127.0.0.1'],
  'ip6-localhost': ['::1'],
  'metadata.google.internal': ['169.254.169.254'],
  metadata: ['169.254.169.254'],
  'instance-data.ec2.internal': ['169.254.169.254'],
  'loopback.example.org': ['127.0.0.1'],
  '127.0.0.1.nip.example': ['127.0.0.1'],
  'mapped.example.org': ['::ffff:127.0.0.1'],
  'mixed.example.org': ['93.184.215.14', '127.0.0.1'],
  'mixed6.example.org': ['2606:4700::1111', '::1'],
  'scoped.example.org': ['fe80::1%lo'],
  'odd.example.org': ['0x7f.1'],
  'empty.example.org': [],
};
const resolve = (name: string) => {
  const found = INSIDE[name];
  return found ? Promise.resolve(found) : Promise.reject(new Error('ENOTFOUND'));
};

/** Spellings of addresses that are not public; `PORT` is that of the listeners. */
const SPELLINGS = [
  'http://127.0.0.1:PORT/',
  'http://127.1:PORT/',
  'http://127.0.1:PORT/',
  'http://127.255.255.254:PORT/',
  'http://2130706433:PORT/',
  'http://0x7f000001:PORT/',
  'http://0x7F.0x0.0x0.0x1:PORT/',
  'http://017700000001:PORT/',
  'http://0177.0.0.1:PORT/',
  'http://0177.0.0.01:PORT/',
  'http://00000177.0.0.1:PORT/',
  'http://0x7f.1:PORT/',
  'http://127.0x0.0.1:PORT/',
  'http://127.0.0.1.:PORT/',
  'http://0:PORT/',
  'http://0.0.0.0:PORT/',
  'http://0x0:PORT/',
  'http://00.0.0.0:PORT/',
  'http://[::1]:PORT/',
  'http://[0:0:0:0:0:0:0:1]:PORT/',
  'http://[0000:0000:0000:0000:0000:0000:0000:0001]:PORT/',
  'http://[::]:PORT/',
  'http://[::ffff:127.0.0.1]:PORT/',
  'http://[::ffff:7f00:1]:PORT/',
  'http://[0:0:0:0:0:ffff:7f00:0001]:PORT/',
  'http://[::127.0.0.1]:PORT/',
  'http://[::7f00:1]:PORT/',
  'http://[::ffff:0:127.0.0.1]:PORT/',
  'http://[64:ff9b::127.0.0.1]:PORT/',
  'http://[64:ff9b::7f00:1]:PORT/',
  'http://[64:ff9b:1::7f00:1]:PORT/',
  'http://[2002:7f00:1::]:PORT/',
  'http://[2002:7f00:1::1]:PORT/',
  'http://[2001:0:7f00:1::]:PORT/',
  'http://[2001::80ff:fffe]:PORT/',
  'http://[fe80::1]:PORT/',
  'http://[fe80::1%25lo]:PORT/',
  'http://[fec0::1]:PORT/',
  'http://[fc00::1]:PORT/',
  'http://[fd00:ec2::254]:PORT/',
  'http://[ff02::1]:PORT/',
  'http://[2001:db8::1]:PORT/',
  'http://[2a00:1450::5efe:7f00:1]:PORT/',
  'http://10.0.0.1:PORT/',
  'http://0xa000001:PORT/',
  'http://172.16.0.1:PORT/',
  'http://172.31.255.255:PORT/',
  'http://192.168.1.1:PORT/',
  'http://3232235777:PORT/',
  'http://100.64.0.1:PORT/',
  'http://100.100.100.200:PORT/',
  'http://169.254.169.254/latest/meta-data/',
  'http://2852039166/',
  'http://0xa9fea9fe/',
  'http://0251.0376.0251.0376/',
  'http://[::ffff:a9fe:a9fe]/',
  'http://168.63.129.16/',
  'http://192.0.0.192/',
  'http://198.18.0.1:PORT/',
  'http://224.0.0.1:PORT/',
  'http://255.255.255.255:PORT/',
  'http://240.0.0.1:PORT/',
  'http://127。0。0。1:PORT/',
  'http://127.0.0.1:PORT/',
  'http://①②⑦.⓪.⓪.①:PORT/',
  'http://１２７.0.0.1:PORT/',
  'http://127%2e0%2e0%2e1:PORT/',
  'http://%31%32%37.0.0.1:PORT/',
  'http://%6c%6f%63%61%6c%68%6f%73%74:PORT/',
  'http://localhost:PORT/',
  'http://LOCALHOST:PORT/',
  'http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ:PORT/',
  'http://localhost.:PORT/',
  'http://a.localhost:PORT/',
  'http://localhost.localdomain:PORT/',
  'http://ip6-localhost:PORT/',
  'http://metadata.google.internal/',
  'http://metadata/',
  'http://instance-data.ec2.internal/',
  'http://loopback.example.org:PORT/',
  'http://127.0.0.1.nip.example:PORT/',
  'http://mapped.example.org:PORT/',
  'http://mixed.example.org:PORT/',
  'http://mixed6.example.org:PORT/',
  'http://scoped.example.org:PORT/',
  'http://odd.example.org:PORT/',
  'http://empty.example.org:PORT/',
  'http://unknown.example.org:PORT/',
  'http://example.org@127.0.0.1:PORT/',
  'http://example.org:x@127.0.0.1:PORT/',
  'http://127.0.0.1:PORT\\@example.org/',
  'http://127.0.0.1:PORT#@example.org/',
  'http://\t127.0.0.1:PORT/',
  'http:\\\\127.0.0.1:PORT\\',
  'http:127.0.0.1:PORT/',
  '//127.0.0.1:PORT/',
  'file:///etc/passwd',
  'gopher://127.0.0.1:PORT/_x',
  'ftp://127.0.0.1:PORT/',
  'ws://127.0.0.1:PORT/',
  'data:text/plain,x',
  'unix:/var/run/docker.sock',
];

/** The code of the failure; the host of the URL is allowed by name, so that its address alone decides. */
async function refusalOf(url: string, policy: HttpPolicy = { resolve }): Promise<string> {
  const target = URL.canParse(url) ? targetOf(new URL(url)) : undefined;
  const hosts = target ? [{ name: target.name, wildcard: false, port: target.port }] : [];
  const error = await failureOf(senderWith(policy, { hosts })(url));
  return (error as { code?: string }).code ?? String(error);
}

describe('an address that is not public', () => {
  it(`is refused in each of ${SPELLINGS.length} spellings, and nothing is connected`, async () => {
    expect(SPELLINGS.length).toBeGreaterThanOrEqual(60);
    const before = connections();
    const found = new Map<string, string[]>();
    for (const spelling of SPELLINGS) {
      const code = await refusalOf(spelling.replaceAll('PORT', String(four.port)));
      found.set(code, [...(found.get(code) ?? []), spelling]);
    }
    expect([...found.keys()].sort()).toEqual(['address-not-public', 'host-not-found', 'request-invalid']);
    expect(found.get('host-not-found')).toEqual([
      'http://odd.example.org:PORT/',
      'http://empty.example.org:PORT/',
      'http://unknown.example.org:PORT/',
    ]);
    expect(found.get('address-not-public')!.length).toBeGreaterThan(70);
    expect(connections()).toBe(before);
  });

  it('is reached only where the operator named the very host and port', async () => {
    const before = connections();
    const allowed = { resolve, allowPrivate: exactly(`loopback.example.org:${four.port}`) };
    const send = senderWith(allowed, { hosts: rules(`loopback.example.org:${four.port}`) });
    expect(await send(`http://loopback.example.org:${four.port}/x`)).toMatchObject({
      status: 200,
      body: 'inside',
    });
    expect(connections()).toBe(before + 1);
    for (const url of [`http://127.0.0.1:${four.port}/`, `http://localhost:${four.port}/`])
      expect(await refusalOf(url, allowed)).toBe('address-not-public');
    expect(connections()).toBe(before + 1);
  });

  it('is refused when a name that was public answers with it', async () => {
    const before = connections();
    const over = new AbortController();
    let looks = 0;
    // Public at the first look, which ends there: the test connects to nothing outside. Inside at every later one.
    const rebinding = () => {
      looks += 1;
      if (looks === 1) over.abort();
      return Promise.resolve([looks === 1 ? '93.184.215.14' : '127.0.0.1']);
    };
    const name = `rebind.example.org:${four.port}`;
    const first = senderWith({ resolve: rebinding }, { hosts: rules(name), signal: over.signal });
    expect(await failureOf(first(`http://${name}/`))).toMatchObject({ code: 'canceled' });
    for (let round = 0; round < 3; round++) {
      expect(await refusalOf(`http://${name}/`, { resolve: rebinding })).toBe('address-not-public');
    }
    expect([looks, connections()]).toEqual([4, before]);
  });
});

describe('a name', () => {
  it('is resolved once for a connection, which goes to the address that was checked', async () => {
    const before = [four.connections(), six.connections()];
    let looks = 0;
    // A second look would lead to the other listener.
    const changing = () => {
      looks += 1;
      return Promise.resolve([looks === 1 ? '127.0.0.1' : '::1']);
    };
    const name = `rebind.example.org:${four.port}`;
    const send = senderWith({ resolve: changing, allowPrivate: exactly(name) }, { hosts: rules(name) });
    await send(`http://${name}/`);
    expect([looks, four.connections(), six.connections()]).toEqual([1, before[0]! + 1, before[1]]);
  });
});

describe('a redirect', () => {
  let outside: Listener;
  let location = '';

  beforeAll(async () => {
    outside = await listen((_, response) => response.writeHead(302, { location }).end());
  });
  afterAll(() => outside.close());

  it.each([
    'http://127.0.0.1:PORT/',
    'http://localhost:PORT/',
    'http://[::1]:PORT/',
    'http://0x7f000001:PORT/',
    '//127.0.0.1:PORT/',
    'http://inside.example.org:PORT/',
    'http://user@front.example.org:PORT/',
    'file:///etc/passwd',
    'http://[',
  ])('to %s is judged from the start', async (where) => {
    const before = connections();
    location = where.replaceAll('PORT', String(four.port));
    const front = `front.example.org:${outside.port}`;
    const send = senderWith(
      { resolve: () => Promise.resolve(['127.0.0.1']), allowPrivate: exactly(front) },
      // Every name is allowed by the manifest here, so that the address decides.
      {
        hosts: [
          ...rules(front, `*.example.org:${four.port}`, `localhost:${four.port}`),
          ...['127.0.0.1', '[::1]'].map((name) => ({ name, wildcard: false, port: four.port })),
        ],
      },
    );
    const error = await failureOf(send(`http://${front}/`));
    expect(['redirect-refused', 'address-not-public']).toContain((error as { code?: string }).code);
    expect(connections()).toBe(before);
  });

  it('to a host outside the permission is refused, and the host is not told', async () => {
    location = `http://other.example.org:${four.port}/`;
    const front = `front.example.org:${outside.port}`;
    const send = senderWith(
      { resolve: () => Promise.resolve(['127.0.0.1']), allowPrivate: exactly(front) },
      { hosts: rules(front) },
    );
    const error = (await failureOf(send(`http://${front}/`))) as Error;
    expect(error).toMatchObject({ code: 'redirect-refused' });
    expect(error.message).not.toContain('other');
  });

  it('to a name whose answer has changed is refused', async () => {
    const before = connections();
    const front = `front.example.org:${outside.port}`;
    let looks = 0;
    location = `http://front.example.org:${four.port}/`;
    const send = senderWith(
      {
        resolve: () => {
          looks += 1;
          return Promise.resolve(['127.0.0.1']);
        },
        allowPrivate: exactly(front),
      },
      { hosts: rules(front, `front.example.org:${four.port}`) },
    );
    expect(await failureOf(send(`http://${front}/`))).toMatchObject({ code: 'address-not-public' });
    expect([looks, connections()]).toEqual([2, before]);
  });
});
