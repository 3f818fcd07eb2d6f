// An authorization server that Countersign did not write (oidc-provider) and a resource that it guards, each on an ephemeral
// loopback port, and each once more over TLS on another, where it asks for a client certificate and goes on without one: these
// are the endpoints that the metadata has for certificates (RFC 8705, section 5). Its configuration is one line of JSON on
// standard input: {"clients": [CLIENT METADATA], "issuers": {ISSUER: JWKS URL}, "tls": {"key": PEM, "cert": PEM, "ca": PEM}},
// issuers being others whose access tokens the resource takes as well, and ca whose certificates of clients are. Prints its ports
// when it is ready: of the authorization server, of the resource, and of both over TLS. At the resource:
//
//   /guarded/SCOPE/… 200 for an access token with that scope, Bearer or DPoP (RFC 9449, with nonces of its own); 401, 403. One
//                    that is bound to a certificate is taken over a connection with that alone (RFC 8705, section 3)
//   /identity        200 for an ID token of the client "people"
//   /revoke          the resource takes none of the tokens any more that it has taken so far
//   /stats           what was asked of the token endpoint and of the resource since the last look, and what became of it
//   /forget-nonces   the resource takes none of the nonces that it has handed out
//
// A client whose name begins with "brief" gets tokens of two seconds; people log in by any name, on oidc-provider's own pages.
import { createHash, randomBytes } from 'node:crypto';
import { createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { createInterface } from 'node:readline';
import * as jose from 'jose';
import { Provider, errors } from 'oidc-provider';

const AUDIENCE = 'https://api.example.test';
const ALGORITHMS = ['RS256', 'PS256', 'ES256', 'EdDSA'];
const SCOPES = ['api:read', 'api:write'];

// The port alone is said on standard output.
console.info = console.error;
console.warn = console.error;

const configuration = JSON.parse(await new Promise((resolve) => createInterface({ input: process.stdin }).once('line', resolve)));
let stats = { token: [], resource: [] };

const tls = { ...configuration.tls, requestCert: true, rejectUnauthorized: false };
const guarded = createServer(answer);
const guardedByTls = createTlsServer(tls, (request, response) => {
  // Whose connections a client keeps is another matter.
  response.setHeader('Connection', 'close');
  answer(request, response);
});

function answer(request, response) {
  const path = new URL(request.url, issuer).pathname;
  if (path === '/stats') {
    response.setHeader('Content-Type', 'application/json').end(JSON.stringify(stats));
    stats = { token: [], resource: [] };
  } else if (path === '/forget-nonces') {
    nonces.length = 0;
    response.end();
  } else if (path.startsWith('/guarded/')) {
    guard(request, response, () => admit(request, path.split('/')[2]));
  } else if (path === '/identity') {
    guard(request, response, () => identify(request));
  } else if (path === '/revoke') {
    taken.forEach((token) => revoked.add(token));
    response.end();
  } else {
    response.writeHead(404).end();
  }
}
const server = createServer((request, response) => serve(request, response));
const serverByTls = createTlsServer(tls, (request, response) => serve(request, response));
for (const one of [server, guarded, serverByTls, guardedByTls]) {
  await new Promise((listening) => one.listen(0, '127.0.0.1', listening));
}
const issuer = `http://127.0.0.1:${server.address().port}`;
const byTls = `https://127.0.0.1:${serverByTls.address().port}`;

async function key(alg) {
  return { ...await jose.exportJWK((await jose.generateKeyPair(alg, { extractable: true })).privateKey), alg, use: 'sig' };
}

const provider = new Provider(issuer, {
  clients: configuration.clients,
  clientAuthMethods: ['client_secret_basic', 'client_secret_post', 'client_secret_jwt', 'private_key_jwt', 'tls_client_auth', 'none'],
  jwks: { keys: [await key('RS256'), await key('ES256')] },
  scopes: ['openid', 'offline_access', ...SCOPES],
  cookies: { keys: [randomBytes(16).toString('hex')] },
  findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id }) }),
  discovery: { mtls_endpoint_aliases: { token_endpoint: `${byTls}/token`, revocation_endpoint: `${byTls}/token/revocation` } },
  issueRefreshToken: (ctx, client) => client.grantTypeAllowed('refresh_token'),
  rotateRefreshToken: true,
  ttl: {
    AccessToken: lifetime,
    ClientCredentials: lifetime,
    AuthorizationCode: 60,
    DeviceCode: 300,
    Grant: 3600,
    IdToken: 300,
    Interaction: 300,
    RefreshToken: 3600,
    Session: 3600,
  },
  features: {
    clientCredentials: { enabled: true },
    deviceFlow: { enabled: true },
    introspection: { enabled: true },
    revocation: { enabled: true },
    mTLS: {
      enabled: true,
      certificateBoundAccessTokens: true,
      tlsClientAuth: true,
      getCertificate: (ctx) => certificateOf(ctx.req),
      certificateAuthorized: (ctx) => ctx.req.socket.authorized,
      certificateSubjectMatches: (ctx, property, expected) => property === 'tls_client_auth_subject_dn'
        && certificateOf(ctx.req).subject === expected,
    },
    dPoP: { enabled: true, nonceSecret: randomBytes(32), requireNonce: () => true },
    resourceIndicators: {
      enabled: true,
      getResourceServerInfo(ctx, resource) {
        if (!resource.startsWith(AUDIENCE)) {
          throw new errors.InvalidTarget();
        }
        return { scope: SCOPES.join(' '), audience: resource, accessTokenFormat: 'jwt', jwt: { sign: { alg: 'ES256' } } };
      },
    },
  },
});
const serve = provider.callback();

