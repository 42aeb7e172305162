// An OpenID Connect provider for the tests: `node server.mjs PORT REDIRECT`. Whoever types a name is signed in as it; who begins
// with "ann" is a librarian, who begins with "nobody" has no e-mail address.
import Provider from "oidc-provider";

const [port, redirect] = process.argv.slice(2);
const provider = new Provider(`http://127.0.0.1:${port}`, {
  clients: [{ client_id: "ics", client_secret: "a secret for tests alone", redirect_uris: [redirect], post_logout_redirect_uris: [redirect.replace("/sign-in/", "/sign-out/")], grant_types: ["authorization_code"], response_types: ["code"] }],
  claims: { openid: ["sub"], email: ["email", "email_verified"], profile: ["name", "roles"] },
  conformIdTokenClaims: false,
  cookies: { keys: ["for tests alone"] },
  findAccount: (_, id) => ({
    accountId: id,
    claims: async () => ({ sub: id, name: id.split("@")[0], roles: id.startsWith("ann") ? ["librarian"] : [], ...(id.startsWith("nobody") ? {} : { email: id, email_verified: true }) }),
  }),
  features: { devInteractions: { enabled: true } },
});
provider.listen(Number(port), "127.0.0.1", () => console.log("ready"));
