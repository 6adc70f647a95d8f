// Runs oidc-provider on a free port of this machine until its standard input ends. Reads what it is
// to be from the first line of its input, as JSON, and answers with its issuer when it is ready.
import { createServer } from 'node:http';
import { createInterface } from 'node:readline';

import Provider from 'oidc-provider';

const SCOPES = 'openid profile email egovnrn';

function configuration({ accounts, clients, jwks }) {
  return {
    clients,
    jwks,
    acrValues: ['urn:test:weak', 'urn:test:strong'],
    claims: {
      acr: null,
      email: ['email'],
      egovnrn: ['egovNRN'],
      profile: ['name', 'given_name', 'family_name', 'givenName', 'surname'],
    },
    cookies: { keys: ['of the tests alone'] },
    features: {
      devInteractions: { enabled: false },
      jwtUserinfo: { enabled: true },
      rpInitiatedLogout: {
        enabled: true,
        logoutSource: (ctx, form) => {
          ctx.body = `<!doctype html><title>Log out</title>${form}
            <button form="op.logoutForm" name="logout" value="yes">Log out here too</button>`;
        },
      },
    },
    findAccount: (ctx, id) =>
      accounts[id] && { accountId: id, claims: () => ({ sub: id, ...accounts[id] }) },
    interactions: { url: (ctx, { uid }) => `/interaction/${uid}` },
    loadExistingGrant: async ({ oidc }) => {
      const grant = new oidc.provider.Grant({
        accountId: oidc.session.accountId,
        clientId: oidc.client.clientId,
      });
      grant.addOIDCScope(SCOPES);
      await grant.save();
      return grant;
    },
    pkce: { required: () => true },
    renderError: (ctx, { error, error_description: description }) => {
      ctx.body = `${error}: ${description}`;
    },
    ttl: { AccessToken: 60, AuthorizationCode: 60, Grant: 600, IdToken: 600, Interaction: 600, Session: 600 },
  };
}

function form(accounts) {
  const buttons = Object.keys(accounts)
    .map((id) => `<button name="account" value="${id}">${id}</button>`)
    .join('');
  return `<!doctype html><html lang="en"><title>Who are you?</title><form method="post">
    <label>Means <input name="acr" value="urn:test:strong"></label>${buttons}
    <button name="account" value="">Nobody</button></form></html>`;
}

async function body(request) {
  const parts = [];
  for await (const part of request) parts.push(part);
  return new URLSearchParams(Buffer.concat(parts).toString());
}

async function interact(provider, accounts, request, response) {
  if (request.method !== 'POST') {
    response.setHeader('content-type', 'text/html').end(form(accounts));
    return;
  }
  const said = await body(request);
  const result = said.get('account')
    ? { login: { accountId: said.get('account'), acr: said.get('acr') } }
    : { error: 'access_denied', error_description: 'somebody changed his mind' };
  await provider.interactionFinished(request, response, result);
}

createInterface({ input: process.stdin }).once('line', (line) => {
  const wanted = JSON.parse(line);
  const server = createServer();
  server.listen(0, '127.0.0.1', () => {
    const issuer = `http://127.0.0.1:${server.address().port}`;
    const provider = new Provider(issuer, configuration(wanted));
    const answer = provider.callback();
    server.on('request', (request, response) => {
      const handled = request.url.startsWith('/interaction/')
        ? interact(provider, wanted.accounts, request, response)
        : answer(request, response);
      Promise.resolve(handled).catch((error) => response.writeHead(500).end(String(error)));
    });
    process.stdout.write(`${issuer}\n`);
  });
});
process.stdin.on('end', () => process.exit(0));