function lifetime(ctx, token, client) {
  return client.clientId.startsWith('brief') ? 2 : 300;
}

provider.on('grant.success', (ctx) => asked(ctx, 'ok'));
provider.on('grant.error', (ctx, error) => asked(ctx, `${error.error}: ${error.error_detail ?? error.error_description}`));
provider.on('server_error', (ctx, error) => console.error(error));

function asked(ctx, answer) {
  stats.token.push({ client: ctx.oidc.client?.clientId, grant: ctx.oidc.params?.grant_type, answer });
}

// The resource.
const nonces = [];
const seen = new Set();
const taken = new Set();
const revoked = new Set();
const issuers = Object.fromEntries(Object.entries({ [issuer]: `${issuer}/jwks`, ...configuration.issuers })
  .map(([name, jwks]) => [name, jose.createRemoteJWKSet(new URL(jwks))]));

class Refusal extends Error {
  constructor(status, error, description) {
    super(description);
    Object.assign(this, { status, error });
  }
}

/** That of the connection; undefined if it has none. */
function certificateOf(request) {
  return request.socket.getPeerX509Certificate?.();
}

/** What stands behind a token: its scope, its audience, and the thumbprints of the key and the certificate that it is bound to. */
async function read(token) {
  if (token.split('.').length === 3) {
    const keys = issuers[jose.decodeJwt(token).iss];
    if (!keys) {
      throw new Refusal(401, 'invalid_token', 'of an issuer that is not known');
    }
    const { payload } = await jose.jwtVerify(token, keys, { algorithms: ALGORITHMS, requiredClaims: ['exp', 'iss'] });
    if (![payload.aud].flat().some((audience) => audience?.startsWith(AUDIENCE))) {
      throw new Refusal(401, 'invalid_token', 'for another audience');
    }
    return { scope: payload.scope ?? '', jkt: payload.cnf?.jkt, x5t: payload.cnf?.['x5t#S256'] };
  }
  const found = await provider.AccessToken.find(token) ?? await provider.ClientCredentials.find(token);
  if (!found?.isValid) {
    throw new Refusal(401, 'invalid_token', 'not known, or too old');
  }
  return { scope: found.scope ?? '', jkt: found.jkt, x5t: found['x5t#S256'] };
}

