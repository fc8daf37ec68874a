// SPDX-License-Identifier: AGPL-3.0-or-later
// A real OpenID provider on this machine (oidc-provider, which ProConnect is made with too), with its own pages to sign in and
// consent, whose keys can be changed and whose answers can be spoilt. `node provider.mjs PORT SITE [PROFILE]` runs it alone.
import { createHash, createPublicKey } from 'node:crypto';
import http from 'node:http';
import { fileURLToPath } from 'node:url';
import { exportJWK, generateKeyPair, importJWK, SignJWT } from 'jose';
import Provider from 'oidc-provider';

export const CLIENT = 'maillage-essai';
export const SECRET = 'un secret: /+=&%';

// Who may sign in there: any other name is that of somebody whose address was checked.
const PEOPLE = {
  noe: { email: 'noe.membre@demo.example', email_verified: true, given_name: 'Noé', usual_name: 'Membre', siret: '13002526500013' },
  camille: { email: 'organisation@demo.example', email_verified: true, given_name: 'Camille', family_name: 'Martin' },
  douteux: { email: 'noe.membre@demo.example', email_verified: false, given_name: 'Douteux' },
  muet: { email: 'noe.membre@demo.example', given_name: 'Muet' },
  'sans-adresse': { given_name: 'Sans', usual_name: 'Adresse' },
};
const claimsOf = (id) => PEOPLE[id] ?? { email: `${id}@demo.example`, email_verified: true, given_name: id, family_name: 'D’Essai', siret: '13002526500014' };

// ProConnect's ways: a signed UserInfo, ES256, its scopes, the secret in the form, levels of assurance.
const PROFILES = {
  standard: { client: {}, auth: ['client_secret_basic'] },
  proconnect: {
    client: { id_token_signed_response_alg: 'ES256', userinfo_signed_response_alg: 'ES256', token_endpoint_auth_method: 'client_secret_post' },
    auth: ['client_secret_post'], acr: ['eidas1'],
  },
  ps256: { client: { id_token_signed_response_alg: 'PS256' }, auth: ['client_secret_basic'] },
};

async function newKeys(generation) {
  const make = async (alg, kid) => {
    const { privateKey } = await generateKeyPair(alg, { extractable: true });
    return { ...(await exportJWK(privateKey)), alg, use: 'sig', kid };
  };
  return Promise.all([['RS256', `rs${generation}`], ['ES256', `es${generation}`], ['PS256', `ps${generation}`]].map(([alg, kid]) => make(alg, kid)));
}

const decode = (part) => JSON.parse(Buffer.from(part, 'base64url'));
const encode = (value) => Buffer.from(JSON.stringify(value)).toString('base64url');

async function sign(claims, jwk, header) {
  return new SignJWT(claims).setProtectedHeader(header).sign(await importJWK(jwk, header.alg));
}

// Each spoils an ID token in one way; the rest of it stays what the provider made.
const now = () => Math.floor(Date.now() / 1000);
const CLAIMS = {
  expired: (c) => ({ ...c, iat: now() - 120, exp: now() - 90 }),
  endless: ({ exp, ...c }) => c,
  future: (c) => ({ ...c, iat: now() + 3600, exp: now() + 7200 }),
  old: (c) => ({ ...c, iat: now() - 3600 }),
  nonce: (c) => ({ ...c, nonce: 'un-autre-nonce' }),
  nonceless: ({ nonce, ...c }) => c,
  audience: (c) => ({ ...c, aud: 'quelqu-un-d-autre' }),
  audiences: (c) => ({ ...c, aud: [CLIENT, 'quelqu-un-d-autre'] }),
  party: (c) => ({ ...c, azp: 'quelqu-un-d-autre' }),
  issuer: (c) => ({ ...c, iss: `${c.iss}/` }),
  'at-hash': (c) => ({ ...c, at_hash: createHash('sha256').update('x').digest().subarray(0, 16).toString('base64url') }),
  nobody: (c) => ({ ...c, sub: '' }),
};

async function spoil(state, jwt, fault) {
  const [head, body] = jwt.split('.');
  const header = decode(head);
  const claims = decode(body);
  const jwk = state.keys.find((k) => k.kid === header.kid);
  const other = state.others.find((k) => k.alg === header.alg);
  const publicOf = createPublicKey({ key: jwk, format: 'jwk' });
  if (CLAIMS[fault]) return sign(CLAIMS[fault](claims), jwk, header);
  if (fault === 'none') return `${encode({ alg: 'none' })}.${body}.`;
  if (fault === 'public-key') return new SignJWT(claims).setProtectedHeader({ alg: 'HS256', kid: header.kid }).sign(Buffer.from(publicOf.export({ type: 'spki', format: 'pem' })));
  if (fault === 'client-secret') return new SignJWT(claims).setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(SECRET));
  if (fault === 'forged') return sign(claims, { ...other, kid: header.kid }, header);
  if (fault === 'unknown-key') return sign(claims, other, { ...header, kid: 'inconnu' });
  if (fault === 'critical') return `${encode({ ...header, crit: ['x'], x: 1 })}.${body}.${jwt.split('.')[2]}`;
  if (fault === 'garbage') return 'a.b.c';
  return jwt;
}

