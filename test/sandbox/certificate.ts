import { generateKeyPairSync, randomBytes, sign } from 'node:crypto';

/** A key and a certificate that it signed itself, in PEM, for DNS names. Nothing is kept: each is made for one test. */
export function selfSigned(...names: readonly string[]): { key: string; cert: string } {
  const { privateKey, publicKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const issuer = sequence(set(sequence(oid(0x55, 0x04, 0x03), node(0x0c, Buffer.from('test')))));
  const algorithm = sequence(oid(0x2a, 0x86, 0x48, 0xce, 0x3d, 0x04, 0x03, 0x02));
  const alternatives = sequence(...names.map((name) => node(0x82, Buffer.from(name))));
  const body = sequence(
    node(0xa0, integer(Buffer.of(2))),
    integer(Buffer.concat([Buffer.of(1), randomBytes(8)])),
    algorithm,
    issuer,
    sequence(time(-1), time(1)),
    issuer,
    publicKey.export({ type: 'spki', format: 'der' }),
    node(0xa3, sequence(sequence(oid(0x55, 0x1d, 0x11), node(0x04, alternatives)))),
  );
  const signature = sign('sha256', body, privateKey);
  const der = sequence(body, algorithm, node(0x03, Buffer.concat([Buffer.of(0), signature])));
  return {
    key: privateKey.export({ type: 'pkcs8', format: 'pem' }) as string,
    cert: `-----BEGIN CERTIFICATE-----\n${der.toString('base64')}\n-----END CERTIFICATE-----\n`,
  };
}

function node(tag: number, content: Buffer): Buffer {
  const { length } = content;
  const head =
    length < 0x80 ? [length] : length < 0x100 ? [0x81, length] : [0x82, length >> 8, length & 0xff];
  return Buffer.concat([Buffer.of(tag, ...head), content]);
}

const sequence = (...parts: Buffer[]): Buffer => node(0x30, Buffer.concat(parts));
const set = (...parts: Buffer[]): Buffer => node(0x31, Buffer.concat(parts));
const oid = (...bytes: number[]): Buffer => node(0x06, Buffer.of(...bytes));
const integer = (bytes: Buffer): Buffer => node(0x02, bytes);

/** Noon of the first of January, so many years from now. */
function time(years: number): Buffer {
  const year = new Date().getUTCFullYear() + years;
  return node(0x18, Buffer.from(`${year}0101120000Z`));
}
