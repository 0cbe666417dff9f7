vcl 4.1;
# The account's rules of caching for stock Varnish: the cookie becomes the three headers, and variants
# are selected by them. What a client sees is made as the edge makes it.
import cookie;

backend app { .host = "127.0.0.1"; .port = "@ORIGIN_PORT@"; }

sub vcl_recv {
  unset req.http.GOVUK-Account-Session;
  unset req.http.GOVUK-Account-Session-Exists;
  unset req.http.GOVUK-Account-Session-Flash;
  cookie.parse(req.http.Cookie);
  if (cookie.isset("__Host-govuk_account_session")) {
    set req.http.GOVUK-Account-Session = cookie.get("__Host-govuk_account_session");
    set req.http.GOVUK-Account-Session-Exists = "1";
    if (req.http.GOVUK-Account-Session ~ "\$\$") {
      set req.http.GOVUK-Account-Session-Flash = regsub(req.http.GOVUK-Account-Session, "^.*?\$\$", "");
    }
  }
  unset req.http.Cookie;
  return (hash);
}

sub vcl_deliver {
  if (resp.http.Vary ~ "(?i)GOVUK-Account-Session") {
    set resp.http.Vary = "Cookie";
    set resp.http.Cache-Control = resp.http.Cache-Control + ", private";
  }
  if (obj.hits > 0) { set resp.http.X-Cache = "HIT"; } else { set resp.http.X-Cache = "MISS"; }
  unset resp.http.X-Varnish;
}