export async function startProvider({ site, port = 0, profile = 'standard' }) {
  const state = { fault: '', keys: [], others: await newKeys('x'), asked: { keys: 0, tokens: 0 }, generation: 0, authorization: null };
  const server = http.createServer((req, res) => handle(req, res)).listen(port, '127.0.0.1');
  await new Promise((r) => server.once('listening', r));
  const issuer = `http://localhost:${server.address().port}`;
  const wanted = PROFILES[profile];
  let callback;

  async function build() {
    const { info, warn } = console;
    console.info = console.warn = () => {}; // its advice for production
    state.keys = await newKeys(++state.generation);
    const provider = new Provider(issuer, {
      jwks: { keys: state.keys },
      clients: [{ client_id: CLIENT, client_secret: SECRET, redirect_uris: [`${site}/connexion/fournisseur/retour`],
        post_logout_redirect_uris: [`${site}/deconnexion/retour`], response_types: ['code'], grant_types: ['authorization_code'], ...wanted.client }],
      clientAuthMethods: wanted.auth,
      acrValues: wanted.acr,
      enabledJWA: { idTokenSigningAlgValues: ['RS256', 'ES256', 'PS256'], userinfoSigningAlgValues: ['RS256', 'ES256', 'PS256'] },
      cookies: { keys: ['essai'] },
      scopes: ['openid', 'email', 'profile', 'given_name', 'usual_name', 'siret', 'uid'],
      claims: { openid: ['sub'], email: ['email', 'email_verified'], profile: ['given_name', 'family_name', 'usual_name', 'siret'],
        given_name: ['given_name'], usual_name: ['usual_name'], siret: ['siret'], uid: ['uid'] },
      findAccount: (ctx, id) => ({ accountId: id, claims: () => ({ sub: id, ...claimsOf(id) }) }),
      features: { jwtUserinfo: { enabled: true }, rpInitiatedLogout: { enabled: true }, devInteractions: { enabled: true } },
      pkce: { methods: ['S256'], required: () => true },
      ttl: { AccessToken: 60, AuthorizationCode: 30, IdToken: 60, Interaction: 600, Session: 600, Grant: 600 },
    });
    provider.use(async (ctx, next) => {
      if (ctx.path === '/auth') state.authorization = ctx.query;
      await next();
      const { fault } = state;
      if (ctx.path === '/token') state.asked.tokens++;
      if (ctx.path === '/jwks') state.asked.keys++;
      if (ctx.path === '/token' && fault && ctx.body?.id_token) ctx.body = { ...ctx.body, id_token: await spoil(state, ctx.body.id_token, fault) };
      if (ctx.path === '/me' && fault === 'other-user' && ctx.body?.sub) ctx.body = { ...ctx.body, sub: 'quelqu-un-d-autre' };
      const to = ctx.response.get('location');
      if (to?.startsWith(site) && fault === 'mix-up') ctx.set('location', to.replace(/iss=[^&]*/, 'iss=https%3A%2F%2Fautre.example'));
      if (to?.startsWith(site) && fault === 'no-issuer') ctx.set('location', to.replace(/&iss=[^&]*/, ''));
    });
    callback = provider.callback();
    Object.assign(console, { info, warn });
  }

  function handle(req, res) {
    const back = ['/token', '/me', '/jwks', '/.well-known/openid-configuration'].includes(req.url);
    if (back && state.fault === 'hangs') return;
    if (back && state.fault === 'down') return res.writeHead(503).end('{}');
    if (back && state.fault === 'elsewhere') return res.writeHead(307, { Location: `${issuer}${req.url}?suivi` }).end(); // where all is well
    if (req.url === '/token' && state.fault === 'huge') return res.writeHead(200, { 'Content-Type': 'application/json' }).end(`{"a":"${'x'.repeat(300000)}"}`);
    callback(req, res);
  }

  await build();
  return { issuer, state, rotate: build, stop: () => new Promise((r) => { server.closeAllConnections(); server.close(() => r()); }) };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const provider = await startProvider({ port: Number(process.argv[2] ?? 0), site: process.argv[3], profile: process.argv[4] });
  console.log(provider.issuer);
}
