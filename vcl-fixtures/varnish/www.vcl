vcl 4.1;
# Production's rules for a real Varnish 7.1 with varnish-modules. README.md says how each is written,
# and what Varnish cannot express. "recv 9" is rule 9 of vcl_recv in production.
import std;
import header;

backend origin {
  .host = "127.0.0.1";
  .port = "@ORIGIN_PORT@";
}
# There are no mirrors: whoever is sent there gets the last page.
backend mirrors none;

# ------------------------------------------------------------------ the request

sub vcl_recv {
  # Said by the harness, and by nobody else: see README.md.
  unset req.http.X-State;
  if (req.restarts == 0) { unset req.http.X-Stale-Will-Do; }

  # recv 1 and 2
  if (req.restarts == 0) { set req.http.Fastly-Client-IP = client.ip; }
  set req.http.True-Client-IP = req.http.Fastly-Client-IP;
  set req.http.X-Forwarded-For = req.http.Fastly-Client-IP;
  set req.http.X-Forwarded-Host = req.http.Host;
  set req.http.X-Forwarded-Server = server.identity;
  unset req.http.Client-IP;
  set req.http.Fastly-Purge-Requires-Auth = "1";

  # recv 8: `$` is the end of the whole URL, so a query string defeats it.
  if (req.url ~ "\.(jpe?g|png|gif|gz|tgz|bz2|tbz|zip|flv|pdf|mp3|ogg)$") { unset req.http.Accept-Encoding; }

  # recv 9, 10 and 12: the numbers stand for what vcl_synth makes of them.
  if (!req.http.Fastly-SSL) { return (synth(801)); }
  if (req.method !~ "^(GET|HEAD|POST|PUT|DELETE|OPTIONS|PATCH|FASTLYPURGE)") { return (synth(806)); }
  if (req.url ~ "(?i)^(/\.well[-_]known)?/security\.txt(\?|$)") { return (synth(805)); }

  # recv 13, 17 and 18
  set req.url = std.querysort(req.url);
  set req.url = regsuball(req.url, "(?<=[?&])utm_[^&]*(&|$)", "");
  set req.url = regsub(req.url, "[?&]$", "");
  if (req.url ~ "^/(alerts(/[^?]*)?)?\?") { set req.url = regsub(req.url, "\?.*", ""); }

  # recv 14 to 16 and 19: a request id is no UUID here.
  set req.http.Fastly-Backend-Name = "origin";
  set req.http.GOVUK-Request-Id = req.xid;
  if (req.restarts == 0) { set req.http.original-url = req.url; }
  # recv 21 to 24: what is stale serves only when the origin gave no answer at all.
  if (req.restarts > 0) { set req.backend_hint = mirrors; }
  if (req.http.X-Stale-Will-Do) { set req.grace = 24h; }
  else { set req.grace = 0s; }

  call session_from_cookie;

  # recv 29
  if (req.method != "GET" && req.method != "HEAD" && req.method != "FASTLYPURGE") { return (pass); }
  # recv 31
  if (req.url !~ "^/(apply-for-a-licence|email|sign-in/callback/)") { unset req.http.Cookie; }
  # Varnish's own rules, which pass on cookies, do not follow.
  return (hash);
}

# recv 28. The name is searched for as it stands, but looked up as a subfield: without letter case, at the
# start or behind a semicolon, its value in quotes or up to a blank or a semicolon.
sub session_from_cookie {
  if (req.http.Cookie ~ "__Host-govuk_account_session") {
    set req.http.GOVUK-Account-Session-Exists = "1";
    if (req.http.Cookie ~ {"(?i)(^|;)\s*__Host-govuk_account_session(\s*=\s*("(\\"|[^"])+"|[^;\s]*))?(;|\s|$)"}) {
      set req.http.GOVUK-Account-Session = regsub(req.http.Cookie,
        {"(?i)^(.*?;)??\s*__Host-govuk_account_session(\s*=\s*("((\\"|[^"])+)"|([^;\s]*)))?((;|\s).*)?$"}, "\4\6");
    } else {
      # A lookup without a result: in production the header is absent, or there and empty.
      unset req.http.GOVUK-Account-Session;
    }
    if (req.http.GOVUK-Account-Session ~ "\$\$.") {
      set req.http.GOVUK-Account-Session-Flash = regsub(req.http.GOVUK-Account-Session, "^.*?\$\$", "");
    }
  }
}

# The key is URL and Host, and the generation by which Fastly forgets everything at once.
sub vcl_hash {
  hash_data(req.url);
  hash_data(req.http.Host);
  hash_data(req.http.X-Generation);
  return (lookup);
}

