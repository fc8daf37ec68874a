#!/bin/sh
# SPDX-License-Identifier: AGPL-3.0-or-later
# What the template compiler must refuse, and where it must say so: refusals.sh TEMPLATE CC SRC.
set -u
[ $# -eq 3 ] || { echo "usage: refusals.sh TEMPLATE CC SRC" >&2; exit 2; }
template=$1 cc=$2 src=$3
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
failed=0 n=0

report() { # STATUS NAME
    n=$((n + 1))
    if [ "$1" = 0 ]; then
        echo "ok $n - $2"
    else
        echo "not ok $n - $2"
        sed 's/^/# /' "$work/err"
        failed=$((failed + 1))
    fi
}

# The body, on line 3 of a page that has v and z, is refused at line LINE with words that hold WORDS.
refused() { # NAME LINE WORDS BODY
    printf '{{use "all.h"}}\n{{page p(const struct all *v, const struct all *z)}}\n%s\n' "$4" >"$work/p.html"
    "$template" "$work/p.c" "$work/p.h" "$work/p.html" >"$work/err" 2>&1
    status=$?
    [ $status -eq 1 ] && grep -q "^$work/p.html:$2: .*$3" "$work/err"
    report $? "$1"
}

accepted() { # NAME BODY
    printf '{{use "all.h"}}\n{{page p(const struct all *v, const struct all *z)}}\n%s\n' "$2" >"$work/p.html"
    "$template" "$work/p.c" "$work/p.h" "$work/p.html" >"$work/err" 2>&1
    report $? "$1"
}

# Compiles as C, or does not and names the line of the page.
c_refused() { # NAME LINE BODY
    printf '{{use "all.h"}}\n{{page p(const struct all *v, const struct all *z)}}\n%s\n' "$3" >"$work/p.html"
    "$template" "$work/p.c" "$work/p.h" "$work/p.html" >"$work/err" 2>&1 &&
        ! $cc -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -I"$src" -I"$here" "$work/p.c" >"$work/err" 2>&1 &&
        grep -q "^$work/p.html:$2:" "$work/err"
    report $? "$1"
}

c_accepted() { # NAME BODY
    accepted "$1" "$2"
    $cc -std=gnu11 -Wall -Wextra -Werror -fsyntax-only -I"$src" -I"$here" "$work/p.c" >"$work/err" 2>&1
    report $? "$1, as C"
}

# where a value may stand
refused "unquoted value" 3 "put quotes" '<p title={{v.s}}>'
refused "half unquoted value" 3 "put quotes" '<p title=a{{v.s}}>'
refused "tag name" 3 "tag's name" '<{{v.s}}>'
refused "part of a tag name" 3 "tag's name" '<h{{v.i32}}>'
refused "end tag name" 3 "tag's name" '</{{v.s}}>'
refused "attribute name" 3 "attribute's name" '<p {{v.s}}="x">'
refused "part of an attribute name" 3 "attribute's name" '<p data-{{v.s}}="x">'
refused "after an attribute" 3 "attribute's name" '<p title="x" {{v.s}}>'
refused "HTML comment" 3 "comment" '<!-- {{v.s}} -->'
refused "doctype" 3 "markup" '<!doctype {{v.s}}>'
refused "script" 3 "inside <script>" '<script>{{v.s}}</script>'
refused "module script" 3 "inside <script>" '<script type="module">{{v.s}}</script>'
refused "script text" 3 "inside <script>" '<script>alert(1)</script>'
refused "json-like script" 3 "inside <script>" '<script type="application/json">{{v.s}}</script>'
refused "made type of a script" 3 "script's type" '<script type="{{v.s}}">'
refused "chosen type of a script" 3 "script's type" '<script type="{{if v.s}}application/ld+json{{end}}">'
refused "part of a script's address" 3 "script's address" '<script src="/a/{{v.s}}.js">'
refused "iframe text" 3 "inside <iframe>" '<iframe>{{v.s}}</iframe>'
refused "style element" 3 "<style>" '<style>p{}</style>'
refused "style attribute" 3 "style" '<p style="{{v.s}}">'
refused "style attribute written out" 3 "style" '<p style="color:red">'
refused "handler" 3 "inline script" '<p onclick="{{v.s}}">'
refused "handler written out" 3 "inline script" '<p ONCLICK="x()">'
refused "handler in an if" 3 "inline script" '<p{{if v.yes}} onload="x"{{end}}>'
refused "srcset" 3 "srcset" '<img srcset="{{v.s}} 2x">'
refused "imagesrcset" 3 "imagesrcset" '<link imagesrcset="{{v.s}}">'
refused "srcdoc" 3 "srcdoc" '<iframe srcdoc="{{v.s}}">'
refused "http-equiv" 3 "http-equiv" '<meta http-equiv="refresh" content="0;url={{v.s}}">'
refused "animated address" 3 "<animate>" '<svg><animate to="{{v.s}}"/></svg>'
refused "set address" 3 "<set>" '<svg><set attributeName="href" to="{{v.s}}"/></svg>'
# addresses
refused "scheme after a value" 3 "javascript:" '<a href="{{v.s}}:alert(1)">'
refused "scheme after two values" 3 "javascript:" '<a href="{{v.s}}{{v.s}}:x">'
refused "scheme after letters and a value" 3 "javascript:" '<a href="java{{v.s}}:x">'
refused "scheme after an if" 3 "javascript:" '<a href="{{if v.yes}}{{v.s}}{{end}}:x">'
refused "scheme after two starts" 3 "javascript:" '<a href="{{if v.yes}}a{{else}}b{{end}}:x">'
refused "forbidden scheme" 3 "scheme" '<a href="javascript:{{v.s}}">'
refused "forbidden scheme, capitals" 3 "scheme" '<a href="JavaScript:x">'
refused "data scheme" 3 "scheme" '<img src="data:image/png;base64,{{v.s}}">'
refused "loop at an address's start" 3 "start of an address" '<a href="{{for w in v.words}}{{w}}{{end}}">'
refused "path in a query" 3 "whole address" '<a href="/x?next={{path v.s}}">'
refused "path with another host" 3 "internal address" '<a href="{{path "//x"}}">'
refused "path with a quote" 3 "cannot hold" '<a href="{{path "/\"x"}}">'
refused "translation in an address" 3 "address" '<a href="{{t "x"}}">'
refused "json outside" 3 "ld+json" '<p>{{json v.json}}</p>'
refused "translation in json" 3 "script" '<script type="application/ld+json">{{t "x"}}</script>'
accepted "http scheme" '<a href="https://x.example/{{v.s}}">x</a>'
accepted "loop after the start" '<a href="/x?{{for w in v.words}}w={{w}}&amp;{{end}}">x</a>'
accepted "handler-like names" '<p on="y" data-onclick="{{v.s}}">x</p>'
# branches
refused "branch opens a quote" 3 "ends in" '<p title="{{if v.s}}x"{{end}}>'
refused "branches differ" 3 "ends in" '<p {{if v.s}}a="{{else}}b{{end}}x">'
refused "branch ends a tag" 3 "ends in" '<p {{if v.s}}>{{end}}'
refused "branch in a title" 3 "ends in" '{{if v.s}}<title>{{end}}x</title>'
refused "branch opens pre" 3 "ends in" '{{if v.s}}<pre>{{end}}x'
refused "loop ends a tag" 3 "begins in" '<p {{for w in v.words}}>{{end}}'
refused "loop without its space" 3 "as it began" '<p {{for w in v.words}}a="{{w}}"{{end}}>'
refused "attributes stick" 3 "space" '<p {{if v.s}}a{{end}}b>'
refused "two branches stick" 3 "space" '<p {{if v.s}}a{{end}}{{if v.yes}}b{{end}}>'
refused "branch in a tag name" 3 "space" '<h{{if v.s}}1{{else}}2{{end}}>'
refused "branch in an attribute name" 3 "space" '<p a{{if v.s}}b{{end}}>'
refused "branch before =" 3 "space" '<p class{{if v.s}}="a"{{end}}>'
refused "if without end" 3 "no {{end}}" '{{if v.s}}x'
refused "for without end" 3 "no {{end}}" '{{for w in v.words}}x'
refused "else without if" 3 "without {{if}}" '{{else}}'
refused "two elses" 3 "without {{if}}" '{{if v.s}}{{else}}{{else}}{{end}}'
refused "else in for" 3 "without {{if}}" '{{for w in v.words}}{{else}}{{end}}'
refused "end too much" 3 "without {{if}}" '{{end}}{{end}}'
refused "else if" 3 "takes nothing" '{{if v.s}}{{else if v.yes}}{{end}}'
refused "page ends in a tag" 3 "ends inside" '<p'
refused "page ends in a title" 3 "ends inside" '<title>x'
refused "page ends in pre" 3 "ends inside" '<pre>x'
# the language
refused "unknown construct" 3 "no construct" '{{while v.s}}'
refused "and" 3 "cannot understand" '{{if v.s and v.yes}}x{{end}}'
refused "comparison" 3 "cannot understand" '{{if v.i32 == 1}}x{{end}}'
refused "call" 3 "cannot understand" '{{v.s()}}'
refused "empty tag" 3 "must stand here" '{{}}'
refused "unclosed tag" 3 "no }}" '{{v.s'
refused "unclosed string" 3 "no }}" '{{t "x}}'
refused "unknown variable" 3 "no variable" '{{w.s}}'
refused "variable after its loop" 3 "no variable" '{{for w in v.words}}{{end}}{{w}}'
refused "variable twice" 3 "already is" '{{for v in z.words}}{{end}}'
refused "reserved name" 3 "word of the language" '{{for t in v.words}}{{end}}'
refused "field missing" 3 "field's name" '{{v.}}'
refused "include in a tag" 3 "in text only" '<p {{include p(v, z)}}>'
refused "include with an expression" 3 "must follow" '{{include p(v + 1, z)}}'
refused "include unclosed" 3 "must follow" '{{include p(v, z}}'
refused "message without its argument" 3 "no argument n=" '{{t "{n} x"}}'
refused "argument without its name" 3 "not in the message" '{{t "x" n=v.i32}}'
refused "argument twice" 3 "each name once" '{{t "{n}" n=v.i32 n=v.i32}}'
refused "plural without number" 3 "needs the number" '{{tn "x" "y" m=v.i32}}'
refused "plural with one form" 3 "two messages" '{{tn "x" n=v.i32}}'
refused "message with HTML" 3 "no HTML" '{{t "<b>x</b>"}}'
refused "empty message" 3 "empty message" '{{t ""}}'
refused "lone brace" 3 "lone {" '{{t "a {"}}'
refused "asset without a name" 3 "file's name" '{{asset site}}'
refused "lone less-than" 3 "&lt;" 'a < b'
refused "tag in a title" 3 "&lt;" '<title>a <b></title>'
refused "control character" 3 "control character" "$(printf 'a\001b')"
refused "line numbers" 5 "put quotes" '
{{# two
lines #}}<p title={{v.s}}>'
refused "line numbers after a lone tag" 6 "put quotes" '
{{if v.s}}

<p title={{v.s}}>'
deep=$(i=0; while [ $i -lt 40 ]; do printf '{{if v.s}}'; i=$((i + 1)); done)
refused "too deep" 3 "inside each other" "$deep"
refused "long name" 3 "longer than" "<$(printf 'a%.0s' 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0)>"
refused "text outside of a page" 3 "outside of any" '{{end}}x'
# C finds the rest and names the page
c_accepted "control" '<p>{{v.s}} {{v.i32}}</p>'
c_refused "missing field" 4 '<p>
{{v.nothing}}</p>'
c_refused "missing field in a condition" 4 '<p>
{{if v.nothing}}{{end}}</p>'
c_refused "missing list" 4 '<p>
{{for w in v.nothing}}{{end}}</p>'
c_refused "list without n_" 3 '{{for w in v.in}}{{end}}'
c_refused "bool as text" 3 '{{v.yes}}'
c_refused "struct as text" 3 '{{v.in}}'
c_refused "safe_html in an attribute" 3 '<p title="{{v.html}}">'"</p>"
c_refused "safe_html in a title" 3 '<title>{{v.html}}</title>'
c_refused "safe_html in an address" 3 '<a href="{{v.html}}">x</a>'
c_refused "safe_json in text" 3 '{{v.json}}'
c_refused "text in a data block" 3 '<script type="application/ld+json">{{v.s}}</script>'
c_refused "safe_html in a data block" 3 '<script type="application/ld+json">{{v.html}}</script>'
c_refused "wrong argument of a part" 3 '{{include p(v.in, z)}}'
c_refused "missing argument of a part" 3 '{{include p(v)}}'
c_refused "no such part" 3 '{{include nothing(v)}}'
c_refused "plural of a text" 3 '{{tn "x" "{n} y" n=v.s}}'
c_refused "condition on a struct" 3 '{{if v.in}}x{{end}}'
c_refused "message with a struct" 3 '{{t "{x}" x=v.in}}'

echo "1..$n"
[ $failed -eq 0 ]
