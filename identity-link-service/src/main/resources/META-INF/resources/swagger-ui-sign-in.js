// Swagger UI of a stack of synthetic people: one button per person and machine client that the served contract names
// in "x-sign-in". A person signs in on the identity provider's own page (authorization code with PKCE).
window.SignInAs = () => {
  const PERSON_SCHEME = "portalSignIn";
  const CLIENT_SCHEME = "machineClient";

  const base64url = (bytes) =>
    btoa(String.fromCharCode(...new Uint8Array(bytes))).replace(/\+/g, "-").replace(/\//g, "_").replace(/=+$/, "");
  const random = () => base64url(crypto.getRandomValues(new Uint8Array(32)));

  const schemeNamed = (system, name) =>
    system.authSelectors.definitionsToAuthorize().map((each) => each.get(name)).find((scheme) => scheme);

  // A call sends one token: whoever was signed in before is not any more.
  const signOutAll = (system) =>
    system.authActions.logoutWithPersistOption(system.authSelectors.authorized().keySeq().toArray());

  const signInClient = (system, clientId, clientSecret) => {
    const schema = schemeNamed(system, CLIENT_SCHEME);
    signOutAll(system);
    system.authActions.authorizeApplication({
      name: CLIENT_SCHEME, schema, scopes: schema.get("scopes").keySeq().toArray(), clientId, clientSecret, who: clientId,
    });
  };

  const signInPerson = async (system, username) => {
    const schema = schemeNamed(system, PERSON_SCHEME);
    const { clientId } = system.authSelectors.getConfigs();
    const scopes = schema.get("scopes").keySeq().toArray();
    const redirectUrl = system.getConfigs().oauth2RedirectUrl;
    const state = random();
    const codeVerifier = random();
    const challenge = await crypto.subtle.digest("SHA-256", new TextEncoder().encode(codeVerifier));
    const address = new URL(schema.get("authorizationUrl"));
    address.search = new URLSearchParams({
      response_type: "code", client_id: clientId, redirect_uri: redirectUrl, scope: scopes.join(" "), state,
      code_challenge: base64url(challenge), code_challenge_method: "S256", login_hint: username, prompt: "login",
    });
    signOutAll(system);
    system.authActions.authPopup(address.toString(), {
      auth: { name: PERSON_SCHEME, schema, scopes, clientId, codeVerifier, who: username },
      state, redirectUrl,
      callback: system.authActions.authorizeAccessCodeWithFormParams,
      errCb: system.errActions.newAuthErr,
    });
  };

  return {
    wrapComponents: {
      AuthorizeBtnContainer: (Original, system) => (props) => {
        const h = system.React.createElement;
        const offered = system.specSelectors.specJson().get("x-sign-in");
        if (!offered) {
          return h(Original, props);
        }
        const signedIn = system.authSelectors.authorized().valueSeq().map((auth) => auth.get("who")).first();
        const button = (label, who, onClick) =>
          h("button", {
            key: who, onClick, className: "btn authorize", title: `Sign in as ${who}`,
            "aria-pressed": who === signedIn,
            style: { marginRight: "8px", transition: "none", ...(who === signedIn && { background: "#00695c", color: "#fff" }) },
          }, label);
        return h("div", { className: "sign-in-as", style: { display: "flex", alignItems: "center", flexWrap: "wrap", gap: "8px 0" } },
          h("span", { role: "status", style: { marginRight: "12px" } },
            signedIn ? h("span", null, "Signed in as ", h("b", null, signedIn)) : "Sign in as"),
          offered.get("people").entrySeq().map(([role, username]) =>
            button(role, username, () => signInPerson(system, username))).toArray(),
          offered.get("clients").entrySeq().map(([clientId, secret]) =>
            button(clientId, clientId, () => signInClient(system, clientId, secret))).toArray(),
          h(Original, props));
      },
    },
  };
};