sub vcl_hit { set req.http.X-State = "HIT"; return (deliver); }
sub vcl_miss { set req.http.X-State = "MISS"; return (fetch); }
sub vcl_pass { set req.http.X-State = "PASS"; return (fetch); }

sub vcl_backend_fetch {
  unset bereq.http.X-State;
  unset bereq.http.X-Generation;
  unset bereq.http.X-Stale-Will-Do;
  return (fetch);
}

# ------------------------------------------------------------------ the answer, before it is stored

sub vcl_backend_response {
  # fetch 1 and 2
  if (beresp.status == 200 || beresp.status == 404) {
    if (beresp.http.Content-Type ~ "^(text/(html|plain|css|javascript|xml)|application/(javascript|x-javascript|json|xml|vnd\.ms-fontobject|x-font-(opentype|truetype|ttf))|font/(eot|opentype|otf)|image/(svg\+xml|vnd\.microsoft\.icon))\s*($|;)"
        || bereq.url ~ "\.(css|js|html|eot|ico|otf|ttf|json|svg)($|\?)") {
      if (!beresp.http.Vary) { set beresp.http.Vary = "Accept-Encoding"; }
      elsif (beresp.http.Vary !~ "Accept-Encoding") { set beresp.http.Vary = beresp.http.Vary + ", Accept-Encoding"; }
    }
  }
  set beresp.http.Fastly-Backend-Name = bereq.http.Fastly-Backend-Name;
  # fetch 4
  set beresp.grace = 24h;
  # fetch 13, which for what was passed is all that is left.
  if (bereq.uncacheable) {
    call strip_set_cookie;
    return (deliver);
  }
  # fetch 3 and 7: vcl_deliver asks the mirrors.
  if (beresp.status >= 500) { call do_not_store; return (deliver); }
  # fetch 11 and 16: nothing is remembered of a status that is never stored, whatever else it says.
  if (beresp.status != 200 && beresp.status != 203 && beresp.status != 300 && beresp.status != 301 &&
      beresp.status != 302 && beresp.status != 307 && beresp.status != 404 && beresp.status != 410) {
    call strip_set_cookie;
    call do_not_store;
    return (deliver);
  }
  # fetch 8 to 10, by substring and with letter case
  if (beresp.http.Cache-Control ~ "private|max-age=0|no-(store|cache)") {
    call strip_set_cookie;
    return (pass(120s));
  }
  # fetch 12
  if (beresp.http.Surrogate-Control ~ "max-age=[0-9]+") {
    set beresp.ttl = std.duration(regsub(beresp.http.Surrogate-Control, "^.*?max-age=([0-9]+).*$", "\1s"), 0s) - beresp.age;
  } elsif (!beresp.http.Expires && beresp.http.Cache-Control !~ "max-?age") {
    set beresp.ttl = 300s;
  }
  call strip_set_cookie;
  # fetch 14 comes before 15: a session change that sets a cookie as well is stored.
  if (!beresp.http.Set-Cookie && (beresp.http.GOVUK-Account-End-Session || beresp.http.GOVUK-Account-Session)) {
    return (pass(120s));
  }
  if (beresp.ttl <= 0s) { call do_not_store; return (deliver); }
  set beresp.http.X-Stored = regsub("" + beresp.ttl, "\..*", "");
  return (deliver);
}

sub do_not_store {
  set beresp.uncacheable = true;
  set beresp.ttl = 0s;
  set beresp.grace = 0s;
}

sub strip_set_cookie {
  if (bereq.url !~ "^/(apply-for-a-licence|email|sign-in/callback/)") { unset beresp.http.Set-Cookie; }
}

sub vcl_backend_error {
  set beresp.http.X-No-Answer = "1";
  set beresp.http.Content-Type = "text/html; charset=utf-8";
  set beresp.body = "<h1>Sorry, there is a problem</h1>";
  return (deliver);
}

# ------------------------------------------------------------------ the answer, on its way to a client

