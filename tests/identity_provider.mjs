// Two OpenID Connect providers for the tests: the real `oidc-provider`, with its own sign-in form.
// The second is as strict as ProConnect: it signs the user information, and takes the secret of a
// client in the form only. Whoever signs in as « camille » has the address camille@ville.fr; that
// of « doubtful » is not verified.
// Usage: node identity_provider.mjs PORT STRICT_PORT ADDRESS_OF_GUIDO
import Provider from 'oidc-provider';

const [port, strictPort, guido] = process.argv.slice(2);

const start = (port, client, options) => new Promise((resolve) => {
  const provider = new Provider(`http://127.0.0.1:${port}`, {
    clients: [{
      client_id: 'guido',
      client_secret: 'a secret: of the tests & more',
      redirect_uris: [`${guido}/agents/openid/callback`],
      post_logout_redirect_uris: [`${guido}/agents/sign-in`],
      ...client,
    }],
    claims: { openid: ['sub'], email: ['email', 'email_verified'] },
    // As with ProConnect, the address stands in the user information and not in the token.
    findAccount: (_context, id) => ({
      accountId: id,
      claims: () => ({
        sub: id, email: `${id}@ville.fr`, ...(id === 'doubtful' && { email_verified: false }),
      }),
    }),
    features: { jwtUserinfo: { enabled: true } },
    pkce: { required: () => true },
    cookies: { keys: ['a key of the tests'] },
    ...options,
  });
  provider.listen(Number(port), '127.0.0.1', resolve);
});

await start(port);
await start(strictPort, {
  userinfo_signed_response_alg: 'RS256', token_endpoint_auth_method: 'client_secret_post',
}, { clientAuthMethods: ['client_secret_post'] });
console.log('ready');