/** RFC 9449, section 4.3. */
async function prove(request, token, jkt) {
  const proofs = request.rawHeaders.filter((name, i) => i % 2 === 0 && name.toLowerCase() === 'dpop');
  if (proofs.length !== 1) {
    throw new Refusal(401, 'invalid_dpop_proof', `${proofs.length} proofs`);
  }
  const { payload, protectedHeader } = await jose.jwtVerify(request.headers.dpop, jose.EmbeddedJWK,
    { typ: 'dpop+jwt', algorithms: ALGORITHMS, maxTokenAge: 60, clockTolerance: 5, requiredClaims: ['jti', 'htm', 'htu', 'iat', 'ath'] })
    .catch((e) => {
      throw new Refusal(401, 'invalid_dpop_proof', e.message);
    });
  const here = `http://${request.headers.host}${request.url}`.replace(/[?#].*/, '');
  const right = {
    htm: payload.htm === request.method,
    htu: payload.htu === here,
    ath: payload.ath === createHash('sha256').update(token).digest('base64url'),
    jti: !seen.has(payload.jti),
    jkt: await jose.calculateJwkThumbprint(protectedHeader.jwk) === jkt,
  };
  const wrong = Object.keys(right).filter((name) => !right[name]);
  if (wrong.length > 0) {
    throw new Refusal(401, 'invalid_dpop_proof', `wrong ${wrong.join(', ')}`);
  }
  seen.add(payload.jti);
  if (!nonces.includes(payload.nonce)) {
    throw new Refusal(401, 'use_dpop_nonce', payload.nonce ? 'an old nonce' : 'no nonce');
  }
}

function tokenOf(request) {
  const [, scheme, token] = /^(Bearer|DPoP) (\S+)$/.exec(request.headers.authorization ?? '') ?? [];
  if (!token) {
    throw new Refusal(401, undefined, 'no token');
  }
  return { scheme, token };
}

async function admit(request, scope) {
  const { scheme, token } = tokenOf(request);
  const { scope: granted, jkt, x5t } = await read(token).catch((e) => {
    throw e instanceof Refusal ? e : new Refusal(401, 'invalid_token', e.message);
  });
  if (revoked.has(token)) {
    throw new Refusal(401, 'invalid_token', 'revoked');
  }
  if ((scheme === 'DPoP') !== Boolean(jkt)) {
    throw new Refusal(401, 'invalid_token', jkt ? 'bound to a key' : 'not bound to a key');
  }
  const certificate = certificateOf(request);
  if (x5t && (!certificate || createHash('sha256').update(certificate.raw).digest('base64url') !== x5t)) {
    throw new Refusal(401, 'invalid_token', certificate ? 'bound to another certificate' : 'bound to a certificate');
  }
  if (jkt) {
    await prove(request, token, jkt);
  }
  if (!granted.split(' ').includes(scope)) {
    throw new Refusal(403, 'insufficient_scope', `for ${scope}`);
  }
  taken.add(token);
}

async function identify(request) {
  const { token } = tokenOf(request);
  await jose.jwtVerify(token, issuers[jose.decodeJwt(token).iss], { audience: 'people', requiredClaims: ['exp', 'sub'] })
    .catch((e) => {
      throw new Refusal(401, 'invalid_token', e.message);
    });
}

async function guard(request, response, judge) {
  request.resume();
  let status = 200;
  let said = 'accepted';
  try {
    await judge();
  } catch (e) {
    status = e.status ?? 500;
    said = `${e.error}: ${e.message}`;
    const scheme = (request.headers.authorization ?? '').startsWith('DPoP ') ? `DPoP algs="${ALGORITHMS.join(' ')}"` : 'Bearer realm="guarded"';
    response.setHeader('WWW-Authenticate', e.error ? `${scheme}, error="${e.error}", error_description="${e.message.replaceAll('"', '')}"` : scheme);
  }
  if (request.headers.dpop) {
    // Another with every answer, of which the last few are taken: who uses the first for ever is told so.
    nonces.push(randomBytes(12).toString('base64url'));
    nonces.splice(0, nonces.length - 32);
    response.setHeader('DPoP-Nonce', nonces.at(-1));
  }
  stats.resource.push(said);
  response.writeHead(status, { 'Content-Type': 'text/plain' }).end(said);
}

console.log([server, guarded, serverByTls, guardedByTls].map((one) => one.address().port).join(' '));
// Whoever started it has gone away.
process.stdin.on('end', () => process.exit(0));
