/**
 * The report's style sheet, after the GOV.UK Design System; it stands in the page, which so needs nothing
 * from anywhere.
 *
 * @module
 */
export const reportStyle = `
*{box-sizing:border-box}
body{margin:0;font:400 1.1875rem/1.32 arial,sans-serif;color:#0b0c0c;background:#fff}
.skip{position:absolute;left:-999em;padding:.6rem 1rem;color:#0b0c0c;background:#fd0}
.skip:focus{position:static;display:block}
header{background:#1d70b8;color:#fff}
header p{margin:0 auto;padding:.9rem 1rem;max-width:60rem;font-weight:700;font-size:1.5rem}
main{max-width:60rem;margin:0 auto;padding:1.9rem 1rem 3rem}
h1{font-size:2rem;line-height:1.1;margin:0 0 1.9rem}
h2{font-size:1.5rem;line-height:1.25;margin:2.5rem 0 1rem;padding-top:1rem;border-top:1px solid #cecece}
h3{font-size:1.1875rem;margin:1.5rem 0 .5rem}
p{margin:0 0 1rem}
.url,code,td,li,dd{overflow-wrap:anywhere}
.hint{color:#484949}
a{color:#1a65a6}
a:focus,summary:focus{outline:3px solid transparent;color:#0b0c0c;background:#fd0;box-shadow:0 -2px #fd0,0 4px #0b0c0c;text-decoration:none}
.tag{display:inline-block;padding:.1rem .5rem;font-size:1.1875rem;font-weight:400}
.tag-leak{color:#651b18;background:#f4d7d7}
.tag-fragile{color:#592c0f;background:#fbded0}
.tag-waste{color:#4d3a04;background:#fff7bf}
.tag-unasked{color:#282d30;background:#e5e6e7}
.tag-fine{color:#083d29;background:#cfe4dc}
table{border-collapse:collapse;width:100%;margin:0 0 1.9rem}
caption{text-align:left;font-weight:700;padding-bottom:.5rem}
th,td{text-align:left;vertical-align:top;padding:.6rem 1rem .6rem 0;border-bottom:1px solid #cecece}
td.number{text-align:right;padding-right:0}
.warning{border:5px solid #1d70b8;padding:1rem;margin:0 0 1.9rem}
.inset{border-left:10px solid #cecece;padding:1rem;margin:1rem 0}
.lines dt{font-weight:700;margin:.5rem 0 .25rem}
.lines dd{margin:0;padding:.3rem .6rem;border-left:5px solid #cecece}
.lines .theirs{background:#f4d7d7;border-color:#ca3535}
.lines .own{background:#cfe4dc;border-color:#0f7a52}
code{font:400 1rem/1.4 monospace}
details{margin:0 0 1rem}
summary{color:#1a65a6;text-decoration:underline;cursor:pointer;padding:.2rem 0}
.pictures{display:flex;flex-wrap:wrap;gap:1.5rem}
figure{flex:1 1 17rem;margin:0;min-width:0;max-width:30rem}
figcaption{font-weight:700;margin-bottom:.5rem}
.picture{width:100%;height:auto;font:400 12px arial,sans-serif}
.picture .page{fill:#fff;stroke:#0b0c0c}
.picture .letter{font-weight:700;font-size:11px}
.picture .copy{fill:#d2e2f1;stroke:#1d70b8}
.picture .none{fill:#fff;stroke:#484949;stroke-dasharray:2 3}
.picture .right{stroke:#0b0c0c;stroke-width:1.5}
.picture .wrong{stroke:#ca3535;stroke-width:3;stroke-dasharray:6 4}
@media print{.skip{display:none}section{break-inside:avoid}}
`;