sub vcl_deliver {
  # fetch 3 and error: at most three mirrors, and something stale before them if there was no answer.
  if (resp.status >= 500 && req.restarts < 3 && !resp.http.No-Fallback && (req.method == "GET" || req.method == "HEAD")) {
    if (resp.http.X-No-Answer && req.restarts == 0) { set req.http.X-Stale-Will-Do = "1"; }
    else { unset req.http.X-Stale-Will-Do; }
    return (restart);
  }
  unset resp.http.X-No-Answer;

  # deliver 1 and 2
  set resp.http.Strict-Transport-Security = "max-age=31536000; preload";
  if (req.http.X-State ~ "^(HIT|MISS)$") {
    set resp.http.Server-Timing = resp.http.Server-Timing + regsub(resp.http.Server-Timing, ".+", ",") +
      regsub(regsub(req.http.X-State, "HIT", "cacheHit"), "MISS", "cacheMiss");
  }

  # deliver 3
  if (resp.http.GOVUK-Account-End-Session) {
    header.append(resp.http.Set-Cookie, "__Host-govuk_account_session=; secure; httponly; samesite=lax; path=/; max-age=0");
    call add_no_store;
  } elsif (resp.http.GOVUK-Account-Session) {
    header.append(resp.http.Set-Cookie,
      "__Host-govuk_account_session=" + resp.http.GOVUK-Account-Session + "; secure; httponly; samesite=lax; path=/");
    call add_no_store;
  }
  # deliver 4: a substring, so longer names count, and with letter case.
  if (resp.http.Vary ~ "GOVUK-Account-Session") { call make_private; }
  # deliver 5
  call hide_account;
  # What Fastly takes off by itself.
  unset resp.http.Surrogate-Control;
  unset resp.http.Surrogate-Key;

  call tell_the_harness;
  return (deliver);
}

# A list's member is removed where it first stands, with the comma before it, or, at the start, behind it.
# One that is set goes to the end, behind a comma without a blank.

sub add_no_store {
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control, {"(?i)(^|,)\s*no-store(\s*=\s*("[^"]*"|[^,\s]*))?\s*(?=,|$)"}, "");
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control + ",no-store", "^,\s*", "");
}

sub make_private {
  set resp.http.Vary = regsub(resp.http.Vary, "(?i)(^|,)\s*Cookie\s*(?=,|$)", "");
  set resp.http.Vary = regsub(resp.http.Vary + ",Cookie", "^,\s*", "");
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control, {"(?i)(^|,)\s*public(\s*=\s*("[^"]*"|[^,\s]*))?\s*(?=,|$)"}, "");
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control, {"(?i)(^|,)\s*private(\s*=\s*("[^"]*"|[^,\s]*))?\s*(?=,|$)"}, "");
  set resp.http.Cache-Control = regsub(resp.http.Cache-Control + ",private", "^[,\s]+", "");
}

sub hide_account {
  unset resp.http.GOVUK-Account-Session;
  unset resp.http.GOVUK-Account-End-Session;
  set resp.http.Vary = regsub(resp.http.Vary, "(?i)(^|,)\s*GOVUK-Account-Session\s*(?=,|$)", "");
  set resp.http.Vary = regsub(resp.http.Vary, "(?i)(^|,)\s*GOVUK-Account-Session-Exists\s*(?=,|$)", "");
  set resp.http.Vary = regsub(resp.http.Vary, "(?i)(^|,)\s*GOVUK-Account-Session-Flash\s*(?=,|$)", "");
  set resp.http.Vary = regsub(resp.http.Vary, "^,\s*", "");
  if (resp.http.Vary == "") { unset resp.http.Vary; }
}

# In the words of RFC 9211, which the edge speaks as well.
sub tell_the_harness {
  if (req.http.X-State == "HIT") { set resp.http.Cache-Status = "varnish; hit"; }
  elsif (req.http.X-State == "PASS") { set resp.http.Cache-Status = "varnish; fwd=bypass"; }
  elsif (resp.http.X-Stored) { set resp.http.Cache-Status = "varnish; fwd=uri-miss; stored; ttl=" + resp.http.X-Stored; }
  else { set resp.http.Cache-Status = "varnish; fwd=uri-miss"; }
  unset resp.http.X-Stored;
}

# ------------------------------------------------------------------ answers of the edge's own

sub vcl_synth {
  # error 801, 805 and 806. Nothing else is asked for, but for what Varnish cannot do itself.
  set resp.http.Content-Type = "text/html; charset=utf-8";
  set resp.body = "";
  if (resp.status == 801) {
    set resp.status = 301;
    set resp.http.Location = "https://" + req.http.Host + req.url;
  } elsif (resp.status == 805) {
    set resp.status = 302;
    set resp.http.Location = "https://vdp.cabinetoffice.gov.uk/.well-known/security.txt";
  } elsif (resp.status == 806) {
    set resp.status = 501;
    set resp.body = "<h1>Page not found</h1>";
  }
  # vcl_deliver does not follow here. A synthetic answer that is no error counts as a hit.
  set resp.http.Strict-Transport-Security = "max-age=31536000; preload";
  if (resp.status < 400) { set resp.http.Server-Timing = "cacheHit"; }
  set resp.http.Cache-Status = "varnish";
  return (deliver);
}
