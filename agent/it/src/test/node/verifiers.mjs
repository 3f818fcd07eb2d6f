// Verifiers that Countersign did not write, behind one server on an ephemeral loopback port: the first segment of a
// request's path names the one that judges it. Answers 200, or 401 with the verifier's reason. Its configuration is one line
// of JSON on standard input: {"secrets": {VERIFIER: SECRET}, "publicKeys": {KEY-ID: PEM}}. Prints its port when it is ready.
import { createHash, createPublicKey, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';
import { createRequire } from 'node:module';
import * as github from '@octokit/webhooks-methods';
import { verifySignature } from 'http-message-sig';
import { createVerifier, httpbis } from 'http-message-signatures';
import * as jose from 'jose';
import { Webhook } from 'standardwebhooks';
import Stripe from 'stripe';

const { verifySlackRequest } = createRequire(import.meta.url)('@slack/bolt');

const configuration = JSON.parse(await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve)));
const secrets = configuration.secrets;
const keys = Object.entries(configuration.publicKeys).map(([id, pem]) => [id, createPublicKey(pem)]);

const JOSE_ALGORITHMS = {
  rs256: 'RS256', ps384: 'PS384', es256: 'ES256', es384: 'ES384', es512: 'ES512', eddsa: 'EdDSA',
};

const jwks = {
  keys: await Promise.all(keys.filter(([id]) => JOSE_ALGORITHMS[id]).map(async ([id, key]) =>
    ({ ...await jose.exportJWK(key), kid: id, alg: JOSE_ALGORITHMS[id], use: 'sig' }))),
};

function contentDigestIs(header, body) {
  const [, value] = /^sha-256=:([^:]+):$/.exec(header);
  return timingSafeEqual(Buffer.from(value, 'base64'), createHash('sha256').update(body).digest());
}

const verifiers = {
  async github({ headers, body }) {
    return github.verify(secrets.github, body, headers['x-hub-signature-256']);
  },

  async stripe({ headers, body }) {
    Stripe.webhooks.constructEvent(body, headers['stripe-signature'], secrets.stripe);
    return true;
  },

  async slack({ headers, body }) {
    verifySlackRequest({ signingSecret: secrets.slack, body, headers });
    return true;
  },

  async 'standard-webhooks'({ headers, body }) {
    new Webhook(secrets['standard-webhooks']).verify(body, headers);
    return true;
  },

  // RFC 9421, by two libraries, each of which makes a signature base of its own.
  async 'http-signature'({ method, url, headers, fields, body }) {
    const requiredFields = ['@method', '@target-uri', 'content-digest', 'x-covered'];
    const requiredParams = ['created', 'keyid', 'expires'];
    const keyOf = (keyid) => keyid === 'hmac-sha256' ? secrets['http-signature'] : keys.find(([id]) => id === keyid)?.[1];
    const verified = await httpbis.verifyMessage({
      all: true,
      requiredFields,
      requiredParams,
      async keyLookup({ keyid }) {
        const key = keyOf(keyid);
        return key && { id: keyid, algs: [keyid], verify: createVerifier(key, keyid) };
      },
    }, { method, url, headers });
    await verifySignature({ kind: 'request', method, targetUri: url, fields }, {
      policy: { algorithms: [url.split('/')[4]], requiredComponents: requiredFields, requiredParameters: requiredParams, now: Date.now() / 1000 },
      resolveVerifier({ parameters: { keyid } }) {
        const verify = createVerifier(keyOf(keyid), keyid);
        return { algorithm: keyid, verify: (base, signature) => verify(Buffer.from(base), Buffer.from(signature)) };
      },
    });
    return verified === true && contentDigestIs(headers['content-digest'], body);
  },

  async jwt({ headers, origin }) {
    const [, token] = /^Bearer (.+)$/.exec(headers.authorization);
    const options = { issuer: 'batch', audience: 'peers', typ: 'JWT', requiredClaims: ['iat', 'exp', 'jti'], currentDate: new Date() };
    if (jose.decodeProtectedHeader(token).alg.startsWith('HS')) {
      await jose.jwtVerify(token, Buffer.from(secrets.jwt), options);
    } else {
      await jose.jwtVerify(token, jose.createRemoteJWKSet(new URL(`${origin}/jwks`)), options);
    }
    return true;
  },
};

// A request that says so is judged as if it came that much later: what is tampered with then is time.
const realNow = Date.now;
const RealDate = Date;
let later = 0;
globalThis.Date = class extends RealDate {
  constructor(...values) {
    super(...(values.length === 0 ? [realNow() + later] : values));
  }

  static now() {
    return realNow() + later;
  }
};

const server = createServer(async (request, response) => {
  const chunks = [];
  for await (const chunk of request) {
    chunks.push(chunk);
  }
  const origin = `http://127.0.0.1:${server.address().port}`;
  if (request.url === '/jwks') {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(jwks));
    return;
  }
  later = Number(request.headers['x-judged-later'] ?? 0);
  let status = 401;
  let reason = 'refused';
  try {
    const headers = { ...request.headers };
    const fields = request.rawHeaders.flatMap((name, i) => i % 2 ? [] : [{ name, value: request.rawHeaders[i + 1] }]);
    const body = Buffer.concat(chunks).toString();
    if (await verifiers[request.url.split('/')[1]]({
      method: request.method, url: `http://${headers.host}${request.url}`, headers, fields, body, origin,
    })) {
      status = 200;
      reason = 'accepted';
    }
  } catch (e) {
    reason = e.message;
  } finally {
    later = 0;
  }
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(reason);
});

server.listen(0, '127.0.0.1', () => console.log(server.address().port));
// Whoever started it has gone away.
process.stdin.on('end', () => process.exit(0));
